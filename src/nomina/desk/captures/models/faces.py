"""Faces that were found in a capture, and the word that a comparison within the case gave.

No template is kept, not even for a moment in the database. The words themselves go with what they
rest on: `captures.forget`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from nomina.desk.captures.models.captures import Capture, Item, within
from nomina.desk.leads.models.jobs import seen_in
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import Visible
from nomina.desk.policy.standing import Thing

EXCLUDED, INCONCLUSIVE, CANDIDATE = WORDS = (
    "excluded",
    "inconclusive",
    "candidate for other examination",
)
"""All that a comparison of faces may ever say here; the machine itself says no ``excluded``."""


class FaceSeenQuerySet(Visible["FaceSeen"]):
    """Faces that were seen."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of captures that ``user`` may see, where they may see leads, too."""
        condition = within(user, at, "capture__file__")
        if condition is None:
            return self.none()
        seen = seen_in(user, at)
        return self.filter(condition, capture__file__operation__in=seen)


class FaceSeen(models.Model):
    """One face in one picture of a capture, held against all photos of the file together.

    Attributes:
        number: its place in the picture, from left to right, from 1.
        box: left, top, right, bottom in pixels of the picture as it was received.
        word: one of `WORDS`.
        photos: how many photos of the file it was held against.
        engine: digest of all that decides what a picture gives.
    """

    capture = models.ForeignKey(Capture, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    box = models.JSONField[Any]()
    word = models.CharField(max_length=32)
    photos = models.PositiveIntegerField()
    engine = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = FaceSeenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(word__in=WORDS), name="face_word_is_known"),
            models.UniqueConstraint(fields=["item", "number"], name="face_seen_once"),
        ]
        ordering = ["item__number", "number"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return self.capture.thing()
