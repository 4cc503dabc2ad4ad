"""Faces of one run: several model packs to one strength, and the list that is searched."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nomina.faces.strength import Calibration
from nomina.gallery import ExactGallery
from nomina.leads.documents import StrengthRecord, Word

Floats = NDArray[np.float64]
DECIMALS = 2
"""Of log10 LR: no comparison carries more, and an exact score would leak the template (SEC-32)."""


def word(strength: StrengthRecord | None) -> Word:
    """Give the word for a pair by rule.

    ``candidate for other examination`` where the whole interval speaks for the same person,
    ``inconclusive`` otherwise, and always where no strength can be stated. Never ``excluded``:
    a face alone excludes nobody unless a person who examined it says so.
    """
    if strength is not None and strength.low > 0.0:
        return "candidate for other examination"
    return "inconclusive"


@dataclass(frozen=True, slots=True)
class Strengths:
    """Strengths of n pairs, all as log10 LR: values, 95 % intervals, bounds and calibrations."""

    log10_lr: Floats
    low: Floats
    high: Floats
    bounds: tuple[float, float]
    calibrations: tuple[str, ...]

    def records(self) -> Iterator[StrengthRecord]:
        """Give them one by one as a document holds them."""
        lower, upper = self.bounds
        columns = (self.log10_lr.tolist(), self.low.tolist(), self.high.tolist())
        for value, low, high in zip(*columns, strict=True):
            yield StrengthRecord(
                log10_lr=value,
                low=low,
                high=high,
                lower_bound=lower,
                upper_bound=upper,
                calibrations=self.calibrations,
            )


class Scale:
    """Scores of one or several packs to one log10 LR.

    Several packs see the same pair, so their evidence is not multiplied: the fused value is the
    mean of the calibrated log10 LRs, its interval spans theirs, and its bounds are the narrower.
    The mean never claims more than calibrated packs together may: by Hoelder's inequality the
    mean LR of non-mates stays at most 1.

    Args:
        calibrations: one a pack.
    """

    def __init__(self, calibrations: Sequence[Calibration]) -> None:
        self.calibrations = tuple(calibrations)
        self.lower = max(each.lower_bound for each in calibrations)
        self.upper = min(each.upper_bound for each in calibrations)

    def log10_lr(self, scores: NDArray[np.float32]) -> Floats:
        """Give the fused, bounded, rounded log10 LR of scores (P, n)."""
        pairs = zip(self.calibrations, scores, strict=True)
        mean = np.mean([each.log10_lr(row) for each, row in pairs], axis=0)
        return self._bounded(np.asarray(mean, dtype=np.float64))

    def strengths(self, scores: NDArray[np.float32]) -> list[StrengthRecord]:
        """Give the strengths of scores (P, n) with intervals, bounds and calibrations."""
        return list(self.measured(scores).records())

    def measured(self, scores: NDArray[np.float32]) -> Strengths:
        """Give what `strengths` gives, as arrays."""
        digests = tuple(each.sha256 for each in self.calibrations)
        values = self.log10_lr(scores)
        ends = [each.interval(row) for each, row in zip(self.calibrations, scores, strict=True)]
        low = np.minimum(self._bounded(np.min([end[0] for end in ends], axis=0)), values)
        high = np.maximum(self._bounded(np.max([end[1] for end in ends], axis=0)), values)
        return Strengths(values, low, high, (self.lower, self.upper), digests)

    def _bounded(self, values: Floats) -> Floats:
        unit, slack = 10.0**DECIMALS, 1e-6  # rounded, a bound must not claim more than it did
        lower = math.ceil(self.lower * unit - slack) / unit
        upper = math.floor(self.upper * unit + slack) / unit
        rounded = np.clip(np.round(np.asarray(values, dtype=np.float64), DECIMALS), lower, upper)
        return np.asarray(rounded, dtype=np.float64) + 0.0  # no minus zero


def lifted(templates: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give templates (n, dim) of length up to 1 one more value each that makes it 1.

    A gallery holds unit vectors. With a query that has 0 in that place the dot products stay.
    """
    squares = np.einsum("ij,ij->i", templates, templates, dtype=np.float64)
    last = np.sqrt(np.maximum(1.0 - squares, 0.0)).astype(np.float32)
    return np.column_stack([templates, last])


class List:
    """The missing people who could be compared, searchable by every pack.

    Args:
        ids: one unlike any other for each person, fit for a gallery.
        templates: one (n, dim) array a pack, rows in the order of ``ids``.
        threads: for one search.
    """

    def __init__(
        self, ids: Sequence[str], templates: Sequence[NDArray[np.float32]], threads: int = 1
    ) -> None:
        self._place = {name: place for place, name in enumerate(ids)}
        self.templates = tuple(templates)
        self.galleries = []
        for rows in templates:
            gallery = ExactGallery(rows.shape[1] + 1, threads=threads)
            if len(rows):
                gallery.add(list(ids), lifted(rows))
            self.galleries.append(gallery)

    def __len__(self) -> int:
        return len(self._place)

    def scores(self, probe: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
        """Give the score of everybody for one body, (P, n)."""
        return np.stack([rows @ one for rows, one in zip(self.templates, probe, strict=True)])

    def some(
        self, probe: Sequence[NDArray[np.float32]], places: NDArray[np.intp]
    ) -> NDArray[np.float32]:
        """Give the scores of some places for one body, (P, k)."""
        return np.stack(
            [rows[places] @ one for rows, one in zip(self.templates, probe, strict=True)]
        )
