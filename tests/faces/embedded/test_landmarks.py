"""The cascade against the same trees walked one at a time, as the paper writes them."""

from __future__ import annotations

import numpy as np
import pytest

from nomina.errors import PackError
from nomina.faces.embedded.dat import Cascade
from nomina.faces.embedded.landmarks import Landmarks
from nomina.faces.geometry import Pixels

POINTS, STEPS, TREES, DEPTH, LOOKED = 5, 3, 7, 2, 12


def _cascade(splits: int = 2**DEPTH - 1) -> Cascade:
    """A random cascade of trees that move points by up to 5 % of the box."""
    rng = np.random.default_rng(6)
    return Cascade(
        initial=rng.uniform(0.2, 0.8, (POINTS, 2)).astype(np.float32),
        first=rng.integers(0, LOOKED, (STEPS, TREES, splits)),
        second=rng.integers(0, LOOKED, (STEPS, TREES, splits)),
        threshold=rng.integers(-40, 40, (STEPS, TREES, splits)).astype(np.float32),
        leaves=rng.uniform(-0.05, 0.05, (STEPS, TREES, splits + 1, POINTS, 2)).astype(np.float32),
        anchor=rng.integers(0, POINTS, (STEPS, LOOKED)),
        delta=rng.uniform(-0.2, 0.2, (STEPS, LOOKED, 2)).astype(np.float32),
    )


def _walked(cascade: Cascade, photo: Pixels, box: tuple[float, float, float, float]) -> np.ndarray:
    """Place the points with loops and a fit by the normal equations."""
    corner, extent = np.array(box[:2]), np.array([box[2] - box[0], box[3] - box[1]])
    shape = cascade.initial.astype(float)
    mean = cascade.initial.astype(float)
    for step in range(STEPS):
        x, y = (mean - mean.mean(axis=0)).T
        rows = np.concatenate([np.stack([x, -y], axis=1), np.stack([y, x], axis=1)])
        moved = shape - shape.mean(axis=0)
        (a, b), *_ = np.linalg.lstsq(rows, np.concatenate(moved.T), rcond=None)
        grey = []
        for anchor, delta in zip(cascade.anchor[step], cascade.delta[step], strict=True):
            at = shape[anchor] + np.array([[a, -b], [b, a]]) @ delta
            column, row = (int(np.floor(v + 0.5)) for v in at * extent + corner)
            inside = 0 <= row < photo.shape[0] and 0 <= column < photo.shape[1]
            grey.append(int(photo[row, column].sum(dtype=int)) // 3 if inside else 0)
        moves = np.zeros_like(shape)
        for tree in range(TREES):
            node = 0
            for _ in range(DEPTH):
                split = (step, tree, node)
                above = grey[cascade.first[split]] - grey[cascade.second[split]]
                node = 2 * node + (1 if above > cascade.threshold[split] else 2)
            moves += cascade.leaves[step, tree, node - (2**DEPTH - 1)]
        shape = shape + moves
    return np.asarray(shape * extent + corner)


@pytest.mark.parametrize("at", range(12))
def test_the_points_are_those_of_trees_walked_one_at_a_time(at: int) -> None:
    rng = np.random.default_rng(at)
    photo = rng.integers(0, 256, (90, 120, 3), dtype=np.uint8)
    left, top, side = (int(x) for x in rng.integers((-20, -20, 30), (80, 60, 90)))
    box = (left, top, left + side, top + side)
    cascade = _cascade()
    assert np.allclose(
        Landmarks(cascade).place(photo, box), _walked(cascade, photo, box), atol=1e-3
    )


def test_a_mirrored_view_of_an_array_gives_the_same_as_a_copy_of_it() -> None:
    photo = np.random.default_rng(1).integers(0, 256, (80, 80, 3), dtype=np.uint8)
    ours = Landmarks(_cascade())
    box = (10.0, 10.0, 60.0, 60.0)
    assert np.array_equal(ours.place(photo[:, ::-1], box), ours.place(photo[:, ::-1].copy(), box))


def test_trees_that_are_not_complete_are_refused() -> None:
    with pytest.raises(PackError, match="not complete"):
        Landmarks(_cascade(splits=4))
