"""What is kept comes from here: bytes or a stream, hashed and counted on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

from nomina.errors import InputError
from nomina.vault.stream import CHUNK
from nomina.words import tr


class Measured:
    """A source that is hashed and counted while it is read.

    Attributes:
        size: bytes read so far.
        again: whether it can be read twice.
    """

    def __init__(self, source: bytes | BinaryIO) -> None:
        self._source = source
        self._hash = hashlib.sha256()
        self.size = 0
        self.again = isinstance(source, bytes) or source.seekable()
        self._start = 0 if isinstance(source, bytes) or not self.again else source.tell()

    @property
    def digest(self) -> bytes:
        """The SHA-256 of what was read."""
        return self._hash.digest()

    def rewind(self) -> None:
        """Go back to where the source stood."""
        if not isinstance(self._source, bytes):
            self._source.seek(self._start)

    def pieces(self) -> Iterator[bytes]:
        """Give the content.

        Raises:
            InputError: it cannot be read.
        """
        while piece := self._next():
            self._hash.update(piece)
            self.size += len(piece)
            yield piece

    def _next(self) -> bytes:
        if isinstance(self._source, bytes):
            return self._source[self.size : self.size + CHUNK]
        try:
            return self._source.read(CHUNK)
        except OSError as error:  # or the store would take it for an error of its own
            raise InputError(
                tr("the file cannot be read ({why})").format(why=error.strerror),
                where=str(getattr(self._source, "name", "")),
                todo=tr("Check that it exists and that you may read it"),
            ) from error


def digest_of(text: str) -> bytes:
    """Give the 32 bytes of a SHA-256 in lower-case hex.

    Raises:
        InputError: it is none.
    """
    try:
        digest = bytes.fromhex(text)
    except ValueError:
        digest = b""
    if len(digest) != 32 or text != digest.hex():
        raise InputError(
            tr("this is no SHA-256 digest"), where=repr(text), todo=tr("Give 64 hex digits")
        )
    return digest
