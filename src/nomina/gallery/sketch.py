"""A half-byte-per-value sketch of templates that gives an upper bound of every score.

A template x is centred on the mean m and turned by a rotation B whose first axis is m itself:
y = B (x - m). The first coordinate, along which all face templates and all queries are long, is
rounded on a fine scale to y1 + e1; every other one to one of 16 levels, with an error e of the
length |e|. For any query q with Bq = (q1, p)

    q.x = q.m + q1 y1 + q1 e1 + p.y + p.e <= q.m + q1 y1 + |q1| |e1| + p.y + |p| |e|

by Cauchy and Schwarz. |e| is rounded up to one of 16 levels too and scanned as one more
coordinate, so that what faiss's 4-bit fast scan orders by is itself an upper bound of the
score. Nothing is assumed of the data: a bad fit makes the bound loose and the search slow,
never wrong. faiss rounds the products of a query with the levels to 8 bits, with one step for
all; the error of that is bounded per query, and the fine scale is spread over several slots
because one slot with a long span would make the step coarse for all.
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
_AXIS_SLOTS = 8
_AXIS_STEPS = 15 * _AXIS_SLOTS
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


@lru_cache(maxsize=64)
def _turn(mean: bytes) -> NDArray[np.float32]:
    """Give the rotation whose first axis is the mean: the fixed one, then one reflection."""
    centre = np.frombuffer(mean, np.float32).astype(np.float64)
    fixed = rotation(len(centre)).astype(np.float64)
    length = np.linalg.norm(centre)
    if length > 1e-6:
        across = fixed[0] - centre / length
        if across @ across > 1e-12:
            fixed -= np.outer(fixed @ across, across) * (2 / (across @ across))
    return np.ascontiguousarray(fixed, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Codebook:
    """How one stretch of templates is rounded.

    Attributes:
        mean: (dim,) float32, taken off first.
        scale: (dim,) float32, standard deviation of each turned coordinate; the first is the
            step of the scale along the mean.
        errors: (17,) float32: where the scale along the mean begins, then 16 rising levels for
            the length of the rounding error of all other coordinates.
    """

    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    errors: NDArray[np.float32]

    @property
    def dim(self) -> int:
        """Give the number of values in a template."""
        return len(self.mean)

    @property
    def turn(self) -> NDArray[np.float32]:
        """Give the rotation, (dim, dim), its first row along the mean."""
        return _turn(self.mean.tobytes())

    @property
    def slots(self) -> int:
        """Give the half bytes of a row."""
        return self.slots_of(self.dim)

    @staticmethod
    def slots_of(dim: int) -> int:
        """Give the half bytes of a row: the fine axis, the other values, the error; even."""
        slots = _AXIS_SLOTS + dim - 1 + 1
        return slots + slots % 2

    @property
    def slack(self) -> float:
        """Bound what float32 arithmetic can add to a score computed here.

        n u |B| for the two rotations, the sum over slots and the error length, u = 2**-24.
        """
        return float(4 * self.dim * np.sqrt(self.dim) * 2.0**-24)

    @classmethod
    def fit(cls, rows: NDArray[np.float32]) -> Codebook:
        """Fit to some of the templates to come, (n, dim) float32."""
        mean = rows.mean(axis=0, dtype=np.float64).astype(np.float32)
        turned = (rows - mean) @ _turn(mean.tobytes()).T
        spread = turned.std(axis=0)
        scale = np.maximum(spread, max(float(spread.max()) * 1e-3, 1e-6)).astype(np.float32)
        low, high = float(turned[:, 0].min()), float(turned[:, 0].max())
        margin = (high - low) / 4 + 1e-5
        scale[0] = (high - low + 2 * margin) / _AXIS_STEPS
        length = cls(mean, scale, np.zeros(17, np.float32)).round(rows)[2]
        least, most = float(length.min()), float(length.max())
        levels = np.linspace(least, most + 0.05 * (most - least) + 1e-5, 16)
        return cls(mean, scale, np.array([low - margin, *levels], np.float32))

    def round(
        self, rows: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.uint8], NDArray[np.float32]]:
        """Round rows.

        Returns:
            The step of each row along the mean (n,), which may lie off the scale; the levels of
            the other coordinates (n, dim - 1); the length of the error of those (n,).
        """
        turned = (rows - self.mean) @ self.turn.T
        step = np.rint((turned[:, 0] - self.errors[0]) / self.scale[0])
        rest, scale = turned[:, 1:], self.scale[1:]
        bins = rest * (_BINS / (2 * _REACH) / scale)
        bins += _BINS / 2
        np.clip(bins, 0, _BINS - 1, out=bins)
        codes = _TABLE[bins.astype(np.uint8)]
        rest -= _LEVELS[codes] * scale
        return step, codes, np.sqrt(np.einsum("ij,ij->i", rest, rest))

    def encode(self, rows: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.intp]]:
        """Give (n, slots) codes, and the rows that lie off a scale and so have no bound."""
        step, rest, length = self.round(rows)
        level = np.searchsorted(self.errors[1:], length, "left")
        codes = np.zeros((len(rows), self.slots), np.uint8)
        inside = np.clip(step, 0, _AXIS_STEPS)[:, None]
        codes[:, :_AXIS_SLOTS] = np.clip(inside - 15 * np.arange(_AXIS_SLOTS), 0, 15)
        codes[:, _AXIS_SLOTS : _AXIS_SLOTS + self.dim - 1] = rest
        codes[:, _AXIS_SLOTS + self.dim - 1] = np.minimum(level, 15)
        return codes, np.flatnonzero((level > 15) | (step != inside[:, 0]))

    def centroids(self) -> NDArray[np.float32]:
        """Give (slots, 16) float32, what each code stands for."""
        table = np.zeros((self.slots, 16), np.float32)
        table[:_AXIS_SLOTS] = self.scale[0] * np.arange(16)
        table[_AXIS_SLOTS : _AXIS_SLOTS + self.dim - 1] = self.scale[1:, None] * _LEVELS
        table[_AXIS_SLOTS + self.dim - 1] = self.errors[1:]
        return table

    def ask(self, queries: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Turn queries.

        Returns:
            What to multiply the slots with (n, slots), and what to add to the sum (n,).
        """
        turned = queries @ self.turn.T
        along, across = turned[:, 0], turned[:, 1:]
        asked = np.zeros((len(queries), self.slots), np.float32)
        asked[:, :_AXIS_SLOTS] = along[:, None]
        asked[:, _AXIS_SLOTS : _AXIS_SLOTS + self.dim - 1] = across
        asked[:, _AXIS_SLOTS + self.dim - 1] = np.sqrt(np.einsum("ij,ij->i", across, across))
        added = queries @ self.mean + along * self.errors[0]
        added += np.abs(along) * self.scale[0] * np.float32(0.5005)
        return asked, added + np.float32(self.slack)


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
        centroids = codebook.centroids()
        self._spans = centroids.max(axis=1) - centroids.min(axis=1)
        slots = codebook.slots
        index: Any = faiss.IndexPQFastScan(slots, slots, 4, faiss.METRIC_INNER_PRODUCT)
        faiss.copy_array_to_vector(centroids.ravel(), index.pq.centroids)
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
        asked, added = self.codebook.ask(queries)
        bounds, rows = self._index.search(asked, width)
        bounds += (added + self._rounding(asked))[:, None]
        return bounds, rows

    def _rounding(self, asked: NDArray[np.float32]) -> NDArray[np.float32]:
        """Bound what faiss loses by rounding products to 8 bits with one step for all slots.

        The step is the largest span of a slot over 255, or the sum of spans over 65535 where
        that is larger; each of the slots is off by at most half a step.
        """
        spans = np.abs(asked) * self._spans
        step = np.maximum(spans.max(axis=1) / 255, spans.sum(axis=1) / 65535)
        loss: NDArray[np.float32] = step * np.float32(0.5005 * spans.shape[1])
        return loss
