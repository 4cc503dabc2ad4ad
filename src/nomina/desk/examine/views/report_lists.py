"""The list of the comparison reports of an operation, and opening one."""

from __future__ import annotations

from operator import attrgetter
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nomina.desk.examine.actions.examining import stage
from nomina.desk.examine.actions.reports import (
    OpenReport,
)
from nomina.desk.examine.forms_reports import PairForm, StartForm
from nomina.desk.examine.frame import in_reports
from nomina.desk.examine.models import Examination, Planted, Report
from nomina.desk.examine.models.pairs import Led
from nomina.desk.examine.report_list import MINE, listed, part_of
from nomina.desk.examine.report_words import kind_name, next_step, state_name, state_way
from nomina.desk.examine.states import State
from nomina.desk.examine.views.reports import closed
from nomina.desk.files.fields import PM
from nomina.desk.files.models import File
from nomina.desk.files.models.links import IDENTIFIED
from nomina.desk.leads.opened import withheld
from nomina.desk.look.shapes import (
    Act,
    Cell,
    Column,
    Empty,
    Head,
    Kind,
    Row,
    Table,
)
from nomina.desk.look.stretch import Place
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    PAGE,
    form_page,
    page,
    perform,
    said_and_back,
    sent,
    take,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.desk.policy.roles import SEES_LEADS
from nomina.errors import InputError
from nomina.words import tr


@open_to(predicates.SIGNED_IN)
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Lead to the reports of an operation, or ask of which."""
    held = (one for one in standing_for(request).held if one.role in SEES_LEADS)
    ids = {one.operation for one in held if one.operation is not None}
    rows = list(Operation.objects.visible_to(request.user).filter(pk__in=ids))
    if len(rows) == 1:
        return redirect("examine:report_list", rows[0].pk)
    table = Table(
        tr("Comparison reports"),
        (Column(tr("Operation")),),
        tuple(
            Row(
                one.pk.hex,
                (Cell(one.name, Kind.NAME),),
                reverse("examine:report_list", args=[one.pk]),
            )
            for one in rows
        ),
        empty=Empty(tr("No reports"), tr("Your roles show you no comparison reports.")),
    )
    return page(request, Head(tr("Comparison reports")), table)


@open_to(predicates.REPORT, on=Operation)
@require_safe
def report_list(request: HttpRequest, one: Operation) -> HttpResponse:
    """List the reports of an operation, first what waits for who looks."""
    in_reports(request)
    act = Act(tr("Open a report"), reverse("examine:start_report", args=[one.pk]), key="n")
    head = Head(
        tr("Comparison reports"),
        says=tr("First what waits for you, the oldest above."),
        acts=(act, Act(tr("Certificates"), reverse("examine:certificates", args=[one.pk]))),
    )
    if withheld(request.user, one.pk):
        return closed(request, head)
    rows, place = listed(one.pk, request.user, standing_for(request)), Place.of(request)
    part = part_of(rows, place, PAGE)
    address = reverse("examine:report_list", args=[one.pk])
    table = Table(
        tr("Comparison reports"),
        (
            Column(tr("Report")),
            Column(tr("Files")),
            Column(tr("Where it stands")),
            Column(tr("What comes next")),
            Column(tr("Opened by")),
            Column(tr("Days"), number=True),
        ),
        _rows(request, part.rows),
        empty=Empty(
            tr("No report yet"),
            tr("A report brings two files together, and the evidence that they belong together."),
            (act,),
        ),
        pager=part.pager(
            place, PAGE, attrgetter("pk"), lambda **query: f"{address}?{urlencode(query)}"
        ),
    )
    return page(request, head, table)


def _rows(request: HttpRequest, found: tuple[Any, ...]) -> tuple[Row, ...]:
    ids = {pk for one in found for pk in (one.one_id, one.other_id)}
    seen = set(
        File.objects.visible_to(request.user).filter(pk__in=ids).values_list("pk", flat=True)
    )
    read = set(Led.objects.filter(by=request.user.pk, body__in=ids).values_list("body", flat=True))
    now = timezone.now()
    return tuple(_row(request, one, seen, read, now) for one in found)


def _row(request: HttpRequest, one: Any, seen: set[UUID], read: set[UUID], now: Any) -> Row:
    state = State(one.at)
    # Whom a body may be is told on the page alone: who reads that examines it blind no more.
    blind = predicates.EXAMINE(standing_for(request), one.thing()) and any(
        file.kind == PM and file.pk not in read for file in (one.one, one.other)
    )
    numbers = [file.number for file in (one.one, one.other) if file.pk in seen]
    files = " · ".join(numbers[:1] if blind else numbers)
    yours = tr("waits for you") if one.rank == MINE else ""
    days = (now - one.since).days
    return Row(
        one.pk.hex,
        (
            Cell(one.pk.hex[:8], Kind.CODE, small=yours),
            Cell(files, small=kind_name(one.kind)),
            Cell(state_name(state), Kind.CHIP, way=state_way(state)),
            Cell(next_step(state)),
            Cell(one.made_by.name, Kind.NAME),
            Cell(str(days), Kind.NUMBER),
        ),
        reverse("examine:report", args=[one.pk]),
    )


@open_to(predicates.REPORT, on=Operation)
def start_report(request: HttpRequest, one: Operation) -> HttpResponse:
    """Open a report between two files of an operation, by their numbers."""
    in_reports(request)
    seen = File.objects.visible_to(request.user).filter(operation=one)
    form = StartForm(sent(request), initial=_first(request, one))

    def find(typed: str) -> File:
        found = seen.filter(number__in={typed.strip(), typed.strip().upper()}).first()
        if found is None:
            raise InputError(
                tr("there is no such file"),
                where=typed.strip(),
                todo=tr("Write its whole number as on its papers"),
            )
        return found

    def done(given: dict[str, Any]) -> HttpResponse:
        files = find(given["first"]), find(given["second"])
        made = perform(
            request, OpenReport(link=given["link"], one=files[0], other=files[1], why=given["why"])
        )
        return said_and_back(request, tr("The report is open."), "examine:report", made.pk)

    head = Head(tr("Open a comparison report"), says=one.name)
    back = reverse("examine:report_list", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Open it"), back)


def _first(request: HttpRequest, one: Operation) -> dict[str, str]:
    """Give what is filled in for who comes from a file; it is named by its id."""
    try:
        id = UUID(request.GET.get("file", ""))
    except ValueError:
        return {}
    file = File.objects.visible_to(request.user).filter(operation=one, pk=id).first()
    if file is None:
        return {}
    return {"first": file.number} if file.kind == PM else {"second": file.number}


@open_to(predicates.OWN_EXAMINATION, on=Examination)
def report_pair(request: HttpRequest, one: Examination) -> HttpResponse:
    """Open a report on a pair once one's own examination of it is concluded."""
    if stage(one) < 4 or Planted.objects.filter(examination=one).exists():
        raise Http404
    ids = (one.pair.body_id, one.pair.person_id)
    there = Report.objects.visible_to(request.user).filter(one__in=ids, other__in=ids)
    for report in there:
        if report.state not in (State.WITHDRAWN, State.RECALLED):
            return redirect("examine:report", report.pk)
    form = PairForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        opening = OpenReport(link=IDENTIFIED, one=one.pair.body, other=one.pair.person, **given)
        made = perform(request, opening)
        return said_and_back(request, tr("The report is open."), "examine:report", made.pk)

    head = Head(tr("Open a comparison report"), says=tr("A face carries nothing in it."))
    back = reverse("examine:examination", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Open it"), back)
