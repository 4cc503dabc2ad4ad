"""The list of notices of an operation: what waits, by its age, and what is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nomina.desk.custody.views.common import page
from nomina.desk.examine.models import Identification
from nomina.desk.families import telling_lists
from nomina.desk.families.models import Notice
from nomina.desk.families.telling_lists import FIRST
from nomina.desk.families.telling_states import NextContact, State, due
from nomina.desk.families.telling_words import occasion_name, state_name, state_way
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Pager, Row, Table, Way
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import moment, paged
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import ntr, tr

SHORT = 8
"""Notices that stand on the page of an operation's work with families."""


def _back(one: Operation) -> Act:
    return Act(tr("Families"), reverse("families:operation", args=[one.pk]))


@open_to(predicates.SEE_NOTICES, on=Operation)
@require_safe
def notices(request: HttpRequest, one: Operation) -> HttpResponse:
    """List what waits to be told, what is most pressing first."""
    over = Act(tr("What is over"), reverse("families:notices_over", args=[one.pk]))
    head = Head(
        tr("Telling families"),
        says=tr("Two people go there, after another has read what they bring."),
        acts=(over, _back(one)),
    )
    return page(request, head, *parts(request, one))


@open_to(predicates.SEE_NOTICES, on=Operation)
@require_safe
def notices_over(request: HttpRequest, one: Operation) -> HttpResponse:
    """List the notices of which nothing waits."""
    head = Head(
        tr("Notices that are over"),
        says=tr("Told, closed, stopped by a recall, or recalled and known to all."),
        acts=(Act(tr("What waits"), reverse("families:notices", args=[one.pk])), _back(one)),
    )
    return page(request, head, _over(request, one))


def parts(request: HttpRequest, one: Operation, *, pages: bool = True) -> Iterator[object]:
    """Give what waits, what is most pressing first; a part that is empty is left out.

    Args:
        pages: whether what waits is shown page by page; else the first lines stand alone.
    """
    rows = Notice.objects.visible_to(request.user).filter(operation=one)
    wrong = list(telling_lists.wrong(rows).order_by("identification__end__made_at")[:FIRST])
    if wrong:
        yield _table(tr("Told, and recalled by the board"), wrong, None, None)
    waiting = telling_lists.waiting(rows).order_by("identification__made_at", "pk")
    empty = Empty(
        tr("Nothing waits to be told"),
        tr("A notice begins with an identification by the board, and with nothing else."),
    )
    begun = list(telling_lists.begun_not(one.pk)[:FIRST])
    if begun:
        yield _begin(request, one, begun)
    found, pager = paged(request, waiting) if pages else (list(waiting[:SHORT]), None)
    yield _table(tr("To be told"), found, empty, pager)
    spoken = telling_lists.contacts_of(one.pk)
    if spoken:
        yield _contacts(spoken, timezone.localdate())


def _table(title: str, rows: list[Notice], empty: Empty | None, pager: Pager | None) -> Table:
    lines = telling_lists.in_order(Notice.objects.filter(pk__in=[row.pk for row in rows]))
    return Table(
        title,
        (Column(tr("Person")), Column(tr("What")), Column(tr("State")), Column(tr("Until"))),
        tuple(_line(row, state) for row, state in lines),
        empty=empty,
        pager=pager,
        titled=True,
    )


def _line(row: Notice, state: State) -> Row:
    limit = due(row, state)
    people = sum(1 for one in row.recipients.all() if not hasattr(one, "end"))
    said = ntr("{n} relative", "{n} relatives", people).format(n=people)
    return Row(
        row.pk.hex,
        (
            Cell(row.missing.number, Kind.CODE, small=said),
            Cell(occasion_name(row.occasion)),
            Cell(state_name(state), Kind.CHIP, way=state_way(state)),
            Cell("") if limit is None else _until(limit.date(), late=timezone.now() > limit),
        ),
        reverse("families:notice", args=[row.pk]),
    )


def _until(day: date, *, late: bool) -> Cell:
    return Cell(
        day.isoformat(),
        Kind.DATE,
        small=tr("overdue") if late else "",
        way=Way.STOP if late else Way.PLAIN,
    )


def _begin(request: HttpRequest, one: Operation, rows: list[Identification]) -> Table:
    may = predicates.TELL_FAMILIES(standing_for(request), one.thing())
    return Table(
        tr("Named by the board, and nobody began to tell it"),
        (Column(tr("Person")), Column(tr("Relatives here")), Column(tr("Until"))),
        tuple(_begin_line(row, may=may) for row in rows),
        titled=True,
    )


def _begin_line(row: Identification, *, may: bool) -> Row:
    limit = telling_lists.limit_of(row)
    relatives: int = getattr(row, "relatives", 0)
    known = str(relatives) if relatives else tr("none known; the bureau's way")
    missing = row.link.other
    return Row(
        row.pk.hex,
        (
            Cell(missing.number, Kind.CODE, small=row.link.one.number),
            Cell(known),
            _until(limit.date(), late=timezone.now() > limit),
        ),
        reverse("families:begin_notice" if may else "files:file", args=[missing.pk]),
    )


def _contacts(rows: list[NextContact], today: date) -> Table:
    return Table(
        tr("To be spoken with again"),
        (Column(tr("Relative")), Column(tr("What was agreed")), Column(tr("Day"))),
        tuple(
            Row(
                f"c{one.told.pk.hex}",
                (
                    Cell(one.told.recipient.family.number, Kind.CODE),
                    Cell(one.words),
                    _until(one.day, late=one.late(today)),
                ),
                reverse("families:told", args=[one.told.pk]),
            )
            for one in rows
        ),
        titled=True,
    )


def _over(request: HttpRequest, one: Operation) -> Table:
    rows = Notice.objects.visible_to(request.user).filter(operation=one)
    found, pager = paged(request, telling_lists.over(rows).order_by("-made_at", "pk"))
    lines = telling_lists.in_order(Notice.objects.filter(pk__in=[row.pk for row in found]))
    return Table(
        tr("Notices that are over"),
        (Column(tr("Person")), Column(tr("What")), Column(tr("State")), Column(tr("Begun"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(row.missing.number, Kind.CODE),
                    Cell(occasion_name(row.occasion)),
                    Cell(state_name(state), Kind.CHIP, way=state_way(state)),
                    moment(row.made_at),
                ),
                reverse("families:notice", args=[row.pk]),
            )
            for row, state in lines
        ),
        empty=Empty(tr("Nothing is over yet"), ""),
        pager=pager,
    )
