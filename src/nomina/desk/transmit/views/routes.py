"""The first page of the bureau: what waits to be sent, and by which policy."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nomina.desk.custody.exchange_papers import download
from nomina.desk.custody.views.common import of_which, page
from nomina.desk.look.shapes import (
    Act,
    Cell,
    Column,
    Empty,
    Head,
    Kind,
    Notice,
    Pager,
    Row,
    Table,
    Way,
)
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import PAGE, act, moment
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.desk.policy.roles import SEES_BUREAU
from nomina.desk.transmit import more
from nomina.desk.transmit.owed import Count, Owed, counted
from nomina.desk.transmit.pending import pending
from nomina.desk.transmit.waiting import Waiting, today_of, waiting_in
from nomina.desk.transmit.ways_words import article_name
from nomina.words import ntr, tr

FIRST = 10
"""Lines of the list on the first page; the rest has a page of its own."""


@open_to(predicates.SIGNED_IN)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the bureau of an operation, or ask of which."""
    none = Empty(tr("No bureau"), tr("Your roles show you nothing of what is sent."))
    return of_which(request, SEES_BUREAU, "transmit:operation", tr("Bureau"), none)


@open_to(predicates.SEE_BUREAU, on=Operation)
@require_safe
def operation(request: HttpRequest, one: Operation) -> HttpResponse:
    """Show what waits to be sent in an operation."""
    found, today = waiting_in(one), today_of(timezone.now())
    says = tr("What the law asks for goes to institutions, never to a family directly.")
    head = Head(tr("Bureau"), says=f"{one.name} · {says}", acts=tuple(_acts(request, one)))
    parts = (_pending(one), *more.parts_of(request, one))
    if found is None:
        return page(request, head, _no_policy(request, one), *parts)
    lines = _lines(found.waiting()[:FIRST], today, tr("Waiting longest"))
    return page(request, head, _undecided(found), _counts(one, found, today), lines, *parts)


def _pending(one: Operation) -> Table | None:
    found = pending(one)
    if not found:
        return None
    return Table(
        tr("Waits for a second person"),
        (Column(tr("What")), Column(tr("Of what")), Column(tr("Since"))),
        tuple(
            Row(f"s{row.id.hex}", (Cell(row.what), Cell(row.name), moment(row.since)), row.href)
            for row in found
        ),
        titled=True,
    )


def _acts(request: HttpRequest, one: Operation) -> Iterator[Act]:
    yield from more.acts_of(request, one)
    yield Act(tr("Partners"), reverse("transmit:partners", args=[one.pk]), key="p")
    yield Act(tr("Policy of routes"), reverse("transmit:policies", args=[one.pk]), key="r")


def _no_policy(request: HttpRequest, one: Operation) -> Empty:
    may = predicates.RUN_BUREAU(standing_for(request), one.thing())
    draft = act(tr("Draft a policy"), reverse("transmit:draft_policy", args=[one.pk]))
    return Empty(
        tr("No policy of routes is in force"),
        tr("Nothing is sent before two people signed to whom, by which way and within how long."),
        draft if may else (),
    )


def _undecided(found: Waiting) -> Notice | None:
    if not found.undecided:
        return None
    text = ntr(
        "Of {n} body nobody said on which Power it depended; so nothing is owed of it here.",
        "Of {n} bodies nobody said on which Power they depended; so nothing is owed of them here.",
        found.undecided,
    )
    return Notice(text.format(n=found.undecided), Way.UNSURE)


def _counts(one: Operation, found: Waiting, today: date) -> Table:
    return Table(
        tr("What is owed"),
        (
            Column(tr("What")),
            Column(tr("Waiting"), number=True),
            Column(tr("Overdue"), number=True),
            Column(tr("Oldest, in days"), number=True),
            Column(tr("Sent"), number=True),
            Column(tr("Days until sent, median"), number=True),
        ),
        tuple(_count(one, row) for row in counted(list(found.every), today)),
        empty=Empty(
            tr("Nothing is owed"),
            tr("As soon as a body is said to be of the other side, what the law asks for is here."),
        ),
        titled=True,
    )


