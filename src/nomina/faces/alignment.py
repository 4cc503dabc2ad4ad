"""Where the five landmarks should lie in a recogniser's square crop."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nomina.faces.geometry import Pixels, Points, Similarity, cut

# The mean place of the five landmarks in the unit square of an aligned face, as dlib trained its
# recogniser with (dlib, image_transforms: get_face_chip_details).
MEAN_FACE = np.array(
    [
        [0.8595674595992, 0.2134981538014],
        [0.6460604764104, 0.2289674387677],
        [0.1205750620789, 0.2137274526848],
        [0.3340850613712, 0.2290642403242],
        [0.4901123135679, 0.6277975316475],
    ],
)
PADDING = 0.25
"""Room around the mean face that dlib leaves on each side, as a share of the face."""


def reference(side: int, padding: float = PADDING) -> NDArray[np.float64]:
    """Give where the landmarks (5, 2) belong in a crop of ``side`` pixels with that padding."""
    return (MEAN_FACE + padding) / (2 * padding + 1) * side


def aligned(pixels: Pixels, landmarks: Points, target: NDArray[np.floating], side: int) -> Pixels:
    """Cut the face so that its landmarks come as near as can be to ``target``.

    Args:
        pixels: the photo (H, W, 3).
        landmarks: (5, 2) in photo pixels.
        target: (5, 2) in crop pixels.
        side: rows and columns of the crop.
    """
    return cut(pixels, Similarity.between(target, landmarks), side)
