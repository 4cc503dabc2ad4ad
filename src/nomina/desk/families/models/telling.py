"""Notices: that somebody was identified is to be told, to whom, how, and who let it go out.

A notice begins with an identification and with nothing else; there is no other way to make one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models.seen import seen_by, thing_of
from nomina.desk.examine.models import Identification
from nomina.desk.files.models import File
from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.roles import SEES_NOTICES
from nomina.desk.policy.standing import Thing

DEATH, FURTHER, RECALL = "death", "further", "recall"
OCCASIONS = (DEATH, FURTHER, RECALL)
"""A death is told; more of somebody was found whose death was told; what was told was wrong."""
PERSON, TELEPHONE, MESSAGE = "person", "telephone", "message"
MEANS = (PERSON, TELEPHONE, MESSAGE)
"""How a family is told. There is no other: nobody is told in a public or social medium."""
LIAISON, BOARD = "liaison", "board"
SEATS = (LIAISON, BOARD)
"""As what somebody signs a plan."""
DIGEST = 64
LANGUAGE = 16


class SeenByNotice:
    """A query over rows that have a ``notice``; who sees notices there sees them."""

    way: ClassVar[str] = "notice__operation"

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the operations in which ``user`` sees notices."""
        seen: Self = seen_by(self, user, at, self.way, SEES_NOTICES)
        return seen


class NoticeQuerySet(SeenByNotice, Rows["Notice"]):
    """Notices."""

    way = "operation"

    def open(self) -> Self:
        """Give those that were not ended."""
        return self.filter(end=None)


class Notice(Row):
    """Something about one identified person is to be told to relatives.

    Attributes:
        operation: that of the missing person's file.
        identification: what is told; it stands, or, of a recall, stood when it was told.
        occasion: one of `OCCASIONS`.
        recalls: of a recall, the notice that was wrong; None of the others.
        by: who began it.
    """

    beside = ("operation", "identification__link__one", "identification__link__other", "recalls")

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="notices")
    identification = models.ForeignKey(
        Identification, on_delete=models.PROTECT, related_name="notices"
    )
    occasion = models.CharField(max_length=8)
    recalls = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="recall", null=True
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(occasion__in=OCCASIONS), name="occasion_is_known"),
            models.CheckConstraint(
                condition=Q(occasion=RECALL, recalls__isnull=False)
                | (~Q(occasion=RECALL) & Q(recalls__isnull=True)),
                name="recall_is_of_a_notice",
            ),
            models.UniqueConstraint(
                fields=["identification"],
                condition=~Q(occasion=RECALL),
                name="identification_told_once",
            ),
        ]
        indexes = [models.Index(fields=["operation", "made_at"], name="notice_by_time")]
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def missing(self) -> File:
        """The file of the missing person."""
        found: File = self.identification.link.other
        return found

    @property
    def body(self) -> File:
        """The file of the body or part."""
        found: File = self.identification.link.one
        return found

    def thing(self) -> Thing:
        """Give what a rule may know of the notice."""
        return thing_of(self.operation_id, self.by_id)


class NoticeEndQuerySet(SeenByNotice, Rows["NoticeEnd"]):
    """Ends of notices."""


class NoticeEnd(Row):
    """A notice was closed untold: there is nobody to tell, or the way is another.

    A recall has none: it ends when everybody who was told has been told again.

    Attributes:
        why: the reason, in words.
    """

    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="end")
    why = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = NoticeEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class RecipientQuerySet(SeenByNotice, Rows["Recipient"]):
    """Who is to be told."""

    def standing(self) -> Self:
        """Give those that were not taken off again."""
        return self.filter(end=None)


