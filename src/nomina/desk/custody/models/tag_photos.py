"""Pictures of tags: one of each side of a handover, for all tags that were read in that step."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models.movements import DIGEST, Handover
from nomina.desk.custody.models.seen import seen_by
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.policy.standing import Thing

GIVEN, TAKEN = "given", "taken"
SIDES = (GIVEN, TAKEN)
"""Whose picture it is: of whoever gave, or of whoever took."""


class TagPhotoQuerySet(Rows["TagPhoto"]):
    """Pictures of tags."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible handovers."""
        seen: Self = seen_by(self, user, at, "handover__operation")
        return seen


class TagPhoto(Row):
    """A picture of the tags that one side of a handover read.

    Attributes:
        side: one of `SIDES`.
        photo: digest of the bytes in the vault, as they came.
        shown: digest of a picture made of its pixels alone, which pages show.
    """

    beside = ("handover",)

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="pictures")
    side = models.CharField(max_length=5)
    photo = models.CharField(max_length=DIGEST)
    shown = models.CharField(max_length=DIGEST)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = TagPhotoQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handover", "side"], name="tag_photo_once"),
            models.CheckConstraint(condition=Q(side__in=SIDES), name="tag_photo_side_is_known"),
            models.CheckConstraint(
                condition=~Q(photo="") & ~Q(shown=""), name="tag_photo_is_whole"
            ),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the picture."""
        return self.handover.thing()
