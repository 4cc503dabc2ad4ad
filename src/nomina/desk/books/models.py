"""The tables of the log (as in `nomina.ledger.file_leaves`) and of the vault's index.

They are not the desk's own records: nobody works on them, and only `leaves` and `index` write.
"""

from __future__ import annotations

from typing import TypeVar

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact, IsNull

from nomina.desk.people.models.rows import Row, Rows, Visible

M = TypeVar("M", bound=models.Model)


class Unseen(Visible[M]):
    """A query over rows that no page and no account ever sees; `visible_to` gives none.

    What may go is for the triggers of the database to say: rows of the vault do, of the log never.
    """

    def delete(self) -> tuple[int, dict[str, int]]:  # type: ignore[override]  # see above
        """Remove the rows, and give how many and of which tables."""
        return models.QuerySet.delete(self)


class Book(models.Model):
    """Which log this database holds: its public key, written once. There is one row."""

    one = models.PositiveSmallIntegerField(primary_key=True, default=1)
    key = models.TextField()

    objects = Unseen["Book"].as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="books_one_log", condition=models.Q(one=1))]


class Entry(models.Model):
    """An entry: the commitment stays for good, the act and its salt until they are erased."""

    place = models.BigIntegerField(primary_key=True)
    committed = models.BinaryField()
    event = models.BinaryField(null=True)
    salt = models.BinaryField(null=True)

    objects = Unseen["Entry"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="books_entry_place", condition=models.Q(place__gte=0)),
            models.CheckConstraint(
                name="books_entry_committed", condition=Exact(Length("committed"), 32)
            ),
            models.CheckConstraint(
                name="books_entry_whole",
                condition=Exact(
                    IsNull(models.F("event"), True),
                    IsNull(models.F("salt"), True),
                ),
            ),
        ]


class Node(models.Model):
    """The hash of a complete subtree."""

    pk = models.CompositePrimaryKey("level", "place")
    level = models.SmallIntegerField()
    place = models.BigIntegerField()
    hash = models.BinaryField()

    objects = Unseen["Node"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="books_node_hash", condition=Exact(Length("hash"), 32))
        ]


class Checkpoint(models.Model):
    """What was signed: over how many entries, when (seconds since 1970), and the note."""

    number = models.BigAutoField(primary_key=True)
    size = models.BigIntegerField()
    stamp = models.BigIntegerField()
    note = models.BinaryField()

    objects = Unseen["Checkpoint"].as_manager()


class Master(models.Model):
    """The card of a master key of the vault; no secret."""

    id = models.CharField(primary_key=True, max_length=16)
    salt = models.BinaryField()
    n = models.IntegerField()
    r = models.IntegerField()
    p = models.IntegerField()
    lookup = models.BinaryField()

    objects = Unseen["Master"].as_manager()


class Store(models.Model):
    """Which store of objects the index is of, and the master in use. There is one row."""

    one = models.PositiveSmallIntegerField(primary_key=True, default=1)
    store = models.CharField(max_length=32)
    master = models.ForeignKey(Master, on_delete=models.PROTECT, related_name="+")

    objects = Unseen["Store"].as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="books_one_store", condition=models.Q(one=1))]


class Object(models.Model):
    """One object of the vault; see `nomina.vault.Row`. The time is text: it is part of a seal."""

    tag = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=32, unique=True)
    sealed = models.BinaryField()
    master = models.ForeignKey(Master, on_delete=models.PROTECT, related_name="+", db_index=False)
    kept_at = models.CharField(max_length=40)

    objects = Unseen["Object"].as_manager()


class Beat(models.Model):
    """When something that works in the background was last known to live; no record of work."""

    name = models.CharField(primary_key=True, max_length=32)
    at = models.DateTimeField()

    objects = Unseen["Beat"].as_manager()


class Restored(Row):
    """A backup that was put back in an empty place and was whole; see `backup.receipts.Report`."""

    backup = models.CharField(max_length=32)
    manifest = models.CharField(max_length=64)
    rows = models.BigIntegerField()
    blobs = models.BigIntegerField()
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    objects = Rows.as_manager()
