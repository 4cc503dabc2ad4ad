"""Rank and error figures of searches with known truth, and how sure they are.

A mated search looks for a person who is enrolled; a non-mated search for one who is not. Terms
and definitions follow ISO/IEC 19795-1 and P. Grother, M. Ngan and K. Hanaoka, Face Recognition
Vendor Test part 2: identification, NISTIR 8271 (2019). Where one could be kind to the system or
strict, these are strict: ties count against it, and a face not found is a mate not found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

RANKS = (1, 10, 50)
FPIRS = (0.1, 0.01, 0.003)
LEAST_ALARMS = 3
"""False alarms that a rate must allow before it is stated: fewer say next to nothing."""

_BLOCK = 4_000_000  # values held at once while resampling


@dataclass(frozen=True, slots=True)
class Searches:
    """One mated and one non-mated search for each probe.

    Args:
        mate: score of the probe with its own person, shape (n,); -inf where either has no face.
        at_or_above: how many other people score at least as high as the mate, shape (n,).
        best_other: highest score of another person, shape (n,); -inf where there is none.
        n_gallery: people enrolled.
    """

    mate: Floats
    at_or_above: Whole
    best_other: Floats
    n_gallery: int

    @property
    def ranks(self) -> Floats:
        """Rank of the mate, shape (n,): 1 + the others at or above it; inf where not found."""
        return np.where(np.isfinite(self.mate), 1.0 + self.at_or_above, np.inf)


def within_rank(searches: Searches, k: int) -> float:
    """Give the share of mated searches whose mate is among the first ``k``."""
    return float(np.mean(searches.ranks <= k))


def cmc(searches: Searches) -> Floats:
    """Give `within_rank` for k = 1 .. n_gallery (the cumulative match characteristic)."""
    found = searches.ranks[np.isfinite(searches.ranks)].astype(np.int64)
    counts = np.bincount(found, minlength=searches.n_gallery + 1)[1 : searches.n_gallery + 1]
    return np.asarray(np.cumsum(counts) / searches.mate.size)


def can_state(fpir: float, n_searches: int) -> bool:
    """Say whether there are enough non-mated searches to speak of a rate of false alarms."""
    return n_searches * fpir >= LEAST_ALARMS - 1e-9


def threshold_at(best_other: Floats, fpir: float) -> float:
    """Give the smallest threshold at which at most ``fpir`` of non-mated searches raise an alarm.

    A search raises one when its best score is at or above the threshold.
    """
    allowed = int(np.floor(fpir * best_other.size + 1e-9))
    if allowed >= best_other.size:
        return -np.inf
    return float(np.nextafter(np.sort(best_other)[::-1][allowed], np.inf))


def fnir_at_fpir(searches: Searches, fpir: float) -> float | None:
    """Give the share of mated searches whose mate stays below the threshold of that rate.

    The rank of the mate does not matter here, only its score. None where there are too few
    non-mated searches to set a threshold (fewer than 3 / fpir).
    """
    if not can_state(fpir, searches.best_other.size):
        return None
    threshold = threshold_at(searches.best_other, fpir)
    return 1.0 - float(np.mean(_found(searches.mate, threshold)))


def det(searches: Searches) -> tuple[Floats, Floats]:
    """Give every point (FPIR, FNIR) that some threshold reaches, the strictest first."""
    n = searches.mate.size
    thresholds = np.unique(searches.best_other[np.isfinite(searches.best_other)])[::-1]
    alarms = np.searchsorted(np.sort(-searches.best_other), -thresholds, side="right")
    mates = np.sort(searches.mate[np.isfinite(searches.mate)])
    # Just above the highest score of a non-mated search, then at each of these scores.
    highest = thresholds[:1] if thresholds.size else np.array([-np.inf])
    found_above = mates.size - np.searchsorted(mates, highest, side="right")
    found = mates.size - np.searchsorted(mates, thresholds, side="left")
    fpir = np.concatenate([[0.0], alarms / n])
    return fpir, 1.0 - np.concatenate([found_above, found]) / n


def tippett(log10_lrs: Floats) -> tuple[Floats, Floats]:
    """Give rising log10 LRs and the share of pairs whose LR is at least as high."""
    values, counts = np.unique(log10_lrs, return_counts=True)
    return values, np.cumsum(counts[::-1])[::-1] / log10_lrs.size


@dataclass(frozen=True, slots=True)
class Interval:
    """Central 95 % of a figure over resamples of people."""

    low: float
    high: float


def resample(n: int, *, times: int = 1000, seed: int = 0) -> NDArray[np.int32]:
    """Draw ``n`` people anew, ``times`` over; give how often each counts, (times, n)."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(n, np.full(n, 1.0 / n), size=times).astype(np.int32)


def rank_interval(searches: Searches, k: int, weights: NDArray[np.int32]) -> Interval:
    """Give the interval of `within_rank` over the resamples ``weights`` (times, n)."""
    inside = searches.ranks <= k
    return _central(weights @ inside.astype(np.int32) / searches.mate.size)


def fnir_interval(searches: Searches, fpir: float, weights: NDArray[np.int32]) -> Interval | None:
    """Give the interval of `fnir_at_fpir`; the threshold is set anew in every resample."""
    n = searches.mate.size
    if not can_state(fpir, n):
        return None
    allowed = int(np.floor(fpir * n + 1e-9))
    order = np.argsort(-searches.best_other, kind="stable")
    ordered = searches.best_other[order]

    def missed(block: NDArray[np.int32]) -> Floats:
        first_out = (np.cumsum(block[:, order], axis=1) > allowed).argmax(axis=1)
        threshold = np.nextafter(ordered[first_out], np.inf)
        found = _found(searches.mate[None, :], threshold[:, None])
        return np.asarray(1.0 - (block * found).sum(axis=1) / n)

    return _central(_blockwise(missed, weights))


def _found(mate: Floats, threshold: float | Floats) -> NDArray[np.bool_]:
    return np.isfinite(mate) & (mate >= threshold)


def _blockwise(figure: Callable[[NDArray[np.int32]], Floats], weights: NDArray[np.int32]) -> Floats:
    rows = max(1, _BLOCK // weights.shape[1])
    parts = [figure(weights[i : i + rows]) for i in range(0, len(weights), rows)]
    return np.concatenate(parts)


def _central(values: Floats) -> Interval:
    low, high = np.quantile(values, (0.025, 0.975))
    return Interval(float(low), float(high))
