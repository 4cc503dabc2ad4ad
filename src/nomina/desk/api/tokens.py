"""How a token is drawn, written, and held against what is kept of it."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime

from nomina.desk.api.models import Token
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.desk.policy.standing import Held

BEGINS = "nomina_"
"""So that a scanner for leaked secrets, and a person, knows what it is."""
_TOKEN = re.compile(rf"{BEGINS}[A-Za-z0-9_-]{{43}}")


def drawn() -> str:
    """Give a new token of 256 random bits."""
    return BEGINS + secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Give what is kept of a token: SHA-256 (hex). Random bits need no slow function."""
    return hashlib.sha256(token.encode()).hexdigest()


def holder(token: str, at: datetime | None = None) -> User | None:
    """Give the account that a token acts for, narrowed to what the token has.

    Args:
        token: as it was sent.
        at: the moment; now where None.

    Returns:
        None for what was never a token, is over or ended, or whose account is closed.
    """
    if not _TOKEN.fullmatch(token):
        return None
    row = Token.objects.current(at).select_related("user").filter(digest=digest(token)).first()
    if row is None:
        return None
    user: User = row.user
    user.narrowed = frozenset(Held(Role(role), row.operation_id) for role in row.roles)
    return user
