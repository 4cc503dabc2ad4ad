"""Bringing home: what was asked, each step that was agreed, the release, and the return."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models import Grave, Release
from nomina.desk.custody.models.seen import seen_by, thing_of
from nomina.desk.families.models.asking import Enquiry
from nomina.desk.families.models.hearing import Reply
from nomina.desk.files.models import File
from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.rows import Row, Rows, account
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.roles import SEES_RETURNS
from nomina.desk.policy.standing import Thing

REPLY, COUNTER, BUREAU = "reply", "counter", "bureau"
CAME = (REPLY, COUNTER, BUREAU)
"""How the request came: in a reply, spoken at the counter, carried by another bureau."""
APPOINTMENT, PAPERS, TRAVEL, CROSSING, ESCORT, HANDING = (
    "appointment",
    "papers",
    "travel",
    "crossing",
    "escort",
    "handing",
)
STEPS = (APPOINTMENT, PAPERS, TRAVEL, CROSSING, ESCORT, HANDING)
"""An appointment with the family; a paper that is needed; a stretch of the way; a border or line
that is crossed; who goes with them; the handing over itself."""
WITHDRAWN, ELSEWHERE, MISTAKE = "withdrawn", "elsewhere", "mistake"
ENDS = (WITHDRAWN, ELSEWHERE, MISTAKE)
"""Why a request ended without a return here: the family took it back; somebody else brings them
home; it was written down by mistake."""


class CollectionQuerySet(Rows["Collection"]):
    """Requests to bring somebody home."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the operations in which ``user`` sees how people come home."""
        seen: Self = seen_by(self, user, at, "operation", SEES_RETURNS)
        return seen

    def open(self) -> Self:
        """Give those that neither ended nor led to a return."""
        return self.filter(end=None, returned=None)


class Collection(Row):
    """Somebody asks that a person be brought home.

    Attributes:
        file: of the person.
        family: of who asks; None of the other side, whose family this desk contacts never.
        enquiry: of who asks, where there is one.
        reply: in which it was asked; None where it was not.
        came: one of `CAME`.
        other_side: whether it goes through the bureau and the agency to a place of exchange.
    """

    beside = ("operation", "file", "family")

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="collections")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="collections")
    family = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+", null=True)
    enquiry = models.ForeignKey(
        Enquiry, on_delete=models.PROTECT, related_name="collections", null=True
    )
    reply = models.ForeignKey(
        Reply, on_delete=models.PROTECT, related_name="collections", null=True
    )
    came = models.CharField(max_length=8)
    other_side = models.BooleanField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = CollectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(came__in=CAME), name="collection_way_is_known"),
            models.CheckConstraint(
                condition=Q(other_side=False) | Q(family=None), name="other_side_has_no_family_here"
            ),
            models.CheckConstraint(
                condition=~Q(came=BUREAU) | Q(other_side=True), name="a_bureau_asks_for_its_side"
            ),
        ]
        indexes = [models.Index(fields=["operation", "made_at"], name="collection_by_time")]
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the request."""
        return thing_of(self.operation_id, self.made_by_id)


class SeenByCollection:
    """A query over rows that have a ``collection``; who sees that sees them."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible requests."""
        seen: Self = seen_by(self, user, at, "collection__operation", SEES_RETURNS)
        return seen


class CollectionStepQuerySet(SeenByCollection, Rows["CollectionStep"]):
    """Steps on the way home."""

    def open(self) -> Self:
        """Give those that neither happened nor fell away."""
        return self.filter(end=None)


class CollectionStep(Row):
    """One step on the way home, as it was agreed.

    Attributes:
        step: one of `STEPS`.
        at: when it is to happen; None where no day is agreed yet.
        place: where, in words; of the other side, a place of exchange.
        who: who goes, brings, escorts or issues, in words.
        words: what else was agreed: which paper, what to bring, where to wait safely.
    """

    beside = ("collection__operation",)

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12)
    at = models.DateTimeField(null=True)
    place = models.CharField(max_length=NAME, blank=True)
    who = models.CharField(max_length=NAME)
    words = models.CharField(max_length=NOTE, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = CollectionStepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(step__in=STEPS), name="collection_step_is_known")
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the step."""
        return self.collection.thing()


class CollectionStepEndQuerySet(Rows["CollectionStepEnd"]):
    """Steps that are over."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible requests."""
        seen: Self = seen_by(self, user, at, "step__collection__operation", SEES_RETURNS)
        return seen


class CollectionStepEnd(Row):
    """A step happened, or fell away.

    Attributes:
        happened: whether it did.
        at: when; None where it fell away.
        words: how it went, or why it fell away.
    """

    step = models.OneToOneField(CollectionStep, on_delete=models.PROTECT, related_name="end")
    happened = models.BooleanField()
    at = models.DateTimeField(null=True)
    words = models.CharField(max_length=NOTE, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = CollectionStepEndQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(happened=True, at__isnull=False)
                | (Q(happened=False, at__isnull=True) & ~Q(words="")),
                name="step_happened_or_says_why_not",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CollectionReleaseQuerySet(SeenByCollection, Rows["CollectionRelease"]):
    """Which releases serve a request."""


class CollectionRelease(Row):
    """A release of custody serves a request; a later one where the first was withdrawn."""

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="releases")
    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="collection")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = CollectionReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class CollectionEndQuerySet(SeenByCollection, Rows["CollectionEnd"]):
    """Requests that ended without a return."""


class CollectionEnd(Row):
    """A request ended without a return here.

    Attributes:
        outcome: one of `ENDS`.
        why: in words.
    """

    collection = models.OneToOneField(Collection, on_delete=models.PROTECT, related_name="end")
    outcome = models.CharField(max_length=12)
    why = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = CollectionEndQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=ENDS), name="collection_end_is_known")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ReturnedQuerySet(SeenByCollection, Rows["Returned"]):
    """Returns."""


class Returned(Row):
    """A person was returned.

    Attributes:
        release: by which; it is done.
        day: on which they came home, or were handed over.
        grave: where they were buried, where this desk keeps that grave; else None.
        buried: what is known of the burial, in words; empty where nothing is.
    """

    beside = ("collection__operation", "release")

    collection = models.OneToOneField(Collection, on_delete=models.PROTECT, related_name="returned")
    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="returned")
    day = models.DateField()
    grave = models.ForeignKey(Grave, on_delete=models.PROTECT, related_name="+", null=True)
    buried = models.CharField(max_length=NOTE, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ReturnedQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class ReturnNewsQuerySet(Rows["ReturnNews"]):
    """News of returns."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give one's own, and nobody else's."""
        me = account(user)
        return self.none() if me is None else self.filter(account=me)

    def unseen(self) -> Self:
        """Give those that were not put away."""
        return self.filter(seen=None)


class ReturnNews(Row):
    """Somebody who worked on a case is told, once, that a person was returned.

    Attributes:
        account: who is told.
    """

    returned = models.ForeignKey(Returned, on_delete=models.PROTECT, related_name="news")
    account = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ReturnNewsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["returned", "account"], name="return_told_once")
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it: whom it is for."""
        return Thing(person=self.account_id)


class ReturnNewsSeenQuerySet(Rows["ReturnNewsSeen"]):
    """News that was put away."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give one's own, and nobody else's."""
        me = account(user)
        return self.none() if me is None else self.filter(news__account=me)


class ReturnNewsSeen(Row):
    """The person who was told put the news away."""

    news = models.OneToOneField(ReturnNews, on_delete=models.PROTECT, related_name="seen")

    objects = ReturnNewsSeenQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
