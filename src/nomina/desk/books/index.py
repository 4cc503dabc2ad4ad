"""The rows of the vault in the desk's own database: `nomina.vault.Index` over Django.

It holds nothing but Django's connection of the thread that asks, so one serves every thread. A call
within the transaction of an act is part of it: what the act undoes leaves bytes without a row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice

from django.db import Error, connection, transaction

from nomina.desk.books.models import Master, Object, Store
from nomina.desk.books.told import is_broken, is_busy, is_full, place, told
from nomina.errors import NominaError, SpaceError, StoreError
from nomina.progress import Progress, Silent
from nomina.vault import Card, Cost, Row
from nomina.vault.index import rotated, written
from nomina.words import tr

LOCKS, MOST_LOCKS = 0x4E4F564C, 256
"""The first number of every lock on tags, and how many there are at most."""
_PAGE = 500
_ROW = ("tag", "name", "sealed", "master_id", "kept_at")


class DeskIndex:
    """The index of the open desk; see `nomina.vault.Index`.

    Raises:
        StoreError: the database is bound to no store, or cannot be read.
    """

    def __init__(self) -> None:
        self._failed = False
        with self._told():
            found = Store.objects.values_list("store", flat=True).first()
        if found is None:
            raise self._changed(tr("this is no index of a vault"))
        self._store = str(found)

    @staticmethod
    def bind(store: str, card: Card) -> None:
        """Write the first rows of a new index; part of the transaction that is open."""
        with told(_explained):
            _insert_card(card)
            Store.objects.create(store=store, master_id=card.id)

    @property
    def store(self) -> str:
        """The id of the objects that this index is of."""
        return self._store

    def card(self) -> Card:
        """Give the card of the master in use."""
        with self._told():
            found = Master.objects.filter(pk__in=Store.objects.values("master")).first()
        if found is None:
            raise self._changed(tr("the card of the master key is gone"))
        cost = Cost(found.n, found.r, found.p)
        return Card(found.id, bytes(found.salt), cost, bytes(found.lookup))

    def ready(self) -> None:
        """Refuse after the disk failed; see `Index`."""
        if self._failed:
            raise StoreError(
                tr("the disk of the index failed; it can only be read now"),
                where=place(),
                todo=tr("Check the disk, then run the same command again"),
            )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make several calls one; see `Index`."""
        self.ready()
        with self._told(), transaction.atomic():
            yield

    def after_commit(self, act: Callable[[], None]) -> None:
        """Do something once the transaction is kept; see `Index`.

        Where an act of the desk is what was kept, a failure is only written into the diary: the
        act has happened, and what could not be removed is found as an orphan.
        """
        if connection.in_atomic_block:
            transaction.on_commit(act, robust=True)
        else:
            act()

    def hold(self, tags: Iterable[str]) -> None:
        """Wait for whoever adds or drops these tags, and keep others from it; see `Index`.

        SQLCipher has one writer at a time. A lock of PostgreSQL has its place in memory that all
        share, so tags share a few of them: two that need not may wait for each other's moment.
        """
        if connection.vendor != "postgresql":
            return
        with self._told(), connection.cursor() as cursor:
            # One order for everyone, so that no two wait for each other.
            for number in sorted({_lock_of(tag) for tag in tags}):
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCKS, number])

    def add(self, row: Row) -> bool:
        """Add a row; see `Index`."""
        with self.transaction():
            self._in_use(row)
            with connection.cursor() as cursor:
                cursor.execute(
                    f"INSERT INTO books_object ({', '.join(_ROW)}) VALUES (%s, %s, %s, %s, %s)"
                    " ON CONFLICT (tag) DO NOTHING",
                    [row.tag, row.name, row.sealed, row.master, written(row.kept_at)],
                )
                return bool(cursor.rowcount > 0)

    def swap(self, row: Row, instead_of: str) -> bool:
        """Put a row in the place of one; see `Index`."""
        with self.transaction():
            self._in_use(row)
            found = Object.objects.filter(tag=row.tag, name=instead_of).update(
                name=row.name,
                sealed=row.sealed,
                master_id=row.master,
                kept_at=written(row.kept_at),
            )
            return found > 0

    def drop(self, tag: str) -> Row | None:
        """Remove a row; see `Index`."""
        with self.transaction():
            found = Object.objects.select_for_update().filter(tag=tag).values_list("pk", *_ROW)
            for number, *values in found:
                gone, _ = Object.objects.filter(pk=number).delete()
                return _row(values) if gone else None
        return None

    def find(self, tag: str) -> Row | None:
        """Give the row of a tag, if any."""
        with self._told():
            found = Object.objects.filter(tag=tag).values_list(*_ROW).first()
        return None if found is None else _row(found)

    def known(self, tags: Iterable[str]) -> set[str]:
        """Give those of the tags that have rows."""
        return self._among("tag", tags)

    def named(self, names: Iterable[str]) -> set[str]:
        """Give those of the names of objects that have rows."""
        return self._among("name", names)

    def _among(self, column: str, values: Iterable[str]) -> set[str]:
        found: set[str] = set()
        asked = iter(values)
        while page := list(islice(asked, _PAGE)):
            with self._told():
                rows = Object.objects.filter(**{f"{column}__in": page})
                found.update(rows.values_list(column, flat=True))
        return found

    def rows(self) -> Iterator[Row]:
        """Give every row, some at a time: nobody has to wait meanwhile."""
        last = None
        while True:
            rows = Object.objects.order_by("pk")
            if last is not None:
                rows = rows.filter(pk__gt=last)
            with self._told():
                page = list(rows.values_list("pk", *_ROW)[:_PAGE])
            if not page:
                return
            for number, *values in page:
                last = number
                yield _row(values)

    def __len__(self) -> int:
        with self._told():
            return Object.objects.count()

    def check(self) -> list[str]:
        """Check what the rows stand on, and on SQLCipher the table itself; give what is wrong."""
        with self._told():
            stores = list(Store.objects.values_list("store", "master_id"))
            strangers = Object.objects.exclude(master__in=[master for _, master in stores]).count()
            found = [] if [store for store, _ in stores] == [self._store] else [tr("no store")]
            if strangers:
                found.append(tr("rows of another master key: {n}").format(n=strangers))
            if connection.vendor == "sqlite":
                with connection.cursor() as cursor:
                    cursor.execute("PRAGMA integrity_check('books_object')")
                    found += [str(one) for (one,) in cursor.fetchall() if one != "ok"]
        return found

    def rotate(
        self,
        card: Card,
        instead_of: str,
        reseal: Callable[[Row], Row],
        progress: Progress | None = None,
    ) -> int:
        """Put another master in the place of one; see `Index`."""
        progress, done = progress or Silent(), 0
        with self.transaction():
            used = Store.objects.select_for_update().values_list("master_id", flat=True).first()
            if used != instead_of:
                raise rotated(place())
            _insert_card(card)
            for row in self.rows():
                new = reseal(row)
                Object.objects.filter(tag=row.tag).update(sealed=new.sealed, master_id=card.id)
                done += 1
                progress.advance()
            Store.objects.update(master_id=card.id)
            Master.objects.filter(pk=instead_of).delete()
        return done

    def close(self) -> None:
        """Do nothing: the connection is the desk's."""

    def _in_use(self, row: Row) -> None:
        # Held until the end, so that nobody rotates between this look and the row.
        share = " FOR SHARE" if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT master_id FROM books_store{share}")
            found = cursor.fetchone()
        if found is None or found[0] != row.master:
            raise rotated(place())

    @contextmanager
    def _told(self) -> Iterator[None]:
        def said(error: Error) -> NominaError:
            self._failed = self._failed or is_broken(error)
            return _explained(error)

        with told(said):
            yield

    @staticmethod
    def _changed(what: str) -> StoreError:
        return StoreError(what, where=place(), todo=tr("Put it back from a copy"))


