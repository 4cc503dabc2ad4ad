"""What became of each item of what came; an item is decided once."""

from __future__ import annotations

from nomina.desk.acts import Refused
from nomina.desk.people.models import Operation
from nomina.desk.transmit.models import Incoming, IncomingItem
from nomina.desk.transmit.models.incoming import LETTER
from nomina.words import tr

TAKES_FILE = frozenset({"missing"})
"""What a file is opened for: somebody missing, and nobody of whom something else is known."""
INTO_FILE = TAKES_FILE | {"prisoner", "dead", "notes"}
"""What may be written into a file that is there."""
PASSED = frozenset({"reply", "enquiry"})
"""What is passed to those who answer it."""
STATES = ("taken", "refused", "passed", "read")


def may_be_refused(item: IncomingItem) -> bool:
    """Say whether an item may be refused: what a family says or asks is not (LAW-15, REP-01).

    Of a letter it may, since it was typed here and perhaps typed wrong; the scan is there still.
    """
    return item.about not in PASSED or item.incoming.form == LETTER


def state_of(item: IncomingItem) -> str:
    """Say what became of an item: ``open``, or the name of the row that decided."""
    return next((name for name in STATES if hasattr(item, name)), "open")


def locked(operation: Operation) -> None:
    """Let one act at a time give out a number of what came, or of a list, in an operation.

    Rows that name the operation are added meanwhile all the same: whoever opens a file holds its
    counter and then names the operation, and neither may wait for the other.
    """
    list(Operation.objects.select_for_update(no_key=True).filter(pk=operation.pk))


def hold(item: IncomingItem) -> IncomingItem:
    """Give an item as it is, while nobody else decides on it; within an act.

    Raises:
        Refused: somebody did already.
    """
    list(Incoming.objects.select_for_update(no_key=True).filter(pk=item.incoming_id))
    rows = IncomingItem.objects.select_related(*STATES, *IncomingItem.beside)
    fresh = rows.get(pk=item.pk)
    demand_open(fresh)
    return fresh


def demand_open(item: IncomingItem) -> None:
    """Refuse an item of which somebody decided already; raises `Refused`."""
    if state_of(item) != "open":
        raise Refused(
            tr("somebody decided on this item already"),
            where=f"{item.incoming.number} · {item.number}",
        )
