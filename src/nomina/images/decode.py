"""Bytes of one photo to upright 8-bit sRGB pixels; runs inside the decoder process."""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pi_heif
from numpy.typing import NDArray
from PIL import (
    Image,
    ImageFile,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from nomina.images.claims import read_claims
from nomina.images.colour import to_rgb
from nomina.images.formats import ACCEPTED, PICTURES, sniff

PLUGINS = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)
"""The only readers that the decoder process loads."""

_PILLOW_NAMES = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "tiff": "TIFF"}
DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RuntimeError,
    ArithmeticError,
    EOFError,
    struct.error,
    Warning,
)
"""What the decoders are known to raise for damaged files."""

FILL = 128
"""Grey level of rows that are missing and of what lies behind transparent pixels."""


class Refused(Exception):  # an answer, not a fault
    """A photo that is refused; the reason is one of ``refusals.REASONS``."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(reason, detail)


@dataclass(slots=True)
class Decoded:
    """What one decode gave: pixels, full upright size, claims as plain values, notes."""

    pixels: NDArray[np.uint8]
    kind: str
    width: int
    height: int
    claims: dict[str, Any]
    notes: list[str] = field(default_factory=list)


def _turn(pixels: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Bring stored rows and columns upright (EXIF 2.32, table of tag 0x0112)."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return pixels


def _check_size(size: tuple[int, int], max_pixels: int) -> None:
    if size[0] < 1 or size[1] < 1:
        raise Refused("broken")
    if size[0] * size[1] > max_pixels:
        raise Refused("too-large", f"{size[0]} x {size[1]} pixels")


def _read_exif(image: Image.Image, notes: list[str]) -> dict[str, Any]:
    """Read the claims; damaged ones become a note and, where they can be had, less claims."""
    try:
        return read_claims(image.getexif())
    except DAMAGE:
        notes.append("metadata-damaged")
    try:
        return {"orientation": image.getexif().get(0x0112)}
    except DAMAGE:
        return {}


def _rows_present(image: Image.Image) -> int:
    """Count rows down to the last that holds anything but the zeros Pillow starts from."""
    filled = np.flatnonzero(np.asarray(image).reshape(image.height, -1).any(axis=1))
    return int(filled[-1]) + 1 if filled.size else 0


def _rows_before_grey(image: Image.Image, full_height: int) -> int:
    """Count rows above the even grey that libjpeg paints where a file ends before its picture.

    It paints whole blocks of 8 rows with level 128 and says so only in a warning that Pillow
    does not pass on.
    """
    if image.mode not in ("L", "RGB"):
        return image.height
    rows, step = image.height, 64
    while rows > 0:
        strip = np.asarray(image.crop((0, max(0, rows - step), image.width, rows)))
        other = np.flatnonzero((strip != FILL).reshape(len(strip), -1).any(axis=1))
        if other.size:
            rows -= len(strip) - 1 - int(other[-1])
            break
        rows -= len(strip)
    missing = image.height - rows
    return rows if missing * full_height >= 8 * image.height else image.height


def _open_pillow(data: bytes, kind: str, notes: list[str]) -> ImageFile.ImageFile:
    """Open the header; a warning is an error first and, if the rest is sound, a note."""
    formats = (_PILLOW_NAMES[kind],)
    try:
        return Image.open(io.BytesIO(data), formats=formats)
    except DAMAGE as error:
        damage = error
    if not isinstance(damage, Warning):
        raise Refused("truncated" if "runcated" in str(damage) else "broken")
    notes.append("metadata-damaged")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return Image.open(io.BytesIO(data), formats=formats)
        except DAMAGE:
            raise Refused("broken") from None


def _draft(image: ImageFile.ImageFile, max_side: int | None) -> None:
    """Have a JPEG decoded at a half, quarter or eighth where that is still large enough."""
    if max_side is not None and isinstance(image, JpegImagePlugin.JpegImageFile):
        share = min(1.0, max_side / max(image.size))
        size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
        image.draft(image.mode, size)


def _scans(data: bytes) -> int:
    """Count the scans of a JPEG that have begun, leaving out an embedded thumbnail's."""
    at = 2
    while data[at : at + 1] == b"\xff" and at + 4 <= len(data):
        if data[at + 1] == 0xDA:
            return data.count(b"\xff\xda", at)
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0


def _salvage(
    image: ImageFile.ImageFile, data: bytes, kind: str, max_side: int | None
) -> ImageFile.ImageFile:
    """Decode again, this time keeping what there is before the damage."""
    if image.info.get("progressive"):
        # Each scan refines the whole picture, so with an end marker it is whole, only coarser.
        if _scans(data) < 3:
            raise OSError("not one whole scan and detail")
        data += b"\xff\xd9"
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data), formats=(_PILLOW_NAMES[kind],))
            _draft(image, max_side)
            image.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    return image


