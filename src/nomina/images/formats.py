"""What kind of file some bytes are, told from their first bytes and never from a file name."""

from __future__ import annotations

ACCEPTED = ("jpeg", "png", "webp", "tiff", "heic")
"""The kinds that the door opens."""

_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis"})
_SEQUENCE_BRANDS = frozenset({b"hevc", b"hevx", b"hevm", b"hevs", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\x00\x10\x00\x00\x00CR", "raw"),
    (b"IIU\x00", "raw"),
    (b"IIRO", "raw"),
    (b"FUJIFILMCCD-RAW", "raw"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
    (b"8BPS", "psd"),
    (b"\x00\x00\x01\x00", "ico"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "jpeg2000"),
    (b"\xff\x4f\xff\x51", "jpeg2000"),
    (b"\xff\x0a", "jpeg-xl"),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "jpeg-xl"),
    (b"%!PS", "eps"),
    (b"%PDF", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x1aE\xdf\xa3", "video"),
)

PICTURES = frozenset(
    {"gif", "bmp", "psd", "ico", "jpeg2000", "jpeg-xl", "eps", "raw", "avif", "heif", "svg"}
)
"""Kinds that are pictures but that the door does not open."""


def _container(data: bytes) -> str:
    """Tell an ISO base media file by its brands: ``heic``, ``avif``, ``heif`` or ``video``."""
    size = min(int.from_bytes(data[:4], "big"), 256)
    brands = [data[8:12], *(data[at : at + 4] for at in range(16, size, 4))]
    if brands[0] in _AVIF_BRANDS or (
        brands[0] in (b"mif1", b"msf1") and _AVIF_BRANDS & set(brands)
    ):
        return "avif"
    if _HEIC_BRANDS & set(brands) or _SEQUENCE_BRANDS & set(brands[:1]):
        return "heic"
    return "heif" if b"mif1" in brands else "video"


def sniff(data: bytes) -> str:
    """Name the kind of file that some bytes begin like.

    Args:
        data: the whole file, or at least its first 256 bytes.

    Returns:
        One of :data:`ACCEPTED`; a kind that is known and not accepted (``"gif"``, ``"avif"``,
        ``"zip"``, ...); ``"empty"``; or ``"unknown"``. A file with two natures is what its
        first bytes say, because that is what the decoder will read.
    """
    if not data:
        return "empty"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp":
        return _container(data[:256])
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    head = data[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<svg", b"<?xml")) and b"<svg" in data[:1024].lower():
        return "svg"
    return "html" if head.startswith((b"<!doctype html", b"<html")) else "unknown"
