"""The drawing board: a grid in head units, soft edges, smooth curves and repeatable noise.

Head units: the origin is midway between the pupils, x runs to the image's right, y down, z to
the camera; one unit is about 98 mm, so that a head is about 2.3 high and the pupils 0.64 apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

F32 = NDArray[np.floating[Any]]
U8 = NDArray[np.uint8]
Colour = tuple[float, float, float]
Hill = tuple[float, float, float, float, float] | tuple[float, float, float, float, float, bool]
"""Height, x, y, width, length (deviations); a sixth part, True, adds its mirror image."""

LEFT, RIGHT, TOP, BOTTOM = -1.32, 1.32, -1.72, 1.42
ANGLES = 2048


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A grid of ``scale`` points per head unit, with each point's polar place.

    Args:
        scale: points per head unit.
        x: (width,) and y: (height,) in head units.
        radius: (height, width) distance from the origin.
        turn: (height, width) index into a table of ``ANGLES`` directions, see `directions`.
    """

    scale: float
    x: F32
    y: F32
    radius: F32
    turn: NDArray[np.int32]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.y), len(self.x)

    def polar(self, table: F32) -> F32:
        """Spread a table over directions (ANGLES,) on the grid."""
        return table.take(self.turn)

    def hills(self, *hills: Hill) -> F32:
        """Add up Gaussian hills, each with its mirror image where ``pair`` is set.

        One matrix product does it: a hill is a column profile times a row profile.
        """
        high, x, y, wide, tall = np.asarray([hill[:5] for hill in hills], np.float32).T[:, :, None]
        both = np.asarray([len(hill) > 5 for hill in hills])[:, None]
        across = np.exp(-0.5 * ((self.x - x) / wide) ** 2)
        across += np.where(both, np.exp(-0.5 * ((self.x + x) / wide) ** 2), 0)
        down = high * np.exp(-0.5 * ((self.y - y) / tall) ** 2)
        return np.asarray(down.T @ across, np.float32)

    def bump(self, x: float, y: float, wide: float, high: float) -> F32:
        """Give a Gaussian hill of height 1 on the whole grid."""
        across = np.exp(-0.5 * ((self.x - x) / wide) ** 2)
        down = np.exp(-0.5 * ((self.y - y) / high) ** 2)
        return np.outer(down, across)

    def pair(self, x: float, y: float, wide: float, high: float) -> F32:
        """Give two hills, at ``x`` and at its mirror place."""
        across = np.exp(-0.5 * ((self.x - x) / wide) ** 2)
        across += np.exp(-0.5 * ((self.x + x) / wide) ** 2)
        down = np.exp(-0.5 * ((self.y - y) / high) ** 2)
        return np.outer(down, across)

    def window(self, left: float, right: float, top: float, bottom: float) -> Window:
        """Give the part of the grid inside these bounds."""
        x0, x1 = np.searchsorted(self.x, (left, right))
        y0, y1 = np.searchsorted(self.y, (top, bottom))
        x, y = self.x[x0:x1][None, :], self.y[y0:y1][:, None]
        return Window(np.s_[int(y0) : int(y1), int(x0) : int(x1)], x, y, self.scale)


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A part of a sheet: its slices, and x (1, w) and y (h, 1) in head units."""

    at: tuple[slice, slice]
    x: F32
    y: F32
    scale: float

    def of(self, planes: F32) -> F32:
        """Give this part of planes (3, h, w), as a view."""
        return planes[:, self.at[0], self.at[1]]

    def soft(self, inside: F32, points: float = 1.2) -> F32:
        """Turn a signed distance in head units into cover 0..1, ``points`` wide."""
        return soft(inside, points / self.scale)


@lru_cache(maxsize=4)
def sheet(scale: float) -> Sheet:
    """Give the (shared, read-only) sheet of this scale."""
    x = np.arange(LEFT, RIGHT, 1 / scale, dtype=np.float32)
    y = np.arange(TOP, BOTTOM, 1 / scale, dtype=np.float32)
    angle = np.arctan2(x[None, :], y[:, None])
    turn = np.clip((angle + np.pi) / (2 * np.pi) * ANGLES, 0, ANGLES - 1).astype(np.int32)
    made = Sheet(scale, x, y, np.hypot(x[None, :], y[:, None]), turn)
    for part in (made.x, made.y, made.radius, made.turn):
        part.flags.writeable = False
    return made


@lru_cache(maxsize=1)
def directions() -> F32:
    """Give the angle of every table entry: 0 is down, pi/2 the image's right, +-pi up."""
    return ((np.arange(ANGLES, dtype=np.float32) + 0.5) / ANGLES * 2 - 1) * np.float32(np.pi)


