"""Saved pages, archives and web archives for the tests, built byte by byte; nothing is real."""

from __future__ import annotations

import base64
import gzip
import io
import zipfile
from collections.abc import Mapping

TEXT = (
    "Розшукується Зразок Олександр, народився 2 травня 1987 року, зник біля Ізюма."
    " Служив у 93 окремій механізованій бригаді. На лівому передпліччі татуювання: хрест; рік 1987."
)


def page(text: str = TEXT, more: str = "") -> bytes:
    """A saved page with one paragraph, a script, a style and whatever else."""
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Title &lt;1&gt;</title>'
        "<style>p{color:red}</style><script>fetch('http://evil.example/')</script>"
        f'{more}</head><body onload="alert(1)"><p>{text}</p></body></html>'
    ).encode()


def inlined(picture: bytes) -> str:
    """A picture as data within a page."""
    return f'<img alt="a photo" src="data:image/jpeg;base64,{base64.b64encode(picture).decode()}">'


def mhtml(html: bytes, picture: bytes = b"") -> bytes:
    """A page as a browser saves it, CRLF throughout."""
    parts = [
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://site.example/p\r\n"
        b"Subject: t\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; boundary="B"\r\n\r\n',
        b"--B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Location: https://site.example/p\r\n\r\n" + base64.encodebytes(html) + b"\r\n",
    ]
    if picture:
        parts.append(
            b"--B\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n"
            b"Content-Location: https://site.example/a.jpg\r\n\r\n" + base64.encodebytes(picture)
        )
    return b"".join([*parts, b"--B--\r\n"])


def record(block: bytes, kind: str = "response", address: str = "https://site.example/p") -> bytes:
    """One record of a web archive (ISO 28500)."""
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\n"
        "WARC-Date: 2026-05-04T03:02:01Z\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def answer(body: bytes, *, chunked: bool = False, packed: bool = False) -> bytes:
    """What a server answered, as a web archive keeps it."""
    more = ""
    if packed:
        body, more = gzip.compress(body), "Content-Encoding: gzip\r\n"
    if chunked:
        half = len(body) // 2
        body = b"".join(
            b"%x;x=1\r\n%s\r\n" % (len(one), one) for one in (body[:half], body[half:]) if one
        )
        body, more = body + b"0\r\n\r\n", more + "Transfer-Encoding: chunked\r\n"
    return f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{more}\r\n".encode() + body


def zipped(entries: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return stream.getvalue()
