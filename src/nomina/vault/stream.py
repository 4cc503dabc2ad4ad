"""Bytes sealed in chunks, so that large files take little memory and no chunk can be moved.

The STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár, 2015) on AES-256-GCM: the nonce of
a chunk is its number and whether it is the last, so a chunk that is changed, left out, repeated,
put elsewhere or taken from another object is refused, and so is an end that is not the end. A key
seals one object only, hence no nonce is used twice.

A sealed object is ``magic (8) | chunk | chunk | ...``; each chunk but the last holds `CHUNK` bytes,
and 16 more than it holds. Content is followed by zeros up to `padded` bytes, because the size of a
file alone tells one known photo from another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"NOMVLT01"
CHUNK = 1 << 18
LEAST = 1 << 10
_TAG = 16


class Unsound(Exception):
    """What was sealed was changed, cut, or is of another key or name."""


def padded(size: int) -> int:
    """Give the size that content of ``size`` bytes is filled up to, `LEAST` or more.

    Padmé (Nikitin et al., "Reducing metadata leakage from encrypted files and communication with
    PURBs", 2019): at most 12 % more, and O(log log size) bits told of the size.
    """
    if size <= LEAST:
        return LEAST
    exponent = size.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (size + mask) & ~mask


def sealed(key: bytes, bound: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Seal content that comes in pieces of any size, a chunk at a time.

    Args:
        key: 32 bytes that were never used before.
        bound: what the object is bound to; `opened` must be given the same.
        pieces: the content.
    """
    cipher, number = AESGCM(key), 0
    yield MAGIC
    waiting = b""
    for chunk in _chunks(_filled(pieces)):
        if waiting:
            yield cipher.encrypt(_nonce(number, last=False), waiting, MAGIC + bound)
            number += 1
        waiting = chunk
    yield cipher.encrypt(_nonce(number, last=True), waiting, MAGIC + bound)


def opened(key: bytes, bound: bytes, size: int, source: BinaryIO) -> Iterator[bytes]:
    """Give the ``size`` bytes that were sealed, a chunk at a time, each authentic.

    Raises:
        Unsound: at the first chunk that is not what was sealed there, or at the end where there
            is less or more than was sealed. What was given before is authentic.
    """
    if _read(source, len(MAGIC)) != MAGIC:
        raise Unsound
    cipher, number, left, total = AESGCM(key), 0, size, 0
    chunk = _read(source, CHUNK + _TAG)
    while True:
        after = _read(source, CHUNK + _TAG)
        try:
            plain = cipher.decrypt(_nonce(number, last=not after), chunk, MAGIC + bound)
        except (InvalidTag, ValueError) as error:
            raise Unsound from error
        total += len(plain)
        given = plain[:left]
        if plain.count(0, len(given)) != len(plain) - len(given):
            raise Unsound
        left -= len(given)
        if given:
            yield given
        if not after:
            break
        chunk, number = after, number + 1
    if left or total != padded(size):
        raise Unsound


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _filled(pieces: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        yield piece
    rest = padded(size) - size
    while rest > 0:
        yield bytes(min(rest, CHUNK))
        rest -= CHUNK


def _chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        if not held and len(piece) == CHUNK:
            yield piece
            continue
        held += piece
        while len(held) >= CHUNK:
            yield bytes(held[:CHUNK])
            del held[:CHUNK]
    if held:
        yield bytes(held)


def _read(source: BinaryIO, size: int) -> bytes:
    """Read so many bytes, fewer only at the end: a source may give fewer at a time."""
    data = source.read(size)
    while 0 < len(data) < size and (more := source.read(size - len(data))):
        data += more
    return data
