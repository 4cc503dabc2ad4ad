"""Counting a place by reading every tag in it, and what does not fit: incidents for people."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models.items import Item
from nomina.desk.custody.models.movements import READS, Handover
from nomina.desk.custody.models.places import Place
from nomina.desk.custody.models.seen import SeenThere, seen_by, thing_of
from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.standing import Thing

INCIDENTS = (
    "missing", "extra", "unknown-tag", "foreign-tag", "wrong-tag", "late", "clock", "conflict",
    "seal", "gap", "overfull", "cold", "warm", "silent", "inventory", "list", "other",
)  # fmt: skip
"""What does not fit. Missing or extra at a count or handover; a tag that nobody printed, of another
operation, or read wrong; written down out of order; a clock that jumped; two who say two things; a
seal that is broken or another; nobody took what was handed out; more than a place holds; a place
too cold, too warm or silent; effects that differ; an exchange list that differs."""


class CountQuerySet(SeenThere, Rows["Count"]):
    """Counts."""


class Count(Row):
    """Somebody counts a place."""

    beside = ("place",)

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="counts")
    at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = CountQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["place", "made_at"], name="count_by_place")]
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the count."""
        return thing_of(self.operation_id, self.made_by_id)


class SeenByCount:
    """A query over rows that have a ``count``."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible counts."""
        seen: Self = seen_by(self, user, at, "count__operation")
        return seen


class CountReadQuerySet(SeenByCount, Rows["CountRead"]):
    """Tags that were read."""


class CountRead(Row):
    """A tag was read at a count.

    Attributes:
        text: as it was read, whatever it is.
        item: what it hangs on; None where it is no tag of this operation.
        read: one of `movements.READS`.
    """

    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="reads")
    text = models.CharField(max_length=NAME)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", null=True)
    read = models.CharField(max_length=8)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = CountReadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(read__in=READS), name="count_read_is_known"),
            models.UniqueConstraint(fields=["count", "text"], name="count_text_once"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class CountEndQuerySet(SeenByCount, Rows["CountEnd"]):
    """Ends of counts."""


class CountEnd(Row):
    """A count is over.

    Attributes:
        found: what register and place say of each other: ``here``, ``missing``, ``extra`` are
            lists of item ids, ``strange`` of texts that were read.
    """

    count = models.OneToOneField(Count, on_delete=models.PROTECT, related_name="end")
    found = models.JSONField[Any]()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = CountEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class IncidentQuerySet(SeenThere, Rows["Incident"]):
    """Incidents."""

    def current(self) -> Self:
        """Give those that nobody has settled."""
        return self.filter(end=None)


class Incident(Row):
    """Something does not fit; a person looks at it and says what was found.

    Attributes:
        kind: one of `INCIDENTS`.
        item, place, handover, count: what it is about, as far as that is known.
        said: what was claimed and what the register says, as plain values (ids, codes, moments).
        words: what was said about it.
        at: when it was noticed.
        by: who noticed; None for the desk itself.
    """

    beside = ("item", "place")

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="incidents")
    kind = models.CharField(max_length=12)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="incidents", null=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="incidents", null=True)
    handover = models.ForeignKey(
        Handover, on_delete=models.PROTECT, related_name="incidents", null=True
    )
    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="incidents", null=True)
    said = models.JSONField[Any](default=dict)
    words = models.CharField(max_length=NOTE, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=INCIDENTS), name="incident_kind_is_known")
        ]
        indexes = [models.Index(fields=["operation", "made_at"], name="incident_by_time")]
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the incident."""
        return thing_of(self.operation_id, self.by_id)


class IncidentEndQuerySet(Rows["IncidentEnd"]):
    """Ends of incidents."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible incidents."""
        seen: Self = seen_by(self, user, at, "incident__operation")
        return seen


class IncidentEnd(Row):
    """Somebody looked at an incident and says what was found."""

    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="end")
    words = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = IncidentEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class CommandQuerySet(Rows["Command"]):
    """Commands."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the operations in which ``user`` sees custody."""
        seen: Self = seen_by(self, user, at)
        return seen


class Command(Row):
    """Something that a device asked for, perhaps long after; the same id is done once.

    Its `id` is the device's own. What it came to is kept, so that asking again gives the same.

    Attributes:
        kind: what was asked for (`custody.commands`).
        said: all of it, as it came.
        outcome: ``done``, or ``incident``.
        answer: what the device is told.
    """

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    said = models.JSONField[Any]()
    outcome = models.CharField(max_length=12)
    answer = models.JSONField[Any]()
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+", null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = CommandQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
