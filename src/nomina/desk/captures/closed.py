"""Captures are closed to whoever has an examination in hand, as leads are (FOR-05).

All of the operation are closed, and of those that it has or had an agreement with: the person of
the pair may be in any of them, and one file that is closed among others would tell which it is.
"""

from __future__ import annotations

from uuid import UUID

from nomina.desk.acts import Actor
from nomina.desk.leads.opened import withheld
from nomina.desk.leads.partners import ever_partners
from nomina.desk.policy.standing import Thing
from nomina.errors import Refused
from nomina.words import tr


def closed(user: object, operation: UUID) -> bool:
    """Say whether the captures of an operation's files are closed to ``user`` now."""
    sides = (operation, *sorted(ever_partners(operation)))
    return any(withheld(user, one) for one in sides)


def why_closed() -> Refused:
    """Give the refusal, with what opens them again."""
    return Refused(
        tr("you have an examination in hand, so captures are closed to you"),
        todo=tr("Conclude or skip it first"),
    )


def demand_open(by: Actor, thing: Thing) -> None:
    """Do nothing where captures of a thing's operations are open to who acts.

    Raises:
        Refused: an examination is in their hands and not concluded.
    """
    if any(closed(by.user, one) for one in thing.operations):
        raise why_closed()
