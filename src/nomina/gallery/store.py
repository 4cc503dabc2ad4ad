"""A gallery as one file: raw arrays, each at a page, and a JSON index at the end.

    NOMINAG1 | part | part | ... | index (JSON) | its SHA-256 | its length (8 bytes) | NOMINAG1

All numbers are little-endian. The index names every part with its place, type, shape
and SHA-256. A file that was cut short has no end mark and is refused when opened; a changed
byte is found by ``verify``.
"""

from __future__ import annotations

import errno
import json
import os
import weakref
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nomina.errors import SpaceError, StoreError

MARK = b"NOMINAG1"
PAGE = 16384
_TYPES = ("float32", "int8", "uint8", "uint32", "uint64", "int64")


class Part(BaseModel):
    """One array of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: int = Field(ge=0)
    dtype: str
    shape: tuple[int, ...]
    sha256: str

    @property
    def size(self) -> int:
        """Give the bytes of the array."""
        size = np.dtype(self.dtype).itemsize
        for side in self.shape:
            size *= side
        return size


class Index(BaseModel):
    """The index at the end of a gallery file.

    Attributes:
        dim: values in a template.
        count: templates held.
        segments: rows of each sketched stretch; the templates after them are not sketched.
        layout: fingerprint of how the sketch is packed; another faiss may pack otherwise.
        parts: the arrays by name.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: str = "1"
    dim: int = Field(ge=1)
    count: int = Field(ge=0)
    segments: tuple[int, ...]
    layout: str
    parts: dict[str, Part]


