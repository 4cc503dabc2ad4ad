"""The tables of the log (as in `nomina.ledger.file_leaves`) and of the vault's index.

They are not the desk's own records: nobody works on them, and only `leaves` and `index` write.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact, IsNull

from nomina.desk.people.models.rows import Row, Rows


class Book(models.Model):
    """Which log this database holds: its public key, written once. There is one row."""

    one = models.PositiveSmallIntegerField(primary_key=True, default=1)
    key = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(name="books_one_log", condition=models.Q(one=1))]


class Entry(models.Model):
    """An entry: the commitment stays for good, the act and its salt until they are erased."""

    place = models.BigIntegerField(primary_key=True)
    committed = models.BinaryField()
    event = models.BinaryField(null=True)
    salt = models.BinaryField(null=True)

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


class Master(models.Model):
    """The card of a master key of the vault; no secret."""

    id = models.CharField(primary_key=True, max_length=16)
    salt = models.BinaryField()
    n = models.IntegerField()
    r = models.IntegerField()
    p = models.IntegerField()
    lookup = models.BinaryField()


class Store(models.Model):
    """Which store of objects the index is of, and the master in use. There is one row."""

    one = models.PositiveSmallIntegerField(primary_key=True, default=1)
    store = models.CharField(max_length=32)
    master = models.ForeignKey(Master, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(name="books_one_store", condition=models.Q(one=1))]


class Object(models.Model):
    """One object of the vault; see `nomina.vault.Row`. The time is text: it is part of a seal."""

    tag = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=32, unique=True)
    sealed = models.BinaryField()
    master = models.ForeignKey(Master, on_delete=models.PROTECT, related_name="+", db_index=False)
    kept_at = models.CharField(max_length=40)


class Beat(models.Model):
    """When something that works in the background was last known to live; no record of work."""

    name = models.CharField(primary_key=True, max_length=32)
    at = models.DateTimeField()


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
