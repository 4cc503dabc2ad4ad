"""An encrypted, append-only log of records that survives being stopped anywhere.

File: a head of 40 bytes (magic, random id, a seal of both by the key), then entries. An entry is
``length (u32) | nonce (12) | crc32 of both (u32) | AES-256-GCM of the record``, bound to the log
and to its place in it, so that a moved, swapped or changed record is refused. After every sync to
disk a mark says how far it is safe (in place of the nonce it has its own place): what follows the
last mark may be torn by a crash and is cut, what lies before it must be whole. A log that was cut
short reads as what is left of it: that costs work, and never gives a wrong record.
"""

from __future__ import annotations

import contextlib
import errno
import hmac
import mmap
import os
import struct
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nomina.errors import NominaError, SpaceError, StoreError
from nomina.words import tr

MAGIC = b"NOMLOG02"
_MARK = 0xFFFFFFFF
_ENTRY = struct.Struct("<I12s")
_CRC = struct.Struct("<I")
_ID = len(MAGIC) + 16
_HEAD = _ID + 16
_MARK_SIZE = _ENTRY.size + _CRC.size + 16
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
SYNC_EVERY = 32
"""Records between two syncs: what a power cut may cost at most."""


class SealedLog:
    """One open log; records are read in order once, then appended. One process at a time.

    Args:
        path: of the log; made where there is none.
        key: 32 bytes.

    Raises:
        StoreError: the log is of another key or kind, was changed, or cannot be opened.
        SpaceError: the disk is full.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._cipher = AESGCM(key)
        self._mac = key
        self._since = 0
        self._failure: OSError | None = None
        self._end = self._safe = 0
        self._turn = threading.Lock()
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        try:
            self._handle = os.open(path, flags, 0o600)
        except OSError as error:
            raise self._failed(error) from error
        try:
            self._id = self._begin()
        except BaseException:
            os.close(self._handle)
            raise
        self._end = self._safe = _HEAD

    def _begin(self) -> bytes:
        size = os.fstat(self._handle).st_size
        head = self._at(_HEAD, 0) if size >= _HEAD else b""
        if size < _HEAD:  # stopped while it was made
            head = MAGIC + os.urandom(16)
            head += self._head_seal(head)
            self._write(head, 0)
            self._sync_disk()
        found = head[:_ID]
        if found[: len(MAGIC)] != MAGIC or not hmac.compare_digest(
            head[_ID:], self._head_seal(found)
        ):
            raise self._changed()
        return found

    def _head_seal(self, head: bytes) -> bytes:
        return hmac.digest(self._mac, b"head" + head, "sha256")[:16]

    def _at(self, length: int, offset: int) -> bytes:
        with self._turn:  # not pread: it is missing on Windows
            os.lseek(self._handle, offset, os.SEEK_SET)
            return os.read(self._handle, length)

    def _changed(self) -> StoreError:
        return StoreError(
            tr("the kept work was changed or is not of this key"),
            where=str(self._path),
            todo=tr("Run nomina forget on this folder, then the same command; all is done anew"),
        )

    def _aad(self, offset: int) -> bytes:
        return self._id + offset.to_bytes(8, "little")

    def _seal_of(self, offset: int) -> bytes:
        return hmac.digest(self._mac, b"mark" + self._aad(offset), "sha256")[:16]

    def read(self) -> Iterator[tuple[int, bytes]]:
        """Give every record with its offset, once; cut a torn tail. Call before appending.

        Raises:
            StoreError: a record that was safely written has changed, or the disk failed.
        """
        size = os.fstat(self._handle).st_size
        marked = False
        if size > _HEAD:
            with mmap.mmap(self._handle, size, access=mmap.ACCESS_READ) as data:
                while (step := self._step(data, self._end, size)) is not None:
                    record, after = step
                    offset, self._end = self._end, after
                    marked = record is None
                    if record is None:
                        self._safe = after
                    else:
                        yield offset, record
                if self._end < size and self._is_marked(data, self._end, size):
                    raise self._changed()
        if self._end < size:
            try:
                os.ftruncate(self._handle, self._end)
            except OSError as error:
                raise self._failed(error) from error
        if not marked and self._end > _HEAD:
            self._since = max(self._since, 1)

    def _step(self, data: mmap.mmap, offset: int, size: int) -> tuple[bytes | None, int] | None:
        """Give the record at ``offset`` (None for a mark) and where the next begins."""
        body = offset + _ENTRY.size + _CRC.size
        if body > size:
            return None
        head = data[offset : offset + _ENTRY.size]
        length, nonce = _ENTRY.unpack(head)
        if _CRC.pack(zlib.crc32(head)) != data[offset + _ENTRY.size : body]:
            return None
        if length == _MARK:
            return (None, body + 16) if self._marked_place(data, offset) == offset else None
        if body + length > size:
            return None
        try:
            return self._cipher.decrypt(nonce, data[body : body + length], self._aad(offset)), (
                body + length
            )
        except InvalidTag:
            return None

    def _is_marked(self, data: mmap.mmap, offset: int, size: int) -> bool:
        """Say whether a mark follows, so that what is broken here had been safe.

        A mark that was moved, as by bytes cut out before it, still says where it was written. One
        that says it was written here vouches for nothing that is broken.
        """
        sign = _CRC.pack(_MARK)
        place = data.find(sign, offset)
        while 0 <= place <= size - _MARK_SIZE:
            if self._marked_place(data, place) > offset:
                return True
            place = data.find(sign, place + 1)
        return False

    def _marked_place(self, data: mmap.mmap, place: int) -> int:
        """Give where the mark that now stands at ``place`` was written; -1 where it is none."""
        end = place + _MARK_SIZE
        nonce = data[place + _CRC.size : place + _ENTRY.size]
        written = int.from_bytes(nonce[:8], "little")
        good = hmac.compare_digest(data[end - 16 : end], self._seal_of(written))
        return written if good else -1

    def append(self, record: bytes) -> int:
        """Add a record and give its offset; it is safe after the next `sync`.

        Raises:
            SpaceError: the disk is full; the log is as it was.
            StoreError: the disk failed, now or before.
        """
        nonce = os.urandom(12)
        sealed = self._cipher.encrypt(nonce, record, self._aad(self._end))
        offset = self._put(_ENTRY.pack(len(sealed), nonce), sealed)
        self._since += 1
        if self._since >= SYNC_EVERY:
            self.sync()
        return offset

    def _put(self, head: bytes, body: bytes) -> int:
        offset = self._end
        data = head + _CRC.pack(zlib.crc32(head)) + body
        self._write(data, offset)
        self._end = offset + len(data)
        return offset

    def _write(self, data: bytes, offset: int) -> None:
        if self._failure is not None:
            raise self._failed(self._failure)
        try:
            with self._turn:
                os.lseek(self._handle, offset, os.SEEK_SET)
                rest = memoryview(data)
                while rest:
                    rest = rest[os.write(self._handle, rest) :]
        except OSError as error:
            with contextlib.suppress(OSError):  # else the torn tail is cut when it is next read
                os.ftruncate(self._handle, offset)
            raise self._failed(error) from error

    def _sync_disk(self) -> None:
        """Sync; where that fails, give up what was not safe and never say that it is.

        The system forgets what it could not write, so a second sync would only seem to succeed.
        """
        if self._failure is not None:
            raise self._failed(self._failure)
        try:
            os.fsync(self._handle)
        except OSError as error:
            self._failure = error
            with contextlib.suppress(OSError):
                os.ftruncate(self._handle, self._safe)
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> NominaError:
        if error.errno in _FULL:
            return SpaceError(
                tr("there is no space left to keep the work"),
                where=str(self._path.parent),
                todo=tr("Free some space and run the same command again; it goes on from here"),
            )
        return StoreError(
            tr("the kept work cannot be written ({why})").format(why=error.strerror),
            where=str(self._path),
            todo=tr("Check the disk, then run the same command again"),
        )

    def sync(self) -> None:
        """Make all records safe and mark it.

        Raises:
            SpaceError: the disk is full.
            StoreError: the disk failed.
        """
        if not self._since:
            return
        self._sync_disk()
        self._put(_ENTRY.pack(_MARK, self._end.to_bytes(12, "little")), self._seal_of(self._end))
        self._sync_disk()
        self._safe, self._since = self._end, 0

    def at(self, offset: int) -> bytes:
        """Give the record at ``offset`` again. Safe between threads.

        Raises:
            StoreError: it has changed.
        """
        try:
            head = self._at(_ENTRY.size + _CRC.size, offset)
            length, nonce = _ENTRY.unpack(head[: _ENTRY.size])
            if head[_ENTRY.size :] != _CRC.pack(zlib.crc32(head[: _ENTRY.size])):
                raise self._changed()
            body = self._at(length, offset + len(head))
            return self._cipher.decrypt(nonce, body, self._aad(offset))
        except (struct.error, InvalidTag, OverflowError, OSError) as error:
            raise self._changed() from error

    def close(self) -> None:
        """Sync and close; closing again does nothing. After a failed sync, only close."""
        if self._handle < 0:
            return
        try:
            if self._failure is None:
                self.sync()
        finally:
            os.close(self._handle)
            self._handle = -1
