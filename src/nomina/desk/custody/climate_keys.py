"""The key of a logger: how it is drawn, and for whom it opens the one door it opens.

It is no token of the interface: everywhere but at the readings of its own place it opens nothing,
and there it only brings.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime
from uuid import UUID

from nomina.desk.custody.models import Logger
from nomina.desk.people.models import User
from nomina.desk.policy.roles import KEEPS_CUSTODY
from nomina.desk.policy.standing import Held

BEGINS = "nomina-logger_"
"""So that a scanner for leaked secrets, and a person, knows what it is."""
_KEY = re.compile(rf"{BEGINS}[A-Za-z0-9_-]{{43}}")


def drawn() -> str:
    """Give a new key of 256 random bits."""
    return BEGINS + secrets.token_urlsafe(32)


def digest(key: str) -> str:
    """Give what is kept of a key: SHA-256 (hex). Random bits need no slow function."""
    return hashlib.sha256(key.encode()).hexdigest()


def logger_of(key: str, at: datetime | None = None) -> Logger | None:
    """Give the logger of a key; None of what was never one, or is over."""
    if not _KEY.fullmatch(key):
        return None
    rows = Logger.objects.current(at).select_related("place", "made_by")
    return rows.filter(digest=digest(key)).first()


def holder(key: str, place: UUID | None, at: datetime | None = None) -> User | None:
    """Give the account that a key brings readings for, narrowed to keeping items there.

    Args:
        key: as it was sent.
        place: to which readings are brought; None of a door that is no place's.
        at: the moment; now where None.

    Returns:
        None for what was never a key, is over, or is of another place.
    """
    logger = logger_of(key, at)
    if logger is None or logger.place_id != place:
        return None
    user: User = logger.made_by
    operation = logger.place.operation_id
    user.narrowed = frozenset(Held(role, operation) for role in KEEPS_CUSTODY)
    return user


def sensor(sent: str) -> str:
    """Give the sensor of whose key was sent; empty of who sent a token, or nothing.

    Args:
        sent: the header ``Authorization``; the door was opened with it already.
    """
    logger = logger_of(sent.partition(" ")[2].strip())
    return "" if logger is None else str(logger.sensor)
