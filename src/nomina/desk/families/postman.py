"""The desk carries messages: it writes down that it tries, sends, and writes down what came of it.

Killed before the first, nothing left and the message waits. Killed between, nobody knows, and the
message says so: it is not sent again by itself. Killed after the last, it is over. A server's word
is written down as it was said; nothing is marked as sent that no server took.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from nomina.desk.acts import Actor, Ledger
from nomina.desk.again import Again
from nomina.desk.families import messages_gate as gate
from nomina.desk.families import messages_state as state
from nomina.desk.families.actions.messages import NoteMessage, Otherwise, TryMessage
from nomina.desk.families.models import Message
from nomina.desk.families.models.letters import NOT_KNOWN, NOT_SENT, REFUSED
from nomina.desk.families.wire import Gateway, Outcome, gateways
from nomina.errors import LineNotCrossed, Refused

MOST = 50
"""Messages of one round."""
STOPPED, TOO_OLD, NOT_ALLOWED = "stopped", "too old", "not allowed"
Clock = Callable[[], datetime]


class Postman(Again):
    """Carries what waits, every so often."""

    name = "postman"
    every = 20.0

    def turn(self) -> None:
        """Carry what waits, once."""
        round_of(gateways(), timezone.now)


def round_of(ways: Mapping[str, Gateway], clock: Clock, book: Ledger | None = None) -> None:
    """Carry what waits, and say of what was stopped that nobody knows.

    Args:
        ways: by form.
        clock: gives the moment; asked before and after each message.
        book: the ledger; that of the settings where None.
    """
    it = _Round(ways, clock, book)
    for message in state.stopped(clock())[:MOST]:
        it.note(message, Outcome(NOT_KNOWN, STOPPED), state.last_try(message))
    for message in state.waiting()[:MOST]:
        if state.due(message, clock()):
            it.carry(message)


@dataclass(frozen=True)
class _Round:
    ways: Mapping[str, Gateway]
    clock: Clock
    book: Ledger | None

    def carry(self, message: Message) -> None:
        at, way = self.clock(), self.ways.get(message.form)
        if at - state.since_of(message) > state.PATIENCE:
            self.note(message, Outcome(REFUSED, TOO_OLD), None)
            return
        if way is None:
            return  # it waits for a way
        try:
            step = TryMessage(message=message).do(Actor(at=at), self.book)
        except (Otherwise, gate.NotNow):
            return  # another worker has it, or it waits for its hours
        except (Refused, LineNotCrossed):
            self.note(message, Outcome(REFUSED, NOT_ALLOWED), None)
            return
        try:
            one = gate.arrange(message, self.clock())
        except (Refused, LineNotCrossed):  # it was taken back in this very moment
            self.note(message, Outcome(NOT_SENT, NOT_ALLOWED), step.turn)
            return
        self.note(message, way.send(one), step.turn)

    def note(self, message: Message, came: Outcome, tried: int | None) -> None:
        act = NoteMessage(message=message, state=came.state, code=came.said, tried=tried)
        try:
            act.do(Actor(at=self.clock()), self.book)
        except Otherwise:
            return  # somebody settled it, or another worker was first
