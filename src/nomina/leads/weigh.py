"""From strengths to an order and to shares that sum to one, "nobody on this list" among them.

Prior ``independent``: a body is on the list with probability Q, and then equally likely to be
each of its M people. With the likelihood ratio LR of each person (1 where nobody could compare),

    P(person) = LR Q/M / D,  P(nobody) = (1 - Q) / D,  D = (1 - Q) + sum over all M of LR Q/M.

The sum runs over the whole list, not over the leads that are shown. Bodies are weighed each for
itself; that two bodies cannot be one person is left to the joint weighing of all evidence.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nomina.errors import InputError
from nomina.faces.strength import Calibration
from nomina.gallery import ExactGallery
from nomina.leads.documents import StrengthRecord, Word

Floats = NDArray[np.float64]
DECIMALS = 2
"""Of log10 LR: no comparison carries more, and an exact score would leak the template (SEC-32)."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of one body: ``people`` (M,) and ``nobody``; together they sum to 1."""

    people: Floats
    nobody: float


def shares(log10_lrs: ArrayLike, on_list: float) -> Shares:
    """Give the posterior of every person of the list and of nobody.

    Args:
        log10_lrs: of all M people, shape (M,); 0 for those that could not be compared.
        on_list: Q, above 0 and at most 1.

    Raises:
        InputError: the list is empty, Q is out of range, or a value is not finite.
    """
    values = np.asarray(log10_lrs, dtype=np.float64)
    if values.ndim != 1 or values.size == 0 or not np.isfinite(values).all():
        raise InputError("one finite log10 LR is needed for each person of the list")
    if not 0.0 < on_list <= 1.0:
        raise InputError(f"the share {on_list} is not above 0 and at most 1")
    weights = 10.0**values * (on_list / values.size)
    whole = (1.0 - on_list) + float(weights.sum())
    return Shares(weights / whole, (1.0 - on_list) / whole)


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
class Ranked:
    """The first k people of one body, best first: places in the list, scores a pack (P, k)."""

    people: tuple[int, ...]
    scores: NDArray[np.float32]


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

    def order(self, scores: NDArray[np.float32]) -> Floats:
        """Give what people are ordered by: the same without bounds, so that few are equal."""
        pairs = zip(self.calibrations, scores, strict=True)
        mean = np.mean([each.unbounded(row) for each, row in pairs], axis=0)
        return np.asarray(mean, dtype=np.float64)

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

    def first(
        self,
        probe: Sequence[NDArray[np.float32]],
        scores: NDArray[np.float32],
        scale: Scale,
        k: int,
    ) -> Ranked:
        """Give the k best by all packs together; of equal ones, the first of the list."""
        if not len(self) or k < 1:
            return Ranked((), np.empty((len(self.templates), 0), np.float32))
        if len(self.galleries) == 1:
            asked = probe[0] / np.linalg.norm(probe[0])  # the length scales all scores alike
            query = np.append(asked, np.float32(0.0))[None, :]
            near = self.galleries[0].search(query, k).ids[0]
            places = np.array(sorted(self._place[name] for name in near))
        else:  # whom no pack puts among its first may be among them by all together
            places = np.arange(len(self))
        value, total = scale.order(scores[:, places]), scores[:, places].sum(axis=0)
        best = places[np.lexsort((places, -total, -value))][:k]  # total: where a map is flat
        return Ranked(tuple(int(place) for place in best), scores[:, best])
