"""Pictures of a capture: remade from pixels, with the mark by which copies of one are told."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from nomina.desk.files.photos.intake import DoorLike
from nomina.errors import ImageRefused
from nomina.images import rendition
from nomina.images.alike import mark_of

SIDE = 1280
"""Longest side of what is looked at, in pixels."""


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
