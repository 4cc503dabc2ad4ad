"""Maps from score to LR: known truths recovered, never falling, and lir as oracle."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nomina.faces.score_maps import METHODS, Basis, Method, fit_weights

LN10 = np.log(10.0)


def gaussians(seed: int, n: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    """Scores whose natural-log LR is 80 x score - 32 (means 0.5 and 0.3, spread 0.05)."""
    rng = np.random.default_rng(seed)
    return rng.normal(0.5, 0.05, n), rng.normal(0.3, 0.05, n)


def test_logistic_recovers_a_known_linear_lr() -> None:
    mated, others = gaussians(0)
    intercept, slope = fit_weights(mated[:, None], others[:, None])
    assert slope == pytest.approx(80, rel=0.05)
    assert intercept == pytest.approx(-32, rel=0.05)


def test_beta_recovers_a_known_ratio_of_beta_densities() -> None:
    # Beta(6, 2) against Beta(2, 4): ln LR = 4 ln p - 2 ln(1 - p) + constant.
    rng = np.random.default_rng(1)
    mated, others = 2 * rng.beta(6, 2, 40_000) - 1, 2 * rng.beta(2, 4, 40_000) - 1
    basis = Basis("beta")
    weights = fit_weights(basis.features(mated), basis.features(others))
    # 1/B(6,2) = 42 and 1/B(2,4) = 20: the constant is ln(42/20).
    p = np.array([0.2, 0.4, 0.6, 0.8])
    truth = 4 * np.log(p) - 2 * np.log(1 - p) + np.log(42 / 20)
    assert basis.log10_lr(weights, 2 * p - 1) == pytest.approx(truth / LN10, abs=0.06)


def test_spline_follows_a_bent_lr_that_a_line_cannot() -> None:
    # Non-mates uniform on 0..1, mates of density 3 s^2: LR = 3 s^2.
    rng = np.random.default_rng(2)
    mated, others = rng.random(60_000) ** (1 / 3), rng.random(60_000)
    basis = Basis.over("spline", mated, others)
    weights = fit_weights(basis.features(mated), basis.features(others))
    at = np.array([0.3, 0.5, 0.7, 0.9])
    assert basis.log10_lr(weights, at) == pytest.approx(np.log10(3 * at**2), abs=0.06)


def test_counts_of_the_kinds_do_not_matter() -> None:
    mated, others = gaussians(3, 500)
    once = fit_weights(mated[:, None], others[:, None])
    many = fit_weights(mated[:, None], np.tile(others, 9)[:, None])
    assert many == pytest.approx(once, rel=1e-6)


def test_a_weight_is_a_repetition() -> None:
    mated, others = gaussians(4, 300)
    times = np.random.default_rng(5).integers(0, 3, 300)
    weighted = fit_weights(mated[:, None], others[:, None], times.astype(float))
    assert weighted == pytest.approx(
        fit_weights(np.repeat(mated, times)[:, None], others[:, None]), rel=1e-6
    )


@pytest.mark.parametrize("method", METHODS)
def test_scores_turned_round_say_nothing_rather_than_the_reverse(method: Method) -> None:
    mated, others = gaussians(6, 400)
    basis = Basis.over(method, others, mated)
    weights = fit_weights(basis.features(others), basis.features(mated))
    assert basis.log10_lr(weights, np.linspace(0.1, 0.7, 5)) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=25)
@given(
    st.lists(st.floats(-1, 1), min_size=2, max_size=30),
    st.lists(st.floats(-1, 1), min_size=2, max_size=30),
)
def test_a_map_never_falls_and_stays_finite(
    method: Method, mated: list[float], others: list[float]
) -> None:
    m, o = np.array(mated), np.array(others)
    basis = Basis.over(method, m, o)
    if not basis.takes(m):
        return
    weights = fit_weights(basis.features(m), basis.features(o))
    values = basis.log10_lr(weights, np.linspace(-1, 1, 201))
    assert np.isfinite(values).all()
    assert (np.diff(values) >= -1e-9 * np.abs(values).max()).all()


def test_spline_functions_add_up_to_the_score() -> None:
    basis = Basis("spline", (0.1, 0.4, 0.5, 0.9))
    at = np.linspace(-1, 2, 50)
    assert basis.features(at).sum(axis=1) == pytest.approx(at)


@pytest.mark.parametrize("seed", range(3))
def test_lir_fits_the_same_line(seed: int) -> None:
    from lir.algorithms.logistic_regression import LogitCalibrator

    rng = np.random.default_rng(seed)
    mated, others = rng.normal(1.5, 1, 120), rng.normal(0, 1, 1500)
    labels = np.repeat([1, 0], [120, 1500])
    oracle = LogitCalibrator(C=1e12, tol=1e-10, max_iter=1000)
    oracle.fit(np.concatenate([mated, others])[:, None], labels)
    at = np.linspace(-3, 4, 9)
    weights = fit_weights(mated[:, None], others[:, None])
    assert (weights[0] + weights[1] * at) / LN10 == pytest.approx(oracle.transform(at), abs=1e-4)
