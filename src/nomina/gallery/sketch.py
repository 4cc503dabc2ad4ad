"""A half-byte-per-value sketch of templates that gives an upper bound of every score.

A template x is centred, turned by a fixed random rotation R and each coordinate is rounded to
one of 16 levels: x = m + R'(y + e), y on the levels. For any query q

    q.x = q.m + (Rq).y + (Rq).e <= q.m + (Rq).y + |q| |e|          (Cauchy-Schwarz)

|e| is rounded up to one of 16 levels too and scanned as one more coordinate, so that what
faiss's 4-bit fast scan orders by is itself an upper bound of the score. Nothing is assumed of
the data: a bad fit makes the bound loose and the search slow, never wrong. faiss rounds the
products of a query with the levels to 8 bits; the error of that is bounded per query.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

BLOCK = 32
"""Rows that faiss packs together; only whole blocks are sketched."""

_BINS = 256
_REACH = 6.0  # the bins of the rounding table reach this many standard deviations
_LEVELS = np.array(  # the 16 levels with the least squared error for a normal variable
    [0.1284, 0.3881, 0.6568, 0.9424, 1.2562, 1.6181, 2.0690, 2.7326], np.float32
)
_LEVELS = np.concatenate([-_LEVELS[::-1], _LEVELS])
_CUTS = (_LEVELS[1:] + _LEVELS[:-1]) / 2
_TABLE = np.searchsorted(
    _CUTS, (np.arange(_BINS, dtype=np.float32) + 0.5 - _BINS / 2) * (2 * _REACH / _BINS)
).astype(np.uint8)


@lru_cache(maxsize=4)
def rotation(dim: int) -> NDArray[np.float32]:
    """Give the fixed random rotation of a dimension, (dim, dim), the same on every machine.

    It spreads whatever is concentrated in few coordinates, so that one scale fits all.
    """
    normal = np.random.default_rng(20261123).standard_normal((dim, dim))
    q, r = np.linalg.qr(normal)
    return np.ascontiguousarray(q * np.sign(np.diag(r)), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Codebook:
    """How one stretch of templates is rounded.

    Attributes:
        mean: (dim,) float32, taken off first.
        turn: (dim, dim) float32, the rotation.
        scale: (dim,) float32, standard deviation of each turned coordinate.
        errors: (16,) float32, rising levels for the length of the rounding error.
    """

    mean: NDArray[np.float32]
    turn: NDArray[np.float32]
    scale: NDArray[np.float32]
    errors: NDArray[np.float32]

    @property
    def dim(self) -> int:
        """Give the number of values in a template."""
        return len(self.mean)

    @property
    def slots(self) -> int:
        """Give the half bytes of a row: the values, the error, one more to make it even."""
        return self.slots_of(self.dim)

    @staticmethod
    def slots_of(dim: int) -> int:
        """Give the half bytes of a row of a dimension."""
        return dim + 1 + (dim + 1) % 2

    @property
    def slack(self) -> float:
        """Bound what float32 arithmetic can add to a score computed here.

        n u |R| for the two rotations, the sum over slots and the error length, u = 2**-24.
        """
        return float(4 * self.dim * np.sqrt(self.dim) * 2.0**-24)

    @classmethod
    def fit(cls, rows: NDArray[np.float32]) -> Codebook:
        """Fit to some of the templates to come, (n, dim) float32."""
        dim = rows.shape[1]
        turn = rotation(dim)
        mean = rows.mean(axis=0, dtype=np.float64).astype(np.float32)
        scale = ((rows - mean) @ turn.T).std(axis=0)
        scale = np.maximum(scale, max(float(scale.max()) * 1e-3, 1e-6)).astype(np.float32)
        blank = cls(mean, turn, scale, np.zeros(16, np.float32))
        length = blank.round(rows)[1]
        low, high = float(length.min()), float(length.max())
        errors = np.linspace(low, high + 0.05 * (high - low) + 1e-5, 16, dtype=np.float32)
        return cls(mean, turn, scale, errors)

    def round(self, rows: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """Round rows; give the level of each turned coordinate and the length of the error."""
        turned = (rows - self.mean) @ self.turn.T
        bins = turned * (_BINS / (2 * _REACH) / self.scale)
        bins += _BINS / 2
        np.clip(bins, 0, _BINS - 1, out=bins)
        codes = _TABLE[bins.astype(np.uint8)]
        turned -= _LEVELS[codes] * self.scale
        return codes, np.sqrt(np.einsum("ij,ij->i", turned, turned))

    def encode(self, rows: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.intp]]:
        """Give (n, slots) codes and the rows whose error is above the highest level."""
        codes = np.zeros((len(rows), self.slots), np.uint8)
        codes[:, : self.dim], length = self.round(rows)
        level = np.searchsorted(self.errors, length, "left")
        codes[:, self.dim] = np.minimum(level, 15)
        return codes, np.flatnonzero(level > 15)

    def centroids(self) -> NDArray[np.float32]:
        """Give (slots, 16) float32, what each code stands for."""
        table = np.zeros((self.slots, 16), np.float32)
        table[: self.dim] = self.scale[:, None] * _LEVELS
        table[self.dim] = self.errors
        return table


def pack(codes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Lay (n, slots) codes out as faiss's fast scan reads them; n a multiple of ``BLOCK``."""
    slots = codes.shape[1]
    plain: Any = faiss.IndexPQ(slots, slots, 4, faiss.METRIC_INNER_PRODUCT)
    plain.is_trained = True
    plain.add_sa_codes(np.ascontiguousarray(codes[:, 0::2] | (codes[:, 1::2] << 4)))
    packed = faiss.IndexPQFastScan(plain)  # named, because the view does not keep it alive
    return packed_view(packed).copy()


