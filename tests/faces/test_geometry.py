"""Boxes, similarities and crops against cases that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomina.faces.geometry import Box, Similarity, cut


def test_iou_by_hand() -> None:
    assert Box(0, 0, 2, 2).iou(Box(1, 1, 3, 3)) == pytest.approx(1 / 7)
    assert Box(0, 0, 2, 2).iou(Box(5, 5, 6, 6)) == 0
    assert Box(1, 1, 1, 1).iou(Box(1, 1, 1, 1)) == 0


@given(
    st.floats(-3, 3).filter(lambda a: abs(a) > 0.1),
    st.floats(-3, 3),
    st.floats(-100, 100),
    st.floats(-100, 100),
)
def test_a_similarity_is_found_again_from_its_points(
    a: float, b: float, c: float, d: float
) -> None:
    wanted = Similarity(a, b, c, d)
    points = np.array([[0.0, 0.0], [10.0, 1.0], [4.0, 7.0], [2.0, 9.0]])
    moved = wanted.apply(points).astype(np.float64)
    found = Similarity.between(points, moved)
    assert np.allclose((found.a, found.b, found.c, found.d), (a, b, c, d), atol=1e-3)
    assert np.allclose(found.inverse().apply(moved), points, atol=1e-3)


def test_of_points_that_do_not_fit_the_least_squares_answer_is_found() -> None:
    rng = np.random.default_rng(3)
    source, target = rng.normal(size=(5, 2)), rng.normal(size=(5, 2))
    found = Similarity.between(source, target)
    # the same by the normal equations of the linear least-squares problem
    x, y = source.T
    one, none = np.ones(5), np.zeros(5)
    rows = np.concatenate(
        [np.stack([x, -y, one, none], axis=1), np.stack([y, x, none, one], axis=1)]
    )
    expected = np.linalg.lstsq(rows, np.concatenate([target[:, 0], target[:, 1]]), rcond=None)[0]
    assert np.allclose((found.a, found.b, found.c, found.d), expected)


def _noise(rows: int, columns: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.random.default_rng(1).integers(0, 256, (rows, columns, 3), dtype=np.uint8)


def test_a_crop_that_moves_nothing_is_the_photo() -> None:
    photo = _noise(40, 40)
    assert np.array_equal(cut(photo, Similarity(1, 0, 0, 0), 40), photo)


def test_a_crop_shifted_by_whole_pixels_is_a_part_of_the_photo() -> None:
    photo = _noise(60, 80)
    assert np.array_equal(cut(photo, Similarity(1, 0, 30, 20), 40), photo[20:60, 30:70])


def test_a_quarter_turn_is_exact() -> None:
    photo = _noise(32, 32)
    # crop (x, y) shows photo (31 - y, x)
    turned = cut(photo, Similarity(0, 1, 31, 0), 32)
    assert np.array_equal(turned, np.rot90(photo, 1)[::1, ::1])


def test_outside_of_the_photo_is_black() -> None:
    white = np.full((20, 20, 3), 255, dtype=np.uint8)
    crop = cut(white, Similarity(1, 0, -10, -10), 40)
    assert crop[:9, :9].max() == 0
    assert crop[11:29, 11:29].min() == 255
    assert cut(white, Similarity(1, 0, 500, 500), 16).max() == 0


def test_a_large_face_is_averaged_not_skipped() -> None:
    stripes = np.zeros((400, 400, 3), dtype=np.uint8)
    stripes[:, ::2] = 255
    crop = cut(stripes, Similarity(8, 0, 0, 0), 40)
    assert np.abs(crop[2:-2, 2:-2].astype(int) - 127).max() <= 2


@pytest.mark.parametrize("turn", [0.0, 25.0, 140.0, -80.0])
def test_a_turned_crop_is_interpolated_between_the_four_pixels_around(turn: float) -> None:
    photo = _noise(80, 90)
    a, b = 0.9 * np.cos(np.radians(turn)), 0.9 * np.sin(np.radians(turn))
    crop = Similarity(a, b, 45 - 12 * (a - b), 40 - 12 * (a + b))
    found = cut(photo, crop, 24).astype(float)
    for row in range(24):
        for column in range(24):
            x, y = a * column - b * row + crop.c, b * column + a * row + crop.d
            left, top = int(np.floor(x)), int(np.floor(y))
            right, down = x - left, y - top
            four = photo[top : top + 2, left : left + 2].astype(float)
            above = four[0, 0] * (1 - right) + four[0, 1] * right
            below = four[1, 0] * (1 - right) + four[1, 1] * right
            expected = above * (1 - down) + below * down
            # whole numbers, and places in steps of a fraction of a pixel
            assert np.abs(found[row, column] - expected).max() <= 1.5
