"""Which of some files are one person: the posterior over partitions of a linked group.

A partition has weight ``prod_blocks theta (k - 1)! E(block)``: the first two factors are the
prior of Ewens (two files are one person with probability 1/(1 + theta) before any evidence), E the
evidence that a block is one person, 0 where it cannot be.

By default E is that of the strongest tree of links in the block, times every LR below 1 beside
it: where one sample was compared with many, k files of one person hold k - 1 independent
agreements and not k (k - 1)/2. ``every_pair`` multiplies all of them, for pairs that were each
compared on something of their own.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import digamma

from nomina.errors import InputError
from nomina.words import tr

Floats = NDArray[np.float64]
LN10 = math.log(10.0)
EXACT = 10
"""Groups of at most so many are summed exactly."""
Fits = Callable[[Sequence[int]], bool]


def theta_for(files: int, people: float) -> float:
    """Give theta so that ``files`` files are expected to be of ``people`` people.

    E[people] = sum_i theta/(theta + i), i = 0 to files - 1 (Ewens).

    Raises:
        InputError: there cannot be so many people: more than 1 and fewer than the files.
    """
    if not (files >= 2 and 1.0 < people < files):
        raise InputError(
            tr("{files} files cannot be expected to be of {people:g} people").format(
                files=files, people=people
            ),
            todo=tr("Give a number above 1 and below the number of files"),
        )

    def over(log_theta: float) -> float:
        theta = math.exp(log_theta)
        return float(theta * (digamma(theta + files) - digamma(theta))) - people

    low, high = -30.0, 23.0
    # Beyond this theta digammas cancel, and nearly all that is left are pairs: files^2/(2 theta).
    if over(high) < 0.0:
        return files * (files - 1) / 2.0 / (files - people)
    return math.exp(float(brentq(over, low, high, xtol=1e-12)))


@dataclass(slots=True)
class Blocks:
    """Log weights of blocks of one group; a block is an int whose bits are its members.

    Attributes:
        log_lr: (n, n) natural log of the LR of each pair, symmetric; 0 without evidence, -inf
            for pairs that cannot be one person.
        theta: of the prior.
        every_pair: multiply all LRs in a block, and not the strongest tree.
        fits: says whether the members of a block can be one person by what is not in pairs.
    """

    log_lr: Floats
    theta: float
    every_pair: bool = False
    fits: Fits | None = None
    _known: dict[int, float] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.log_lr)

    def weight(self, block: int) -> float:
        """Give the natural log of the weight of a block; -inf where it cannot be one person."""
        found = self._known.get(block)
        if found is None:
            places = members(block)
            found = self._evidence(places)
            if found > -math.inf and self.fits is not None and not self.fits(places):
                found = -math.inf
            found += math.log(self.theta) + math.lgamma(len(places))
            self._known[block] = found
        return found

    def _evidence(self, places: Sequence[int]) -> float:
        if len(places) == 1:
            return 0.0
        inside = self.log_lr[np.ix_(places, places)]
        upper = inside[np.triu_indices(len(places), 1)]
        if np.isneginf(upper).any():
            return -math.inf
        if self.every_pair:
            return float(upper.sum())
        against = float(upper[upper < 0.0].sum())
        return against + _strongest_tree(np.maximum(inside, 0.0))


def _strongest_tree(weights: Floats) -> float:
    """Give the weight of the heaviest spanning tree (Prim); all weights are 0 or more."""
    best, left, total = weights[0].copy(), np.ones(len(weights), np.bool_), 0.0
    left[0] = False
    for _ in range(len(weights) - 1):
        chosen = int(np.argmax(np.where(left, best, -1.0)))
        total += float(best[chosen])
        left[chosen] = False
        best = np.maximum(best, weights[chosen])
    return total


def members(block: int) -> list[int]:
    """Give the places of a block."""
    places = []
    while block:
        lowest = block & -block
        places.append(lowest.bit_length() - 1)
        block ^= lowest
    return places


@dataclass(frozen=True, slots=True)
class Posterior:
    """The posterior of one group.

    Attributes:
        blocks: probability that exactly this block is one person; those above 0.
        best: partitions with their probability, most probable first.
        method: "exact" or "chains".
        r_hat: of the chains, the worst over pairs; None where exact. 1 is agreement.
    """

    blocks: dict[int, float]
    best: tuple[tuple[tuple[int, ...], float], ...]
    method: str
    r_hat: float | None = None

    def together(self, block: int) -> float:
        """Give the probability that all of a block are one person, whoever else is, too."""
        return min(1.0, math.fsum(p for each, p in self.blocks.items() if each & block == block))

    def pairs(self, n: int) -> Floats:
        """Give the probability of each pair to be one person, (n, n), 1 with itself."""
        total = np.eye(n)
        for block, p in self.blocks.items():
            places = members(block)
            total[np.ix_(places, places)] += p
        np.fill_diagonal(total, 1.0)
        return np.minimum(total, 1.0)


def exact(blocks: Blocks, best: int = 5) -> Posterior:
    """Sum over all partitions of a group, by subsets: O(3^n).

    Args:
        blocks: of at most about 12 files.
        best: how many of the most probable partitions to give.
    """
    n = len(blocks)
    full = (1 << n) - 1
    weight = {block: w for block in range(1, full + 1) if (w := blocks.weight(block)) > -math.inf}
    inside: list[float] = [0.0] * (full + 1)
    leaders: list[list[tuple[float, tuple[int, ...]]]] = [[] for _ in range(full + 1)]
    leaders[0] = [(0.0, ())]
    for rest in range(1, full + 1):
        first = rest & -rest
        terms, options = [], []
        others = rest ^ first
        sub = others
        while True:
            block = sub | first
            if block in weight:
                w = weight[block]
                terms.append(w + inside[rest ^ block])
                options += [(w + s, (block, *p)) for s, p in leaders[rest ^ block]]
            if not sub:
                break
            sub = (sub - 1) & others
        inside[rest] = log_sum(terms)
        leaders[rest] = heapq.nlargest(best, options)
    whole = inside[full]
    return Posterior(
        {
            block: math.exp(w + inside[full ^ block] - whole)
            for block, w in weight.items()
            if w + inside[full ^ block] - whole > -60.0
        },
        tuple((tuple(sorted(p)), math.exp(s - whole)) for s, p in leaders[full]),
        "exact",
    )


def log_sum(terms: Sequence[float]) -> float:
    """Give the log of a sum of exponentials."""
    top = max(terms)
    return top + math.log(math.fsum(math.exp(each - top) for each in terms))
