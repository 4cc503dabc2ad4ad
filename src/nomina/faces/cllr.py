"""The cost of log likelihood ratios, and the least cost that any monotone scale could reach.

Source: N. Brümmer and J. du Preez, Application-independent evaluation of speaker detection,
Computer Speech and Language 20 (2006) 230-275. All likelihood ratios here are log10.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nomina.errors import CalibrationError

Floats = NDArray[np.float64]

LN10 = float(np.log(10.0))


def cllr(llr_mated: ArrayLike, llr_non_mated: ArrayLike) -> float:
    """Give the log likelihood ratio cost in bits: 0 is perfect, 1 is a coin, above 1 misleads.

    Both classes weigh the same, whatever their counts.

    Args:
        llr_mated: log10 LRs of pairs of the same person, shape (n,).
        llr_non_mated: log10 LRs of pairs of two people, shape (m,).

    Raises:
        CalibrationError: one of the two is empty, or a value is not a number.
    """
    mated, non_mated = _checked(llr_mated), _checked(llr_non_mated)
    miss = np.mean(np.logaddexp(0.0, -mated * LN10))
    alarm = np.mean(np.logaddexp(0.0, non_mated * LN10))
    return float((miss + alarm) / (2 * np.log(2.0)))


def cllr_min(llr_mated: ArrayLike, llr_non_mated: ArrayLike) -> float:
    """Give the cost after the best monotone rescaling of these same values: discrimination alone.

    Scores serve as well as LRs, since only their order counts.

    Raises:
        CalibrationError: one of the two is empty, or a value is not a number.
    """
    mated, non_mated = _checked(llr_mated), _checked(llr_non_mated)
    scale = pav(mated, non_mated)
    return cllr(scale(mated), scale(non_mated))


class Pav:
    """A monotone scale from pool adjacent violators, linear in probability between its knots.

    Args:
        scores: rising scores at which the scale is known, shape (k,).
        probability: share of mates among equally many of both, at each score, rising, shape (k,).
    """

    def __init__(self, scores: Floats, probability: Floats) -> None:
        self.scores = scores
        self.probability = probability

    def __call__(self, scores: ArrayLike) -> Floats:
        """Give log10 LRs; scores outside the known range take the value at its end."""
        p = np.interp(np.asarray(scores, dtype=np.float64), self.scores, self.probability)
        with np.errstate(divide="ignore"):
            return np.asarray(np.log10(p) - np.log10(1.0 - p))


def pav(mated: ArrayLike, non_mated: ArrayLike, *, misleading: int = 0) -> Pav:
    """Fit the monotone scale of least cost by pool adjacent violators, both classes weighing alike.

    Args:
        mated: scores of pairs of the same person, shape (n,).
        non_mated: scores of pairs of two people, shape (m,).
        misleading: pairs of each kind to add beyond the far end of the other, so that no LR is
            infinite. The Cllr-min of the literature adds none.

    Raises:
        CalibrationError: one of the two is empty, or a value is not a number.
    """
    mates, others = _checked(mated), _checked(non_mated)
    if misleading:
        low, high = min(mates.min(), others.min()) - 1, max(mates.max(), others.max()) + 1
        mates = np.concatenate([mates, np.full(misleading, low)])
        others = np.concatenate([others, np.full(misleading, high)])
    scores = np.concatenate([mates, others])
    levels, place = np.unique(scores, return_inverse=True)
    for_mates = np.bincount(place[: mates.size], minlength=levels.size) / mates.size
    weight = for_mates + np.bincount(place[mates.size :], minlength=levels.size) / others.size
    value, length = _pooled(for_mates, weight)
    probability = np.repeat(value, length)
    ends = np.cumsum(length)
    corners = np.unique(np.concatenate([ends - length, ends - 1]))
    return Pav(levels[corners], probability[corners])


def _pooled(mass: Floats, weight: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Pool neighbours until mass / weight rises; give each pool's value and its length."""
    keep = np.concatenate([[True], (mass[1:] != 0) | (mass[:-1] != 0)])
    starts = np.flatnonzero(keep)  # runs without any mate are one pool from the beginning
    masses = np.add.reduceat(mass, starts).tolist()
    weights = np.add.reduceat(weight, starts).tolist()
    lengths = np.diff(np.append(starts, mass.size)).tolist()
    out: list[tuple[float, float, int]] = []
    for m, w, n in zip(masses, weights, lengths, strict=True):
        pool = (m, w, n)
        while out and out[-1][0] * pool[1] >= pool[0] * out[-1][1]:
            last = out.pop()
            pool = (last[0] + pool[0], last[1] + pool[1], last[2] + pool[2])
        out.append(pool)
    value = np.array([min(1.0, m / w) for m, w, _ in out])
    return value, np.array([n for _, _, n in out], dtype=np.int64)


def _checked(values: ArrayLike) -> Floats:
    array = np.asarray(values, dtype=np.float64).ravel()
    if array.size == 0:
        raise CalibrationError("there are no pairs to measure the cost of")
    if np.isnan(array).any():
        raise CalibrationError("a score or a likelihood ratio is not a number")
    return array
