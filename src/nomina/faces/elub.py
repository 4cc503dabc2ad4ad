"""How far likelihood ratios may go before they claim more than their data can show.

The empirical lower and upper bounds (ELUB) of P. Vergeer, A. van Es, A. de Jongh, I. Alberink
and R. Stoel, Numerical likelihood ratios outputted by LR systems are often based on
extrapolation: when to stop extrapolating?, Science & Justice 56 (2016) 482-491. One misleading
pair is added to each side; a claim is allowed while deciding by the system, at the threshold of
that claim, still costs no more than deciding without it. All likelihood ratios are log10.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nomina.errors import CalibrationError

Floats = NDArray[np.float64]


def elub(
    log10_lrs_mated: ArrayLike,
    log10_lrs_non_mated: ArrayLike,
    *,
    weights_mated: ArrayLike | None = None,
    weights_non_mated: ArrayLike | None = None,
    misleading: float = 1.0,
    step: float = 0.01,
    extreme: float = 9.0,
) -> tuple[float, float]:
    """Give the lowest and the highest log10 LR that these pairs support.

    Args:
        log10_lrs_mated: of pairs of the same person, shape (n,).
        log10_lrs_non_mated: of pairs of two people, shape (m,).
        weights_mated: how often each pair counts, shape (n,); once where None.
        weights_non_mated: likewise, shape (m,).
        misleading: how many misleading pairs to add to each side.
        step: width of the grid on which claims are tried, in log10 units.
        extreme: infinite and larger values are taken as this.

    Returns:
        (lower, upper) with lower <= 0 <= upper.

    Raises:
        CalibrationError: one of the two is empty, or a value is not a number.
    """
    mated, n_mated, above_mated = _ordered(log10_lrs_mated, weights_mated, extreme)
    others, n_others, above_others = _ordered(log10_lrs_non_mated, weights_non_mated, extreme)
    smallest = max(min(mated[0], others[0]), -np.log10(n_mated + 1))
    largest = min(max(mated[-1], others[-1]), np.log10(n_others + 1))
    first = min(0, int(smallest // step))
    last = max(0, int(largest // step) + 1)
    claims = np.arange(first, last + 1) * step
    odds = 10.0**claims
    found = above_mated[np.searchsorted(mated, claims, side="right")] / (n_mated + misleading)
    alarms = above_others[np.searchsorted(others, claims, side="right")] + misleading
    cost = 1.0 - found + odds * alarms / (n_others + misleading)
    fails = cost > np.minimum(odds, 1.0)
    lower = np.max(claims[fails & (claims <= 0)] + step, initial=claims[0])
    upper = np.min(claims[fails & (claims >= 0)] - step, initial=claims[-1])
    return min(float(lower), 0.0), max(float(upper), 0.0)


def _ordered(
    values: ArrayLike, weights: ArrayLike | None, extreme: float
) -> tuple[Floats, float, Floats]:
    """Sort; give the values, their total weight, and the weight from each place to the end."""
    array = np.asarray(values, dtype=np.float64).ravel()
    weight = np.ones(array.size) if weights is None else np.asarray(weights, dtype=np.float64)
    counted = weight > 0
    array, weight = array[counted], weight[counted]
    if array.size == 0 or np.isnan(array).any():
        raise CalibrationError("bounds need likelihood ratios of both kinds, all of them numbers")
    order = np.argsort(array, kind="stable")
    above = np.append(np.cumsum(weight[order][::-1])[::-1], 0.0)
    return np.clip(array[order], -extreme, extreme), float(above[0]), above
