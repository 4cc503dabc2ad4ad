"""Monotone maps from a score to a natural-log LR, with few parameters.

Every map is an intercept plus a sum of rising functions with weights that are zero or positive,
so it never falls. They differ only in those functions:

- ``logistic``: the score itself;
- ``beta``: ln p and -ln(1 - p) for p = (1 + score) / 2 (M. Kull, T. Silva Filho and P. Flach,
  Beta calibration, AISTATS 2017);
- ``spline``: the integrals of hat functions over a few knots, so that the slope is piecewise
  linear and constant beyond the last knots.

The weights minimise the cost Cllr, which is logistic regression with both classes weighing alike;
so the counts of mates and non-mates do not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nomina.faces.cllr import LN10

Floats = NDArray[np.float64]
Method = Literal["logistic", "beta", "spline"]

METHODS: tuple[Method, ...] = ("logistic", "beta", "spline")

_EDGE = 1e-6  # a cosine of exactly 1 or -1 would have an infinite logarithm
_RIDGE = 1e-7  # on standardised features: keeps separable data finite, moves nothing else
_KNOTS_AT = (0.01, 1 / 3, 2 / 3, 0.99)
_KNOTS_APART = 0.01  # of their whole range; closer ones cannot be told apart in floats


@dataclass(frozen=True, slots=True)
class Basis:
    """The rising functions of one map: which kind, and its knots (none unless a spline)."""

    method: Method
    knots: tuple[float, ...] = ()

    @classmethod
    def over(cls, method: Method, mated: Floats, non_mated: Floats) -> Basis:
        """Place the knots of a spline at quantiles of an equal mixture of both kinds."""
        if method != "spline":
            return cls(method)
        values = np.concatenate([mated, non_mated])
        shares = [np.full(x.size, 0.5 / x.size) for x in (mated, non_mated)]
        order = np.argsort(values, kind="stable")
        below = np.cumsum(np.concatenate(shares)[order])
        at = values[order][np.minimum(np.searchsorted(below, _KNOTS_AT), values.size - 1)]
        apart = np.append(True, np.diff(at) > _KNOTS_APART * (at[-1] - at[0]))
        return cls(method, tuple(float(knot) for knot in at[apart]))

    def takes(self, scores: Floats) -> bool:
        """Say whether these scores can be mapped."""
        if self.method == "beta":
            return bool(np.abs(scores).max() <= 1.0 + _EDGE)
        return self.method == "logistic" or len(self.knots) > 1

    def features(self, scores: Floats) -> Floats:
        """Give the functions at ``scores`` (n,) as an array (n, number of functions)."""
        if self.method == "logistic":
            return scores[:, None]
        if self.method == "beta":
            p = np.clip((1.0 + scores) / 2.0, _EDGE, 1.0 - _EDGE)
            return np.stack([np.log(p), -np.log1p(-p)], axis=1)
        at = np.asarray(self.knots)
        past = np.maximum(scores[:, None] - at, 0.0) ** 2 / 2.0
        ramps = (past[:, :-1] - past[:, 1:]) / np.diff(at)
        return np.column_stack([scores - ramps[:, 0], ramps[:, :-1] - ramps[:, 1:], ramps[:, -1]])

    def log10_lr(self, weights: Floats, scores: Floats) -> Floats:
        """Give log10 LRs (n,) of scores (n,), or (n, k) for k maps whose weights are columns."""
        return np.asarray((weights[0] + self.features(scores) @ weights[1:]) / LN10)


def fit_weights(
    mated: Floats,
    non_mated: Floats,
    mated_weight: Floats | None = None,
    non_mated_weight: Floats | None = None,
) -> Floats:
    """Find the intercept and the weights (zero or positive) of least cost.

    Args:
        mated: features of pairs of the same person, shape (n, d).
        non_mated: features of pairs of two people, shape (m, d).
        mated_weight: how often each pair counts, shape (n,); once where None.
        non_mated_weight: likewise, shape (m,).

    Returns:
        Shape (1 + d,): the intercept, then the weights; natural-log LR.
    """
    x = np.concatenate([mated, non_mated])
    share = np.concatenate([_shares(mated, mated_weight), _shares(non_mated, non_mated_weight)])
    sign = np.concatenate([np.full(len(mated), -1.0), np.ones(len(non_mated))])
    centre = share @ x
    spread = np.sqrt(share @ (x - centre) ** 2)
    spread[spread == 0] = 1.0
    design = np.column_stack([np.ones(len(x)), (x - centre) / spread])
    theta = _newton(design, share, sign)
    weights = theta[1:] / spread
    return np.concatenate([[theta[0] - weights @ centre], weights])


def _shares(x: Floats, weight: Floats | None) -> Floats:
    raw = np.ones(len(x)) if weight is None else weight
    return np.asarray(0.5 * raw / raw.sum())


def _newton(design: Floats, share: Floats, sign: Floats) -> Floats:
    """Minimise sum(share * log(1 + exp(sign * design @ t))) with t[1:] >= 0 (projected Newton).

    D. Bertsekas, Projected Newton methods for optimization problems with simple constraints,
    SIAM J. Control and Optimization 20 (1982) 221-246.
    """
    ridge = np.full(design.shape[1], _RIDGE)
    ridge[0] = 0.0
    theta = np.zeros(design.shape[1])

    def cost(t: Floats) -> float:
        return float(share @ np.logaddexp(0.0, sign * (design @ t)) + 0.5 * ridge @ t**2)

    value = cost(theta)
    for _ in range(100):
        wrong = 0.5 * (1.0 + np.tanh(sign * (design @ theta) / 2.0))
        gradient = design.T @ (share * sign * wrong) + ridge * theta
        held = (theta <= 0) & (gradient > 0)
        held[0] = False
        free = np.flatnonzero(~held)
        inner = design[:, free]
        curve = inner.T @ (inner * (share * wrong * (1 - wrong))[:, None]) + np.diag(ridge[free])
        curve[np.diag_indices_from(curve)] += 1e-12
        step = np.zeros_like(theta)
        step[free] = np.linalg.solve(curve, gradient[free])
        size = 1.0
        while size > 1e-8:
            trial = theta - size * step
            trial[1:] = np.maximum(trial[1:], 0.0)
            after = cost(trial)
            if after <= value + 1e-4 * gradient @ (trial - theta):
                break
            size /= 2
        else:
            break
        moved = float(np.abs(trial - theta).max())
        theta, gain, value = trial, value - after, after
        if moved < 1e-9 or gain < 1e-15:
            break
    return theta
