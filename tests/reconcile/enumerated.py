"""Every assignment of small problems, one by one: the truth that the room is held against."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from nomina.reconcile.problem import Factor, Problem

Floats = NDArray[np.float64]


@cache
def assignments(bodies: int, people: int) -> NDArray[np.int8]:
    """Give all partial one-to-one maps, (A, bodies): person or -1."""
    made = [
        one
        for one in product(range(-1, people), repeat=bodies)
        if len({p for p in one if p >= 0}) == sum(p >= 0 for p in one)
    ]
    return np.array(made, dtype=np.int8).reshape(-1, bodies)


@dataclass(frozen=True)
class Truth:
    """Sums over all assignments: log Z, pairs (n, M), nobody (n,), none of these (M,)."""

    log_z: float
    pair: Floats
    none: Floats
    alone: Floats
    log_weights: Floats


def enumerated(problem: Problem) -> Truth:
    """Weigh every assignment."""
    n, m = len(problem.bodies), len(problem.people)
    log = np.full((n, m + 1), problem.log_weight)
    log[problem.body, problem.person] = problem.log_weight + problem.log_lr
    log[:, m] = 0.0
    every = assignments(n, m)
    total = log[np.arange(n), every].sum(axis=1)
    for factor in problem.factors:
        total = total + np.array([_said(factor, one.tolist()) for one in every])
    top = float(total.max())
    weight = np.exp(total - top)
    weight /= weight.sum()
    pair = np.array([[weight[every[:, b] == p].sum() for p in range(m)] for b in range(n)])
    none = np.array([weight[every[:, b] == -1].sum() for b in range(n)])
    alone = np.array([weight[(every != p).all(axis=1)].sum() for p in range(m)])
    log_z = top + math.log(float(np.exp(total - top).sum()))
    return Truth(log_z, pair.reshape(n, m), none, alone, total)


def _said(factor: Factor, one: list[int]) -> float:
    held = {(b, p) for b, p in enumerate(one) if b in factor.bodies and p in factor.people}
    return factor.placements.get(frozenset(held), -math.inf)


def drawn(rng: np.random.Generator, most: int, *, families: bool) -> Problem:
    """Draw a problem of up to ``most`` by ``most`` with exclusions and, if wanted, a family."""
    n, m = (int(one) for one in rng.integers(1, most + 1, 2))
    kind = rng.random((n, m))
    body, person = np.nonzero(kind < 0.7)
    log_lr = rng.normal(0.0, 4.0, len(body))
    log_lr[kind[body, person] < 0.12] = -math.inf
    factors = []
    if families and n >= 2 and m >= 2:
        bodies = sorted(int(b) for b in rng.choice(n, 2, replace=False))
        people = sorted(int(p) for p in rng.choice(m, 2, replace=False))
        placements = {frozenset[tuple[int, int]](): float(rng.normal())}
        for b, p in product(bodies, people):
            if rng.random() < 0.8:
                placements[frozenset({(b, p)})] = float(rng.normal(0.0, 3.0))
        both = frozenset(zip(bodies, rng.permutation(people).tolist(), strict=True))
        placements[both] = float(rng.normal(0.0, 3.0))
        factors.append(Factor("family", frozenset(bodies), frozenset(people), placements))
    return Problem(
        bodies=tuple(f"B{at}" for at in range(n)),
        people=tuple(f"M{at}" for at in range(m)),
        body=body,
        person=person,
        log_lr=log_lr,
        log_weight=float(rng.uniform(-6.0, 1.0)),
        factors=tuple(factors),
    )
