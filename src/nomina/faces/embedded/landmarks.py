"""The 5-point predictor: a cascade of regression trees over pixel differences, in numpy.

Method: Kazemi and Sullivan, One Millisecond Face Alignment with an Ensemble of Regression Trees,
CVPR 2014. In each step the pixels looked at follow the current shape by the similarity that best
carries the mean shape onto it. As every tree is complete, all trees of a step are descended
together, a level at a time. (The same as an ONNX graph was three times slower: its look-ups cost
more than the arithmetic.)

A pixel that a rounding error moves to its neighbour can send a tree another way, and every later
step builds on that: of 2,000 boxes drawn at random one in fourteen came out elsewhere, by up to
17 pixels. So numbers are float32 and float64 where dlib's are, and are added in its order; the
points of all those boxes then round to dlib's own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nomina.errors import PackError
from nomina.faces.embedded.dat import F32, Cascade


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of the cascade, laid out for speed.

    Attributes:
        anchor: which point each pixel looked at is tied to (P,).
        across, down: offset of each from its anchor in the mean shape (P,), unit square.
        first, second: pixel compared at each split (T * S,).
        threshold: (T * S,).
        leaves: (T * (S + 1), 2N).
    """

    anchor: NDArray[np.intp]
    across: F32
    down: F32
    first: NDArray[np.intp]
    second: NDArray[np.intp]
    threshold: F32
    leaves: F32


class Landmarks:
    """Places the two corners of each eye and the base of the nose in a face box.

    Args:
        cascade: what `dat.read_cascade` gives.

    Raises:
        PackError: the trees are not complete binary trees.
    """

    def __init__(self, cascade: Cascade) -> None:
        _, self._trees, self._splits = cascade.first.shape
        self._depth = int(np.log2(self._splits + 1))
        if 2**self._depth - 1 != self._splits:
            raise PackError("the trees of the landmark file are not complete")
        self._initial = cascade.initial.reshape(-1)
        self._similarity = _similarity(cascade.initial)
        self._steps = [_step(cascade, at) for at in range(cascade.first.shape[0])]
        self._root = np.arange(self._trees, dtype=np.intp) * self._splits
        self._leaf = np.arange(self._trees, dtype=np.intp) * (self._splits + 1) - self._splits

    def place(self, pixels: NDArray[np.uint8], box: tuple[float, float, float, float]) -> F32:
        """Give the points (N, 2), x and y in pixels.

        Args:
            pixels: photo (H, W, 3), RGB. What lies outside of it counts as black.
            box: left, top, right, bottom of the face; as in dlib the last pixel belongs to it,
                so that right - left is one less than the width.
        """
        rows, columns = pixels.shape[:2]
        flat = pixels.reshape(-1)
        left, top, right, bottom = box
        shape = self._initial
        for step in self._steps:
            x, y = self._looked(step, shape)
            x = np.floor(x * (right - left) + (left + 0.5))
            y = np.floor(y * (bottom - top) + (top + 0.5))
            seen = (x >= 0) & (x < columns) & (y >= 0) & (y < rows)
            red = (3 * (y * columns + x) * seen).astype(np.intp)
            grey = (flat.take(red).astype(np.int32) + flat.take(red + 1) + flat.take(red + 2)) // 3
            shape = self._forest(step, shape, (grey * seen).astype(np.float32))
        extent = np.array([right - left, bottom - top])
        points: F32 = (shape.reshape(-1, 2) * extent + (left, top)).astype(np.float32)
        return points

    def _looked(self, step: _Step, shape: F32) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give where in the unit square a step looks (P,), x and y."""
        a, b = (shape.astype(np.float64) @ self._similarity).astype(np.float32)
        x = (a * step.across - b * step.down) + shape[0::2].take(step.anchor)
        y = (b * step.across + a * step.down) + shape[1::2].take(step.anchor)
        return x.astype(np.float64), y.astype(np.float64)

    def _forest(self, step: _Step, shape: F32, grey: F32) -> F32:
        """Give the shape (2N,) with what all trees of a step add to it, one after another."""
        right = grey.take(step.first) - grey.take(step.second) <= step.threshold
        node = np.zeros(self._trees, dtype=np.intp)
        for _ in range(self._depth):
            # node i has children 2i + 1 (left, above the threshold) and 2i + 2
            node = 2 * node + 1 + right.take(self._root + node)
        terms = np.empty((self._trees + 1, shape.size), dtype=np.float32)
        terms[0] = shape
        step.leaves.take(self._leaf + node, axis=0, out=terms[1:], mode="clip")
        found: F32 = terms.sum(axis=0)  # over rows numpy adds in order
        return found


def _step(cascade: Cascade, at: int) -> _Step:
    return _Step(
        anchor=cascade.anchor[at].astype(np.intp),
        across=np.ascontiguousarray(cascade.delta[at, :, 0]),
        down=np.ascontiguousarray(cascade.delta[at, :, 1]),
        first=cascade.first[at].reshape(-1).astype(np.intp),
        second=cascade.second[at].reshape(-1).astype(np.intp),
        threshold=cascade.threshold[at].reshape(-1),
        leaves=np.ascontiguousarray(cascade.leaves[at].reshape(-1, cascade.initial.size)),
    )


def _similarity(mean: F32) -> NDArray[np.float64]:
    """Give the matrix from a shape (2N,) to a and b of its similarity [[a, -b], [b, a]].

    With the mean shape centred at its own centroid, p, and the shape q, the best one has
    a = sum(p . q) / sum(p . p), b = sum(p x q) / sum(p . p); the centroid of q drops out.
    """
    centred = mean.astype(np.float64) - mean.mean(axis=0, dtype=np.float64)
    found = np.empty((mean.size, 2))
    found[0::2, 0], found[1::2, 0] = centred[:, 0], centred[:, 1]
    found[0::2, 1], found[1::2, 1] = -centred[:, 1], centred[:, 0]
    return np.asarray(found / np.sum(centred**2))
