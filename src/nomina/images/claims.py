"""Read what a photo says of itself from its EXIF data; runs inside the decoder process."""

from __future__ import annotations

import math
import re
from typing import Any

from PIL import Image

_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_DATE = re.compile(r"(\d{4})[:/-](\d\d)[:/-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"[+-](?:0\d|1[0-4]):[0-5]\d|Z")


def _date(text: object) -> str | None:
    found = _DATE.match(text) if isinstance(text, str) else None
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part) for part in found.groups())
    days = (31, 29 if year % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if not (year >= 1800 and 1 <= month <= 12 and 1 <= day <= days[month - 1]):
        return None
    if hour > 23 or minute > 59 or second > 60:
        return None
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"


def _number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return math.nan


def _degrees(value: object, reference: object, negative: str) -> float | None:
    if not isinstance(value, tuple) or not 1 <= len(value) <= 3:
        return None
    parts = [_number(part) for part in value]
    if not all(math.isfinite(part) and part >= 0 for part in parts):
        return None
    degrees = math.fsum(part / divisor for part, divisor in zip(parts, (1, 60, 3600), strict=False))
    sign = reference.strip("\x00 ").upper() if isinstance(reference, str) else ""
    if not sign:
        return None  # without its hemisphere a coordinate may be half a world away
    return -degrees if sign.startswith(negative) else degrees


def _text(value: object) -> object:
    """Undo Pillow's reading of text as Latin-1 where the file plainly holds UTF-8."""
    if not isinstance(value, str) or value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def _gps(gps: dict[int, Any]) -> dict[str, Any]:
    altitude = _number(gps.get(6))
    below = gps.get(5) in (1, b"\x01")
    latitude = _degrees(gps.get(2), gps.get(1), "S")
    longitude = _degrees(gps.get(4), gps.get(3), "W")
    place = latitude is not None and longitude is not None
    values: dict[str, Any] = {
        "latitude": latitude if place else None,
        "longitude": longitude if place else None,
        "altitude": (-altitude if below else altitude) if math.isfinite(altitude) else None,
    }
    clock = gps.get(7)
    if isinstance(clock, tuple) and len(clock) == 3:
        parts = [_number(part) for part in clock]
        if all(math.isfinite(part) and 0 <= part < 61 for part in parts):
            hour, minute, second = (int(part) for part in parts)
            time = _date(f"{gps.get(29)} {hour:02}:{minute:02}:{second:02}")
            values["gps_time"] = f"{time}Z" if time else None
    return values


def read_claims(exif: Image.Exif) -> dict[str, Any]:
    """Read the claims as plain values; ``Claims.from_values`` checks their types and ranges.

    Args:
        exif: the EXIF data of an opened image, already parsed without error.

    Raises:
        Exception: whatever Pillow raises for damaged EXIF data; the caller turns that into a
            note, because damaged claims do not make a photo unusable.
    """
    more = exif.get_ifd(_EXIF_IFD)
    taken = _date(more.get(0x9003)) or _date(more.get(0x9004)) or _date(exif.get(0x0132))
    fraction = more.get(0x9291) if _date(more.get(0x9003)) else None
    if taken and isinstance(fraction, str) and fraction.strip("\x00 ").isascii():
        digits = fraction.strip("\x00 ")
        taken += f".{digits[:6]}" if digits.isdigit() else ""
    offset = more.get(0x9011) or more.get(0x9010)
    offset = offset.strip("\x00 ") if isinstance(offset, str) else ""
    return {
        "taken_at": taken,
        "utc_offset": offset if _OFFSET.fullmatch(offset) else None,
        "make": _text(exif.get(0x010F)),
        "model": _text(exif.get(0x0110)),
        "serial": _text(more.get(0xA431)),
        "software": _text(exif.get(0x0131)),
        "artist": _text(exif.get(0x013B)),
        "orientation": exif.get(0x0112),
        **_gps(exif.get_ifd(_GPS_IFD)),
    }
