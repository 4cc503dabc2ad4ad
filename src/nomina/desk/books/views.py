"""The first page: where one's work is; for those who keep the desk, whether it is well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from nomina.desk.books import acts_log
from nomina.desk.books.backup import receipts
from nomina.desk.books.clock import WORKER
from nomina.desk.books.models import Beat
from nomina.desk.look import first, places
from nomina.desk.look.shapes import Cell, Column, Empty, Head, Kind, Notice, Row, Table, Way
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import page
from nomina.desk.policy import predicates
from nomina.words import ntr, tr

STILL = timedelta(minutes=5)
"""Time after which a worker that gave no sign of life has stopped."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show where this person may go; to administrators and security also the state of the desk."""
    parts: list[object] = []
    alarm = acts_log.alarm()
    if alarm is not None:
        says = tr("ALARM: the log is not what was signed. Everything can be read, nothing entered.")
        parts.append(Notice(f"{says} {alarm}", Way.STOP))
    parts.extend(first.of(request))
    parts.append(_ways(request))
    if predicates.OVERSEER(standing_for(request)):
        parts.append(_state(timezone.now()))
    return page(request, Head(tr("Your desk")), *parts)


def _ways(request: HttpRequest) -> Table:
    found = [entry for entry in places.rail(request) if entry.href != request.path]
    return Table(
        tr("Where your work is"),
        (Column(tr("Page of the desk")), Column(tr("Waiting"), number=True)),
        tuple(
            Row(
                f"to-{number}",
                (
                    Cell(entry.label, Kind.NAME),
                    Cell("" if entry.count is None else str(entry.count), Kind.NUMBER),
                ),
                entry.href,
            )
            for number, entry in enumerate(found)
        ),
        empty=Empty(tr("Nothing yet"), tr("An administrator gives you a role in an operation.")),
        titled=True,
    )


def _state(at: datetime) -> Table:
    rows = [*_backup(at), *_worker(at), *_waiting(at)]
    return Table(
        tr("Is the desk well"),
        (Column(tr("What")), Column(tr("State"))),
        tuple(
            Row(f"state-{number}", (Cell(what), Cell(says, Kind.CHIP, way=way)))
            for number, (what, says, way) in enumerate(rows)
        ),
        titled=True,
    )


def _backup(at: datetime) -> Iterator[tuple[str, str, Way]]:
    age = receipts.age(at)
    what = tr("Last backup that was put back and read")
    if age is None:
        yield what, tr("never: run nomina backup"), Way.STOP
    else:
        n = max(0, age.days)
        says = ntr("{n} day ago", "{n} days ago", n).format(n=n) if n else tr("today")
        yield what, says, Way.STOP if age > receipts.LATE else Way.PLAIN


def _worker(at: datetime) -> Iterator[tuple[str, str, Way]]:
    beat = Beat.objects.filter(name=WORKER).first()
    if beat is None or at - beat.at > STILL:
        says = tr("stopped") if beat is None else tr("stopped since {time}").format(
            time=f"{timezone.localtime(beat.at):%Y-%m-%d %H:%M}"
        )  # fmt: skip
        yield tr("Background work"), says, Way.STOP
    else:
        yield tr("Background work"), tr("running"), Way.PLAIN


def _waiting(at: datetime) -> Iterator[tuple[str, str, Way]]:
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    n, first = waiting.count(), waiting.order_by("enqueued_at").first()
    late = first is not None and first.run_after is None and at - first.enqueued_at > STILL
    yield tr("Jobs that wait"), str(n), Way.UNSURE if late else Way.PLAIN
