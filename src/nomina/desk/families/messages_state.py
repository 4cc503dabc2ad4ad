"""Where messages stand, what may come next, and what the desk does by itself.

The desk tries what waits, and again what a server certainly did not take. What nobody knows of is
never sent again by itself: a mail server cannot be asked, so a person asks the relative, or looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from nomina.desk.families.models import Message, MessageStep
from nomina.desk.families.models.letters import (
    ACCEPTED,
    AGAIN,
    ARRIVED,
    DROPPED,
    NOT_KNOWN,
    NOT_SENT,
    REFUSED,
    TRYING,
)

QUEUED = "queued"
"""It has no step yet."""
NEXT: Mapping[str, frozenset[str]] = {
    QUEUED: frozenset({TRYING, REFUSED, DROPPED}),
    TRYING: frozenset({ACCEPTED, REFUSED, NOT_SENT, NOT_KNOWN}),
    NOT_SENT: frozenset({TRYING, REFUSED, DROPPED}),
    NOT_KNOWN: frozenset({ACCEPTED, REFUSED, NOT_SENT, AGAIN, ARRIVED, DROPPED}),
    AGAIN: frozenset({TRYING, REFUSED, DROPPED}),
    REFUSED: frozenset({AGAIN, DROPPED}),
    ACCEPTED: frozenset(),
    ARRIVED: frozenset(),
    DROPPED: frozenset(),
}
"""What may follow. A server whose answer comes late may still settle what nobody knew."""
OPEN = frozenset({QUEUED, TRYING, NOT_SENT, NOT_KNOWN, AGAIN})
"""It is not over: no second message goes to the same relative."""
WAITS, UNTOLD = frozenset({QUEUED, NOT_SENT, AGAIN}), frozenset({TRYING, NOT_KNOWN})
"""The desk may try it; it was tried, and no answer is written down."""
FOR_PEOPLE = frozenset({NOT_KNOWN, REFUSED})
"""A person has to say what is done."""
DECISIONS = (AGAIN, ARRIVED, DROPPED)
STALE = timedelta(minutes=15)
"""After so long without an answer, whoever was trying it has stopped: no server is waited for as
long (`wire.SECONDS` a step)."""
PATIENCE = timedelta(hours=48)
"""For so long a message waits for its hours and for a server; then a person looks."""
FIRST, MOST = timedelta(minutes=5), timedelta(hours=2)
"""Between two tries, doubled each time."""


def last_of(steps: Iterable[MessageStep]) -> MessageStep | None:
    """Give the last step."""
    return max(steps, key=lambda one: one.turn, default=None)


def state_of(message: Message) -> str:
    """Say where a message stands, as its rows say it now."""
    last = MessageStep.objects.filter(message=message).order_by("turn").last()
    return QUEUED if last is None else last.state


def with_state(rows: QuerySet[Message]) -> QuerySet[Any]:
    """Have a query of messages bring where each stands (``state``), and since when (``since``)."""
    steps = MessageStep.objects.filter(message=OuterRef("pk")).order_by("-turn")
    return rows.annotate(
        state=Subquery(steps.values("state")[:1]), since=Subquery(steps.values("made_at")[:1])
    )


def waiting() -> QuerySet[Any]:
    """Give what the desk may try, the oldest first."""
    rows = with_state(Message.objects.select_related(*Message.beside))
    return rows.filter(Q(state=None) | Q(state__in=WAITS)).order_by("made_at", "pk")


def stopped(at: datetime) -> QuerySet[Any]:
    """Give what was being tried when something stopped."""
    rows = with_state(Message.objects.all())
    return rows.filter(state=TRYING, since__lt=at - STALE).order_by("made_at", "pk")


def due(message: Message, at: datetime) -> bool:
    """Say whether a message that waits is tried now, of what `waiting` gave."""
    last = MessageStep.objects.filter(message=message).order_by("turn").last()
    if last is None or last.state != NOT_SENT:
        return True
    tries = MessageStep.objects.filter(message=message, state=NOT_SENT).count()
    pause: timedelta = min(FIRST * 2 ** (min(tries, 10) - 1), MOST)
    return at >= last.made_at + pause


def last_try(message: Message) -> int:
    """Give the turn at which a message was tried last; 0 where it never was."""
    last = MessageStep.objects.filter(message=message, state=TRYING).order_by("turn").last()
    return 0 if last is None else last.turn


def since_of(message: Message) -> datetime:
    """Give since when a message waits: from when it was asked for, or asked for again."""
    again = MessageStep.objects.filter(message=message, state=AGAIN).order_by("turn").last()
    found: datetime = message.made_at if again is None else again.made_at
    return found
