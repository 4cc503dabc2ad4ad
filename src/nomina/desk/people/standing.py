"""The standing of an account, read from the rows that are in force."""

from __future__ import annotations

from datetime import datetime

from nomina.desk.people.models import Membership, User
from nomina.desk.people.models.rows import account
from nomina.desk.policy.roles import Role
from nomina.desk.policy.standing import NOBODY, Held, Standing


def standing_of(user: object, at: datetime | None = None) -> Standing:
    """Give what an account holds at a moment (now where None), as the database has it.

    An account that was closed since it was loaded stands as nobody.
    """
    who = account(user)
    if who is None or not User.objects.filter(pk=who, is_active=True).exists():
        return NOBODY
    rows = Membership.objects.current(at).filter(user=who).values_list("role", "operation")
    return Standing(who, frozenset(Held(Role(role), operation) for role, operation in rows))
