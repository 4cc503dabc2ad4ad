"""What a family has allowed: by purpose and recipient, until it is withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from nomina.desk.files.models.files import File, SeenByFile
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.standing import Thing

COMPARE_FACES = "compare-faces"
PURPOSES = (COMPARE_FACES, "compare-records", "dna", "share-bureau", "share-agency")
"""Comparing photos of faces; comparing what is recorded; DNA; giving it to the other side's
bureau; giving it to the neutral agency."""


class ConsentQuerySet(SeenByFile, Rows["Consent"]):
    """Consents."""

    def current(self, at: datetime | None = None) -> Self:
        """Give those in force at a moment."""
        moment = at or timezone.now()
        return self.filter(
            Q(until=None) | Q(until__gt=moment),
            Q(end=None) | Q(end__made_at__gt=moment),
        )


class Consent(Row):
    """Someone allowed one use of what a file holds.

    Attributes:
        purpose: one of `PURPOSES`; data serves no other.
        recipient: who may be given it, in words; empty for this desk alone.
        given_by: who allowed it, in words: name and kinship.
        how: how that is known: a signed form and its number, a call and who took it.
        until: when it ends by itself; None for until withdrawn.
    """

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=20)
    recipient = models.CharField(max_length=NAME, blank=True)
    given_by = models.CharField(max_length=NAME)
    how = models.CharField(max_length=NOTE)
    until = models.DateTimeField(null=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=PURPOSES), name="purpose_is_known")
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the consent."""
        return self.file.thing()


class ConsentEndQuerySet(Rows["ConsentEnd"]):
    """Withdrawals."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the consents that ``user`` may see."""
        return self.filter(consent__in=Consent.objects.visible_to(user, at).values("pk"))


class ConsentEnd(Row):
    """A consent was withdrawn; what it allowed is over from `made_at` on.

    Attributes:
        ended_by: who wrote that down; None where the family did it itself, without an account.
    """

    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="end")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    why = models.CharField(max_length=NOTE)

    objects = ConsentEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
