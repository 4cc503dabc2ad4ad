"""Chains against exact sums, families included."""

from __future__ import annotations

import numpy as np
import pytest

from nomina.reconcile.chain import chained
from nomina.reconcile.components import whole_of
from nomina.reconcile.frontier import forward, marginals
from nomina.reconcile.problem import Factor, Problem
from tests.reconcile.enumerated import drawn


def problems(count: int, *, families: bool) -> list[Problem]:
    """Problems of four to six bodies and people, with a family or without."""
    rng = np.random.default_rng(17 + families)
    made: list[Problem] = []
    while len(made) < count:
        problem = drawn(rng, 6, families=families)
        small = len(problem.bodies) < 4 or len(problem.people) < 4
        if not small and bool(problem.factors) == families:
            made.append(problem)
    return made


def agrees(problem: Problem, sweeps: int, start: bool) -> None:
    part = whole_of(problem)
    truth = marginals(forward(part.component))
    best = part.best() if start else None
    found = chained(part.component, sweeps=sweeps, seed=1, start=best)
    assert found.r_hat < 1.06  # families move slowly: 1.04 at 400 sweeps, 1.01 at 2400
    assert found.marginals.pair == pytest.approx(truth.pair, abs=0.03)
    assert found.marginals.row_free == pytest.approx(truth.row_free, abs=0.03)
    assert found.marginals.col_free == pytest.approx(truth.col_free, abs=0.03)
    for cell in truth.placed.keys() | found.marginals.placed.keys():
        have = found.marginals.placed.get(cell, 0.0)
        assert have == pytest.approx(truth.placed.get(cell, 0.0), abs=0.03), cell


@pytest.mark.parametrize("families", [False, True])
def test_chains_come_to_the_exact_answer(families: bool) -> None:
    for problem in problems(2, families=families):
        agrees(problem, 400, start=True)


def test_a_family_that_must_be_placed_keeps_its_people_from_the_start() -> None:
    """B0 is M0 for certain, though the best matching without families joins both to others."""
    factor = Factor("family", frozenset({0, 1}), frozenset({0, 1}), {frozenset({(0, 0)}): 0.0})
    body, person = np.array([0, 2, 1, 2]), np.array([2, 0, 2, 2])
    log_lr = np.array([6.0, 6.0, 1.0, 0.5])
    agrees(
        Problem(tuple("abc"), tuple("uvw"), body, person, log_lr, 0.0, (factor,)), 100, start=True
    )


def test_the_same_seed_gives_the_same_chains() -> None:
    [problem] = problems(1, families=True)
    component = whole_of(problem).component
    one, again, other = (chained(component, sweeps=20, seed=seed) for seed in (1, 1, 2))
    assert one.marginals.pair.tolist() == again.marginals.pair.tolist()
    assert one.marginals.pair.tolist() != other.marginals.pair.tolist()


def test_chains_that_stay_where_they_start_are_seen() -> None:
    """Three bodies go round with three people: two weights of 1e6 that no pair move joins."""
    n = 3
    log = np.full((n, n), -np.inf)
    for at in range(n):
        log[at, at] = log[at, (at + 1) % n] = np.log(1e6)
    body, person = np.nonzero(np.isfinite(log))
    ids = tuple("abc"), tuple("uvw")
    problem = Problem(*ids, body, person, log[body, person], 0.0)
    part = whole_of(problem)
    found = chained(part.component, sweeps=30, seed=3, start=part.best())
    assert found.r_hat > 1.05
