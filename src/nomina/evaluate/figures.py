"""From searches and pairs to the figures of one row, and to the curves of the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nomina.errors import CalibrationError
from nomina.evaluate.documents import Figures, Intervals, Span
from nomina.evaluate.metrics import (
    FPIRS,
    RANKS,
    Floats,
    Interval,
    Searches,
    cmc,
    det,
    fnir_at_fpir,
    fnir_interval,
    rank_interval,
    resample,
    tippett,
    within_rank,
)
from nomina.evaluate.protocol import Pairs
from nomina.faces.calibration import Calibration, HeldOut, cllr, cross_fitted


@dataclass(frozen=True, slots=True)
class Curves:
    """The points that the report draws for one row: each a pair of arrays, x and y.

    ``tippett`` has the mated and the non-mated pairs by calibrated log10 LR; None without a
    calibration.
    """

    cmc: Floats
    det: tuple[Floats, Floats]
    tippett: tuple[tuple[Floats, Floats], tuple[Floats, Floats]] | None


def figures(
    searches: Searches, pairs: Pairs, calibration: Calibration | None, *, seed: int = 0
) -> Figures:
    """Compute all figures of one set of probes.

    Args:
        searches: from `nomina.evaluate.protocol.search`.
        pairs: likewise.
        calibration: the one stored with the pack for this condition, if there is one.
        seed: of the resamples and of the folds.
    """
    weights = resample(searches.mate.size, seed=seed)
    held_out = _held_out(pairs, seed)
    return Figures(
        n_mated=searches.mate.size,
        rank={str(k): within_rank(searches, k) for k in RANKS},
        fnir_at_fpir={str(rate): fnir_at_fpir(searches, rate) for rate in FPIRS},
        intervals=Intervals(
            rank={str(k): _span(rank_interval(searches, k, weights)) for k in RANKS},
            fnir_at_fpir={
                str(rate): _span_or_none(fnir_interval(searches, rate, weights)) for rate in FPIRS
            },
        ),
        cllr=_stored(pairs, calibration),
        cllr_refit=held_out.cllr if held_out else None,
        cllr_min=held_out.cllr_min if held_out else None,
        cllr_min_same_data=held_out.cllr_min_same_data if held_out else None,
        mean_lr_non_mated=held_out.mean_lr_non_mated if held_out else None,
        n_mated_pairs=pairs.mated.size,
        n_non_mated_pairs=pairs.non_mated.size,
    )


def curves(searches: Searches, pairs: Pairs, calibration: Calibration | None) -> Curves:
    """Compute the points of CMC, DET and Tippett."""
    both = None
    if calibration is not None and pairs.mated.size and pairs.non_mated.size:
        both = (
            tippett(calibration.log10_lr(pairs.mated)),
            tippett(calibration.log10_lr(pairs.non_mated)),
        )
    return Curves(cmc=cmc(searches), det=det(searches), tippett=both)


def fields(row: Figures) -> dict[str, Any]:
    """Give the fields of a row, to be put into a larger document."""
    return {name: getattr(row, name) for name in Figures.model_fields}


def _held_out(pairs: Pairs, seed: int) -> HeldOut | None:
    try:
        return cross_fitted(
            pairs.mated,
            pairs.non_mated,
            pairs.mated_people,
            pairs.non_mated_people,
            seed=seed,
        )
    except CalibrationError:  # too few people: said by null
        return None


def _stored(pairs: Pairs, calibration: Calibration | None) -> float | None:
    if calibration is None or not pairs.mated.size or not pairs.non_mated.size:
        return None
    return cllr(calibration.log10_lr(pairs.mated), calibration.log10_lr(pairs.non_mated))


def _span(interval: Interval) -> Span:
    return Span(low=interval.low, high=interval.high)


def _span_or_none(interval: Interval | None) -> Span | None:
    return None if interval is None else _span(interval)
