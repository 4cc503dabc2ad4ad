"""The 5-point predictor: a cascade of regression trees over pixel differences, in numpy.

Method: Kazemi and Sullivan, One Millisecond Face Alignment with an Ensemble of Regression Trees,
CVPR 2014. In each step the pixels looked at follow the current shape by the similarity that best
carries the mean shape onto it. That similarity is linear in the current shape, so one matrix a
step gives all pixel places at once; and as every tree is complete, all trees of a step are
descended together, a level at a time. (The same as an ONNX graph was three times slower: its
look-ups cost more than the arithmetic.)
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
        places: from the current shape (2N,) to the pixels looked at (2P,), unit square.
        first, second: pixel compared at each split (T * S,).
        threshold: (T * S,).
        leaves: (T * (S + 1), 2N).
    """

    places: F32
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
        flat = pixels.reshape(-1, 3)
        last = np.array([columns - 1, rows - 1], dtype=np.float32)
        stride = np.array([1, columns], dtype=np.float32)
        corner = np.array(box[:2], dtype=np.float32)
        extent = np.array([box[2] - box[0], box[3] - box[1]], dtype=np.float32)
        shape = self._initial
        for step in self._steps:
            at = (shape @ step.places).reshape(-1, 2) * extent
            at += corner
            at += np.float32(0.5)
            np.floor(at, out=at)
            inside = np.minimum(np.maximum(at, 0.0), last)
            seen = (at == inside).all(axis=1)
            # float32 holds a place exactly up to 16 million pixels, float64 beyond any photo
            place = (inside.astype(np.float64) @ stride.astype(np.float64)).astype(np.intp)
            grey = flat.take(place, axis=0).sum(axis=1, dtype=np.int32) // 3
            shape = shape + self._forest(step, (grey * seen).astype(np.float32))
        return shape.reshape(-1, 2) * extent + corner

    def _forest(self, step: _Step, grey: F32) -> F32:
        """Give what all trees of a step add to the shape (2N,)."""
        right = grey.take(step.first) - grey.take(step.second) <= step.threshold
        node = np.zeros(self._trees, dtype=np.intp)
        for _ in range(self._depth):
            # node i has children 2i + 1 (left, above the threshold) and 2i + 2
            node = 2 * node + 1 + right.take(self._root + node)
        found: F32 = step.leaves.take(self._leaf + node, axis=0).sum(axis=0)
        return found


def _step(cascade: Cascade, at: int) -> _Step:
    outputs = cascade.initial.size
    return _Step(
        places=_places(cascade, at),
        first=cascade.first[at].reshape(-1).astype(np.intp),
        second=cascade.second[at].reshape(-1).astype(np.intp),
        threshold=cascade.threshold[at].reshape(-1),
        leaves=np.ascontiguousarray(cascade.leaves[at].reshape(-1, outputs)),
    )


def _places(cascade: Cascade, at: int) -> F32:
    """Give the matrix from the current shape (2N,) to where a step looks (2P,), unit square.

    With the mean shape centred at its own centroid, p, and the current shape q, the best
    similarity [[a, -b], [b, a]] has a = sum(p . q) / sum(p . p), b = sum(p x q) / sum(p . p).
    """
    mean = cascade.initial.astype(np.float64)
    centred = mean - mean.mean(axis=0)
    turn = np.zeros((mean.size, 2))
    turn[0::2, 0], turn[1::2, 0] = centred[:, 0], centred[:, 1]
    turn[0::2, 1], turn[1::2, 1] = -centred[:, 1], centred[:, 0]
    turn /= np.sum(centred**2)
    delta = cascade.delta[at].astype(np.float64)
    offsets = np.zeros((2, delta.size))
    offsets[0, 0::2], offsets[1, 0::2] = delta[:, 0], -delta[:, 1]
    offsets[0, 1::2], offsets[1, 1::2] = delta[:, 1], delta[:, 0]
    places = turn @ offsets
    anchor = cascade.anchor[at]
    looked = np.arange(anchor.size)
    places[2 * anchor, 2 * looked] += 1.0
    places[2 * anchor + 1, 2 * looked + 1] += 1.0
    return places.astype(np.float32)
