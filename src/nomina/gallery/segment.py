"""A stretch of enrolled templates: the rows themselves, their sketch, and bounds in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nomina.gallery.sketch import Codebook, Sketch, pack

ROWS = 1 << 18
"""The most rows of a segment."""

STEP = 8192
"""Rows are sketched this many at a time, a multiple of the packing block."""


@dataclass(frozen=True, slots=True)
class Fine:
    """Templates rounded to bytes, kept in a file beside the rows.

    Reading 128 nearby bytes settles most candidates, so that only about as many rows as were
    asked for are read from the disk itself.

    Attributes:
        bytes: (n, dim) int8.
        scale: (n,) float32, a row is about ``scale * bytes``.
        error: (n,) float32, at least the length of what that rounding lost.
    """

    bytes: NDArray[np.int8]
    scale: NDArray[np.float32]
    error: NDArray[np.float32]

    @classmethod
    def of(cls, rows: NDArray[np.float32]) -> Fine:
        """Round rows to bytes."""
        scale = np.abs(rows).max(axis=1) / np.float32(127)
        scaled = rows / scale[:, None]
        codes = np.rint(scaled, out=scaled).astype(np.int8)
        lost = rows - codes * scale[:, None]
        error = np.sqrt(np.einsum("ij,ij->i", lost, lost)) * np.float32(1.001) + np.float32(1e-6)
        return cls(codes, scale, error)


class Segment:
    """Up to ``ROWS`` consecutive templates, whole steps of them, with their sketch."""

    def __init__(self, start: int, codebook: Codebook, capacity: int = ROWS) -> None:
        self.start = start
        self.codebook = codebook
        self.fine: Fine | None = None
        self._sketch: Sketch | None = Sketch(codebook)
        self._mapped: Callable[[], NDArray[np.uint8]] | None = None
        self._rows = np.empty((capacity, codebook.dim), np.float32)  # resident once written
        self._count = 0
        self._read: Callable[[NDArray[np.int64]], NDArray[np.float32]] | None = None
        self.loose = np.empty(0, np.int64)

    @classmethod
    def mapped(
        cls,
        start: int,
        codebook: Codebook,
        *,
        rows: NDArray[np.float32],
        fine: Fine,
        packed: Callable[[], NDArray[np.uint8]] | None,
        loose: NDArray[np.int64],
        read: Callable[[NDArray[np.int64]], NDArray[np.float32]],
    ) -> Segment:
        """Stand on arrays of a file; the sketch is read (or made anew) at the first search."""
        segment = cls(start, codebook, 0)
        segment._rows, segment._count, segment.fine = rows, len(rows), fine
        segment._sketch, segment._mapped, segment.loose = None, packed, loose
        segment._read = read
        return segment

    def __len__(self) -> int:
        return self._count

    @property
    def rows(self) -> NDArray[np.float32]:
        """Give the templates, (n, dim)."""
        return self._rows[: self._count]

    @property
    def sketch(self) -> Sketch:
        """Give the sketch, loading it where that was not done yet."""
        if self._sketch is None:
            sketch = Sketch(self.codebook)
            if self._mapped is not None:
                sketch.append(self._mapped())
            else:
                for at in range(0, self._count, STEP):
                    sketch.append(pack(self.codebook.encode(self.rows[at : at + STEP])[0]))
            self._sketch = sketch
        return self._sketch

    def take(self, rows: NDArray[np.float32]) -> bool:
        """Add ``STEP`` rows; say no where it is full or the codebook does not fit them."""
        if self.fine is not None or self._count + len(rows) > len(self._rows):
            return False
        codes, loose = self.codebook.encode(rows)
        if len(loose) > len(rows) // 64:
            return False
        self.loose = np.concatenate([self.loose, loose + self._count])
        self.sketch.append(pack(codes))
        self._rows[self._count : self._count + len(rows)] = rows
        self._count += len(rows)
        return True

    def rounded(self, start: int, end: int) -> Fine:
        """Give some rows rounded to bytes, as a file keeps them."""
        if self.fine is None:
            return Fine.of(self.rows[start:end])
        fine = self.fine
        return Fine(fine.bytes[start:end], fine.scale[start:end], fine.error[start:end])

    def at(self, places: NDArray[np.int64]) -> NDArray[np.float32]:
        """Give a few rows; from a file they are read one by one."""
        return self._rows[places] if self._read is None else self._read(places)

    def bounds(
        self, query: NDArray[np.float32], places: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Give lower and upper bounds of the scores of a query with the rows at ``places``."""
        rounding = np.float32(2 * len(query) * 2.0**-24)
        if self.fine is None:
            score = np.vecdot(np.take(self._rows, places, axis=0, mode="clip"), query)
            return score - rounding, score + rounding
        fine = self.fine
        score = np.vecdot(
            np.take(fine.bytes, places, axis=0, mode="clip").astype(np.float32), query
        )
        score *= fine.scale[places]
        radius = fine.error[places] * np.float32(1.002) + rounding
        return score - radius, score + radius


def exact(rows: NDArray[np.float32], query: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give dot products summed in float64 and rounded once.

    Every row is summed in the same order wherever it stands, so equal rows score equally.
    """
    products = rows.astype(np.float64)
    products *= query
    total: NDArray[np.float32] = products.sum(axis=1).astype(np.float32)
    return total
