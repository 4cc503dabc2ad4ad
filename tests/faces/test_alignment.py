"""Where landmarks come to lie in a crop."""

from __future__ import annotations

import numpy as np
import pytest

from nomina.faces.alignment import MEAN_FACE, aligned, reference
from nomina.faces.geometry import Similarity


def test_padding_leaves_that_share_of_the_face_on_each_side() -> None:
    # a face of 100 pixels with a quarter of it on each side makes 150
    assert np.allclose(reference(150, 0.25), MEAN_FACE * 100 + 25)
    assert np.allclose(reference(112, 0.0), MEAN_FACE * 112)


def test_the_mean_face_is_level_upright_and_in_the_middle() -> None:
    right, left, nose = MEAN_FACE[:2].mean(axis=0), MEAN_FACE[2:4].mean(axis=0), MEAN_FACE[4]
    assert right[0] > left[0]
    assert right[1] == pytest.approx(left[1], abs=1e-3)
    assert nose[1] > right[1]
    assert nose[0] == pytest.approx((right[0] + left[0]) / 2, abs=1e-3)


@pytest.mark.parametrize(("turn", "scale"), [(0, 1.0), (35, 0.8), (180, 1.7), (-90, 2.3)])
def test_any_face_of_mean_shape_is_brought_onto_the_reference(turn: float, scale: float) -> None:
    target = reference(60)
    a, b = scale * np.cos(np.radians(turn)), scale * np.sin(np.radians(turn))
    out_there = Similarity(a, b, 150 - 30 * (a - b), 150 - 30 * (a + b))
    landmarks = out_there.apply(target)
    photo = np.zeros((300, 300, 3), dtype=np.uint8)
    x, y = np.meshgrid(np.arange(300), np.arange(300))
    for channel, point in enumerate(landmarks[[0, 2, 4]]):
        photo[np.hypot(x - point[0], y - point[1]) < 3 * scale, channel] = 255
    crop = aligned(photo, landmarks, target, 60).astype(float)
    for channel, wanted in enumerate(target[[0, 2, 4]]):
        down, across = np.indices((60, 60))
        mass = crop[..., channel]
        seen = np.array([(mass * across).sum(), (mass * down).sum()]) / mass.sum()
        assert np.abs(seen - wanted).max() < 0.4
