"""Boxes, similarities and the square crops that recognisers take."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]
"""A photo (H, W, 3), RGB, upright as its file claims."""

Points = NDArray[np.float32]
"""Points (N, 2), x to the right and y down, in pixels."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in photo pixels; right and bottom are where it ends, not its last pixel."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Width in pixels."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in pixels."""
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        """Centre, x and y in pixels."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def area(self) -> float:
        """Area in square pixels, 0 for an empty box."""
        return max(self.width, 0.0) * max(self.height, 0.0)

    def overlap(self, other: Box) -> float:
        """Give the area that both cover, in square pixels."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(width, 0.0) * max(height, 0.0)

    def iou(self, other: Box) -> float:
        """Give intersection over union, 0..1."""
        shared = self.overlap(other)
        union = self.area + other.area - shared
        return shared / union if union > 0 else 0.0

    def scaled(self, factor: float) -> Box:
        """Give the box in a photo enlarged by ``factor``."""
        return Box(self.left * factor, self.top * factor, self.right * factor, self.bottom * factor)


@dataclass(frozen=True, slots=True)
class Similarity:
    """A turn, a scale and a shift: (x, y) goes to (a x - b y + c, b x + a y + d)."""

    a: float
    b: float
    c: float
    d: float

    @property
    def scale(self) -> float:
        """How many times longer lines become."""
        return float(np.hypot(self.a, self.b))

    @classmethod
    def between(cls, source: NDArray[np.floating], target: NDArray[np.floating]) -> Similarity:
        """Fit by least squares the similarity that carries ``source`` (N, 2) onto ``target``.

        Source of the formula: Umeyama, IEEE PAMI 13(4), 1991, in two dimensions without
        reflection, written with complex numbers.
        """
        p = source[:, 0] + 1j * source[:, 1]
        q = target[:, 0] + 1j * target[:, 1]
        centred = p - p.mean()
        turn = np.vdot(centred, q - q.mean()) / np.vdot(centred, centred).real
        shift = q.mean() - turn * p.mean()
        return cls(float(turn.real), float(turn.imag), float(shift.real), float(shift.imag))

    def apply(self, points: NDArray[np.floating]) -> Points:
        """Carry points (N, 2) over."""
        x, y = points[:, 0], points[:, 1]
        moved = [self.a * x - self.b * y + self.c, self.b * x + self.a * y + self.d]
        return np.stack(moved, axis=1).astype(np.float32)

    def inverse(self) -> Similarity:
        """Give the similarity that undoes this one."""
        size = self.a**2 + self.b**2
        a, b = self.a / size, -self.b / size
        return Similarity(a, b, -(a * self.c - b * self.d), -(b * self.c + a * self.d))


def cut(pixels: Pixels, crop: Similarity, side: int) -> Pixels:
    """Cut a square out of a photo, turned and scaled as wanted.

    Args:
        pixels: the photo.
        crop: carries crop coordinates to photo coordinates; whole numbers are pixel centres
            in both, as landmarks are given.
        side: rows and columns of the crop.

    Returns:
        The crop (side, side, 3). What lies outside of the photo is black. A large face is first
        averaged down by whole numbers so that nothing is skipped, then interpolated bilinearly.
    """
    corners = np.array([[0, 0], [side, 0], [0, side], [side, side]], dtype=np.float64)
    reach = crop.apply(corners)
    rows, columns = pixels.shape[:2]
    margin = 2.0 * max(crop.scale, 1.0)
    left, top = np.maximum(np.floor(reach.min(axis=0) - margin), 0).astype(int)
    right, bottom = np.minimum(np.ceil(reach.max(axis=0) + margin), (columns, rows)).astype(int)
    if right <= left or bottom <= top:
        return np.zeros((side, side, 3), dtype=np.uint8)
    region = Image.fromarray(pixels[top:bottom, left:right])
    factor = max(int(crop.scale), 1)
    if factor > 1:
        region = region.reduce(factor)
    # Pillow counts from the corner of the first pixel, landmarks from its centre
    c = (crop.c - left + 0.5 - (crop.a - crop.b) / 2) / factor
    d = (crop.d - top + 0.5 - (crop.a + crop.b) / 2) / factor
    a, b = crop.a / factor, crop.b / factor
    size = (side, side)
    turned = region.transform(
        size, Image.Transform.AFFINE, (a, -b, c, b, a, d), Image.Resampling.BILINEAR
    )
    return np.asarray(turned)
