"""Personal tokens: a program acts for one person, in one operation, with some of their roles.

A token is 256 random bits, shown once; only its digest is kept. It never proves that its owner is
there, so nothing that cannot be taken back is done with it.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from nomina.desk.people.models import CodeUse, Operation, User
from nomina.desk.people.models.rows import Row, Rows, account
from nomina.desk.people.text import NAME
from nomina.desk.policy.standing import Thing


class TokenQuerySet(Rows["Token"]):
    """Tokens."""

    def current(self, at: datetime | None = None) -> Self:
        """Give those that open the desk at a moment: neither over nor ended, the account open.

        A recovery of the account ends them too: whoever took a key may have made one.
        """
        moment = at or timezone.now()
        recovered = CodeUse.objects.filter(
            code__user=OuterRef("user"),
            code__recovery__isnull=False,
            made_at__gte=OuterRef("made_at"),
        )
        return self.filter(~Exists(recovered), until__gt=moment, end=None, user__is_active=True)

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give one's own."""
        mine = account(user)
        return self.none() if mine is None else self.filter(user=mine)


class Token(Row):
    """A token.

    Attributes:
        name: what its owner calls it.
        roles: those of the owner's roles in `operation` that it has, as long as the owner does.
        digest: SHA-256 (hex) of it.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    roles = models.JSONField[Any]()
    name = models.CharField(max_length=NAME)
    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()

    objects = TokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=F("made_at")), name="token_has_length"
            )
        ]
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the token."""
        owner: uuid.UUID = self.user_id
        return Thing(person=owner)


class TokenEndQuerySet(Rows["TokenEnd"]):
    """Ends of tokens."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of one's own."""
        return self.filter(token__in=Token.objects.visible_to(user, at).values("pk"))


class TokenEnd(Row):
    """A token opens nothing from `made_at` on."""

    token = models.OneToOneField(Token, on_delete=models.PROTECT, related_name="end")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = TokenEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
