"""Agreements by which the files of two operations may be compared with each other."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from nomina.desk.people.models.operations import Operation
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.models.users import User
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.standing import Thing


class AgreementQuerySet(Rows["Agreement"]):
    """Agreements."""

    def current(self, at: datetime | None = None) -> Self:
        """Give those in force at a moment."""
        moment = at or timezone.now()
        return self.filter(
            Q(until=None) | Q(until__gt=moment),
            Q(end=None) | Q(end__made_at__gt=moment),
            since__lte=moment,
        )

    def between(self, first: UUID, second: UUID) -> Self:
        """Give those between two operations, in either order."""
        low, high = sorted((first, second), key=lambda i: i.hex)
        return self.filter(first=low, second=high)

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the operations that ``user`` may see, on either side."""
        seen = Operation.objects.visible_to(user, at).values("pk")
        return self.filter(Q(first__in=seen) | Q(second__in=seen))


class Agreement(Row):
    """Files of two operations may be compared, for one purpose and a time.

    Attributes:
        first, second: the two operations, the smaller id first.
        since, until: in force from the first moment until before the second; None is open.
        purpose: what the comparison is for, as agreed.
        signed_by: who signed, as written on the paper.
    """

    first = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    purpose = models.CharField(max_length=NOTE)
    signed_by = models.CharField(max_length=NAME)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="agreement_of_two_in_order"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="agreement_has_length"
            ),
        ]
        ordering = ["-since", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the agreement."""
        return Thing(operations=frozenset({self.first_id, self.second_id}))


class AgreementEndQuerySet(Rows["AgreementEnd"]):
    """Ends of agreements."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give the ends of the agreements that ``user`` may see."""
        return self.filter(agreement__in=Agreement.objects.visible_to(user, at).values("pk"))


class AgreementEnd(Row):
    """An agreement is over from `made_at` on."""

    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, related_name="end")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=NOTE)

    objects = AgreementEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
