"""Belief propagation: exact where nothing goes round in a circle, near everywhere else."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nomina.reconcile.beliefs import believed
from nomina.reconcile.problem import Problem
from tests.reconcile.enumerated import Truth, enumerated


def counted(weight: np.ndarray) -> Truth:
    """Every assignment of a table of weights (n, M), 0 where a pair cannot be."""
    n, m = weight.shape
    body, person = np.divmod(np.arange(n * m), m)
    with np.errstate(divide="ignore"):
        log_lr = np.log(weight.ravel())
    return enumerated(
        Problem(tuple(map(str, range(n))), tuple(map(str, range(m))), body, person, log_lr, 0.0)
    )


@pytest.mark.parametrize("seed", range(20))
def test_without_circles_beliefs_are_exact(seed: int) -> None:
    """A tree over bodies and people, drawn edge by edge; all other pairs cannot be."""
    rng = np.random.default_rng(seed)
    n, m = 4, 5
    weight = np.zeros((n, m))
    for at in range(m):  # each joins one of those that are in the tree already
        weight[rng.integers(min(at + 1, n)), at] = 10.0 ** rng.normal(0.0, 1.5)
        if at + 1 < n:
            weight[at + 1, rng.integers(at + 1)] = 10.0 ** rng.normal(0.0, 1.5)
    truth = counted(weight)
    body, person = np.nonzero(weight)
    found = believed(body, person, weight[body, person], np.zeros(n), m)
    assert found.pair(body) == pytest.approx(truth.pair[body, person], abs=1e-7)
    assert 1.0 / found.body_total == pytest.approx(truth.none, abs=1e-7)
    assert 1.0 / found.person_total == pytest.approx(truth.alone, abs=1e-7)


@pytest.mark.parametrize("seed", range(6))
def test_with_circles_they_are_near(seed: int) -> None:
    rng = np.random.default_rng(seed)
    weight = 10.0 ** rng.normal(-1.5, 1.0, (5, 6))
    truth = counted(weight)
    body, person = np.divmod(np.arange(30), 6)
    found = believed(body, person, weight.ravel(), np.zeros(5), 6)
    assert found.pair(body) == pytest.approx(truth.pair.ravel(), abs=0.03)
    # what a body and a person think of their pair is the same belief
    assert found.lean / found.person_total[person] == pytest.approx(found.pair(body), abs=1e-6)


def test_pairs_without_evidence_weigh_as_if_they_were_given() -> None:
    rng = np.random.default_rng(3)
    n, m, base = 6, 40, 0.004
    weight = np.full((n, m), base)
    given = rng.random((n, m)) < 0.1
    weight[given] = 10.0 ** rng.normal(0.0, 1.0, int(given.sum()))
    body, person = np.nonzero(given)
    short = believed(body, person, weight[given], np.full(n, base), m)
    every_body, every_person = np.divmod(np.arange(n * m), m)
    whole = believed(every_body, every_person, weight.ravel(), np.zeros(n), m)
    assert 1.0 / short.body_total == pytest.approx(1.0 / whole.body_total, abs=1e-4)
    assert short.pair(body) == pytest.approx(whole.pair(every_body)[given.ravel()], abs=1e-4)
    rest = whole.pair(every_body)[~given.ravel()].sum()
    assert short.rest_pairs == pytest.approx(rest, rel=1e-2)


def test_nothing_at_all() -> None:
    none = np.empty(0, np.intp)
    found = believed(none, none, np.empty(0), np.full(3, 0.01), 50)
    assert found.rest_pairs == pytest.approx(3 * 0.5 / 1.5, rel=0.03)
    assert math.isclose(float(found.body_total[0]), float(found.body_total[2]))
    nobody = believed(none, none, np.empty(0), np.empty(0), 0)
    assert nobody.rest_pairs == 0.0