class Recipient(Row):
    """A relative is to be told; whoever is chosen has a file and proven kinship.

    Attributes:
        family: the file of the relative.
        turn: 1; who was taken off may be chosen again.
        relation: what they are to the missing person, in words.
        wishes: how they wish to be told, in words; empty where nothing was said.
        by: who chose them.
    """

    beside = ("notice__operation", "notice__identification__link__other", "family")

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="recipients")
    family = models.ForeignKey(File, on_delete=models.PROTECT, related_name="told_by")
    turn = models.PositiveIntegerField(default=1)
    relation = models.CharField(max_length=NAME)
    wishes = models.CharField(max_length=NOTE, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = RecipientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "family", "turn"], name="recipient_once"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the recipient."""
        return self.notice.thing()


class SeenByRecipient(SeenByNotice):
    """A query over rows that have a ``recipient``."""

    way = "recipient__notice__operation"


class RecipientEndQuerySet(SeenByRecipient, Rows["RecipientEnd"]):
    """Recipients that were taken off."""


class RecipientEnd(Row):
    """A recipient is not to be told by this notice after all; nobody told them of it.

    Of a recall it stands only beside a `RecipientGone` of another person.

    Attributes:
        why: the reason, in words.
    """

    recipient = models.OneToOneField(Recipient, on_delete=models.PROTECT, related_name="end")
    why = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = RecipientEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class RecipientGoneQuerySet(SeenByRecipient, Rows["RecipientGone"]):
    """Recipients of recalls of whom somebody said that nobody can tell them."""

    def open(self) -> Self:
        """Give those of which no other person said so yet."""
        return self.filter(recipient__end=None)


class RecipientGone(Row):
    """Nobody can tell this recipient of a recall: they died, or were never told.

    It is said by one and confirmed by another of the board, whose `RecipientEnd` takes them off.

    Attributes:
        why: how that is known, in words.
        keys: digests of what the account signed in with then (`examine.keys`), in order.
    """

    recipient = models.OneToOneField(Recipient, on_delete=models.PROTECT, related_name="gone")
    why = models.CharField(max_length=NOTE)
    keys = models.JSONField[Any](default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = RecipientGoneQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class PlanQuerySet(SeenByNotice, Rows["Plan"]):
    """Plans."""


class Plan(Row):
    """How recipients of a notice are to be told; of each recipient, the last that covers them.

    Attributes:
        turn: its place among those of the notice, from 1.
        means: one of `MEANS`.
        necessity: why not in person; empty where it is.
        people: two or more who go, each with ``name``, ``office`` and ``account`` (id or empty).
        place: where, in words; of a telephone call, from where.
        at: when.
        language: in which it is told, such as ``uk``.
        interpreter: who translates; empty where nobody does.
        support: who is there to help: doctor, psychologist, clergy and others; empty for nobody.
        not_to_hear: what the family asked not to hear; empty where they asked nothing of it.
        notes: what else those who go must know; empty where nothing.
        against: why somebody is told who wishes no contact; only of a recall, else empty.
        by: who made it.
    """

    beside = ("notice__operation", "notice__identification__link__other")

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="plans")
    turn = models.PositiveIntegerField()
    means = models.CharField(max_length=12)
    necessity = models.CharField(max_length=NOTE, blank=True)
    people = models.JSONField[Any]()
    place = models.CharField(max_length=NOTE)
    at = models.DateTimeField()
    language = models.CharField(max_length=LANGUAGE)
    interpreter = models.CharField(max_length=NAME, blank=True)
    support = models.CharField(max_length=NOTE, blank=True)
    not_to_hear = models.CharField(max_length=NOTE, blank=True)
    notes = models.CharField(max_length=NOTE, blank=True)
    against = models.CharField(max_length=NOTE, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(means__in=MEANS), name="means_are_known"),
            models.CheckConstraint(
                condition=(Q(means=PERSON) & Q(necessity=""))
                | (~Q(means=PERSON) & ~Q(necessity="")),
                name="not_in_person_has_necessity",
            ),
            models.UniqueConstraint(fields=["notice", "turn"], name="plan_turn_once"),
        ]
        ordering = ["turn"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the plan."""
        return self.notice.thing()


class SeenByPlan(SeenByNotice):
    """A query over rows that have a ``plan``."""

    way = "plan__notice__operation"


class PlanForQuerySet(SeenByPlan, Rows["PlanFor"]):
    """Whom plans cover."""


class PlanFor(Row):
    """A plan covers a recipient; each is told for themselves, though the same people may go."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="covers")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="plans")

    objects = PlanForQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "recipient"], name="plan_covers_once"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class PlanSignQuerySet(SeenByPlan, Rows["PlanSign"]):
    """Signatures of plans."""


class PlanSign(Row):
    """Somebody other than its maker lets a plan go out, after seeing what goes to whom.

    Attributes:
        digest: SHA-256 of the dry run as they saw it; another dry run is signed by nobody.
        seat: one of `SEATS`.
        keys: digests of what the account signed in with then (`examine.keys`), in order.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="signs")
    digest = models.CharField(max_length=DIGEST)
    seat = models.CharField(max_length=8)
    keys = models.JSONField[Any](default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PlanSignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(seat__in=SEATS), name="plan_seat_is_known"),
            models.UniqueConstraint(fields=["plan", "digest", "by"], name="plan_signed_once"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
