"""The pages of a comparison report: its way, its moves, its evidence."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.examine import resting
from nomina.desk.examine.actions.reading import ReadReport
from nomina.desk.examine.actions.reports import (
    AddEvidence,
    MoveOn,
    StrikeEvidence,
    owners_of,
)
from nomina.desk.examine.board_sheet import rests
from nomina.desk.examine.forms_reports import EvidenceForm, MoveForm
from nomina.desk.examine.frame import in_reports
from nomina.desk.examine.models import Evidence, Identification, Report, Step
from nomina.desk.examine.moves import Choice, choices, needs_excuse
from nomina.desk.examine.report_sheet import (
    beside,
    evidence_of,
    history_of,
    line_of,
    name_of,
    todo_of,
)
from nomina.desk.examine.report_words import kind_name, move_name, next_step, state_name
from nomina.desk.examine.states import COLLECTING, Need, State
from nomina.desk.look.isolate import isolated
from nomina.desk.look.shapes import (
    Act,
    Empty,
    Head,
    Notice,
    Way,
    Weight,
)
from nomina.desk.people.forms import ReasonForm
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
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
from nomina.desk.policy.roles import Role
from nomina.errors import Refused
from nomina.words import tr

Draw = Callable[[HttpRequest, Report, list[Step]], HttpResponse]


def closed(request: HttpRequest, head: Head, why: str = "") -> HttpResponse:
    """Say that reports are closed to who examines now."""
    says = why or tr(
        "You have an examination in hand, so the reports of this operation are closed to you."
        " Conclude or skip it first."
    )
    shown = page(request, Head(head.title, number=head.number), Empty(tr("Closed for now"), says))
    shown.status_code = 409
    return shown


def read(request: HttpRequest, one: Report, draw: Draw) -> HttpResponse:
    """Draw a page of a report, unless who asks examines in its operation now."""
    try:
        perform(request, ReadReport(report=one))
    except Refused as refused:
        head = Head(tr("Comparison report"), number=one.pk.hex[:8])
        return closed(request, head, told(refused))
    in_reports(request)
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
    if state is State.PREMATURE:
        wakes = [step.why for step in steps if step.move == "conclude-premature"]
        says += " " + tr("What would wake it: {what}").format(what=wakes[-1])
    more: tuple[Act, ...] = ()
    if state is State.BOARD or one.identification is not None:
        href = reverse("examine:board", args=[one.pk])
        weight = Weight.PRIMARY if state is State.BOARD else Weight.PLAIN
        more = (Act(tr("Dossier and signatures"), href, key="b", weight=weight),)
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

    def may(rule: predicates.Predicate) -> bool:
        return rule(standing_for(request), one.thing())

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
        return (notice, rests(decided, may=may), *acts)
    said = tr("This identification was recalled by {who}, {when}: {why}")
    end = decided.end
    text = said.format(who=end.by.name, when=moment(end.made_at).text, why=end.why)
    rested = (rests(decided, ends=True, may=may),) if resting.of(decided, may) else ()
    return (Notice(text, Way.STOP), *rested)


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
