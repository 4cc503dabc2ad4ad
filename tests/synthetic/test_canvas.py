"""The drawing board does the sums it says it does."""

from __future__ import annotations

import numpy as np
import pytest

from nomina.synthetic.canvas import ANGLES, blend, linear, sheet, soft, speckle, spline


def test_hills_are_the_sum_of_gaussian_hills_and_their_mirror_images() -> None:
    board = sheet(20.0)
    x, y = np.meshgrid(board.x.astype(np.float64), board.y.astype(np.float64))

    def hill(high: float, cx: float, cy: float, wide: float, tall: float) -> np.ndarray:
        return high * np.exp(-0.5 * (((x - cx) / wide) ** 2 + ((y - cy) / tall) ** 2))

    got = board.hills((0.3, 0.2, -0.1, 0.1, 0.2), (-0.5, 0.4, 0.3, 0.2, 0.1, True))
    one, pair = hill(0.3, 0.2, -0.1, 0.1, 0.2), hill(-0.5, 0.4, 0.3, 0.2, 0.1)
    assert np.allclose(got, one + pair + hill(-0.5, -0.4, 0.3, 0.2, 0.1), atol=1e-6)


def test_a_table_over_directions_lands_where_it_points() -> None:
    board = sheet(20.0)
    spread = board.polar(np.linspace(-180, 180, ANGLES, dtype=np.float32))

    def at(x: float, y: float) -> float:
        return float(spread[np.searchsorted(board.y, y), np.searchsorted(board.x, x)])

    assert at(0.0, 1.0) == pytest.approx(0, abs=3.5)  # down
    assert at(1.0, 0.0) == pytest.approx(90, abs=3.5)  # the image's right
    assert at(-1.0, 0.0) == pytest.approx(-90, abs=3.5)


def test_soft_is_a_step_that_rises() -> None:
    steps = soft(np.linspace(-1, 1, 201, dtype=np.float32), 0.5)
    assert steps[0] == 0
    assert steps[-1] == 1
    assert steps[100] == pytest.approx(0.5)
    assert (np.diff(steps) >= 0).all()


def test_a_spline_passes_its_points_and_is_flat_beyond() -> None:
    xs, ys = [0.0, 1.0, 2.0, 4.0], [1.0, 3.0, 2.0, 5.0]
    assert np.allclose(spline(xs, ys, np.asarray(xs)), ys, atol=1e-6)
    assert np.allclose(spline(xs, ys, np.asarray([-3.0, 9.0])), [1, 5])
    line = np.linspace(0, 4, 33)
    assert np.allclose(spline(xs, [2 * x - 1 for x in xs], line), 2 * line - 1, atol=1e-5)


@pytest.mark.parametrize("shape", [(5, 7), (1024, 3), (1100, 20), (3, 2500)])
def test_speckle_of_any_size_is_noise_of_deviation_one(shape: tuple[int, int]) -> None:
    noise = speckle(np.random.default_rng(1), shape)
    assert noise.shape == shape
    if noise.size > 1000:
        assert abs(float(noise.std()) - 1) < 0.05
        assert abs(float(noise.mean())) < 0.05


def test_blend_lays_a_colour_over_by_its_cover() -> None:
    under = np.full((3, 1, 3), 0.2, np.float32)
    blend(under, np.asarray([[0.0, 0.5, 1.0]], np.float32), (1.0, 0.0, 0.2))
    assert np.allclose(under[:, 0].T, [(0.2, 0.2, 0.2), (0.6, 0.1, 0.2), (1.0, 0.0, 0.2)])


def test_screen_colours_become_light_between_none_and_all() -> None:
    assert linear(0, 0, 0) == (0, 0, 0)
    assert linear(255, 255, 255) == (1, 1, 1)
    assert 0.15 < linear(128, 128, 128)[0] < 0.3  # sRGB says 0.216