def _load(
    image: ImageFile.ImageFile, data: bytes, kind: str, max_side: int | None, notes: list[str]
) -> tuple[ImageFile.ImageFile, float]:
    """Decode the pixels; where the file ends early, what there is, if half of the rows are.

    Returns:
        The image, and the share of its rows that are there.
    """
    full_height, reason = image.height, ""
    _draft(image, max_side)
    try:
        image.load()
    except DAMAGE as error:
        reason = "truncated" if "truncated" in str(error).lower() else "broken"
    if reason:
        if kind not in ("jpeg", "png"):
            raise Refused(reason)
        try:
            image = _salvage(image, data, kind, max_side)
        except DAMAGE:
            raise Refused(reason) from None
    rows = _rows_present(image) if reason else image.height
    if kind == "jpeg" and rows == image.height:
        rows = _rows_before_grey(image, full_height)
    if 2 * rows < image.height:
        raise Refused(reason or "truncated")
    if rows < image.height or reason == "truncated":
        notes.append("truncated")
    elif reason:
        notes.append("damaged")
    return image, rows / image.height


def _one_frame(image: ImageFile.ImageFile, kind: str, notes: list[str]) -> None:
    try:
        frames = getattr(image, "n_frames", 1)
    except DAMAGE:
        raise Refused("broken") from None
    if image.format == "MPO":
        notes.append("first-of-several")
    elif frames > 1:
        raise Refused("several-frames", f"{frames}")
    if kind == "tiff":
        tags = getattr(image, "tag_v2", {})
        if 50706 in tags or tags.get(254) == 1:  # DNG, or a raw file that shows its thumbnail
            raise Refused("format-not-accepted: raw")


def _shrink(image: Image.Image, full: tuple[int, int], max_side: int | None) -> Image.Image:
    if max_side is None or max(full) <= max_side:
        return image
    share = max_side / max(full)
    size = (max(1, round(full[0] * share)), max(1, round(full[1] * share)))
    return image.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)


def _array(image: Image.Image) -> NDArray[np.uint8]:
    """Copy by strips: Pillow's own way needs the pixels three times over at its peak."""
    pixels = np.empty((image.height, image.width, 3), np.uint8)
    for top in range(0, image.height, 256):
        end = min(image.height, top + 256)
        pixels[top:end] = np.asarray(image.crop((0, top, image.width, end)))
    return pixels


def _decode_pillow(data: bytes, kind: str, max_pixels: int, max_side: int | None) -> Decoded:
    notes: list[str] = []
    image = _open_pillow(data, kind, notes)
    full = image.size
    _check_size(full, max_pixels)
    _one_frame(image, kind, notes)
    # Pillow forgets the orientation of a TIFF when loading, and loads a PNG to look for one.
    claims = _read_exif(image, notes) if kind == "tiff" else {}
    image, there = _load(image, data, kind, max_side, notes)
    if kind != "tiff":
        claims = _read_exif(image, notes)
    rgb = to_rgb(image, lambda picture: _shrink(picture, full, max_side), notes)
    orientation = claims.get("orientation")
    pixels = _array(rgb)
    pixels[round(there * len(pixels)) :] = FILL
    if kind != "tiff" and type(orientation) is int:  # Pillow has turned TIFF already
        pixels = _turn(pixels, orientation)
        full = full[::-1] if orientation in (5, 6, 7, 8) else full
    return Decoded(pixels, kind, full[0], full[1], claims, notes)


def _decode_heic(data: bytes, max_pixels: int, max_side: int | None) -> Decoded:
    """Decode the primary picture of a HEIC file; libheif itself applies turn and mirror."""
    notes: list[str] = []
    try:
        heif = pi_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
        _check_size(heif.size, max_pixels)
        if len(heif) > 1:
            notes.append("first-of-several")
        picture = heif[heif.primary_index]
        image = Image.frombuffer(
            picture.mode, picture.size, picture.data, "raw", picture.mode, picture.stride, 1
        )
        if picture.info.get("exif"):
            image.info["exif"] = picture.info["exif"]
        if picture.info.get("icc_profile"):
            image.info["icc_profile"] = picture.info["icc_profile"]
    except DAMAGE as error:
        if "memory" in str(error).lower():
            raise Refused("memory") from None
        raise Refused("truncated" if "end of file" in str(error).lower() else "broken") from None
    full = image.size
    claims = _read_exif(image, notes)
    rgb = to_rgb(image, lambda shown: _shrink(shown, full, max_side), notes)
    return Decoded(_array(rgb), "heic", full[0], full[1], claims, notes)


def decode(data: bytes, *, max_pixels: int, max_side: int | None = None) -> Decoded:
    """Decode one photo.

    Args:
        data: the file.
        max_pixels: refuse more than this many pixels before decoding.
        max_side: longest side of the result in pixels; None for full size.

    Raises:
        Refused: with one of ``refusals.REASONS``.
        MemoryError: where the memory limit was reached.
    """
    kind = sniff(data)
    if kind not in ACCEPTED:
        if kind == "empty":
            raise Refused("empty")
        raise Refused(f"format-not-accepted: {kind}" if kind in PICTURES else "not-an-image")
    Image.MAX_IMAGE_PIXELS = None  # our own limit is checked before any pixel is decoded
    if kind == "heic":
        return _decode_heic(data, max_pixels, max_side)
    return _decode_pillow(data, kind, max_pixels, max_side)
