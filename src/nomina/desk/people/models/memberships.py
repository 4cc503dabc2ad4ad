"""Who holds which role, where and when. Granted by a row, ended by its own date or another row."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from nomina.desk.people.models.operations import Operation, memberships
from nomina.desk.people.models.rows import Row, Rows, account
from nomina.desk.people.models.users import User
from nomina.desk.people.text import NOTE
from nomina.desk.policy.roles import DESK_ROLES, OPERATION_ROLES
from nomina.desk.policy.standing import Held, Thing

# Plain text: a migration must not need this code.
_WIDE = sorted(role.value for role in DESK_ROLES)
_LOCAL = sorted(role.value for role in OPERATION_ROLES)


class MembershipQuerySet(Rows["Membership"]):
    """Memberships."""

    def lasting(self, at: datetime | None = None) -> Self:
        """Give those that are not over at a moment, begun or not."""
        moment = at or timezone.now()
        return self.filter(
            Q(until=None) | Q(until__gt=moment),
            Q(end=None) | Q(end__made_at__gt=moment),
            user__is_active=True,
        )

    def current(self, at: datetime | None = None) -> Self:
        """Give those in force at a moment; none of an account that is closed."""
        moment = at or timezone.now()
        return self.lasting(moment).filter(since__lte=moment)

    def of(self, user: object) -> Self:
        """Give those of one account; none where it is not signed in or is closed.

        Of an account that acts through a token, only those that the token has.
        """
        mine = account(user)
        if mine is None:
            return self.none()
        narrowed: frozenset[Held] | None = getattr(user, "narrowed", None)
        if narrowed is None:
            return self.filter(user=mine)
        pairs = (Q(operation=one.operation, role=one.role.value) for one in narrowed)
        return self.filter(reduce(or_, pairs, Q(pk=None)), user=mine)

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give one's own and those of one's operations; those who keep accounts see all."""
        if account(user) is None:
            return self.none()
        mine = memberships(user, at)
        if mine.filter(role__in=DESK_ROLES).exists():
            return self.all()
        return self.filter(Q(user=account(user)) | Q(operation__in=mine.values("operation")))


class Membership(Row):
    """One role of one account, in one operation or (`DESK_ROLES`) for the whole desk.

    Attributes:
        since, until: in force from the first moment until before the second; None is open.
        granted_by: None only for the first administrator of a desk.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    operation = models.ForeignKey(
        Operation, on_delete=models.PROTECT, related_name="memberships", null=True
    )
    role = models.CharField(max_length=24)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=_WIDE, operation=None)
                | Q(role__in=_LOCAL, operation__isnull=False),
                name="role_fits_its_place",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="membership_has_length"
            ),
            models.CheckConstraint(
                condition=Q(granted_by=None) | ~Q(granted_by=F("user")),
                name="granted_by_another",
            ),
        ]
        indexes = [models.Index(fields=["user", "operation", "role"])]
        ordering = ["since", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the membership."""
        return Thing(
            operations=frozenset({self.operation_id} if self.operation_id else ()),
            person=self.user_id,
        )


class MembershipEndQuerySet(Rows["MembershipEnd"]):
    """Ends of memberships."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give the ends of the memberships that ``user`` may see."""
        return self.filter(membership__in=Membership.objects.visible_to(user, at).values("pk"))


class MembershipEnd(Row):
    """A membership is over from `made_at` on."""

    membership = models.OneToOneField(Membership, on_delete=models.PROTECT, related_name="end")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=NOTE)

    objects = MembershipEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
