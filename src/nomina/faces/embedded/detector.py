"""One look for faces at one size: the MMOD network over one resized photo.

Method: King, Max-Margin Object Detection, 2015. The network looks through a window of 80 pixels,
moved by 8; a photo is looked at in several sizes to find faces of several sizes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from nomina.faces.geometry import Box, Pixels

WINDOW = 80
"""Side of the face window in pixels of the resized photo."""
STEP = 8
FIRST = 14
"""The first cell's window is centred here; each further one `STEP` later."""
FLOOR = 0.0
"""Scores above this count as faces, as in dlib."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A window that may hold a face, in coordinates of what was looked at, and its score."""

    box: Box
    score: float


class Detector:
    """The MMOD network as a function from one photo in one size to candidates.

    Args:
        session: the graph that `graphs.detector` made.
    """

    def __init__(self, session: ort.InferenceSession) -> None:
        self._session = session

    def look(self, pixels: Pixels, floor: float = FLOOR) -> list[Candidate]:
        """Give the windows whose score is above ``floor`` and the highest around, best first.

        Args:
            pixels: (H, W, 3) RGB of any size; faces about 65 to 100 pixels wide are seen.
            floor: a score; real faces seldom stay under 0.5.
        """
        smallest = min(pixels.shape[:2])
        if smallest < WINDOW // 2:
            return []
        scores = self._session.run(None, {"pixels": pixels[None]})[0][0, 0]
        return suppress([_window(scores, int(y), int(x)) for y, x in _peaks(scores, floor)])


def _peaks(scores: NDArray[np.float32], floor: float) -> NDArray[np.intp]:
    """Give rows and columns (N, 2) of the cells above the floor and no lower than neighbours."""
    framed = np.pad(scores, 1, constant_values=-np.inf)
    around = np.lib.stride_tricks.sliding_window_view(framed, (3, 3)).max(axis=(2, 3))
    return np.argwhere((scores > floor) & (scores >= around))


def _window(scores: NDArray[np.float32], y: int, x: int) -> Candidate:
    """Place the window between the cells by the mean of their scores above half of the peak's."""
    top, left = max(y - 1, 0), max(x - 1, 0)
    near = scores[top : y + 2, left : x + 2]
    peak = float(scores[y, x])
    weight = np.maximum(near - (peak - max(abs(peak) / 2, 1e-6)), 0.0)
    total = float(weight.sum())
    rows = np.arange(top, top + near.shape[0])
    columns = np.arange(left, left + near.shape[1])
    cy = STEP * float(weight.sum(axis=1) @ rows) / total + FIRST
    cx = STEP * float(weight.sum(axis=0) @ columns) / total + FIRST
    half = WINDOW / 2
    return Candidate(Box(cx - half, cy - half, cx + half, cy + half), float(scores[y, x]))


def suppress(candidates: list[Candidate], most: float = 0.4) -> list[Candidate]:
    """Keep of windows that lie on one another the one with the highest score.

    Args:
        candidates: in any order.
        most: the largest intersection over union, or share of the smaller box covered times
            three quarters, that two kept windows may have.

    Returns:
        The kept ones, best first.
    """
    kept: list[Candidate] = []
    for one in sorted(candidates, key=lambda c: (-c.score, c.box.left, c.box.top)):
        if all(_apart(one.box, other.box, most) for other in kept):
            kept.append(one)
    return kept


def _apart(one: Box, other: Box, most: float) -> bool:
    shared = one.overlap(other)
    smaller = min(one.area, other.area)
    return one.iou(other) < most and shared < 0.75 * smaller