class Writer:
    """Writes the parts one after another into a file that appears only when it is complete."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._draft = path.with_name(f".{path.name}.{os.getpid()}.part")
        self._file: BinaryIO
        self.parts: dict[str, Part] = {}

    def __enter__(self) -> Writer:
        self._file = self._draft.open("wb")
        self._file.write(MARK)
        return self

    def part(
        self, name: str, dtype: str, shape: tuple[int, ...], chunks: Iterable[NDArray[Any]]
    ) -> None:
        """Write one array that comes in chunks along its first axis."""
        try:
            self._file.write(b"\0" * (-self._file.tell() % PAGE))
            at, digest = self._file.tell(), sha256()
            for chunk in chunks:
                data = np.ascontiguousarray(chunk, dtype=np.dtype(dtype).newbyteorder("<"))
                view = data.reshape(-1).view(np.uint8).data
                digest.update(view)
                self._file.write(view)
        except OSError as error:
            raise _refused(error, self._path) from error
        self.parts[name] = Part(at=at, dtype=dtype, shape=shape, sha256=digest.hexdigest())
        if self._file.tell() - at != self.parts[name].size:
            raise StoreError(f"part {name} has not the size of its shape", where=self._path.name)

    def finish(self, index: Index) -> None:
        """Write the index and put the file in its place."""
        data = json.dumps(index.model_dump(mode="json"), sort_keys=True).encode()
        try:
            self._file.write(data + sha256(data).digest() + len(data).to_bytes(8, "little") + MARK)
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._draft.replace(self._path)
            folder = os.open(self._path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise _refused(error, self._path) from error

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._draft.unlink(missing_ok=True)


def _refused(error: OSError, path: Path) -> StoreError | SpaceError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return SpaceError(
            "the disk is full", where=path.name, todo="free some space and save again"
        )
    return StoreError(f"the gallery cannot be written ({error.strerror})", where=path.name)


class Reader:
    """Gives the parts of a file as views of it; nothing is read until it is looked at."""

    def __init__(self, path: Path) -> None:
        self._name = path.name
        try:
            with path.open("rb") as file:
                self._bytes = np.asarray(np.memmap(file, np.uint8, "r"))
                self._fd = os.dup(file.fileno())
        except (OSError, ValueError) as error:
            raise self._broken("the gallery cannot be opened") from error
        weakref.finalize(self, os.close, self._fd)
        self.index = self._index()

    def _broken(self, what: str) -> StoreError:
        return StoreError(what, where=self._name, todo="save the gallery again from its source")

    def _index(self) -> Index:
        data, edge = self._bytes, len(MARK)
        if len(data) < PAGE or data[:edge].tobytes() != MARK or data[-edge:].tobytes() != MARK:
            raise self._broken("this is no gallery file, or it was cut short")
        end = len(data) - edge - 8 - 32
        start = end - int.from_bytes(data[end + 32 : end + 40].tobytes(), "little")
        whole = edge <= start <= end
        if not whole or sha256(data[start:end].data).digest() != data[end : end + 32].tobytes():
            raise self._broken("the index of the gallery was changed")
        try:
            index = Index.model_validate_json(data[start:end].tobytes())
        except (ValidationError, ValueError) as error:
            raise self._broken("the index of the gallery cannot be read") from error
        if index.schema_version != "1":
            raise self._broken(f"version {index.schema_version} of a gallery is not known here")
        for name, part in index.parts.items():
            if part.dtype not in _TYPES or min(part.shape) < 0 or part.at + part.size > start:
                raise self._broken(f"part {name} does not fit the gallery")
        self._end = start
        return index

    def part(self, name: str, dtype: str, *shape: int) -> NDArray[Any]:
        """Give one array as a read-only view; refuse one of another type or shape."""
        part = self.index.parts.get(name)
        if part is None or part.dtype != dtype or part.shape != shape:
            raise self._broken(f"part {name} does not fit the gallery")
        data = self._bytes[part.at : part.at + part.size]
        return np.asarray(data).view(np.dtype(dtype).newbyteorder("<")).reshape(shape)

    def shape(self, name: str) -> tuple[int, ...]:
        """Give the shape of an array whose size only the file knows."""
        part = self.index.parts.get(name)
        if part is None:
            raise self._broken(f"part {name} is missing from the gallery")
        return part.shape

    def read(self, name: str, start: int, places: NDArray[np.int64]) -> NDArray[np.float32]:
        """Read rows of a float32 array past the mapping, so that they do not stay resident.

        Args:
            name: the array.
            start: the row that place 0 is.
            places: the rows to read, counted from there.
        """
        rows = places + start
        part = self.index.parts[name]
        if not hasattr(os, "pread"):
            return np.asarray(self.part(name, part.dtype, *part.shape)[rows], np.float32)
        size = 4 * part.shape[1]
        data = b"".join(os.pread(self._fd, size, part.at + size * r) for r in rows.tolist())
        return np.frombuffer(data, "<f4").reshape(-1, part.shape[1])

    def copy(self, name: str, start: int, end: int) -> NDArray[np.uint8]:
        """Read some bytes of an array past the mapping."""
        at = self.index.parts[name].at
        if not hasattr(os, "pread"):
            return self._bytes[at + start : at + end].copy()
        data = np.empty(end - start, np.uint8)
        done = 0
        while done < len(data):
            chunk = os.pread(self._fd, min(1 << 22, len(data) - done), at + start + done)
            if not chunk:
                raise self._broken("the gallery became shorter while it was open")
            data[done : done + len(chunk)] = np.frombuffer(chunk, np.uint8)
            done += len(chunk)
        return data

    def verify(self) -> None:
        """Read the whole file; raise ``StoreError`` where a byte was changed."""
        at = len(MARK)
        for name, part in sorted(
            self.index.parts.items(), key=lambda item: (item[1].at, item[1].size)
        ):
            if self._bytes[at : part.at].any():
                raise self._broken(f"the gap before part {name} of the gallery was changed")
            digest, at = sha256(), part.at + part.size
            for chunk in range(part.at, at, 1 << 24):
                digest.update(self._bytes[chunk : min(chunk + (1 << 24), at)].data)
            if digest.hexdigest() != part.sha256:
                raise self._broken(f"part {name} of the gallery was changed")
        if at != self._end:
            raise self._broken("something stands behind the parts of the gallery")