def _count(one: Operation, row: Count) -> Row:
    return Row(
        f"a-{row.article}",
        (
            Cell(article_name(row.article)),
            Cell(str(row.waiting), Kind.NUMBER),
            Cell(str(row.overdue), Kind.NUMBER, way=Way.STOP if row.overdue else Way.PLAIN),
            _days(row.oldest, tr("none waits")),
            Cell(str(row.sent), Kind.NUMBER),
            _days(row.took, tr("none yet")),
        ),
        reverse("transmit:waiting", args=[one.pk]),
    )


def _days(number: int | None, none: str) -> Cell:
    return Cell(none) if number is None else Cell(str(number), Kind.NUMBER)


@open_to(predicates.SEE_BUREAU, on=Operation)
@require_safe
def waiting(request: HttpRequest, one: Operation) -> HttpResponse:
    """List all that waits to be sent, the longest waiting first."""
    found, today = waiting_in(one), today_of(timezone.now())
    numbers = Act(tr("Numbers as a table"), reverse("transmit:waiting_table", args=[one.pk]))
    back = (numbers, *act(tr("Bureau"), reverse("transmit:operation", args=[one.pk])))
    says = tr("Counted from recovery, identification, burial, or when a packet was made.")
    head = Head(tr("Waiting to be sent"), says=says, acts=back)
    if found is None:
        return page(request, head, _no_policy(request, one))
    every = found.waiting()
    first = PAGE * (_asked(request) - 1)
    shown = every[first : first + PAGE] or every[:PAGE]
    pager = _pager(first if first < len(every) else 0, len(shown), len(every))
    return page(request, head, _lines(shown, today, tr("Waiting to be sent"), pager))


@open_to(predicates.SEE_BUREAU, on=Operation)
@require_safe
def waiting_table(request: HttpRequest, one: Operation) -> HttpResponse:
    """Give the numbers of the first page as a table for a report; it names nobody."""
    found, today = waiting_in(one), today_of(timezone.now())
    every = [] if found is None else list(found.every)
    text = StringIO()
    table = csv.writer(text)
    table.writerow(("article", "waiting", "overdue", "oldest_days", "sent", "median_days", "day"))
    for row in counted(every, today):
        numbers = (row.waiting, row.overdue, row.oldest, row.sent, row.took, today.isoformat())
        table.writerow((row.article.value, *numbers))
    return download(text.getvalue().encode(), "waiting.csv")


def _asked(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _pager(first: int, shown: int, total: int) -> Pager | None:
    if total <= PAGE:
        return None
    at = first // PAGE + 1
    return Pager(
        first=first + 1,
        last=first + shown,
        total=total,
        before=f"?page={at - 1}" if at > 1 else "",
        after=f"?page={at + 1}" if first + shown < total else "",
    )


def _lines(
    rows: tuple[Owed, ...], today: date, caption: str, pager: Pager | None = None
) -> Table | None:
    if not rows:
        return Table(caption, (), (), Empty(tr("Nothing waits"), tr("All that is owed was sent.")))
    return Table(
        caption,
        (
            Column(tr("Body")),
            Column(tr("What")),
            Column(tr("Since")),
            Column(tr("Days"), number=True),
            Column(tr("State")),
        ),
        tuple(_line(row, today, n) for n, row in enumerate(rows)),
        pager=pager,
        titled=True,
    )


def _line(row: Owed, today: date, n: int) -> Row:
    late = row.overdue(today)
    agency = tr("to the agency alone") if row.dead.flagged else ""
    return Row(
        f"w{n}-{row.dead.file.hex}",
        (
            Cell(row.dead.number, Kind.CODE),
            Cell(article_name(row.article)),
            Cell(row.since.isoformat(), Kind.DATE),
            Cell(str(row.days(today)), Kind.NUMBER),
            Cell(
                tr("overdue") if late else tr("waiting"),
                Kind.CHIP,
                small=agency,
                way=Way.STOP if late else Way.PLAIN,
            ),
        ),
        f"{reverse('transmit:person', args=[row.dead.file])}?{urlencode(_asks(row))}",
    )


def _asks(row: Owed) -> dict[str, str]:
    """Give what a package would be begun with, for the act on the page of the person."""
    asks = {"article": row.article.value}
    return asks if row.thing is None else asks | {"thing": row.thing.hex}