def packed_view(index: Any) -> NDArray[np.uint8]:
    """Give the packed codes of a fast-scan index without copying; the index must outlive it."""
    view: NDArray[np.uint8] = faiss.rev_swig_ptr(index.codes.get(), index.codes.size())
    return view


@lru_cache(maxsize=4)
def layout(slots: int) -> str:
    """Give a fingerprint of how this faiss packs codes; a file made with another is re-packed."""
    pattern = np.arange(2 * BLOCK * slots, dtype=np.int64) * 7919 % 16
    return sha256(pack(pattern.astype(np.uint8).reshape(2 * BLOCK, slots)).tobytes()).hexdigest()


class Sketch:
    """The packed codes of consecutive rows, inside a faiss index that scans them."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self._centroids = codebook.centroids()
        slots = codebook.slots
        index: Any = faiss.IndexPQFastScan(slots, slots, 4, faiss.METRIC_INNER_PRODUCT)
        faiss.copy_array_to_vector(self._centroids.ravel(), index.pq.centroids)
        index.is_trained = True
        self._index = index

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def append(self, packed: NDArray[np.uint8]) -> None:
        """Add whole blocks of packed codes."""
        index = self._index
        held = index.codes.size()
        index.codes.resize(held + packed.size)
        packed_view(index)[held:] = packed
        rows = len(self) + packed.size * 2 // self.codebook.slots
        index.ntotal = index.ntotal2 = rows

    def packed(self) -> NDArray[np.uint8]:
        """Give the packed codes as a view."""
        return packed_view(self._index)

    def upper(
        self, queries: NDArray[np.float32], width: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Give the ``width`` rows with the largest upper bounds for every query.

        Returns:
            Upper bounds of the scores, (n, width) float32, falling, and the rows, (n, width).
            No row left out has a larger bound than the last one given.
        """
        book = self.codebook
        asked = np.zeros((len(queries), book.slots), np.float32)
        asked[:, : book.dim] = queries @ book.turn.T
        asked[:, book.dim] = np.sqrt(np.einsum("ij,ij->i", queries, queries))
        bounds, rows = self._index.search(asked, width)
        bounds += (queries @ book.mean + self._rounding(asked) + book.slack)[:, None]
        return bounds, rows

    def _rounding(self, asked: NDArray[np.float32]) -> NDArray[np.float32]:
        """Bound what faiss loses by rounding products to 8 bits with one step for all slots.

        The step is the largest span of a slot over 255, or the sum of spans over 65535 where
        that is larger; each of the slots is off by at most half a step.
        """
        spans = np.abs(asked) * (self._centroids.max(axis=1) - self._centroids.min(axis=1))
        step = np.maximum(spans.max(axis=1) / 255, spans.sum(axis=1) / 65535)
        loss: NDArray[np.float32] = step * np.float32(0.5005 * spans.shape[1])
        return loss
