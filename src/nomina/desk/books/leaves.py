"""The entries of the log in the desk's own database: `nomina.ledger.log.Leaves` over Django.

It holds nothing but Django's connection of the thread that asks, so one serves every thread.
Whoever appends holds a lock until the transaction of the act ends: SQLCipher's own, which a
transaction takes when it begins, or an advisory lock of PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager

from django.db import Error, connection, transaction
from django.db.models import Max

from nomina.desk.books.models import Checkpoint, Entry, Node
from nomina.desk.books.told import is_busy, is_full, place, told
from nomina.errors import NominaError, SpaceError, StoreError
from nomina.ledger.entry import Sealed
from nomina.ledger.log import Kept
from nomina.ledger.tree import Place
from nomina.words import tr

LOCK = 0x4E4F4D4C
"""Number of the advisory lock under which entries are added."""

_READ_AT_ONCE = 300


def explained(error: Error) -> NominaError:
    """Say what went wrong with the log."""
    if is_full(error):
        return SpaceError(
            tr("there is no space left to enter this act, and it did not happen"),
            where=place(),
            todo=tr("Free some space and do it again"),
        )
    if is_busy(error):
        return StoreError(
            tr("somebody else is writing into the log"), where=place(), todo=tr("Try again")
        )
    return StoreError(tr("the log cannot be used ({why})").format(why=error), where=place())


class DeskLeaves:
    """The entries of the open desk; see `nomina.ledger.log.Leaves`."""

    def transaction(self) -> AbstractContextManager[object]:
        """Begin; commit at the end, or undo everything where anything fails."""
        return transaction.atomic()

    def close(self) -> None:
        """Do nothing: the connection is the desk's."""

    def lock(self) -> int:
        """Give the number of entries in a transaction that is open, and that nobody else has.

        Raises:
            StoreError: no transaction is open, or somebody else has been writing for long.
        """
        if not connection.in_atomic_block:
            raise StoreError(tr("an entry needs the transaction of its act"), where=place())
        with told(explained):
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            else:  # a transaction that has only read takes its right to write here
                Checkpoint.objects.filter(number__lt=0).update(size=0)
        return self.size()

    def size(self) -> int:
        """Give the number of entries."""
        with told(explained):
            found = Entry.objects.aggregate(last=Max("place"))["last"]
        return 0 if found is None else int(found) + 1

    def add(self, index: int, sealed: Sealed, made: Sequence[tuple[Place, bytes]]) -> None:
        """Keep an entry and the hashes that it completes."""
        with told(explained):
            Entry.objects.create(
                place=index, committed=sealed.committed, event=sealed.event, salt=sealed.salt
            )
            Node.objects.bulk_create(
                Node(level=level, place=at, hash=found) for (level, at), found in made
            )

    def opened(self, index: int) -> Sealed | None:
        """Give an act with its salt; None where it was erased or never was."""
        with told(explained):
            rows = Entry.objects.filter(place=index, event__isnull=False)
            found = rows.values_list("event", "salt", "committed").first()
        if found is None:
            return None
        event, salt, committed = found
        return Sealed(bytes(event or b""), bytes(salt or b""), bytes(committed))

    def erase(self, index: int) -> None:
        """Destroy an act and its salt; its commitment and all hashes stay."""
        with told(explained):
            Entry.objects.filter(place=index).update(event=None, salt=None)

    def hashes(self, places: Sequence[Place]) -> list[bytes]:
        """Give the hashes at these places, in their order."""
        found: dict[Place, bytes] = {}
        for start in range(0, len(places), _READ_AT_ONCE):
            part = places[start : start + _READ_AT_ONCE]
            marks = ", ".join(["(%s, %s)"] * len(part))
            with told(explained), connection.cursor() as cursor:
                cursor.execute(  # the order of a cross join is kept by SQLite: by index
                    f"WITH wanted (level, place) AS (VALUES {marks})"
                    " SELECT node.level, node.place, node.hash"
                    " FROM wanted CROSS JOIN books_node AS node"
                    " WHERE node.level = wanted.level AND node.place = wanted.place",
                    [number for place in part for number in place],
                )
                found |= {(level, at): bytes(value) for level, at, value in cursor.fetchall()}
        if any(one not in found for one in places):
            raise StoreError(
                tr("a part of the log is missing"),
                where=place(),
                todo=tr("Add nothing. Find the newest whole copy"),
            )
        return [found[one] for one in places]

    def commitments(self, start: int, stop: int) -> list[bytes]:
        """Give the commitments of the entries ``start`` to ``stop``."""
        with told(explained):
            rows = Entry.objects.filter(place__gte=start, place__lt=stop).order_by("place")
            return [bytes(one) for one in rows.values_list("committed", flat=True)]

    def keep(self, size: int, stamp: int, note: bytes) -> None:
        """Keep a checkpoint."""
        with told(explained):
            Checkpoint.objects.create(size=size, stamp=stamp, note=note)

    def kept(self) -> Iterator[Kept]:
        """Give the checkpoints, the newest first."""
        rows = Checkpoint.objects.order_by("-number")
        while True:  # one by one: there may be years of them, and mostly the first will do
            with told(explained):
                row = rows.values_list("number", "size", "stamp", "note").first()
            if row is None:
                return
            number, size, stamp, note = row
            yield Kept(number, size, stamp, bytes(note))
            rows = Checkpoint.objects.filter(number__lt=number).order_by("-number")

    def renew(self, number: int, note: bytes) -> None:
        """Keep a checkpoint with more signatures than before."""
        with told(explained):
            Checkpoint.objects.filter(number=number).update(note=note)
