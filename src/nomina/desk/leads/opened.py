"""Who reads leads, for the apps in which somebody must not have read them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.dispatch import Signal

opened = Signal()
"""The leads of a body are being read: ``body``, ``by`` (Actor), sent within the transaction of the
act. A receiver that raises `nomina.errors.Refused` keeps them closed."""

Withheld = Callable[[object, UUID], set[UUID]]
_withheld: list[Withheld] = []


def withhold(which: Withheld) -> None:
    """Have a list say nothing of some bodies: of a user and an operation, which."""
    if which not in _withheld:
        _withheld.append(which)


def withheld(user: object, operation: UUID) -> set[UUID]:
    """Give the bodies of an operation of whose leads this user is told nothing now."""
    return set[UUID]().union(*(which(user, operation) for which in _withheld))
