"""The records of the image room: limits in, a photo and its claims out."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TEXT_LENGTH = 120
_NUMBERS = {
    "latitude": (-90.0, 90.0),
    "longitude": (-180.0, 180.0),
    "altitude": (-12_000.0, 100_000.0),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one photo may cost.

    Attributes:
        max_pixels: width times height as stored; more is refused before decoding.
        max_bytes: size of the file in bytes.
        memory_bytes: address space of a decoder above what it needs to start, in bytes.
        seconds: wall-clock and processor time for one photo.
    """

    max_pixels: int = 100_000_000
    max_bytes: int = 200_000_000
    memory_bytes: int = 2**30
    seconds: float = 10.0


def clean_text(value: object, length: int = _TEXT_LENGTH) -> str | None:
    """Give text from a file as one safe line, or None where nothing readable is left.

    Control, format (such as right-to-left override), private and unassigned characters are
    dropped, runs of white space become one space, and what is over ``length`` is cut.
    """
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return None
    value = value[: 8 * length].split("\x00", 1)[0]
    kept = (" " if c.isspace() else c for c in value)
    text = "".join(c for c in kept if unicodedata.category(c)[0] != "C" and c != "\ufffd")
    return " ".join(text.split())[:length].rstrip() or None


@dataclass(frozen=True, slots=True)
class Claims:
    """What a file says of itself. None of it is a fact: clocks are wrong and tags are edited.

    Attributes:
        taken_at: ``YYYY-MM-DDTHH:MM:SS`` with a fraction where given; no zone of its own.
        utc_offset: ``+HH:MM`` as claimed for ``taken_at``.
        latitude: degrees north, -90..90.
        longitude: degrees east, -180..180.
        altitude: metres above sea level.
        gps_time: ``YYYY-MM-DDTHH:MM:SSZ``, the satellite clock.
        make: maker of the device.
        model: model of the device.
        serial: serial number of the device body.
        software: programme that wrote the file.
        artist: owner or photographer.
        orientation: EXIF orientation 1..8 as stored; the pixels are already upright.
    """

    taken_at: str | None = None
    utc_offset: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    altitude: float | None = None
    gps_time: str | None = None
    make: str | None = None
    model: str | None = None
    serial: str | None = None
    software: str | None = None
    artist: str | None = None
    orientation: int | None = None

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Claims:
        """Build claims from untrusted values; what has the wrong type or range is dropped."""
        kept: dict[str, Any] = {}
        for name in (field.name for field in fields(cls)):
            value: Any = values.get(name)
            if name in _NUMBERS:
                low, high = _NUMBERS[name]
                number = isinstance(value, int | float) and not isinstance(value, bool)
                kept[name] = float(value) if number and low <= value <= high else None
            elif name == "orientation":
                kept[name] = value if type(value) is int and 1 <= value <= 8 else None
            else:
                kept[name] = clean_text(value)
        return cls(**kept)


@dataclass(frozen=True, slots=True)
class Photo:
    """One opened photo.

    Attributes:
        pixels: ``(height, width, 3)`` uint8 sRGB, upright; smaller than the photo where
            ``scale`` is below 1.
        sha256: hex digest of the file as given.
        size_bytes: size of the file as given.
        format: one of :data:`nomina.images.formats.ACCEPTED`.
        width: full width in pixels, upright.
        height: full height in pixels, upright.
        scale: width of ``pixels`` over ``width``, in (0, 1].
        claims: what the file says of itself.
        notes: stable codes of what a reader must know; see ``docs/images.md``.
    """

    pixels: NDArray[np.uint8]
    sha256: str
    size_bytes: int
    format: str
    width: int
    height: int
    scale: float
    claims: Claims
    notes: tuple[str, ...] = ()
