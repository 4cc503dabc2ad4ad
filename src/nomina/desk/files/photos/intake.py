"""Bytes of a photo to what is kept beside them: read in the fence, before any lock is taken."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Protocol

from nomina.errors import ImageRefused
from nomina.images import Door, Photo
from nomina.images.photo import Limits
from nomina.names import shown

LARGEST = 100_000_000
"""Bytes of one photo; a phone makes a tenth of that."""
NAME = 200
"""Characters of the name that a photo came under; it is told, and never a path."""
_SIDE = 256  # enough to know that it decodes, and cheap
_LIMITS = Limits(max_bytes=LARGEST)


class DoorLike(Protocol):
    """What is needed of `nomina.images.Door`."""

    def open(self, data: bytes, *, max_side: int | None = None) -> Photo:
        """Open one photo."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file is, as far as it decodes, and what it says of itself.

    Attributes:
        media: such as ``image/jpeg``; empty where it could not be decoded.
        width, height: in pixels, upright; None where it could not be decoded.
        claims: what it claims of itself, by name; only what it does claim.
        notes: codes of what a reader must know of the pixels.
        unreadable: the code of why it could not be decoded; empty where it could.
    """

    media: str = ""
    width: int | None = None
    height: int | None = None
    claims: Mapping[str, str | int | float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    unreadable: str = ""


def facts_of(data: bytes, by: DoorLike | None = None) -> Facts:
    """Say what some bytes are. What cannot be decoded is evidence too, with the reason.

    Args:
        data: of the file.
        by: opens photos; that of this process where None.
    """
    try:
        photo = (by or door()).open(data, max_side=_SIDE)
    except ImageRefused as refused:
        return Facts(unreadable=refused.reason)
    claims = {name: value for name, value in asdict(photo.claims).items() if value is not None}
    return Facts(
        media=f"image/{photo.format}",
        width=photo.width,
        height=photo.height,
        claims=claims,
        notes=photo.notes,
    )


def clean_name(name: str) -> str:
    """Give the name that a photo came under, fit to be written; the end of a long one."""
    return shown(name.strip())[-NAME:]


_opened: Door | None = None
_lock = threading.Lock()


def door() -> Door:
    """Give the image door of this process; its decoders start when first needed."""
    global _opened  # noqa: PLW0603 - one door a process, closed at its end
    with _lock:
        if _opened is None:
            _opened = Door(workers=2, limits=_LIMITS)
            atexit.register(close)
        return _opened


def close() -> None:
    """End the decoders of this process; they start again when needed."""
    global _opened
    with _lock:
        opened, _opened = _opened, None
    if opened is not None:
        opened.close()
