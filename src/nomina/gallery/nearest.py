"""The search: scan upper bounds, prove that enough were looked at, score the rest exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nomina.gallery.segment import Segment, exact

Each = Callable[..., Iterable[Any]]
"""``map``, or the one of a pool of threads."""

_TIE = 1e-6  # scores this close below the k-th best are scored too, so that ties are seen


@dataclass(slots=True)
class Width:
    """The share of a gallery whose upper bounds reached the k-th best score in late searches.

    Only a guess of how far to scan at once; it changes the time of a search, never its result.
    """

    share: float = 0.02

    def of(self, rows: int, k: int) -> int:
        """Say how many of ``rows`` to ask the sketch for."""
        if 8 * k > rows:
            return rows
        expected = self.share * rows
        return min(rows, int(expected + 4 * expected**0.5) + 2 * k)

    def learn(self, needed: int, rows: int) -> None:
        """Take in how many upper bounds of ``rows`` one search needed."""
        share = 1.2 * needed / max(rows, 1)
        self.share = share if share > self.share else 0.95 * self.share + 0.05 * share


@dataclass(frozen=True, slots=True)
class View:
    """What one search looks at.

    Attributes:
        segments: sketched stretches, contiguous from position 0.
        tail: (n, dim) float32, templates behind them that are not sketched.
        dead: (positions,) bool, templates taken out; None where there are none.
    """

    segments: Sequence[Segment]
    tail: NDArray[np.float32]
    dead: NDArray[np.bool_] | None

    @property
    def sketched(self) -> int:
        """Count the positions of the segments."""
        return sum(map(len, self.segments))

    def living(self, positions: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Say which positions still hold a template."""
        if self.dead is None:
            return np.ones(len(positions), np.bool_)
        return ~self.dead[positions]


@dataclass(slots=True)
class _Scan:
    """The largest upper bounds of one segment for one query, and the places they are of.

    The first ``seen`` of them were looked at, and so were the ``done`` ones (None before the
    first look): a wider scan may order equal bounds anew.
    """

    segment: Segment
    upper: NDArray[np.float32]
    places: NDArray[np.int64]
    seen: int = 0
    done: NDArray[np.int64] | None = None

    def next(self, bar: float) -> NDArray[np.int64]:
        """Give the places not seen yet whose upper bound is at least ``bar``, rising.

        Rows whose error does not fit the sketch have no bound and come with the first look.
        """
        end = int(np.searchsorted(-self.upper, -bar, "right"))
        places = np.sort(self.places[self.seen : end])
        self.seen = max(self.seen, end)
        if self.done is None:
            self.done = self.segment.loose
            if len(self.done):
                places = places[~np.isin(places, self.done)]
            return np.concatenate([self.done, places])
        return places[~np.isin(places, self.done)] if len(self.done) else places

    def wider(self, query: NDArray[np.float32], least: int) -> _Scan:
        """Scan again for four times as many."""
        width = min(len(self.segment), max(4 * len(self.places), least))
        upper, places = self.segment.sketch.upper(query[None], width)
        done = [] if self.done is None else [self.done]
        done.append(self.places[: self.seen])
        return _Scan(self.segment, upper[0], places[0], done=np.concatenate(done))

    @property
    def rest(self) -> float:
        """Bound the score of every row that was not given."""
        return -np.inf if len(self.places) == len(self.segment) else float(self.upper[-1])


def nearest(
    view: View, queries: NDArray[np.float32], k: int, width: Width, each: Each
) -> list[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Give, for every query, positions and scores of the k best and all that tie with them."""

    def scan(segment: Segment) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        return segment.sketch.upper(queries, width.of(len(segment), k))

    scanned = list(each(scan, view.segments))
    return [
        _settle(
            _Known(view, query, k, each),
            [_Scan(s, u[i], p[i]) for s, (u, p) in zip(view.segments, scanned, strict=True)],
            width,
        )
        for i, query in enumerate(queries)
    ]


def _settle(
    known: _Known, scans: list[_Scan], width: Width
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Turn scans into the k best of one query, widening them until that is proven."""
    known.whole_tail()
    while True:
        known.look(scans, 4 * known.k)
        known.look(scans, None)
        short = [i for i, scan in enumerate(scans) if scan.rest >= known.least - _TIE]
        if not short:
            break
        for i in short:
            scans[i] = scans[i].wider(known.query, 8 * known.k)
    needed = sum(int((s.upper >= known.least).sum()) for s in scans)
    width.learn(needed, known.view.sketched)
    return known.best()


class _Known:
    """What is known so far about one query: bounds of the scores of some positions."""

    def __init__(self, view: View, query: NDArray[np.float32], k: int, each: Each) -> None:
        self.view = view
        self.query = query
        self.k = k
        self._each = each
        self._positions = np.empty(0, np.int64)
        self._lower = np.empty(0, np.float32)
        self._upper = np.empty(0, np.float32)
        self.least = -np.inf

    def _learn(self, positions: NDArray[np.int64], bounds: Sequence[NDArray[np.float32]]) -> None:
        """Keep what may still be among the k best, and raise the least score that can be."""
        lower = np.concatenate([self._lower, bounds[0]])
        if len(lower) >= self.k:
            self.least = max(self.least, float(np.partition(lower, -self.k)[-self.k]))
        upper = np.concatenate([self._upper, bounds[1]])
        keep = upper >= self.least - _TIE
        self._positions = np.concatenate([self._positions, positions])[keep]
        self._lower, self._upper = lower[keep], upper[keep]

    def whole_tail(self) -> None:
        """Score the templates that are not sketched."""
        tail, view = self.view.tail, self.view
        if not len(tail):
            return
        positions = np.arange(len(tail), dtype=np.int64) + view.sketched
        score = np.vecdot(tail, self.query)
        rounding = np.float32(2 * len(self.query) * 2.0**-24)
        living = view.living(positions)
        score, positions = score[living], positions[living]
        self._learn(positions, (score - rounding, score + rounding))

    def look(self, scans: Sequence[_Scan], most: int | None) -> None:
        """Bound the scores of what the scans gave and may be among the k best.

        With ``most``, only about as many of the largest upper bounds are looked at, to learn
        cheaply which score is needed; rows without an upper bound are looked at always.
        """
        bar = self.least - _TIE
        if most is not None:
            upper = np.concatenate([s.upper for s in scans]) if scans else self._upper
            if len(upper) > most:
                bar = max(bar, float(np.partition(upper, -most)[-most]))

        def bound(scan: _Scan) -> tuple[NDArray[np.int64], tuple[NDArray[np.float32], ...]]:
            segment, places = scan.segment, scan.next(bar)
            places = places[self.view.living(places + segment.start)]
            return places + segment.start, segment.bounds(self.query, places)

        for positions, bounds in self._each(bound, scans):
            if len(positions):
                self._learn(positions, bounds)

    def best(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Score what is left exactly; give the k best and all that tie with the last."""
        positions = np.sort(self._positions)
        scores = np.empty(len(positions), np.float32)
        for segment in self.view.segments:
            a, b = np.searchsorted(positions, [segment.start, segment.start + len(segment)])
            if a < b:
                scores[a:b] = exact(segment.at(positions[a:b] - segment.start), self.query)
        a = int(np.searchsorted(positions, self.view.sketched))
        scores[a:] = exact(self.view.tail[positions[a:] - self.view.sketched], self.query)
        enough = np.partition(scores, -self.k)[-self.k]
        return positions[scores >= enough], scores[scores >= enough]
