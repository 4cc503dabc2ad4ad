"""How a face was photographed, measured on its aligned crop."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nomina.faces.alignment import aligned, reference
from nomina.faces.geometry import Pixels, Points
from nomina.faces.types import Condition

_SIDE = 96
_SMALL_EYES = 24.0
"""Under this many pixels between the eyes a recogniser sees less than it was trained with."""
_BLURRED, _DARK, _BRIGHT, _CLIPPED, _TURNED = 0.25, 0.20, 0.85, 0.20, 30.0
_TARGET = reference(_SIDE, 0.1)
_REBLUR = 4
_YAW_PER_SHIFT = 130.0
"""Degrees per unit of nose shift over eye distance: arcsine is near linear below 40 degrees, and
the base of a nose stands about 0.44 eye distances in front of the eye corners."""


def assess(
    pixels: Pixels, landmarks: Points, *, unsure: bool = False, edge: bool = False
) -> Condition:
    """Measure one face.

    Args:
        pixels: the photo (H, W, 3).
        landmarks: (5, 2) in photo pixels.
        unsure: whether the detector was not sure.
        edge: whether the face reaches out of the photo.
    """
    crop = aligned(pixels, landmarks, _TARGET, _SIDE)
    grey = crop.astype(np.float32) @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    distance = eye_distance(landmarks)
    exposure = float(grey.mean()) / 255.0
    clipped = float(np.mean((grey < 4.0) | (grey > 251.0)))
    sharpness = _sharpness(grey)
    yaw = _yaw(landmarks)
    found = {
        "small": distance < _SMALL_EYES,
        "blurred": sharpness < _BLURRED,
        "dark": exposure < _DARK,
        "bright": exposure > _BRIGHT,
        "clipped": clipped > _CLIPPED,
        "turned": abs(yaw) > _TURNED,
        "unsure": unsure,
        "edge": edge,
    }
    flags = tuple(name for name, is_so in found.items() if is_so)
    return Condition(distance, sharpness, exposure, clipped, yaw, flags=flags)


def eye_distance(landmarks: Points) -> float:
    """Give the distance between the middles of the eyes, in pixels."""
    right, left = landmarks[:2].mean(axis=0), landmarks[2:4].mean(axis=0)
    return float(np.hypot(*(right - left)))


def roll(landmarks: Points) -> float:
    """Give the in-plane turn in degrees, clockwise as seen in the photo."""
    across = landmarks[:2].mean(axis=0) - landmarks[2:4].mean(axis=0)
    return float(np.degrees(np.arctan2(across[1], across[0])))


def _sharpness(grey: NDArray[np.float32]) -> float:
    """Give how much a face loses when it is blurred once more: nothing if it was blurred already.

    Source: Crete, Dolmiere, Ladret and Nicolas, The blur effect, SPIE 6492, 2007; one minus their
    measure, the lesser of both directions.
    """

    def kept(image: NDArray[np.float32]) -> float:
        padded = np.pad(image, ((_REBLUR, _REBLUR), (0, 0)), mode="edge")
        sums = np.cumsum(np.pad(padded, ((1, 0), (0, 0))), axis=0, dtype=np.float64)
        width = 2 * _REBLUR + 1
        again = (sums[width:] - sums[:-width]) / width
        before = np.abs(np.diff(image, axis=0))
        lost = np.maximum(before - np.abs(np.diff(again, axis=0)), 0.0)
        return float(lost.sum() / max(float(before.sum()), 1e-6))

    return min(kept(grey), kept(grey.T))


def _yaw(landmarks: Points) -> float:
    """Estimate the turn to the side from where the nose stands between the eyes."""
    right, left = landmarks[:2].mean(axis=0), landmarks[2:4].mean(axis=0)
    across = right - left
    length = float(across @ across)
    if length == 0.0:
        return 0.0
    shift = float((landmarks[4] - (right + left) / 2) @ across) / length
    return float(np.clip(_YAW_PER_SHIFT * shift, -90.0, 90.0))
