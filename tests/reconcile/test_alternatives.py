"""The best assignments, their ratios and open sets, against every assignment in order."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nomina.reconcile.alternatives import alternatives
from nomina.reconcile.problem import LN10, Problem
from nomina.reconcile.solve import reconcile
from tests.reconcile.enumerated import assignments, drawn, enumerated
from tests.reconcile.test_solve import dense


@pytest.mark.parametrize("seed", range(40))
def test_best_assignments_and_ratios(seed: int) -> None:
    problem = drawn(np.random.default_rng((11, seed)), 4, families=seed % 2 == 1)
    truth = enumerated(problem)
    found = reconcile(problem)
    beside = alternatives(found)
    can_be = np.sort(truth.log_weights[np.isfinite(truth.log_weights)])[::-1]
    behind = (can_be[0] - can_be[:10]) / LN10
    assert [one.behind for one in beside.best] == pytest.approx(behind.tolist(), abs=1e-9)
    every = assignments(len(problem.bodies), len(problem.people))
    for body, person, ratio in zip(found.body, found.person, beside.glr, strict=True):
        holds = every[:, body] == person
        best = truth.log_weights[holds].max(initial=-np.inf)
        rest = truth.log_weights[~holds].max(initial=-np.inf)
        if math.isfinite(ratio):
            assert ratio == pytest.approx(np.clip((best - rest) / LN10, -99, 99), abs=1e-9)


def test_assignments_differ_and_go_down() -> None:
    beside = alternatives(reconcile(dense(4, 30, 80, sd=3.0)))
    assert len({one.pairs for one in beside.best}) == len(beside.best) == 10
    assert [one.behind for one in beside.best] == sorted(one.behind for one in beside.best)


def brothers(*, alike: float) -> Problem:
    """Two bodies of two brothers whose relatives cannot tell them apart, and a third body."""
    return Problem(
        bodies=("B1", "B2", "B3"),
        people=("M1", "M2", "M3"),
        body=np.array([0, 0, 1, 1, 2]),
        person=np.array([0, 1, 0, 1, 2]),
        log_lr=np.array([9.0, 9.0, 9.0 - alike, 9.0, 7.0]),
        log_weight=-3.0,
    )


@pytest.mark.parametrize("whole", [True, False])
def test_brothers_stay_open_as_a_set(whole: bool) -> None:
    problem = brothers(alike=0.0)
    found = reconcile(problem, whole=whole)
    (one,) = alternatives(found).together
    assert (one.bodies, one.people) == ((0, 1), (0, 1))
    every, weights = assignments(3, 3), enumerated(problem).log_weights
    both = np.isin(every[:, 0], (0, 1)) & np.isin(every[:, 1], (0, 1))
    share = np.exp(weights[both]).sum() / np.exp(weights).sum()
    assert one.probability == pytest.approx(share, abs=2e-3)
    assert found.probability.max() < 0.999


def test_brothers_whom_evidence_tells_apart_are_no_set() -> None:
    assert not alternatives(reconcile(brothers(alike=8.0))).together
