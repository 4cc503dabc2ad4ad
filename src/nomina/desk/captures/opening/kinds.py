"""What some bytes are, by their content alone."""

from __future__ import annotations

import re

from nomina.images import sniff
from nomina.images.formats import ACCEPTED

HTML, MHTML, ZIP, WARC, GZIP, PDF, JSON, PLAIN = (
    "text/html",
    "multipart/related",
    "application/zip",
    "application/warc",
    "application/gzip",
    "application/pdf",
    "application/json",
    "text/plain",
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|title)[\s>]", re.I)
_MIME = re.compile(rb"^content-type:\s*multipart/(?:related|mixed|alternative)", re.I | re.M)
_PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")


def kind_of(data: bytes) -> str:
    """Give the media type; empty where it is none of those that are opened."""
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    picture = sniff(data)
    if picture in ACCEPTED:
        return f"image/{picture}"
    for begins, media in (
        (b"%PDF-", PDF),
        (b"PK\x03\x04", ZIP),
        (b"PK\x05\x06", ZIP),
        (b"WARC/1.", WARC),
        (b"\x1f\x8b", GZIP),
    ):
        if head.startswith(begins):
            return media
    lines = head.split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0]
    if _MIME.search(lines) and b"mime-version:" in lines.lower():
        return MHTML
    if _HTML.search(head):
        return HTML
    if head[:1] in (b"{", b"["):
        return JSON
    return PLAIN if _plain(data) else ""


def packed(data: bytes) -> bool:
    """Say whether some bytes are an archive of any kind."""
    return data.startswith(_PACKED) or data[257:262] == b"ustar"


def _plain(data: bytes) -> bool:
    if not data or b"\x00" in data[:4096]:
        return False
    try:
        data[:4096].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= 4093
    return True
