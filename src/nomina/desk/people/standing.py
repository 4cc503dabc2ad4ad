"""The standing of an account, read from the rows that are in force."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from nomina.desk.people.models import Membership, User
from nomina.desk.people.models.rows import account
from nomina.desk.policy.roles import Role
from nomina.desk.policy.standing import NOBODY, Held, Standing


def standing_of(user: object, at: datetime | None = None) -> Standing:
    """Give what an account holds at a moment (now where None), as the database has it.

    An account that was closed since it was loaded stands as nobody; one that acts through a token
    holds what the token has of it.
    """
    who = account(user)
    if who is None:
        return NOBODY
    rows = Membership.objects.current(at).of(user).order_by().values_list("role", "operation")
    held = frozenset(Held(Role(role), operation) for role, operation in rows)
    # Only a role of an account that is not closed is in force, so one that was found tells that.
    if not held and not User.objects.filter(pk=who, is_active=True).exists():
        return NOBODY
    return Standing(who, held)


def standing_for(request: HttpRequest) -> Standing:
    """Give what who asks holds, read once a request; an act reads it again where it counts."""
    user = getattr(request, "user", None)
    kept = getattr(request, "_standing", None)
    if kept is None or kept[0] != account(user):
        kept = (account(user), standing_of(user))
        request._standing = kept  # type: ignore[attr-defined]
        if isinstance(user, User):
            user.standing = kept[1]  # so that no query of this request reads it again
    standing: Standing = kept[1]
    return standing
