"""Pairs of a body and a missing person, and who works on one. Nothing here is ever changed."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from nomina.desk.files.models import File
from nomina.desk.leads.models.jobs import seen_in
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import Row, Rows, account
from nomina.desk.policy.standing import Thing

DONE, HANDED, SKIPPED, KNOWN = "done", "handed", "skipped", "known"
ENDS = (DONE, HANDED, SKIPPED, KNOWN)
"""How work on a pair ends: concluded; given to a colleague; left without a reason; or because who
works on it knows the person, which bars them from the body."""
TURNS = (0, 1, 2, 3)
"""First, second and third view of a pair; 0 is a pair that is closed, mixed in (`Planted`)."""


class PairQuerySet(Rows["Pair"]):
    """Pairs."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those whose body lies in an operation whose leads ``user`` may see."""
        return self.filter(body__operation__in=seen_in(user, at))


class Pair(Row):
    """One body and one missing person that a run put together; all that people do hangs on it.

    Its id is what an examiner's addresses have: it says nothing of either file.
    """

    body = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")

    objects = PairQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "person"], name="pair_once")]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the pair: it belongs where the body does."""
        return self.body.thing()


class ClaimQuerySet(Rows["Claim"]):
    """Claims."""

    def current(self) -> Self:
        """Give those that are not over."""
        return self.filter(end=None)

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give one's own; who else works on a pair is told to nobody (FOR-05)."""
        seen = Pair.objects.visible_to(user, at).values("pk")
        return self.filter(by=account(user), pair__in=seen) if account(user) else self.none()


class Claim(Row):
    """Somebody works on a pair, for its first, second or third view."""

    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="claims")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    turn = models.PositiveSmallIntegerField()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(turn__in=TURNS), name="claim_turn")]
        indexes = [models.Index(fields=["by", "made_at"])]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the claim."""
        there = self.pair.thing()
        return Thing(there.operations, person=self.by_id, file=there.file)


class ClaimEndQuerySet(Rows["ClaimEnd"]):
    """Ends of claims."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of one's own claims."""
        return self.filter(claim__in=Claim.objects.visible_to(user, at).values("pk"))


class ClaimEnd(Row):
    """Work on a pair is over for whoever claimed it.

    Attributes:
        how: one of `ENDS`.
        by: who ended it; the account of the claim itself.
        to: the colleague, where it was handed over.
    """

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="end")
    how = models.CharField(max_length=8)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = ClaimEndQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(how__in=ENDS), name="claim_end_is_known"),
            models.CheckConstraint(
                condition=Q(how=HANDED, to__isnull=False) | (~Q(how=HANDED) & Q(to=None)),
                name="handed_to_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class LedQuerySet(Rows["Led"]):
    """Who read leads."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give one's own."""
        return self.filter(by=account(user)) if account(user) else self.none()


class Led(Row):
    """Somebody read whom a body may be, and so no longer examines it blind."""

    body = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = LedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "by"], name="led_once")]

    def __str__(self) -> str:
        return str(self.pk)
