"""One-time sign-in codes: for a first sign-in, and for one who has lost every key (SEC-01).

Only digests are kept. A code for recovery has two halves, each shown to one of two administrators,
so neither of them can sign in as somebody else.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from nomina.desk.people.models.operations import memberships
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.models.users import User
from nomina.desk.people.text import NOTE
from nomina.desk.policy.roles import DESK_ROLES
from nomina.desk.policy.standing import Thing

DIGEST = 64


class RecoveryQuerySet(Rows["Recovery"]):
    """Requests for recovery."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give all to those who keep accounts, and nothing to anyone else."""
        keeps = memberships(user, at).filter(role__in=DESK_ROLES).exists()
        return self.all() if keeps else self.none()


class Recovery(Row):
    """One administrator asks that an account be opened anew; a second has to agree.

    Attributes:
        digest: of the first half of the code.
        until: when the request lapses.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recoveries")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=NOTE)
    digest = models.CharField(max_length=DIGEST)
    until = models.DateTimeField()

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_by=F("user")), name="recovery_asked_by_another"
            )
        ]
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the request."""
        return Thing(person=self.user_id, maker=self.asked_by_id)


class SignInCode(Row):
    """A code that signs an account in once; shown when it is made and never again.

    Attributes:
        recovery: the request it answers; None for a first sign-in.
        digest: of the code, together with the digest of the first half where there is one.
        made_by: None for the first administrator of a desk.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="codes")
    recovery = models.OneToOneField(
        Recovery, on_delete=models.PROTECT, related_name="code", null=True
    )
    digest = models.CharField(max_length=DIGEST)
    until = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = Rows.as_manager()

    class Meta:
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class CodeUse(Row):
    """A code was used; the one row that a code can have makes a second use impossible."""

    code = models.OneToOneField(SignInCode, on_delete=models.PROTECT, related_name="use")

    objects = Rows.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
