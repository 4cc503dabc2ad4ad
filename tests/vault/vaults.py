"""What the tests of the vault share: cheap masters, a clock, objects in memory, small vaults."""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from nomina.errors import StoreError
from nomina.vault import Cost, Vault, create, opened
from nomina.vault.place import INDEX, OBJECTS

CHEAP = Cost(2, 1, 1)
SECRET = b"correct horse battery staple"
OTHER = b"eleven other words, drawn by dice"
NOON = datetime(2026, 11, 26, 12, 0, 0, 123456, tzinfo=UTC)


def noon() -> datetime:
    return NOON


def later() -> datetime:
    """After any object that a test puts became old: a folder takes the time of the system."""
    return datetime.now(UTC) + timedelta(days=2)


OPEN: list[Vault] = []
"""Closed after each test."""


def made(root: Path) -> Vault:
    OPEN.append(create(root, SECRET, noon, cost=CHEAP))
    return OPEN[-1]


def again(root: Path, secret: bytes = SECRET) -> Vault:
    OPEN.append(opened(root, secret, noon))
    return OPEN[-1]


def files(root: Path) -> list[Path]:
    """The objects of a vault, and whatever else lies among them."""
    return sorted(p for p in (root / OBJECTS).glob("*/*") if p.is_file())


def index_file(root: Path) -> Path:
    return root / INDEX


class MemoryObjects:
    """The `Objects` in memory, as the Protocol says and nothing else."""

    def __init__(self) -> None:
        self.id = secrets.token_hex(16)
        self.held: dict[str, tuple[bytes, datetime]] = {}

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        self.held[_named(name)] = (b"".join(pieces), datetime.now(UTC))

    def get(self, name: str) -> BinaryIO:
        if _named(name) not in self.held:
            raise StoreError("this object is gone from the vault", where=name)
        return io.BytesIO(self.held[name][0])

    def has(self, name: str) -> bool:
        return _named(name) in self.held

    def names(self) -> Iterator[tuple[str, datetime]]:
        yield from ((name, put) for name, (_, put) in list(self.held.items()))

    def remove(self, name: str) -> None:
        self.held.pop(_named(name), None)

    def sweep(self, before: datetime) -> int:
        return 0


def _named(name: str) -> str:
    if len(name) != 32 or set(name) - set("0123456789abcdef"):
        raise StoreError("this is no name of an object", where=name)
    return name


class Trickle(io.RawIOBase):
    """A stream that cannot be read twice and gives a few bytes at a time."""

    def __init__(self, data: bytes, step: int = 1000) -> None:
        self._data, self._step, self._at = data, step, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def read(self, size: int = -1) -> bytes:
        step = self._step if size < 0 else min(size, self._step)
        piece = self._data[self._at : self._at + step]
        self._at += len(piece)
        return piece


def age(path: Path, days: float) -> None:
    """Make a file look as if it was written so many days ago."""
    at = datetime.now(UTC).timestamp() - days * 86400
    os.utime(path, (at, at))
