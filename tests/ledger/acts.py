"""A small log for tests: fixed key, fixed salts, a clock that is set."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID

from nomina.ledger.checkpoint import KeySigner, public_key
from nomina.ledger.entry import Event, Target
from nomina.ledger.file_leaves import FileLeaves
from nomina.ledger.formats import COSIGNATURE
from nomina.ledger.log import Leaves, Log

ORIGIN = "example.org/mortuary"
SIGNER = KeySigner(ORIGIN, bytes(range(32)))
KEY = public_key(SIGNER)
WATCHING = KeySigner("witness.example/w1", bytes(range(32, 64)))
WITNESS_KEY = public_key(WATCHING, COSIGNATURE)
BEGAN = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> datetime:
        return self.now

    def on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def act(number: int, kind: str = "face.opened") -> Event:
    """An act that differs from all others by its number."""
    change = "sha256:" + hashlib.sha256(b"change %d" % number).hexdigest()
    target = Target(type="body", id=f"B-{number:04d}", version=number)
    return Event.of(kind, "u7", BEGAN, on=target, change=change, id=UUID(int=number))


def salt(number: int) -> bytes:
    return hashlib.sha256(b"salt %d" % number).digest()


class Salts:
    """Salts that a test can foretell."""

    def __init__(self, start: int = 0) -> None:
        self._next = start

    def __call__(self) -> bytes:
        self._next += 1
        return salt(self._next - 1)


class Store(Leaves, Protocol):
    """Entries that can be added to in a transaction of their own."""

    def transaction(self) -> AbstractContextManager[object]: ...


MAKERS: list[Callable[[Path], Store]] = [lambda path: FileLeaves(path, make=True)]
"""The last one makes what a new log stands on; another place adds its own while it is tested."""


def new_log(path: Path, clock: Clock | None = None, *, entries: int = 0) -> Log:
    """A log in a new file, with so many acts and no checkpoint."""
    log = Log(MAKERS[-1](path), SIGNER, clock or Clock(), salts=Salts())
    with store_of(log).transaction():
        for number in range(entries):
            assert log.append(act(number)) == number
    return log


def store_of(log: Log) -> Store:
    """What a log of `new_log` stands on."""
    return log.leaves  # type: ignore[return-value]


def file_of(log: Log) -> FileLeaves:
    assert isinstance(log.leaves, FileLeaves)
    return log.leaves
