"""What is late, at the head of the first screen of those who run a bureau (LAW-05)."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils import timezone

from nomina.desk.look.isolate import isolated
from nomina.desk.look.shapes import Notice, Way
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.policy import predicates
from nomina.desk.transmit import packages
from nomina.desk.transmit.waiting import today_of, waiting_in
from nomina.words import ntr


def on_first(request: HttpRequest) -> Iterator[Notice]:
    """Say of each operation what should have gone by now, and what nobody acknowledged."""
    who = standing_for(request)
    held = {one.operation for one in who.held if one.operation is not None}
    for one in Operation.objects.filter(pk__in=held).order_by("name", "pk"):
        if predicates.RUN_BUREAU(who, one.thing()):
            yield from _late(one)


def _late(one: Operation) -> Iterator[Notice]:
    now = timezone.now()
    found, today = waiting_in(one), today_of(now)
    late = [] if found is None else [row for row in found.waiting() if row.overdue(today)]
    if late:
        text = ntr(
            "{operation}: {n} thing should have gone to a bureau; the oldest waits {days} days.",
            "{operation}: {n} things should have gone to a bureau; the oldest waits {days} days.",
            len(late),
        )
        days = max(row.days(today) for row in late)
        said = text.format(operation=isolated(one.name), n=len(late), days=days)
        yield Notice(said, Way.STOP)
    unanswered = packages.overdue(one, now)
    if unanswered:
        text = ntr(
            "{operation}: {n} package that was handed over is not acknowledged in time.",
            "{operation}: {n} packages that were handed over are not acknowledged in time.",
            len(unanswered),
        )
        yield Notice(text.format(operation=isolated(one.name), n=len(unanswered)), Way.STOP)
