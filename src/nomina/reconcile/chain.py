"""Components that are too wide to be summed: Gibbs sampling over matchings, many chains at once.

A move draws two bodies that compete for a person together, given everything else, so that two
who are taken for each other change places in one step. Probabilities are the mean of the
conditional ones that the moves are drawn from (Rao and Blackwell), and chains that start from the
best matching and from nothing are compared by the split R-hat of Gelman and Rubin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nomina.reconcile.graph import Component, Family, Marginals

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
CHAINS = 32
_FREE, _PLACED = -1, -2
_SMALL = 1e-12


@dataclass(frozen=True, slots=True)
class Chained:
    """What the chains came to.

    Attributes:
        marginals: of the component.
        log_total: natural log of the weight of all matchings, by belief propagation's formula
            (Bethe) at these probabilities; approximate.
        r_hat: the worst split R-hat over pairs with a probability above 0.01; 1 is agreement.
        sweeps: over all bodies, in each of `CHAINS` chains.
    """

    marginals: Marginals
    log_total: float
    r_hat: float
    sweeps: int


class _Chains:
    """The state of all chains. ``held`` (C, R) pair, free or placed; ``owner`` (C, P) row."""

    def __init__(self, component: Component, seed: int) -> None:
        self.component = component
        self.rng = np.random.default_rng(seed)
        rows, cols = len(component.rows), len(component.cols)
        self.weight = component.weight
        self.by_row = [np.flatnonzero(component.row == row) for row in range(rows)]
        self.held = np.full((CHAINS, rows), _FREE, dtype=np.intp)
        self.owner = np.full((CHAINS, cols), _FREE, dtype=np.intp)
        self.placement = [_start(family, CHAINS) for family in component.families]
        for family, where in zip(component.families, self.placement, strict=True):
            for row, col in family.placements[int(where[0])]:
                self.held[:, row], self.owner[:, col] = _PLACED, row
        by_col = [component.row[component.col == col] for col in range(cols)]
        near: list[set[int]] = [set() for _ in range(rows)]
        for sharing in by_col:
            for row in sharing.tolist():
                near[row].update(sharing.tolist())
        self.near = [sorted(others - {row}) for row, others in enumerate(near)]

    def options(self, row: int, other: int) -> tuple[Places, Floats]:
        """Give what a row may hold, and weights (C, 1 + d); first nothing, or staying placed."""
        edges = self.by_row[row]
        owner = self.owner[:, self.component.col[edges]]
        stays = self.held[:, other] == _PLACED  # and keeps its person, whatever is drawn
        open_ = (owner == _FREE) | (owner == row) | ((owner == other) & ~stays[:, None])
        placed = self.held[:, row] == _PLACED
        weights = np.empty((CHAINS, len(edges) + 1))
        weights[:, 0] = 1.0
        weights[:, 1:] = self.weight[edges] * (open_ & ~placed[:, None])
        return edges, weights

    def drop(self, row: int) -> None:
        """Leave a row free where it is not placed."""
        chains = np.flatnonzero(self.held[:, row] >= 0)
        self.owner[chains, self.component.col[self.held[chains, row]]] = _FREE
        self.held[chains, row] = _FREE

    def take(self, row: int, edges: Places, choice: Places) -> None:
        """Give a row the chosen option (C,), where 0 changes nothing."""
        chains = np.flatnonzero(choice > 0)
        chosen = edges[choice[chains] - 1]
        self.held[chains, row] = chosen
        self.owner[chains, self.component.col[chosen]] = row

    def both(self, row: int, other: int) -> tuple[tuple[Places, Floats], tuple[Places, Floats]]:
        """Draw two rows together; give the conditional probabilities of each one's options."""
        edges_a, weights_a = self.options(row, other)
        edges_b, weights_b = self.options(other, row)
        apart = np.ones((len(edges_a) + 1, len(edges_b) + 1))
        cols = self.component.col
        apart[1:, 1:] = cols[edges_a][:, None] != cols[edges_b][None, :]
        joint = weights_a[:, :, None] * weights_b[:, None, :] * apart
        flat = joint.reshape(CHAINS, -1)
        sums = flat.cumsum(axis=1)
        draw = self.rng.random(CHAINS) * sums[:, -1]
        at = np.minimum((sums <= draw[:, None]).sum(axis=1), flat.shape[1] - 1)
        total = sums[:, -1:]
        self.drop(row)
        self.drop(other)
        self.take(row, edges_a, at // (len(edges_b) + 1))
        self.take(other, edges_b, at % (len(edges_b) + 1))
        return (edges_a, joint.sum(axis=2) / total), (edges_b, joint.sum(axis=1) / total)

    def one(self, row: int) -> tuple[Places, Floats]:
        """Draw one row; give the conditional probabilities of its options."""
        edges, weights = self.options(row, row)
        sums = weights.cumsum(axis=1)
        draw = self.rng.random(CHAINS) * sums[:, -1]
        at = np.minimum((sums <= draw[:, None]).sum(axis=1), weights.shape[1] - 1)
        self.drop(row)
        self.take(row, edges, at)
        return edges, weights / sums[:, -1:]

    def family(self, number: int) -> None:
        """Draw the placement of one family given everything else."""
        family = self.component.families[number]
        for chain in range(CHAINS):
            for row, col in family.placements[self.placement[number][chain]]:
                self.held[chain, row] = _FREE
                self.owner[chain, col] = _FREE
            weights = np.array(
                [
                    weight
                    if all(
                        self.held[chain, row] == _FREE and self.owner[chain, col] == _FREE
                        for row, col in placement
                    )
                    else 0.0
                    for placement, weight in zip(family.placements, family.weights, strict=True)
                ]
            )
            at = int(self.rng.choice(len(weights), p=weights / weights.sum()))
            self.placement[number][chain] = at
            for row, col in family.placements[at]:
                self.held[chain, row] = _PLACED
                self.owner[chain, col] = row

    def sweep(self, sums: Floats | None) -> None:
        """Draw every row once, most of them with a competitor; add probabilities (C, E)."""
        for row in self.rng.permutation(len(self.by_row)).tolist():
            near = self.near[row]
            if near and self.rng.random() < 0.75:
                drawn = self.both(row, int(near[self.rng.integers(len(near))]))[:1]
            else:
                drawn = (self.one(row),)
            if sums is not None:
                for edges, chances in drawn:
                    sums[:, edges] += chances[:, 1:]
        for number in range(len(self.component.families)):
            self.family(number)


def chained(
    component: Component, *, sweeps: int = 600, seed: int = 0, start: Places | None = None
) -> Chained:
    """Sample a component.

    Args:
        component: what is sampled.
        sweeps: after as many again by half that are thrown away.
        seed: the same seed gives the same result.
        start: (R,) column of each row in the best matching, -1 for none; half of the chains
            start there, as far as families leave it open.
    """
    chains = _Chains(component, seed)
    if start is not None:
        for row in np.flatnonzero(start >= 0).tolist():
            edge = next(
                (int(e) for e in chains.by_row[row] if component.col[e] == start[row]), None
            )
            taken = chains.held[0, row] != _FREE or chains.owner[0, start[row]] != _FREE
            if edge is not None and not taken:
                chains.held[: CHAINS // 2, row] = edge
                chains.owner[: CHAINS // 2, start[row]] = row
    for _ in range(sweeps // 2):
        chains.sweep(None)
    pairs, rows, cols = len(component.row), len(component.rows), len(component.cols)
    halves = np.zeros((2, CHAINS, pairs))
    placed = np.zeros((rows, cols))
    alone = np.zeros(cols)
    for at in range(sweeps):
        chains.sweep(halves[at * 2 // sweeps])
        for family, where in zip(component.families, chains.placement, strict=True):
            for one, times in zip(*np.unique(where, return_counts=True), strict=True):
                for cell in family.placements[int(one)]:
                    placed[cell] += times
        alone += (chains.owner == _FREE).sum(axis=0)
    probability = halves.sum(axis=(0, 1)) / (CHAINS * sweeps)
    seen = CHAINS * sweeps
    by_family = {(int(r), int(c)): float(placed[r, c] / seen) for r, c in np.argwhere(placed)}
    taken = np.bincount(component.row, probability, rows)
    for (r, _), p in by_family.items():
        taken[r] += p
    free = np.clip(1.0 - taken, 0.0, 1.0)
    return Chained(
        Marginals(pair=probability, row_free=free, col_free=alone / seen, placed=by_family),
        _bethe(component, probability, free, alone / seen),
        _r_hat(halves / max(1, sweeps // 2)),
        sweeps,
    )


def _start(family: Family, chains: int) -> Places:
    """Start at the placement that places least."""
    least = min(range(len(family.placements)), key=lambda at: len(family.placements[at]))
    return np.full(chains, least, np.intp)


def _bethe(component: Component, pair: Floats, row_free: Floats, col_free: Floats) -> float:
    """Give the Bethe approximation of the log of the sum; families are left out of it."""
    energy = float((pair * np.log(component.weight)).sum())

    def entropy(p: Floats) -> float:
        kept = p[p > _SMALL]
        return float(-(kept * np.log(kept)).sum())

    return (
        energy
        + entropy(pair) * 2
        + entropy(row_free)
        + entropy(col_free)
        - (entropy(pair) + entropy(1.0 - pair))
    )


def _r_hat(means: Floats) -> float:
    """Compare half-chain means (2, C, E) of pairs that matter with the spread of one draw."""
    flat = means.reshape(-1, means.shape[-1])
    middle = flat.mean(axis=0)
    matter = (middle > 0.01) & (middle < 0.99)
    if not matter.any():
        return 1.0
    between = flat[:, matter].var(axis=0, ddof=1)
    within = middle[matter] * (1.0 - middle[matter])
    return float(np.sqrt(1.0 + between / within).max())
