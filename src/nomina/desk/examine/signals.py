"""What the app does when somebody reads leads: they no longer examine that body blind."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from nomina.desk.acts import Actor
from nomina.desk.files.models import File
from nomina.desk.leads import opened


def join() -> None:
    """Listen."""
    opened.opened.connect(_opened, dispatch_uid="examine.opened")
    opened.withhold(_in_hand)


def _opened(sender: object, body: File, by: Actor, **more: Any) -> None:
    from nomina.desk.examine.actions.queue import led

    led(body, by)


def _in_hand(user: object, operation: UUID) -> bool:
    from nomina.desk.examine.actions.queue import in_hand

    return in_hand(user, operation)
