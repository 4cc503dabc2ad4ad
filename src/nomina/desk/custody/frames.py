"""Frames of a camera: what their codes say. No frame is kept, written down or given out again."""

from __future__ import annotations

import atexit
import threading

from nomina.desk.limits import Limit
from nomina.images import Door, Limits

MOST_BYTES = 2_000_000
"""Of one frame; a phone sends some 100 000."""
EACH_MINUTE = Limit("custody-frames", 600, 60)
"""Frames of one account: three a second from three phones."""
COMMANDS_EACH_MINUTE = Limit("custody-commands", 240, 60)
"""Sendings of one account."""
_LIMITS = Limits(max_pixels=25_000_000, max_bytes=MOST_BYTES, memory_bytes=2**29, seconds=3.0)
_opened: Door | None = None
_lock = threading.Lock()


def read(frame: bytes) -> tuple[str, ...]:
    """Give what the codes of a frame say.

    Raises:
        ImageRefused: it is no picture, or one past the limits.
    """
    return _door().codes(frame)


def _door() -> Door:
    """Give the door of this process; its decoders start when first needed."""
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
