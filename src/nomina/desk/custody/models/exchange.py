"""Exchanges between the parties: a batch, the list that came with it, and what was really found."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models.items import Item, Keeper
from nomina.desk.custody.models.movements import DIGEST
from nomina.desk.custody.models.places import Place
from nomina.desk.custody.models.seen import SeenThere, seen_by, thing_of
from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.operations import CODE
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.standing import Thing

IN, OUT_WAY = "in", "out"
WAYS = (IN, OUT_WAY)
"""Whether the dead come to this side or go to the other."""
CARRIERS = ("icrc", "society", "power", "other", "none")
"""Who carries: the International Committee, a National Society, a Protecting Power, somebody else
who stands between the sides, or nobody does."""
LIST, PAPER_SHEET = "list", "paper"
PAPERS = (LIST, PAPER_SHEET)
"""A list that can be read line by line; any other paper that came with the batch."""
WRONG = ("", "blank", "long", "signs")
"""What is wrong with a line: nothing, it says nothing, a cell is too long, or holds signs that no
text has. Its cells are kept all the same."""
WHAT = ("body", "part", "several", "nothing")
"""What was really in a bag: one body, parts of one, remains of several people, nothing human."""
OURS = ("yes", "no", "unknown")
"""Whether who was found is of this side."""
MEDIA = 100


class BatchQuerySet(SeenThere, Rows["Batch"]):
    """Batches."""


class Batch(Row):
    """One exchange: what comes from the other side in one go, or goes to it.

    Attributes:
        number: as this side calls it; one of its kind in an operation.
        stage: the number of the exchange as both sides count them; None where they do not.
        way: one of `WAYS`.
        counterpart: the authority of the other side.
        carrier: who carries, as a keeper; a batch that goes out has one.
        carried_by: one of `CARRIERS`.
        place: the point of exchange.
        day: for which it is planned; None where not known.
    """

    beside = ("operation", "carrier", "place", "end")

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="batches")
    number = models.CharField(max_length=CODE)
    stage = models.PositiveIntegerField(null=True)
    way = models.CharField(max_length=4)
    counterpart = models.CharField(max_length=NAME)
    carrier = models.ForeignKey(Keeper, on_delete=models.PROTECT, related_name="batches", null=True)
    carried_by = models.CharField(max_length=8)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="batches")
    day = models.DateField(null=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = BatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(way__in=WAYS), name="batch_way_is_known"),
            models.CheckConstraint(
                condition=Q(carried_by__in=CARRIERS), name="batch_carrier_is_known"
            ),
            models.CheckConstraint(
                condition=Q(way=IN) | Q(carrier__isnull=False), name="batch_out_has_a_carrier"
            ),
            models.UniqueConstraint(fields=["operation", "number"], name="batch_number_once"),
        ]
        indexes = [models.Index(fields=["operation", "made_at"], name="batch_by_time")]
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return self.number

    def thing(self) -> Thing:
        """Give what a rule may know of the batch."""
        return thing_of(self.operation_id, self.made_by_id)


class SeenByBatch:
    """A query over rows that have a ``batch``."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible batches."""
        seen: Self = seen_by(self, user, at, "batch__operation")
        return seen


class BatchDocumentQuerySet(SeenByBatch, Rows["BatchDocument"]):
    """Papers of batches."""


