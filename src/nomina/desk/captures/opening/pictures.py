"""Pictures of a capture: remade from pixels, and a mark by which copies of one are told."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nomina.desk.files.photos.intake import DoorLike
from nomina.errors import ImageRefused
from nomina.images import rendition

SIDE = 1280
"""Longest side of what is looked at, in pixels."""
GRID = 16
STEP = 4
"""Levels of 255."""
_FLAT = 4.0


def remade(data: bytes, door: DoorLike) -> tuple[bytes, dict[str, Any]]:
    """Give a picture rebuilt from pixels alone, and what is known of it; empty where it cannot be.

    Returns:
        JPEG of at most `SIDE`, and facts: ``width``, ``height``, ``notes``, ``claims``, ``mark``;
        or ``unreadable``.
    """
    try:
        photo = door.open(data, max_side=SIDE)
    except ImageRefused as refused:
        return b"", {"unreadable": refused.reason}
    claims = {name: str(said) for name, said in asdict(photo.claims).items() if said is not None}
    facts = {
        "width": photo.width,
        "height": photo.height,
        "notes": list(photo.notes),
        "claims": claims,
        "mark": mark_of(photo.pixels),
    }
    return rendition(photo.pixels, max_side=SIDE), facts


def mark_of(pixels: NDArray[np.uint8]) -> str:
    """Give the mark of a picture: where it grows brighter, to the right and downwards.

    The difference hash (Krawetz 2013) on a grid of `GRID`, in both directions; steps below `STEP`
    count as none, or noise would decide in plain areas. It tells copies of one picture that were
    made smaller or saved again; it says nothing of who is in it.

    Args:
        pixels: (height, width, 3) uint8.

    Returns:
        2 · `GRID`² bits in hex; empty for a picture that is all of one colour.
    """
    image = Image.fromarray(np.ascontiguousarray(pixels)).convert("L")
    small = image.resize((GRID + 1, GRID + 1), Image.Resampling.BOX)
    grey = np.asarray(small, dtype=np.int16)
    if float(grey.std()) < _FLAT:
        return ""
    right = grey[:GRID, 1:] - grey[:GRID, :GRID] > STEP
    down = grey[1:, :GRID] - grey[:GRID, :GRID] > STEP
    return np.packbits(np.concatenate([right.ravel(), down.ravel()])).tobytes().hex()
