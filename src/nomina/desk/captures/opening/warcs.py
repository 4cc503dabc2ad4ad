"""Web archives (WARC 1.0 and 1.1, ISO 28500): a small strict reader of what a server answered."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from nomina.desk.captures.opening.pieces import Budget, NotOpened, claimed

_HEAD = 64 * 1024
_VERSIONS = (b"WARC/1.0", b"WARC/1.1")
_NUMBER = re.compile(r"[0-9]{1,12}")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.I)


@dataclass(frozen=True, slots=True)
class Record:
    """What a server answered, or a resource as it was kept.

    Attributes:
        address, date: as claimed.
        head: the head of the answer as it came; empty for a resource.
        body: unpacked.
        charset: as claimed.
        packed: whether the body is still packed in a way that is not read.
    """

    address: str
    date: str
    head: bytes = field(repr=False)
    body: bytes = field(repr=False)
    charset: str = ""
    packed: bool = False


def records(data: bytes, budget: Budget) -> Iterator[Record]:
    """Give what was answered, in order; requests and metadata are passed over.

    Raises:
        NotOpened: it is broken, or breaks a bound.
    """
    if data.startswith(b"\x1f\x8b"):
        data = unzipped(data, budget)
    at = 0
    while at < len(data):
        headers, start = _headers(data, at, _VERSIONS)
        length = headers.get("content-length", "")
        if not _NUMBER.fullmatch(length) or start + int(length) > len(data):
            raise NotOpened("broken")
        end = start + int(length)
        if data[end : end + 4] != b"\r\n\r\n":
            raise NotOpened("broken")
        budget.entry()
        found = _record(headers, data[start:end], budget)
        if found is not None and found.body:
            yield found
        at = end + 4


def unzipped(data: bytes, budget: Budget) -> bytes:
    """Unpack every member of a gzip stream, within bounds.

    Raises:
        NotOpened: it is broken, or breaks a bound.
    """
    made, rest = bytearray(), data
    while rest:
        one = zlib.decompressobj(31)
        rest = _inflated(one, rest, made, budget, len(data))
    return bytes(made)


def _inflated(
    one: zlib._Decompress, rest: bytes, made: bytearray, budget: Budget, packed: int
) -> bytes:
    try:
        while not one.eof:
            piece = one.decompress(rest, 64 * 1024)
            made += piece
            budget.grown(len(piece), len(made), packed)
            rest = one.unused_data if one.eof else one.unconsumed_tail
            if not piece and not rest and not one.eof:
                raise NotOpened("broken")
    except zlib.error as error:
        raise NotOpened("broken") from error
    return rest


def _headers(
    data: bytes, at: int, versions: tuple[bytes, ...] = ()
) -> tuple[Mapping[str, str], int]:
    """Give the headers from a place on, names in small letters, and where the block begins."""
    end = data.find(b"\r\n\r\n", at, at + _HEAD)
    if end < 0:
        raise NotOpened("broken")
    first, *lines = data[at:end].split(b"\r\n")
    if versions and first not in versions:
        raise NotOpened("broken")
    found: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(b":")
        if colon and line[:1] not in (b" ", b"\t"):
            key = name.decode("latin-1").strip().lower()
            found.setdefault(key, value.decode("utf-8", "replace").strip())
    return found, end + 4


def _record(headers: Mapping[str, str], block: bytes, budget: Budget) -> Record | None:
    kind = headers.get("warc-type", "").lower()
    address = claimed(headers.get("warc-target-uri", "").strip("<>"))
    date = claimed(headers.get("warc-date", ""))[:40]
    if kind == "resource":
        return Record(address, date, b"", block, _charset(headers.get("content-type", "")))
    if kind != "response" or not block.startswith(b"HTTP/"):
        return None
    said, start = _headers(block, 0)
    head, body = block[:start], block[start:]
    if "chunked" in said.get("transfer-encoding", "").lower():
        body = _joined(body)
    charset = _charset(said.get("content-type", ""))
    packing = said.get("content-encoding", "").strip().lower()
    if packing in ("gzip", "x-gzip"):
        return Record(address, date, head, unzipped(body, budget) if body else b"", charset)
    return Record(address, date, head, body, charset, packing not in ("", "identity"))


def _charset(kind: str) -> str:
    found = _CHARSET.search(kind)
    return found[1] if found else ""


def _joined(body: bytes) -> bytes:
    """Join the chunks of an answer (RFC 9112, 7.1); a body that is in none stays as it is."""
    made, at = bytearray(), 0
    while True:
        end = body.find(b"\r\n", at, at + 200)
        size = body[at : max(end, at)].split(b";")[0].strip()
        if end < 0 or not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size):
            if not at:
                return body  # some that archive pages keep the header and join the chunks
            raise NotOpened("broken")
        length = int(size, 16)
        if not length:
            return bytes(made)
        if end + 2 + length > len(body):
            raise NotOpened("broken")
        made += body[end + 2 : end + 2 + length]
        at = end + 2 + length + 2
