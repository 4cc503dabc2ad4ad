"""The enquiry desk: the page of an operation, who asks, and what they sent.

What was sent lies in the vault, each piece in an envelope that is sealed to the key of the enquiry
desk before it touches a disk. That somebody asked stays for good; the envelopes go at a withdrawal.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from nomina.desk.custody.models.seen import seen_by
from nomina.desk.families.models.seen import SeenByEnquiry, SeenBySubmission, thing_of
from nomina.desk.files.models import Consent, Photo
from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.operations import held_wide
from nomina.desk.people.models.rows import Row, Rows, Visible
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.roles import SEES_ENQUIRIES, SEES_PAGES, Role
from nomina.desk.policy.standing import Thing

NUMBER = 12
"""Most signs of the number of an enquiry, and of the code of a page."""
LANGUAGE = 8
BY_PAGE, BY_COUNTER, BY_LETTER = "page", "counter", "letter"
BY_PHONE, BY_BUREAU = "phone", "bureau"
WAYS = (BY_PAGE, BY_COUNTER, BY_LETTER, BY_PHONE, BY_BUREAU)
OWN, OTHER = "own", "other"
SIDES = (OWN, OTHER)
PART = 40
"""Longest name of a part of what was sent."""


class EnquiryPageQuerySet(Rows["EnquiryPage"]):
    """Pages of operations."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of operations whose enquiries ``user`` runs; who keeps accounts sees all."""
        if held_wide(user, at, Role.ADMINISTRATOR):
            return self.all()
        seen: Self = seen_by(self, user, at, "operation", SEES_PAGES)
        return seen

    def open(self, at: datetime | None = None) -> Self:
        """Give those that answer the public at a moment: opened by a second person, not ended."""
        moment = at or timezone.now()
        return self.filter(Q(end=None) | Q(end__made_at__gt=moment), opening__made_at__lte=moment)


class EnquiryPage(Row):
    """That an operation would answer the public; it does once somebody else opened the page.

    Attributes:
        code: stands in the public address ``/ask/<code>/``; drawn at random, and says nothing.
        name: what the public reads there.
        languages: those of the page; the first is shown first.
        agency: how the neutral agency is reached, in words.
    """

    beside = ("operation", "made_by", "opening", "end")

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="ask_pages")
    code = models.CharField(max_length=NUMBER, unique=True)
    name = models.CharField(max_length=NAME)
    languages = models.JSONField[Any]()
    agency = models.CharField(max_length=NOTE)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = EnquiryPageQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the page; its maker does not open it."""
        return thing_of(self.operation_id, self.made_by_id)


class SeenByPage:
    """A query over rows that have a ``page``."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the pages that ``user`` may see."""
        rows: Any = self
        seen: Self = rows.filter(page__in=EnquiryPage.objects.visible_to(user, at).values("pk"))
        return seen


class EnquiryPageOpeningQuerySet(SeenByPage, Rows["EnquiryPageOpening"]):
    """Openings of pages."""


class EnquiryPageOpening(Row):
    """An administrator opened the page to the public, from `made_at` on."""

    page = models.OneToOneField(EnquiryPage, on_delete=models.PROTECT, related_name="opening")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = EnquiryPageOpeningQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class EnquiryPageEndQuerySet(SeenByPage, Rows["EnquiryPageEnd"]):
    """Ends of pages."""


class EnquiryPageEnd(Row):
    """The page answers nobody from `made_at` on."""

    page = models.OneToOneField(EnquiryPage, on_delete=models.PROTECT, related_name="end")
    why = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = EnquiryPageEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class EnquiryQuerySet(Rows["Enquiry"]):
    """Enquiries."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the operations in which ``user`` sees enquiries."""
        seen: Self = seen_by(self, user, at, "operation", SEES_ENQUIRIES)
        return seen


