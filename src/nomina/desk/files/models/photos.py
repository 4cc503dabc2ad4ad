"""Photos: that one was received stays for good; what it holds can be taken away.

`Photo` and its ends are rows that stay. `Content` and all that hangs on it (names as given,
renditions, faces, and in another app templates) go at a withdrawal, in one transaction with the
bytes in the vault; the photo is then a tombstone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from nomina.desk.files.models.files import File, SeenByFile, within
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import Row, Rows, Visible
from nomina.desk.people.text import NOTE
from nomina.desk.policy.roles import SEES_PHOTO
from nomina.desk.policy.standing import Thing

WITHDRAWN, WRONG_FILE, LIVING, OTHER = "withdrawn", "wrong-file", "living", "other"
ENDS = (WITHDRAWN, WRONG_FILE, LIVING, OTHER)
PHOTO_KINDS = tuple(kind for kind, roles in SEES_PHOTO.items() if roles)
"""Kinds of file that hold photos."""


class PhotoQuerySet(SeenByFile, Rows["Photo"]):
    """Photos."""

    def standing(self) -> Self:
        """Give those that still hold something."""
        return self.filter(end=None)


class Photo(Row):
    """A photo was received for a file."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="photos")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["file", "made_at"])]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the photo."""
        return self.file.thing()


class PhotoEndQuerySet(Rows["PhotoEnd"]):
    """Ends of photos."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the photos that ``user`` may see."""
        return self.filter(photo__in=Photo.objects.visible_to(user, at).values("pk"))


class PhotoEnd(Row):
    """What a photo held was taken away; the photo is a tombstone from `made_at` on.

    Attributes:
        ended_by: who did; None where the family took it back itself, without an account.
    """

    photo = models.OneToOneField(Photo, on_delete=models.PROTECT, related_name="end")
    reason = models.CharField(max_length=12)
    why = models.CharField(max_length=NOTE)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = PhotoEndQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=ENDS), name="photo_end_is_known")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class TombstoneQuerySet(SeenByFile, Rows["Tombstone"]):
    """Tombstones."""


class Tombstone(Row):
    """What tells the bytes of a photo that was taken away when they come again.

    Attributes:
        mark: `files.tombstones.mark` of the file and the bytes; without the key of the desk nobody
            can test with it which photo it was.
        anywhere: the same of the bytes alone, by which a hold still finds them in other files;
            empty where the photo went before there was this.
    """

    photo = models.OneToOneField(Photo, on_delete=models.PROTECT, related_name="tombstone")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="tombstones")
    mark = models.CharField(max_length=64)
    anywhere = models.CharField(max_length=64, blank=True, default="")

    objects = TombstoneQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["file", "mark"]), models.Index(fields=["anywhere"])]

    def __str__(self) -> str:
        return str(self.pk)


class ContentQuerySet(SeenByFile, Visible["Content"]):
    """Contents of photos."""


class Content(models.Model):
    """What a photo holds: the original in the vault, and what the file says of itself.

    Attributes:
        digest: SHA-256 of the bytes as received, 64 hex digits; once in a file.
        size: in bytes.
        media: as decoded, such as ``image/jpeg``; empty where it could not be.
        width, height: in pixels, upright; None where it could not be decoded.
        claims: what the file claims of itself (time, place, device) by name: claims, not facts.
        notes: codes of what a reader must know of the pixels, see `docs/images.md`.
        unreadable: the code of why it could not be decoded; it is kept all the same.
        looked_at: when faces were last looked for; None while that is still to be done.
        mark: by which copies of the picture are told (`nomina.images.alike`); empty where none was
            made, as of photos that came before there were marks.
    """

    photo = models.OneToOneField(
        Photo, on_delete=models.PROTECT, primary_key=True, related_name="content"
    )
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="contents")
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media = models.CharField(max_length=40, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    claims = models.JSONField[Any](default=dict)
    notes = models.JSONField[Any](default=list)
    unreadable = models.CharField(max_length=60, blank=True)
    looked_at = models.DateTimeField(null=True)
    mark = models.CharField(max_length=128, blank=True, default="")

    objects = ContentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "digest"], name="photo_once")]
        indexes = [models.Index(fields=["digest"]), models.Index(fields=["looked_at"])]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the photo."""
        return self.file.thing()


class SeenByContent:
    """A query over what hangs on the content of a photo; who sees the file sees it."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give the rows of the files that ``user`` may see."""
        rows: Any = self
        condition = within(user, at, "content__file__")
        seen: Self = rows.none() if condition is None else rows.filter(condition)
        return seen


class OccurrenceQuerySet(SeenByContent, Visible["Occurrence"]):
    """Occurrences."""


class Occurrence(models.Model):
    """The same bytes were received: under which name, from where, when, by whom.

    Attributes:
        alive: what was said then of the person in it, of `files.living.ALIVE`; empty where nobody
            was asked.
    """

    content = models.ForeignKey(Content, on_delete=models.CASCADE, related_name="occurrences")
    name = models.CharField(max_length=NOTE, blank=True)
    source = models.CharField(max_length=40)
    alive = models.CharField(max_length=12, blank=True, default="")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class RenditionQuerySet(SeenByContent, Visible["Rendition"]):
    """Renditions."""


class Rendition(models.Model):
    """The photo rebuilt from its pixels, in one size; nothing of the file's own data is in it.

    Attributes:
        kind: ``page`` (to look at) or ``small``.
        digest: of the rendition in the vault.
    """

    content = models.ForeignKey(Content, on_delete=models.CASCADE, related_name="renditions")
    kind = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    media = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    objects = RenditionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content", "kind"], name="rendition_once")]

    def __str__(self) -> str:
        return str(self.pk)


class FaceQuerySet(SeenByContent, Visible["Face"]):
    """Faces."""


class Face(models.Model):
    """A face in a photo, in pixels of the upright original.

    Attributes:
        left, top, right, bottom: the box.
        turn: degrees by which the face is turned in the photo, clockwise.
        by: who drew the box; None where it was found.
        of_file: whether it is the face of the person or body of the file; None where nobody said.
        facts: what the finder said of it, as JSON; ``chosen`` where it would take this one.
    """

    content = models.ForeignKey(Content, on_delete=models.CASCADE, related_name="faces")
    left = models.IntegerField()
    top = models.IntegerField()
    right = models.IntegerField()
    bottom = models.IntegerField()
    turn = models.FloatField(default=0)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    of_file = models.BooleanField(null=True)
    facts = models.JSONField[Any](default=dict)
    made_at = models.DateTimeField()

    objects = FaceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)


class HoldQuerySet(SeenByFile, Rows["Hold"]):
    """Holds."""

    def current(self) -> Self:
        """Give those that were not released."""
        return self.filter(end=None)


class Hold(Row):
    """A photo is kept out of every comparison, such as one that may show a living prisoner.

    Attributes:
        photo: None where the whole file is held, with every photo that it gets.
    """

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="holds")
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="holds", null=True)
    why = models.CharField(max_length=NOTE)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the hold."""
        return self.file.thing()


class HoldEndQuerySet(Rows["HoldEnd"]):
    """Releases."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the holds that ``user`` may see."""
        return self.filter(hold__in=Hold.objects.visible_to(user, at).values("pk"))


class HoldEnd(Row):
    """A hold was released, by someone other than who asks for the comparison."""

    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, related_name="end")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=NOTE)

    objects = HoldEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
