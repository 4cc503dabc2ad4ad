"""What came of a notice: who told whom, and pictures that a relative asked to see."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from nomina.desk.families.models.telling import (
    MEANS,
    Notice,
    Plan,
    Recipient,
    SeenByNotice,
    SeenByRecipient,
)
from nomina.desk.files.models import Photo
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.standing import Thing


class ToldQuerySet(SeenByNotice, Rows["Told"]):
    """Records of telling."""

    def standing(self) -> Any:
        """Give those that were not struck."""
        return self.filter(struck=None)


class Told(Row):
    """A recipient was told, as those who were there wrote it down afterwards.

    Attributes:
        plan: as it was released.
        turn: 1; a record that was struck is followed by another.
        people: who told them, as in `Plan.people`.
        alone: why they were not two; empty where they were.
        at, where, means: when, where and how it was.
        said: what was said to them.
        asked: what they asked; empty where nothing.
        care: what matters for their care, such as that a doctor was called; empty where nothing.
        next_contact: the day on which somebody speaks with them again; None where they wish none.
        next_words: what was agreed for that; of None, that they wish none, in their words.
        by: who wrote it down.
    """

    beside = ("notice__operation", "notice__identification__link__other", "recipient__family")

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="told")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="told")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="told")
    turn = models.PositiveIntegerField()
    people = models.JSONField[Any]()
    alone = models.CharField(max_length=NOTE, blank=True)
    at = models.DateTimeField()
    where = models.CharField(max_length=NOTE)
    means = models.CharField(max_length=12)
    said = models.CharField(max_length=NOTE)
    asked = models.CharField(max_length=NOTE, blank=True)
    care = models.CharField(max_length=NOTE, blank=True)
    next_contact = models.DateField(null=True)
    next_words = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ToldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(means__in=MEANS), name="told_means_are_known"),
            models.UniqueConstraint(fields=["recipient", "turn"], name="told_turn_once"),
        ]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the record."""
        return self.notice.thing()


class SeenByTold(SeenByNotice):
    """A query over rows that have a ``told``."""

    way = "told__notice__operation"


class ToldStruckQuerySet(SeenByTold, Rows["ToldStruck"]):
    """Records that were struck."""


class ToldStruck(Row):
    """A record of telling was written by mistake: this relative was not told.

    Attributes:
        why: the reason, in words.
    """

    told = models.OneToOneField(Told, on_delete=models.PROTECT, related_name="struck")
    why = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ToldStruckQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class SpokenQuerySet(SeenByTold, Rows["Spoken"]):
    """Later contacts."""


class Spoken(Row):
    """Somebody spoke again with a relative who was told; the last row says what comes next.

    Attributes:
        at: when.
        words: what was said and asked.
        next_contact, next_words: as of `Told`.
    """

    told = models.ForeignKey(Told, on_delete=models.PROTECT, related_name="spoken")
    at = models.DateTimeField()
    words = models.CharField(max_length=NOTE)
    next_contact = models.DateField(null=True)
    next_words = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = SpokenQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class ImageRequestQuerySet(SeenByRecipient, Rows["ImageRequest"]):
    """Requests to see a picture."""


class ImageRequest(Row):
    """A relative asked to see a picture of their dead; it opens nothing for another relative.

    Attributes:
        recipient: who asked, for themselves alone.
        words: in which words.
        at: when they asked.
        by: who heard it.
    """

    beside = ("recipient__notice__operation", "recipient__notice__identification__link__other",
              "recipient__notice__identification__link__one", "recipient__family")  # fmt: skip

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="images")
    words = models.CharField(max_length=NOTE)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ImageRequestQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the request."""
        return self.recipient.thing()


class SeenByRequest(SeenByNotice):
    """A query over rows that have a ``request`` for a picture."""

    way = "request__recipient__notice__operation"


class ImageDeclinedQuerySet(SeenByRequest, Rows["ImageDeclined"]):
    """Requests that were taken back."""


class ImageDeclined(Row):
    """The relative does not wish to see a picture any more, or it is not shown.

    Attributes:
        why: in which words, or for what reason.
    """

    request = models.OneToOneField(ImageRequest, on_delete=models.PROTECT, related_name="declined")
    why = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ImageDeclinedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class ImagePreparedQuerySet(SeenByRequest, Rows["ImagePrepared"]):
    """Preparations."""


class ImagePrepared(Row):
    """Somebody who is present has told the relative what they will see, before they see it.

    Attributes:
        present: who is with the relative.
        place: where both are.
        words: what was said: what is seen, that they can stop, that they need not look.
        at: when; a picture opens for a while after it and not later.
    """

    request = models.ForeignKey(ImageRequest, on_delete=models.PROTECT, related_name="prepared")
    present = models.CharField(max_length=NAME)
    place = models.CharField(max_length=NOTE)
    words = models.CharField(max_length=NOTE)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ImagePreparedQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class SeenByPrepared(SeenByNotice):
    """A query over rows that have a preparation."""

    way = "prepared__request__recipient__notice__operation"


class ImageShownQuerySet(SeenByPrepared, Rows["ImageShown"]):
    """Openings of pictures."""


class ImageShown(Row):
    """A picture was opened for a relative who asked and was prepared, in the room.

    Attributes:
        photo: of the body; no copy of it is made.
    """

    prepared = models.ForeignKey(ImagePrepared, on_delete=models.PROTECT, related_name="shown")
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="shown_to")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ImageShownQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