def soft(inside: F32, width: float) -> F32:
    """Give 0 below -width/2, 1 above width/2, and a smooth step between."""
    t: F32 = np.clip(inside / width + 0.5, 0, 1)
    smooth: F32 = t * t * (3 - 2 * t)
    return smooth


def spline(xs: Sequence[float] | F32, ys: Sequence[float] | F32, at: F32) -> F32:
    """Interpolate by cubic Hermite pieces with Catmull-Rom tangents; flat beyond the ends."""
    x, y = np.asarray(xs, np.float32), np.asarray(ys, np.float32)
    slope = np.gradient(y, x)
    i = np.clip(np.searchsorted(x, at) - 1, 0, len(x) - 2)
    step = x[i + 1] - x[i]
    t = np.clip((at - x[i]) / step, 0, 1)
    left = y[i] + t * t * (3 - 2 * t) * (y[i + 1] - y[i])
    bend = t * (1 - t) * ((1 - t) * (slope[i] * step) - t * (slope[i + 1] * step))
    bent: F32 = (left + bend).astype(np.float32)
    return bent


def resized(values: F32, shape: tuple[int, int], how: int = Image.Resampling.BICUBIC) -> F32:
    """Resample a field of numbers to (rows, columns)."""
    image = Image.fromarray(np.ascontiguousarray(values, np.float32))
    return np.asarray(image.resize((shape[1], shape[0]), how))


def clouds(rng: np.random.Generator, shape: tuple[int, int], cells: int) -> F32:
    """Give smooth noise, mean 0 and deviation about 1, with ``cells`` cells across."""
    rows = max(3, round(cells * shape[0] / shape[1]))
    return resized(rng.standard_normal((rows, cells), np.float32) * 1.4, shape)


@lru_cache(maxsize=1)
def grain() -> F32:
    """Give a fixed (1024, 1024) tile of white noise, deviation 1."""
    tile = np.random.default_rng(20261124).standard_normal((1024, 1024), np.float32)
    tile.flags.writeable = False
    return tile


def speckle(rng: np.random.Generator, shape: tuple[int, int]) -> F32:
    """Cut a piece of the noise tile (repeated where larger) at a random place."""
    rows, columns = rng.integers(0, 1024, 2)
    if rows + shape[0] <= 1024 and columns + shape[1] <= 1024:
        return grain()[rows : rows + shape[0], columns : columns + shape[1]]
    down = (np.arange(shape[0]) + rows) % 1024
    return grain()[np.ix_(down, (np.arange(shape[1]) + columns) % 1024)]


def ink(colour: Colour | Sequence[float]) -> F32:
    """Make a colour (3, 1, 1) that spreads over planes (3, h, w)."""
    return np.asarray(colour, np.float32).reshape(3, 1, 1)


def blend(under: F32, cover: F32, colour: Colour | F32) -> None:
    """Lay ``colour`` over ``under`` (3, h, w) in place with cover (h, w)."""
    paint = ink(colour) if isinstance(colour, tuple) else colour
    for plane, one in zip(under, np.broadcast_to(paint, (3, *paint.shape[1:])), strict=True):
        step = one - plane
        step *= cover
        np.add(plane, step, out=plane)


def linear(red: float, green: float, blue: float) -> Colour:
    """Turn a screen colour 0..255 into light 0..1; a square stands for the sRGB curve."""
    return (red / 255) ** 2, (green / 255) ** 2, (blue / 255) ** 2