class BatchDocument(Row):
    """A paper that came with a batch, byte for byte as it came.

    Attributes:
        digest: SHA-256 of the paper.
        kept: digest of it in the vault, in an envelope of its batch.
        name: of the file, as it came; hostile until shown.
        kind: one of `PAPERS`.
    """

    beside = ("batch",)

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="documents")
    digest = models.CharField(max_length=DIGEST)
    kept = models.CharField(max_length=DIGEST)
    name = models.CharField(max_length=NAME)
    media = models.CharField(max_length=MEDIA)
    size = models.PositiveIntegerField()
    kind = models.CharField(max_length=8)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = BatchDocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PAPERS), name="batch_paper_is_known"),
            models.UniqueConstraint(fields=["batch", "digest", "kind"], name="batch_paper_once"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the paper."""
        return self.batch.thing()


class ListedQuerySet(SeenByBatch, Rows["Listed"]):
    """Lines of lists."""

    def current(self) -> Self:
        """Give those that were not withdrawn."""
        return self.filter(end=None)


class Listed(Row):
    """One line of the list of the other side: what they say, never what was found.

    Attributes:
        line: as a spreadsheet counts.
        number: what they call this person or bag.
        said_name, rank, military, unit, place, note: what they say, as plain text.
        mark: SHA-256 over its cells; equal lines of two files have the same.
        wrong: one of `WRONG`.
        cells: the whole line as it was read.
    """

    beside = ("batch", "document", "end")

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="lines")
    document = models.ForeignKey(BatchDocument, on_delete=models.PROTECT, related_name="lines")
    line = models.PositiveIntegerField()
    number = models.CharField(max_length=NAME, blank=True)
    said_name = models.CharField(max_length=NAME, blank=True)
    rank = models.CharField(max_length=NAME, blank=True)
    military = models.CharField(max_length=NAME, blank=True)
    unit = models.CharField(max_length=NAME, blank=True)
    place = models.CharField(max_length=NAME, blank=True)
    note = models.CharField(max_length=NOTE, blank=True)
    mark = models.CharField(max_length=DIGEST)
    wrong = models.CharField(max_length=8, blank=True)
    cells = models.JSONField[Any]()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ListedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(wrong__in=WRONG), name="listed_wrong_is_known"),
        ]
        indexes = [models.Index(fields=["batch", "line"], name="listed_by_line")]
        ordering = ["made_at", "line", "pk"]

    def __str__(self) -> str:
        return str(self.line)

    def thing(self) -> Thing:
        """Give what a rule may know of the line."""
        return self.batch.thing()


class ListedEndQuerySet(Rows["ListedEnd"]):
    """Ends of lines."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible batches."""
        seen: Self = seen_by(self, user, at, "listed__batch__operation")
        return seen


class ListedEnd(Row):
    """A line counts no more: the list was replaced, or its columns were read wrong."""

    listed = models.OneToOneField(Listed, on_delete=models.PROTECT, related_name="end")
    why = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ListedEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class FoundQuerySet(SeenByBatch, Rows["Found"]):
    """What was found."""


class Found(Row):
    """What was really found in one bag; a later row of the same bag takes its place.

    Attributes:
        item: as it was taken in.
        turn: its place among those of the item in the batch, from 1; the last one counts.
        listed: the line that it stands for; None where there is none.
        what: one of `WHAT`.
        persons: how many people, as far as seen; None where nobody can say.
        ours: one of `OURS`.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="finds")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="finds")
    turn = models.PositiveIntegerField()
    listed = models.ForeignKey(Listed, on_delete=models.PROTECT, related_name="finds", null=True)
    what = models.CharField(max_length=8)
    persons = models.PositiveIntegerField(null=True)
    ours = models.CharField(max_length=8)
    note = models.CharField(max_length=NOTE, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = FoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(what__in=WHAT), name="found_what_is_known"),
            models.CheckConstraint(condition=Q(ours__in=OURS), name="found_ours_is_known"),
            models.UniqueConstraint(fields=["batch", "item", "turn"], name="found_turn_once"),
        ]
        ordering = ["item", "turn"]

    def __str__(self) -> str:
        return str(self.pk)


class GoesBackQuerySet(SeenByBatch, Rows["GoesBack"]):
    """Items that go back."""

    def current(self) -> Self:
        """Give those that still go back."""
        return self.filter(end=None)


class GoesBack(Row):
    """An item is not of this side: it is to be brought back, and is released to nobody here."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="going_back")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="going_back")
    found = models.OneToOneField(Found, on_delete=models.PROTECT, related_name="goes_back")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = GoesBackQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class GoesBackEndQuerySet(Rows["GoesBackEnd"]):
    """Ends of going back."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible batches."""
        seen: Self = seen_by(self, user, at, "goes__batch__operation")
        return seen


class GoesBackEnd(Row):
    """It does not go back after all: a later find says so."""

    goes = models.OneToOneField(GoesBack, on_delete=models.PROTECT, related_name="end")
    found = models.OneToOneField(Found, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = GoesBackEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class BatchEndQuerySet(SeenByBatch, Rows["BatchEnd"]):
    """Ends of batches."""


class BatchEnd(Row):
    """A batch is closed: nothing is added to its list or its finds any more."""

    batch = models.OneToOneField(Batch, on_delete=models.PROTECT, related_name="end")
    words = models.CharField(max_length=NOTE, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = BatchEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
