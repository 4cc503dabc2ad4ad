"""Bounds on claims: cases worked by hand, what they promise, and lir as oracle."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomina.errors import CalibrationError
from nomina.faces.elub import elub


def test_a_perfect_system_may_claim_about_as_much_as_it_was_tried() -> None:
    # 100 non-mates and one misleading pair: with all mates found but the one added of 51, a claim
    # of LR t costs 1/51 + t/101, which passes 1 at t = 99.0, log10 1.996; the grid gives 1.99.
    lower, upper = elub(np.full(50, 5.0), np.full(100, -5.0))
    assert upper == pytest.approx(1.99)
    # For t < 1 the cost 1/51 + t/101 must stay below t: t > 0.0198, log10 -1.703.
    assert lower == pytest.approx(-1.70)


def test_a_system_that_says_nothing_may_claim_nothing() -> None:
    assert elub(np.zeros(100), np.zeros(100)) == (0.0, 0.0)


def test_a_system_turned_round_may_claim_nothing() -> None:
    assert elub(np.full(100, -3.0), np.full(100, 3.0)) == (0.0, 0.0)


def test_exaggeration_is_cut_back_to_what_was_seen() -> None:
    rng = np.random.default_rng(3)
    honest_m, honest_o = rng.normal(2, 2, 400) / np.log(10), rng.normal(-2, 2, 4000) / np.log(10)
    lower, upper = elub(honest_m, honest_o)
    loud_lower, loud_upper = elub(3 * honest_m, 3 * honest_o)
    assert loud_upper < upper
    assert loud_lower > lower


def test_a_weight_is_a_repetition() -> None:
    rng = np.random.default_rng(4)
    mated, others = rng.normal(1, 0.7, 60), rng.normal(-1, 0.7, 300)
    times_m, times_o = rng.integers(0, 4, 60), rng.integers(0, 4, 300)
    assert elub(mated, others, weights_mated=times_m, weights_non_mated=times_o) == pytest.approx(
        elub(np.repeat(mated, times_m), np.repeat(others, times_o))
    )


@given(
    st.lists(st.floats(-6, 6), min_size=1, max_size=60),
    st.lists(st.floats(-6, 6), min_size=1, max_size=60),
)
def test_bounds_hold_zero_and_never_pass_the_counts(
    mated: list[float], others: list[float]
) -> None:
    lower, upper = elub(mated, others)
    assert -np.log10(len(mated) + 1) - 0.01 <= lower <= 0 <= upper
    assert upper <= np.log10(len(others) + 1) + 0.01


def test_without_pairs_there_are_no_bounds() -> None:
    for mated, others in (([], [0.0]), ([0.0], []), ([0.0], [np.nan])):
        with pytest.raises(CalibrationError):
            elub(mated, others)


@pytest.mark.parametrize("seed", range(8))
def test_lir_finds_the_same_bounds(seed: int) -> None:
    from lir.algorithms.bayeserror import elub as lir_elub

    rng = np.random.default_rng(seed)
    loud = rng.uniform(0.5, 3)
    mated = loud * rng.normal(1, 1, rng.integers(20, 300))
    others = loud * rng.normal(-1, 1, rng.integers(20, 2000))
    labels = np.repeat([1, 0], [mated.size, others.size])
    expected = lir_elub(np.concatenate([mated, others]), labels)
    assert elub(mated, others) == pytest.approx(expected, abs=1e-9)