def _lock_of(tag: str) -> int:
    return int(hashlib.sha256(tag.encode()).hexdigest(), 16) % MOST_LOCKS


def _insert_card(card: Card) -> None:
    n, r, p = card.cost
    Master.objects.create(id=card.id, salt=card.salt, n=n, r=r, p=p, lookup=card.lookup)


def _row(values: Iterable[object]) -> Row:
    """Give a row. One that was changed is given too, so that it can be named: its seal tells."""
    tag, name, sealed, master, kept_at = values
    try:
        at = datetime.fromisoformat(str(kept_at))
    except ValueError:
        at = datetime.min.replace(tzinfo=UTC)
    held = bytes(sealed) if isinstance(sealed, bytes | bytearray | memoryview) else b""
    return Row(str(tag), str(name), held, str(master), at)


def _explained(error: Error) -> NominaError:
    if is_full(error):
        return SpaceError(
            tr("there is no space left in the vault"),
            where=place(),
            todo=tr("Free some space and run the same command again"),
        )
    if is_busy(error):
        return StoreError(
            tr("somebody else is writing into the index of the vault"),
            where=place(),
            todo=tr("Try again"),
        )
    return StoreError(
        tr("the index of the vault cannot be used ({why})").format(why=error),
        where=place(),
        todo=tr("Check that it is there and its disk is sound, or put it back from a copy"),
    )
