"""Cost of likelihood ratios: hand-made figures, the literature's cases, and lir as oracle."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomina.errors import CalibrationError
from nomina.faces.cllr import cllr, cllr_min, pav


def test_a_system_that_always_says_one_costs_one_bit() -> None:
    assert cllr([0.0, 0.0, 0.0], [0.0]) == pytest.approx(1.0)


def test_cost_of_two_pairs_by_hand() -> None:
    # log2(1 + 1/9) = 0.1520 for a mate at LR 9; log2(1 + 1/4) = 0.3219 for a non-mate at LR 1/4.
    assert cllr([np.log10(9)], [np.log10(0.25)]) == pytest.approx(
        (0.152003 + 0.321928) / 2, abs=1e-6
    )


def test_counts_of_the_kinds_do_not_matter() -> None:
    assert cllr([0.5], [-1.0, 0.2]) == pytest.approx(cllr([0.5] * 7, [-1.0, 0.2] * 50))


def test_a_misleading_certainty_costs_without_limit() -> None:
    assert cllr([np.inf, -np.inf], [-1.0]) == np.inf
    assert cllr([np.inf], [-np.inf]) == 0.0


def test_perfect_order_costs_nothing_at_best_and_reversed_order_one_bit() -> None:
    assert cllr_min([0.6, 0.9], [0.1, 0.5]) == 0.0
    assert cllr_min([0.1, 0.2], [0.8, 0.9]) == pytest.approx(1.0)


def test_pool_adjacent_violators_by_hand() -> None:
    # Mates at 1 and 3, non-mates at 0 and 2: the pair (1, 2) violates and is pooled to one half.
    scale = pav([1.0, 3.0], [0.0, 2.0])
    assert scale([0.0, 1.0, 1.5, 2.0, 3.0]) == pytest.approx([-np.inf, 0, 0, 0, np.inf])
    # Costs: mates log2(1 + 1) and 0, non-mates the same: (0.5 + 0.5) / 2.
    assert cllr_min([1.0, 3.0], [0.0, 2.0]) == pytest.approx(0.5)


def test_added_misleading_pairs_keep_every_claim_finite() -> None:
    scale = pav([0.6, 0.9], [0.1, 0.5], misleading=1)
    # Above all non-mates: 2 of 3 mates against 1 of 3 non-mates.
    assert scale([2.0, -2.0]) == pytest.approx([np.log10(2), -np.log10(2)])


@pytest.mark.parametrize(("mated", "non_mated"), [([], [0.0]), ([0.0], []), ([np.nan], [0.0])])
def test_nothing_to_measure_is_refused(mated: list[float], non_mated: list[float]) -> None:
    with pytest.raises(CalibrationError):
        cllr(mated, non_mated)
    with pytest.raises(CalibrationError):
        cllr_min(mated, non_mated)


@given(
    st.lists(st.integers(-20, 20), min_size=1, max_size=40),
    st.lists(st.integers(-20, 20), min_size=1, max_size=40),
)
def test_no_rising_scale_costs_less_than_the_least(mated: list[int], others: list[int]) -> None:
    m, o = np.array(mated) / 10, np.array(others) / 10
    least = cllr_min(m, o)
    for rise in (lambda x: x, np.tanh, lambda x: 3 * x + 0.3, lambda x: x**3, lambda x: 0 * x):
        assert least <= cllr(rise(m), rise(o)) + 1e-9
    scaled = pav(m, o)(np.sort(np.concatenate([m, o])))
    assert (np.diff(scaled[np.isfinite(scaled)]) >= -1e-12).all()


@pytest.mark.parametrize("seed", range(5))
def test_lir_says_the_same(seed: int) -> None:
    from lir.data.models import LLRData
    from lir.metrics import cllr as lir_cllr
    from lir.metrics import cllr_min as lir_cllr_min

    rng = np.random.default_rng(seed)
    mated = rng.normal(1.0, 1.0, 80).round(2)
    others = rng.normal(-0.7, 0.8, 900).round(2)  # rounded, so that there are ties
    data = LLRData(features=np.concatenate([mated, others]), labels=np.repeat([1, 0], [80, 900]))
    assert cllr(mated, others) == pytest.approx(lir_cllr(data), rel=1e-12)
    assert cllr_min(mated, others) == pytest.approx(lir_cllr_min(data), rel=1e-9)
