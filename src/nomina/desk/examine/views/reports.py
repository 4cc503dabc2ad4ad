"""The pages of comparison reports: the list, opening one, its way and its evidence."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nomina.desk.examine import resting
from nomina.desk.examine.actions.examining import stage
from nomina.desk.examine.actions.reading import ReadReport
from nomina.desk.examine.actions.reports import (
    AddEvidence,
    MoveOn,
    OpenReport,
    StrikeEvidence,
    owners_of,
)
from nomina.desk.examine.board_sheet import rests
from nomina.desk.examine.forms_reports import EvidenceForm, MoveForm, PairForm, StartForm
from nomina.desk.examine.frame import in_reports
from nomina.desk.examine.models import Evidence, Examination, Identification, Planted, Report, Step
from nomina.desk.examine.models.pairs import Led
from nomina.desk.examine.moves import Choice, choices, needs_excuse
from nomina.desk.examine.report_list import MINE, listed, part_of
from nomina.desk.examine.report_sheet import (
    beside,
    evidence_of,
    history_of,
    line_of,
    name_of,
    todo_of,
)
from nomina.desk.examine.report_words import kind_name, move_name, next_step, state_name, state_way
from nomina.desk.examine.states import COLLECTING, Need, State
from nomina.desk.files.fields import PM
from nomina.desk.files.models import File
from nomina.desk.files.models.links import IDENTIFIED
from nomina.desk.leads.opened import withheld
from nomina.desk.look.isolate import isolated
from nomina.desk.look.shapes import (
    Act,
    Cell,
    Column,
    Empty,
    Head,
    Kind,
    Notice,
    Row,
    Table,
    Way,
    Weight,
)
from nomina.desk.look.stretch import Place
from nomina.desk.people.forms import ReasonForm
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    PAGE,
    actor_of,
    ask_first,
    form_page,
    moment,
    page,
    perform,
    said_and_back,
    sent,
    take,
    told,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.desk.policy.roles import SEES_LEADS, Role
from nomina.errors import InputError, Refused
from nomina.words import tr

Draw = Callable[[HttpRequest, Report, list[Step]], HttpResponse]


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
        return _closed(request, head)
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


def _closed(request: HttpRequest, head: Head, why: str = "") -> HttpResponse:
    says = why or tr(
        "You have an examination in hand, so the reports of this operation are closed to you."
        " Conclude or skip it first."
    )
    shown = page(request, Head(head.title, number=head.number), Empty(tr("Closed for now"), says))
    shown.status_code = 409
    return shown


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


def read(request: HttpRequest, one: Report, draw: Draw) -> HttpResponse:
    """Draw a page of a report, unless who asks examines in its operation now."""
    try:
        perform(request, ReadReport(report=one))
    except Refused as refused:
        head = Head(tr("Comparison report"), number=one.pk.hex[:8])
        return _closed(request, head, told(refused))
    steps = list(one.steps.select_related("by", "owner").order_by("number"))
    shown = draw(request, one, steps)
    shown["Cache-Control"] = "no-store, private"
    return shown


def drawn(request: HttpRequest, head: Head, *parts: object) -> HttpResponse:
    """Draw parts of a report, some of which have a look of their own."""
    return render(request, "examine/report.html", {"head": head, "parts": parts})


@open_to(predicates.REPORT, on=Report)
@require_safe
def report(request: HttpRequest, one: Report) -> HttpResponse:
    """Show a report: where it stands, both files, its evidence, and what may be done."""
    return read(request, one, _report)


def _report(request: HttpRequest, one: Report, steps: list[Step]) -> HttpResponse:
    state = State(steps[-1].target)
    open_ = choices(one, actor_of(request))
    collects = may_bring(request, one, state)
    head = Head(tr("Comparison report"), number=one.pk.hex[:8], says=kind_name(one.kind))
    comes = next_step(state)
    since = tr("It stands so since {when}.").format(when=moment(steps[-1].made_at).text)
    says = f"{comes[:1].upper()}{comes[1:]}. {since}"
    more: tuple[Act, ...] = ()
    if state is State.BOARD:
        href = reverse("examine:board", args=[one.pk])
        more = (Act(tr("Dossier and signatures"), href, key="b", weight=Weight.PRIMARY),)
    parts = [
        line_of(one, steps),
        todo_of(one, open_, says, *more),
        beside(request, one, steps),
        evidence_of(one, may=collects, since=accepted(steps), strikes=collects),
        history_of(one, steps),
    ]
    if one.identification is not None:
        parts[1:1] = _identified(request, one, one.identification)
    return drawn(request, head, *parts)


def _identified(request: HttpRequest, one: Report, decided: Identification) -> tuple[object, ...]:
    """Draw what the board decided last, whether it still stands, and what rests on it."""
    if resting.stands(decided):
        said = tr("The board decided on {when}. Both files are linked.")
        notice = Notice(said.format(when=moment(decided.made_at).text), Way.FOR)
        acts: tuple[object, ...] = ()
        if predicates.LINK_IDENTIFIED(standing_for(request), one.thing()):
            href = reverse("examine:recall", args=[decided.pk])
            acts = (Act(tr("Recall this identification"), href, weight=Weight.STOP),)
        if predicates.CERTIFY(standing_for(request), one.thing()):
            href = reverse("examine:certificate_draft", args=[decided.pk])
            acts = (Act(tr("Draft a certificate"), href, key="c"), *acts)
        return (notice, rests(decided), *acts)
    said = tr("This identification was recalled by {who}, {when}: {why}")
    end = decided.end
    text = said.format(who=end.by.name, when=moment(end.made_at).text, why=end.why)
    return (Notice(text, Way.STOP), rests(decided, ends=True))


def accepted(steps: list[Step]) -> Step | None:
    """Give the acceptance that brought a report before the board; None where it is not there."""
    if State(steps[-1].target) is State.BOARD:
        return steps[-1]
    return None


def may_bring(request: HttpRequest, one: Report, state: State) -> bool:
    """Say whether evidence may be brought and struck now, and by who asks."""
    return state in COLLECTING and bool(
        owners_of(one, actor_of(request), Role.EXAMINER, Role.BOARD)
    )


def _back(one: Report) -> HttpResponse:
    return redirect("examine:report", one.pk)


@open_to(predicates.REPORT, on=Report)
def move(request: HttpRequest, one: Report) -> HttpResponse:
    """Make a move that stands open to who asks."""
    asked = request.GET.get("move", "")
    found = [choice for choice in choices(one, actor_of(request)) if choice.name == asked]
    if not found or found[0].lacks is not None:
        if found and found[0].lacks is not None:
            messages.error(request, told(found[0].lacks))
        return _back(one)
    ask_first(request, MoveOn)
    return read(request, one, partial(_moving, choice=found[0]))


def _moving(request: HttpRequest, one: Report, steps: list[Step], choice: Choice) -> HttpResponse:
    needs = choice.move.needs
    reason = bool({Need.REASON, Need.WAKES} & needs)
    excuse = Need.CARRIES in needs and needs_excuse(one)
    form = MoveForm(sent(request), move=choice.name, reason=reason, excuse=excuse)

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(request, MoveOn(report=one, move=choice.name, **given))
        text = tr("Written down. The report now stands so: {state}.")
        text = text.format(state=state_name(State(made.target)))
        return said_and_back(request, text, "examine:report", one.pk)

    name = move_name(choice.name)
    head = Head(name, number=one.pk.hex[:8], says=isolated(name_of(request, one, steps)))
    back = reverse("examine:report", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, name, back)


@open_to(predicates.REPORT, on=Report)
def evidence(request: HttpRequest, one: Report) -> HttpResponse:
    """Bring what one discipline says."""
    if not may_bring(request, one, one.state):
        messages.error(request, tr("The report collects no evidence now."))
        return _back(one)
    return read(request, one, _bringing)


def _bringing(request: HttpRequest, one: Report, steps: list[Step]) -> HttpResponse:
    form = EvidenceForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, AddEvidence(report=one, **given))
        return said_and_back(
            request, tr("The evidence stands in the report."), "examine:report", one.pk
        )

    says = tr("Each discipline says its own conclusion first.")
    if owners_of(one, actor_of(request), Role.BOARD):
        says = tr("Who brings evidence does not sign for the board. {says}").format(says=says)
    if State(steps[-1].target) is State.BOARD:
        says = tr("It voids the signatures that the board gave. {says}").format(says=says)
    head = Head(tr("Bring evidence"), number=one.pk.hex[:8], says=says)
    back = reverse("examine:report", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Write it down"), back)


@open_to(predicates.REPORT, on=Evidence)
def strike(request: HttpRequest, one: Evidence) -> HttpResponse:
    """Strike an item of evidence through; it stays to be read."""
    if hasattr(one, "struck") or not may_bring(request, one.report, one.report.state):
        messages.error(request, tr("This cannot be struck through now."))
        return _back(one.report)
    return read(request, one.report, partial(_striking, one=one))


def _striking(
    request: HttpRequest, report: Report, steps: list[Step], one: Evidence
) -> HttpResponse:
    form = ReasonForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, StrikeEvidence(evidence=one, **given))
        return said_and_back(
            request, tr("It is struck through, and stays to be read."), "examine:report", report.pk
        )

    head = Head(tr("Strike evidence through"), number=report.pk.hex[:8], says=one.reason)
    back = reverse("examine:report", args=[report.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Strike through"), back)
