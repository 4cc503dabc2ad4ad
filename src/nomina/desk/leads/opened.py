"""Who reads leads, for the apps in which somebody must not have read them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.dispatch import Signal

opened = Signal()
"""The leads of a body are being read: ``body``, ``by`` (Actor), sent within the transaction of the
act. A receiver that raises `nomina.errors.Refused` keeps them closed."""

Withheld = Callable[[object, UUID], bool]
_withheld: list[Withheld] = []


def withhold(when: Withheld) -> None:
    """Have lists of bodies say nothing of their leads: of a user and an operation, whether."""
    if when not in _withheld:
        _withheld.append(when)


def withheld(user: object, operation: UUID) -> bool:
    """Say whether this user is told nothing now of any leads of an operation."""
    return any(when(user, operation) for when in _withheld)
