"""What a vault stands on, each behind a Protocol: where bytes lie, and where their rows lie."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from nomina.progress import Progress
from nomina.vault.master import Card


class Objects(Protocol):
    """Opaque bytes under names: a folder, or a service that keeps objects.

    Names are 32 lower-case hex digits and are written once. Everything raises `StoreError` where
    the place is gone or is another than when it was opened: that is never "there is none".
    After a disk failed to keep something, nothing more is written until it is opened again;
    reading goes on.
    """

    @property
    def id(self) -> str:
        """32 hex digits drawn at random when the place was made."""

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        """Keep the joined pieces; safe from a power cut when this returns, absent if it raises.

        Raises:
            SpaceError: there is no space; no other object is touched.
            StoreError: the place is gone or foreign, or it failed.
        """

    def get(self, name: str) -> BinaryIO:
        """Open an object for reading from its beginning; the caller closes it.

        Raises:
            StoreError: it is not there, or the place is gone or foreign.
        """

    def has(self, name: str) -> bool:
        """Say whether an object is there.

        Raises:
            StoreError: the place is gone or foreign.
        """

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Give every object with the time it was put (aware, UTC), in no order.

        Raises:
            StoreError: the place is gone, foreign or incomplete.
        """

    def remove(self, name: str) -> None:
        """Remove an object; none is no error.

        Raises:
            StoreError: the place is gone or foreign, or it failed.
        """

    def sweep(self, before: datetime) -> int:
        """Remove the halves that killed writers began before a time, and count them.

        Raises:
            StoreError: the place is gone or foreign, or it failed.
        """


@dataclass(frozen=True, slots=True)
class Row:
    """One object in the index. Nothing in it tells the content.

    Attributes:
        tag: 64 hex digits, the HMAC-SHA256 of the content's SHA-256; unique.
        name: of the object; unique.
        sealed: its key, digest and size, sealed by the master.
        master: id of that master.
        kept_at: when (aware).
    """

    tag: str
    name: str
    sealed: bytes
    master: str
    kept_at: datetime


class Index(Protocol):
    """The one transaction. A desk gives its own, on its database.

    Each call that writes is one transaction, or part of the one that is open: an object is written
    before its row, so whatever is undone leaves bytes without a row at worst, never a row without
    bytes. All raise `StoreError` where the index cannot be used, and `SpaceError` where it is full.
    """

    @property
    def store(self) -> str:
        """The id of the objects that this index is of."""

    def card(self) -> Card:
        """Give the card of the master in use."""

    def ready(self) -> None:
        """Do nothing where rows can be added; asked before an object is written.

        Raises:
            StoreError: the disk failed before.
        """

    def transaction(self) -> AbstractContextManager[None]:
        """Make several calls one: all is kept at the end, or nothing where it raises."""

    def after_commit(self, act: Callable[[], None]) -> None:
        """Do something once the transaction is kept: now where none is open, never if undone."""

    def hold(self, tags: Iterable[str]) -> None:
        """Let nobody else add or drop rows of these tags until the open transaction ends.

        It waits for whoever does. Ask once for all that a transaction needs, so that no two wait
        for each other; where one transaction writes at a time there is nothing to do.
        """

    def add(self, row: Row) -> bool:
        """Add a row; False where its tag is there already.

        Raises:
            StoreError: the master of the row is not the one in use.
        """

    def swap(self, row: Row, instead_of: str) -> bool:
        """Put a row in the place of the one with its tag, if that names ``instead_of``.

        Raises:
            StoreError: the master of the row is not the one in use.
        """

    def drop(self, tag: str) -> Row | None:
        """Remove a row and give it, if it was there."""

    def find(self, tag: str) -> Row | None:
        """Give the row of a tag, if any."""

    def known(self, tags: Iterable[str]) -> Set[str]:
        """Give those of the tags that have rows."""

    def named(self, names: Iterable[str]) -> Set[str]:
        """Give those of the names of objects that have rows."""

    def rows(self) -> Iterator[Row]:
        """Give every row, in no order, one that was changed too: its seal tells.

        Those added meanwhile may be left out.
        """

    def __len__(self) -> int: ...

    def check(self) -> list[str]:
        """Check the index by its own means; give what is wrong."""

    def close(self) -> None:
        """Let go of what is held for this index; closing again does nothing."""

    def rotate(
        self, card: Card, instead_of: str, reseal: Callable[[Row], Row], progress: Progress
    ) -> int:
        """Put another master in the place of one and reseal every row, all or nothing.

        Returns:
            How many rows were resealed.

        Raises:
            StoreError: the master in use is not ``instead_of``, or ``reseal`` refused a row.
        """
