"""What was asked of the worker for a file: to go to an address, or to compare faces."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from nomina.desk.captures.models.captures import Capture, within
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import Row, Rows, Visible
from nomina.desk.people.text import NOTE
from nomina.desk.policy.standing import Thing

ADDRESS, FACES = ERRANDS = ("address", "faces")
"""Going to one address; looking for faces in one capture."""
WAITING, WORKING, DONE, FAILED = STATES = ("waiting", "working", "done", "failed")
OPEN = (WAITING, WORKING)


class SeenByFile:
    """A query over rows that have a ``file``; who sees its captures sees them."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give the rows of the files whose captures ``user`` may see."""
        rows: Any = self
        condition = within(user, at, "file__")
        seen: Self = rows.none() if condition is None else rows.filter(condition)
        return seen


class AskingQuerySet(SeenByFile, Rows["Asking"]):
    """Askings."""


class Asking(Row):
    """Somebody asked for an address, and said why before anything left (OSI-03).

    Attributes:
        file: whom it is about.
        purpose, assessment: as of a `Capture`.
        address: as it was given; the only one that is gone to for it.
    """

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=NOTE)
    assessment = models.JSONField[Any]()
    address = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = AskingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["file", "made_at"])]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return self.file.thing()


class ErrandQuerySet(SeenByFile, Visible["Errand"]):
    """Errands."""


class Errand(models.Model):
    """One piece of work of the worker; it ends with a result that is kept whole, or with words.

    Attributes:
        kind: one of `ERRANDS`.
        by: for whom it is done now; whoever asked last.
        asking: which address, for what; of `ADDRESS`.
        capture: what came of an address, or whose faces are compared.
        tries: how often it was begun since somebody asked.
        worker: the process at work, and ``attempt`` its try; whoever has another try must stop.
        beat_at: when the process last said that it is at work.
        says: why it failed, or what came of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asking = models.OneToOneField(
        Asking, on_delete=models.PROTECT, related_name="errand", null=True
    )
    capture = models.ForeignKey(Capture, on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=8, default=WAITING)
    made_at = models.DateTimeField(default=timezone.now)
    began_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=120, blank=True)
    attempt = models.UUIDField(null=True)
    says = models.CharField(max_length=500, blank=True)

    objects = ErrandQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ERRANDS), name="errand_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="errand_state_is_known"),
            models.CheckConstraint(
                condition=Q(kind=ADDRESS, asking__isnull=False)
                | Q(kind=FACES, asking=None, capture__isnull=False),
                name="errand_says_for_what",
            ),
            models.UniqueConstraint(
                fields=["capture"],
                condition=Q(kind=FACES, state__in=OPEN),
                name="errand_faces_once",
            ),
        ]
        indexes = [models.Index(fields=["file", "made_at"])]
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return self.file.thing()
