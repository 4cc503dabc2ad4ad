"""Rank and error figures by hand, against brute force, and their intervals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nomina.evaluate.metrics import (
    Searches,
    can_state,
    cmc,
    det,
    fnir_at_fpir,
    fnir_interval,
    rank_interval,
    resample,
    threshold_at,
    tippett,
    within_rank,
)

INF = np.inf


def searches(mate: list[float], others: list[list[float]]) -> Searches:
    """Make searches from the score of the mate and those of all others."""
    scores, m = np.array(others, dtype=float), np.array(mate, dtype=float)
    return Searches(
        mate=m,
        at_or_above=(scores >= m[:, None]).sum(axis=1),
        best_other=scores.max(axis=1),
        n_gallery=scores.shape[1] + 1,
    )


# Five searches among a mate and three others: rank 1; rank 2; a tie, so rank 2; rank 4; no face.
HAND = searches(
    [0.9, 0.5, 0.6, 0.1, -INF],
    [[0.1, 0.2, 0.3], [0.8, 0.1, 0.2], [0.6, 0.2, 0.1], [0.2, 0.4, 0.3], [-INF, -INF, -INF]],
)


def test_ties_and_missing_faces_count_against_the_system() -> None:
    assert HAND.ranks.tolist() == [1, 2, 2, 4, INF]
    assert [within_rank(HAND, k) for k in (1, 2, 3, 4, 50)] == [0.2, 0.6, 0.6, 0.8, 0.8]
    assert cmc(HAND) == pytest.approx([0.2, 0.6, 0.6, 0.8])


def test_threshold_and_miss_rate_by_hand() -> None:
    # Best of the others: 0.3, 0.8, 0.6, 0.4, none. Two alarms in five are allowed at 0.4, so the
    # threshold lies just above 0.4: found are 0.9, 0.5 and 0.6, missed two of five.
    assert 0.4 < threshold_at(HAND.best_other, 0.4) < 0.4 + 1e-12
    assert threshold_at(HAND.best_other, 0.39) > 0.6  # only one alarm fits into 0.39 of five
    assert threshold_at(HAND.best_other, 1.0) == -INF
    again = np.tile(np.arange(5), 4)
    many = Searches(HAND.mate[again], HAND.at_or_above[again], HAND.best_other[again], 4)
    assert fnir_at_fpir(many, 0.4) == pytest.approx(0.4)
    assert fnir_at_fpir(many, 1.0) == pytest.approx(0.2)  # the one without a face stays missed


@pytest.mark.parametrize(("fpir", "least"), [(0.1, 30), (0.01, 300), (0.003, 1000)])
def test_a_rate_needs_enough_searches(fpir: float, least: int) -> None:
    assert can_state(fpir, least)
    assert not can_state(fpir, least - 1)
    few = Searches(np.ones(least - 1), np.zeros(least - 1, int), np.zeros(least - 1), 9)
    assert fnir_at_fpir(few, fpir) is None
    assert fnir_interval(few, fpir, resample(least - 1, times=3)) is None


scores_in_tenths = st.integers(0, 10).map(lambda x: x / 10) | st.just(-INF)


@settings(max_examples=30)
@given(st.lists(st.tuples(scores_in_tenths, scores_in_tenths), min_size=6, max_size=40))
def test_brute_force_over_all_thresholds_agrees(pairs: list[tuple[float, float]]) -> None:
    mate, best = (np.array(x) for x in zip(*pairs, strict=True))
    some = Searches(mate, np.zeros(len(pairs), int), best, 2)
    candidates = sorted({x + d for x in (*mate, *best) if x > -INF for d in (0.0, 0.05)} | {-1.0})
    for fpir in (0.5, 0.75):
        fits = [t for t in candidates if np.mean(best >= t) <= fpir] or [99.0]
        expected = np.mean([not (m > -INF and m >= fits[0]) for m in mate])
        assert fnir_at_fpir(some, fpir) == pytest.approx(expected)
    for alarm, miss in zip(*det(some), strict=True):
        reached = [(np.mean(best >= t), np.mean(mate < t)) for t in candidates]
        assert any(abs(a - alarm) < 1e-9 and abs(b - miss) < 1e-9 for a, b in reached)


def test_det_runs_from_no_alarm_to_all() -> None:
    fpir, fnir = det(HAND)
    # Thresholds: above 0.8, then 0.8, 0.6, 0.4, 0.3.
    assert fpir == pytest.approx([0, 0.2, 0.4, 0.6, 0.8])
    assert fnir == pytest.approx([0.8, 0.8, 0.6, 0.4, 0.4])


def test_tippett_by_hand() -> None:
    values, share = tippett(np.array([1.0, -1.0, 1.0, 3.0]))
    assert values.tolist() == [-1, 1, 3]
    assert share.tolist() == [1.0, 0.75, 0.25]


def test_interval_of_a_share_has_the_width_of_theory() -> None:
    # 400 searches, 0.7 at rank 1: standard error sqrt(0.7 * 0.3 / 400) = 0.0229.
    mate = np.where(np.arange(400) < 280, 1.0, 0.0)
    some = Searches(mate, np.where(mate > 0, 0, 5), np.full(400, 0.5), 10)
    found = rank_interval(some, 1, resample(400, seed=7))
    assert found.low == pytest.approx(0.7 - 1.96 * 0.0229, abs=0.006)
    assert found.high == pytest.approx(0.7 + 1.96 * 0.0229, abs=0.006)


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_resampled_miss_rate_equals_doing_it_by_hand(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = 40
    some = Searches(
        rng.integers(0, 12, n) / 10, np.zeros(n, dtype=int), rng.integers(0, 9, n) / 10, 5
    )
    weights = resample(n, times=30, seed=seed)
    one_by_one = []
    for row in weights:
        again = np.repeat(np.arange(n), row)
        one_by_one.append(
            fnir_at_fpir(Searches(some.mate[again], again * 0, some.best_other[again], 5), 0.1)
        )
    low, high = np.quantile(np.array(one_by_one, dtype=float), (0.025, 0.975))
    found = fnir_interval(some, 0.1, weights)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high))


def test_same_seed_same_draw() -> None:
    assert (resample(20, times=5, seed=1) == resample(20, times=5, seed=1)).all()
    assert (resample(20, times=5).sum(axis=1) == 20).all()
