"""Groups that are too large to be summed: sampled partitions, several chains at once.

Each sweep draws the block of every file anew given all others (Gibbs), then tries to split a
block at random or to join two (Jain and Neal 2004, random splits). Half of the chains start with
every file alone, half with everything together that is linked and may be. Their agreement is the
split R-hat of Gelman and Rubin over the probabilities of pairs.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from itertools import accumulate
from random import Random

import numpy as np
from numpy.typing import NDArray

from nomina.reconcile.parts_partition import Blocks, Posterior, members

Floats = NDArray[np.float64]
CHAINS = 4


class _Chain:
    """One chain: ``held`` gives the block of each file."""

    def __init__(self, blocks: Blocks, seed: int, *, joined: bool) -> None:
        self.blocks, self.rng = blocks, Random(seed)
        self.held = [1 << place for place in range(len(blocks))]
        if joined:
            self._join_all()

    def _join_all(self) -> None:
        rows, columns = np.triu_indices(len(self.blocks), 1)
        strength = self.blocks.log_lr[rows, columns]
        for at in np.argsort(-strength, kind="stable").tolist():
            one, other = self.held[rows[at]], self.held[columns[at]]
            if strength[at] <= 0.0:
                return
            if one != other and self.blocks.weight(one | other) > -math.inf:
                self._set(one | other)

    def _set(self, *blocks: int) -> None:
        for block in blocks:
            for place in members(block):
                self.held[place] = block

    def draw(self, place: int) -> None:
        """Draw the block of one file given all others."""
        bit = 1 << place
        own = self.held[place] & ~bit
        if own:
            self._set(own)
        self.held[place] = bit
        weight = self.blocks.weight
        others = sorted({*self.held} - {bit})
        logs = [weight(bit), *(weight(b | bit) - weight(b) for b in others)]
        top = max(logs)
        sums = list(accumulate(math.exp(log - top) for log in logs))
        at = bisect_right(sums, self.rng.random() * sums[-1], hi=len(sums) - 1)
        if at:
            self._set(others[at - 1] | bit)

    def split_or_join(self) -> None:
        """Choose two files: try to join their blocks, or to split the one that holds both."""
        one, other = (self.rng.randrange(len(self.held) - less) for less in (0, 1))
        other += other >= one
        first, second = self.held[one], self.held[other]
        weight = self.blocks.weight
        if first != second:
            free = (first | second).bit_count() - 2
            log = weight(first | second) - weight(first) - weight(second) - free * math.log(2.0)
            if math.log(1.0 - self.rng.random()) < log:
                self._set(first | second)
            return
        parts = [1 << one, 1 << other]
        for place in members(first & ~parts[0] & ~parts[1]):
            parts[self.rng.random() < 0.5] |= 1 << place
        free = first.bit_count() - 2
        log = weight(parts[0]) + weight(parts[1]) - weight(first) + free * math.log(2.0)
        if math.log(1.0 - self.rng.random()) < log:
            self._set(*parts)

    def sweep(self) -> tuple[int, ...]:
        """Draw everything once and give the partition."""
        for place in self.rng.sample(range(len(self.held)), len(self.held)):
            self.draw(place)
        for _ in range(len(self.held)):
            self.split_or_join()
        return tuple(sorted({*self.held}))


def sampled(blocks: Blocks, *, best: int = 5, sweeps: int = 400, seed: int = 0) -> Posterior:
    """Sample the posterior of a group.

    Args:
        blocks: of the group.
        best: how many of the most frequent partitions to give.
        sweeps: that are kept, in each chain, after half as many that are thrown away.
        seed: the same seed gives the same result.
    """
    n = len(blocks)
    seen: Counter[tuple[int, ...]] = Counter()
    halves = np.zeros((2 * CHAINS, n, n))
    for number in range(CHAINS):
        chain = _Chain(blocks, seed + number, joined=number % 2 == 1)
        for _ in range(sweeps // 2):
            chain.sweep()
        for at in range(sweeps):
            partition = chain.sweep()
            seen[partition] += 1
            half = halves[2 * number + at * 2 // sweeps]
            for block in partition:
                places = members(block)
                half[np.ix_(places, places)] += 2.0 / sweeps
    total = CHAINS * sweeps
    share: Counter[int] = Counter()
    for partition, times in seen.items():
        for block in partition:
            share[block] += times
    return Posterior(
        {block: times / total for block, times in sorted(share.items())},
        tuple((partition, times / total) for partition, times in seen.most_common(best)),
        "chains",
        _r_hat(halves.reshape(2 * CHAINS, -1), sweeps // 2),
    )


def _r_hat(means: Floats, draws: int) -> float:
    """Compare means of half-chains (H, pairs) with the spread of independent draws.

    Draws follow each other and are not independent, so that this is larger than 1 even where
    all is well; the within-chain variance is that of a coin, p (1 - p).
    """
    middle = means.mean(axis=0)
    matter = (middle > 0.01) & (middle < 0.99)
    if not matter.any():
        return 1.0
    between = means[:, matter].var(axis=0, ddof=1)
    within = middle[matter] * (1.0 - middle[matter])
    return float(np.sqrt((draws - 1) / draws + between / within).max())