class Enquiry(Row):
    """Somebody asked after a missing person. Nothing of what they said stands in this row.

    Attributes:
        number: random signs and two that check them; never a count. It is told to who asked.
        secret: HMAC-SHA256 (hex) of the secret that was told with it; never the secret.
        way: one of `WAYS`.
        language: that they asked in.
        side: one of `SIDES`. To the other side nothing is ever sent.
        made_by: who took it down; None where it came by the page.
    """

    beside = ("operation",)

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="enquiries")
    number = models.CharField(max_length=NUMBER, unique=True)
    secret = models.CharField(max_length=64)
    way = models.CharField(max_length=8)
    language = models.CharField(max_length=LANGUAGE)
    side = models.CharField(max_length=6)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(way__in=WAYS), name="enquiry_way_is_known"),
            models.CheckConstraint(condition=Q(side__in=SIDES), name="enquiry_side_is_known"),
            models.CheckConstraint(
                condition=Q(way=BY_PAGE) | Q(made_by__isnull=False), name="enquiry_has_a_taker"
            ),
        ]
        indexes = [models.Index(fields=["operation", "made_at"], name="enquiry_by_time")]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the enquiry."""
        return thing_of(self.operation_id, self.made_by_id)


class ConsentTextQuerySet(Rows["ConsentText"]):
    """Texts of consent."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those that stand under enquiries that ``user`` may see."""
        mine = Submission.objects.visible_to(user, at)
        return self.filter(pk__in=mine.values("consent_text"))


class ConsentText(Row):
    """The words by which consent was asked, as they stood; a changed word makes another row.

    Attributes:
        digest: SHA-256 (hex) of the words; its first signs are the version on pages.
        language: of the words.
    """

    digest = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=LANGUAGE)
    words = models.TextField()

    objects = ConsentTextQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class SubmissionQuerySet(SeenByEnquiry, Rows["Submission"]):
    """What was sent."""

    def unread(self) -> Self:
        """Give those that nobody has read."""
        return self.filter(readings=None)


class Submission(Row):
    """Something was sent with an enquiry; what, lies in its envelopes until it is withdrawn.

    Attributes:
        turn: its place among those of the enquiry, from 1.
        consent_text: the words by which consent was asked; None where none was.
        by: who took it down; None where it came by the page.
    """

    beside = ("enquiry", "enquiry__operation")

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="submissions")
    turn = models.PositiveIntegerField()
    consent_text = models.ForeignKey(
        ConsentText, on_delete=models.PROTECT, related_name="+", null=True
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enquiry", "turn"], name="submission_turn_once")
        ]
        ordering = ["turn"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the submission."""
        return thing_of(self.enquiry.operation_id)


class EnvelopeQuerySet(SeenBySubmission, Visible["Envelope"]):
    """Envelopes."""


class Envelope(models.Model):
    """A piece of what was sent, sealed to the key of the enquiry desk (`families.envelopes`).

    It goes at a withdrawal with its bytes in the vault; a photo goes once a file holds it.

    Attributes:
        number: 0 is what was written; photos follow from 1.
        digest: SHA-256 (hex) of the sealed bytes, under which the vault keeps them.
        size: of the sealed bytes.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="envelopes")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()

    objects = EnvelopeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="envelope_number_once")
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.pk)


class UnreadQuerySet(Visible["Unread"]):
    """What nobody has read."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the operations in which ``user`` sees enquiries."""
        seen: Self = seen_by(self, user, at, "operation", SEES_ENQUIRIES)
        return seen


class Unread(models.Model):
    """Something that was sent waits to be read; the row goes when somebody reads it.

    It says nothing that `SubmissionRead` does not: every page counts what waits, and counting it
    must not take longer the more was ever sent.
    """

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, primary_key=True, related_name="unread"
    )
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()

    objects = UnreadQuerySet.as_manager()

    class Meta:
        ordering = ["since"]

    def __str__(self) -> str:
        return str(self.pk)


class SubmissionReadQuerySet(SeenBySubmission, Rows["SubmissionRead"]):
    """Readings."""


class SubmissionRead(Row):
    """Somebody opened what was sent, and read it.

    Attributes:
        why: the reason, which must be given where the other side sent it.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="readings")
    why = models.CharField(max_length=NOTE, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = SubmissionReadQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class TakenQuerySet(SeenBySubmission, Rows["Taken"]):
    """What was taken over."""


class Taken(Row):
    """A part of what was sent was looked at, and stands in a file now, or was left out.

    Attributes:
        part: such as ``am born``, ``family kinship``, ``consent dna``, ``contact``, ``photo 2``.
        kept: whether it was taken over; False where a person left it out.
        consent, photo: what came of it, so that a withdrawal finds it.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="taken")
    part = models.CharField(max_length=PART)
    kept = models.BooleanField()
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+", null=True)
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="+", null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = TakenQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "part"], name="taken_once")]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
