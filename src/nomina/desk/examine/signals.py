"""What the app does when somebody reads leads, or ends a link that the board decided."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from nomina.desk.acts import Actor
from nomina.desk.files.models import File, Link
from nomina.desk.files.signals import link_ends
from nomina.desk.leads import opened
from nomina.errors import Refused
from nomina.words import tr


def join() -> None:
    """Listen."""
    opened.opened.connect(_opened, dispatch_uid="examine.opened")
    opened.withhold(_in_hand)
    link_ends.connect(_link_ends, dispatch_uid="examine.link_ends")


def _opened(sender: object, body: File, by: Actor, **more: Any) -> None:
    from nomina.desk.examine.actions.queue import led

    led(body, by)


def _in_hand(user: object, operation: UUID) -> bool:
    from nomina.desk.examine.actions.queue import in_hand

    return in_hand(user, operation)


def _link_ends(sender: object, link: Link, **more: Any) -> None:
    from nomina.desk.examine.models import Identification

    if Identification.objects.filter(link=link).exists():
        raise Refused(
            tr("the board decided this, so it is not ended as a link"),
            todo=tr("Recall the identification in its report"),
        )
