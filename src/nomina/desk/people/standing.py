"""The standing of an account, read from the rows that are in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from nomina.desk.db.prepared import Prepared
from nomina.desk.people.models import Membership, User
from nomina.desk.people.models.rows import account
from nomina.desk.policy.roles import Role
from nomina.desk.policy.standing import NOBODY, Held, Standing


def _roles(user: object, at: datetime | None) -> QuerySet[Any, Any]:
    rows = Membership.objects.current(at).of(user)
    return rows.order_by().values_list("role", "operation")


@Prepared
def _in_force(who: UUID, at: datetime) -> QuerySet[Any, Any]:
    return _roles(User(pk=who), at)


@Prepared
def _open(who: UUID) -> QuerySet[Any, Any]:
    return User.objects.filter(pk=who, is_active=True).values_list("pk")


def standing_of(user: object, at: datetime | None = None) -> Standing:
    """Give what an account holds at a moment (now where None), as the database has it.

    An account that was closed since it was loaded stands as nobody; one that acts through a token
    holds what the token has of it.
    """
    who = account(user)
    if who is None:
        return NOBODY
    if getattr(user, "narrowed", None) is None:
        rows = _in_force(who=who, at=at or timezone.now())
    else:
        rows = list(_roles(user, at))
    held = frozenset(Held(Role(role), operation) for role, operation in rows)
    # Only a role of an account that is not closed is in force, so one that was found tells that.
    if not held and not _open(who=who):
        return NOBODY
    return Standing(who, held)


def standing_for(request: HttpRequest) -> Standing:
    """Give what who asks holds, read once a request; an act reads it again where it counts."""
    user = getattr(request, "user", None)
    kept, who = getattr(request, "_standing", None), account(user)
    if kept is None or kept[0] != who:
        kept = (who, standing_of(user))
        request._standing = kept  # type: ignore[attr-defined]
        if isinstance(user, User):
            user.standing = kept[1]  # so that no query of this request reads it again
    standing: Standing = kept[1]
    return standing
