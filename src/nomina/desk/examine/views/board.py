"""The pages of the board: the dossier, who signed it, signing, dissent, the decision."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from nomina.desk.examine.actions.board import Decide, Dissent, LayBefore, Sign
from nomina.desk.examine.actions.reports import owners_of
from nomina.desk.examine.board_sheet import SHORT, barred, papers, signatures
from nomina.desk.examine.models import Dossier, Report, Step
from nomina.desk.examine.moves import choices
from nomina.desk.examine.report_sheet import beside, evidence_of, line_of, name_of
from nomina.desk.examine.report_words import kind_name, move_name
from nomina.desk.examine.sitting import Sitting, sitting
from nomina.desk.examine.states import State
from nomina.desk.examine.views.reports import accepted, drawn, may_bring, read
from nomina.desk.look.shapes import Act, Empty, Head, Notice, Way, Weight
from nomina.desk.people.forms import ReasonForm
from nomina.desk.people.views.common import (
    actor_of,
    ask_first,
    form_page,
    perform,
    said_and_back,
    sent,
    take,
    told,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.desk.policy.roles import Role
from nomina.errors import InputError, Refused
from nomina.words import tr


@open_to(predicates.REPORT, on=Report)
@require_safe
def board(request: HttpRequest, one: Report) -> HttpResponse:
    """Show what lies before the board, who signed it, and what can be done."""
    return read(request, one, _board)


def _board(request: HttpRequest, one: Report, steps: list[Step]) -> HttpResponse:
    state = State(steps[-1].target)
    back = Act(tr("The report"), reverse("examine:report", args=[one.pk]), key="r")
    head = Head(
        tr("Before the board"), number=one.pk.hex[:8], says=kind_name(one.kind), acts=(back,)
    )
    it = sitting(one, actor_of(request))
    if state is not State.BOARD:
        says = tr("What was signed stays to be read.") if it.words else ""
        parts: list[object] = [Empty(tr("This does not lie before the board now"), says)]
        parts += [signatures(it)] if it.words else []
        return drawn(request, head, *parts)
    bring = may_bring(request, one, state)
    parts = [
        line_of(one, steps),
        _decided(it),
        papers(it, _lay(request, one, it), _acts(request, one, it)),
        signatures(it),
        barred(it),
        beside(request, one, steps),
        evidence_of(one, may=bring, since=accepted(steps), strikes=bring),
    ]
    return drawn(request, head, *parts)


def _decided(it: Sitting) -> Notice:
    if it.undecided is None:
        text = tr("Two people signed, and nobody dissents. The board can decide.")
        return Notice(text, Way.FOR)
    return Notice(told(it.undecided), Way.UNSURE)


def _lay(request: HttpRequest, one: Report, it: Sitting) -> Act | None:
    if it.dossier is not None or not owners_of(one, actor_of(request), Role.EXAMINER, Role.BOARD):
        return None
    href = reverse("examine:lay", args=[one.pk])
    return Act(tr("Lay it before the board as it is"), href, post=True, weight=Weight.PRIMARY)


def _acts(request: HttpRequest, one: Report, it: Sitting) -> tuple[Act, ...]:
    if not it.sits:
        return ()
    found = []
    if it.unsigned is None and it.dossier is not None:
        agrees = it.said is not None and it.said.agrees
        dissents = it.said is not None and not it.said.agrees
        if not agrees:
            label = tr("Take my dissent back and sign") if dissents else tr("Sign this dossier")
            href = reverse("examine:sign", args=[it.dossier.pk])
            found.append(Act(label, href, key="s", weight=Weight.PRIMARY))
        if not dissents:
            href = reverse("examine:dissent", args=[it.dossier.pk])
            found.append(Act(tr("Dissent"), href, weight=Weight.STOP))
    if it.undecided is None:
        weight = Weight.PLAIN if any(a.weight is Weight.PRIMARY for a in found) else Weight.PRIMARY
        href = reverse("examine:decide", args=[one.pk])
        found.append(Act(tr("Decide"), href, key="d", weight=weight))
    for choice in choices(one, actor_of(request)):
        if choice.lacks is None:
            href = f"{reverse('examine:move', args=[one.pk])}?move={choice.name}"
            found.append(Act(move_name(choice.name), href, weight=Weight.QUIET))
    return tuple(found)


@open_to(predicates.REPORT, on=Report)
@require_POST
def lay(request: HttpRequest, one: Report) -> HttpResponse:
    """Lay a report before the board as it is now."""
    try:
        perform(request, LayBefore(report=one))
    except InputError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, tr("This lies before the board now."))
    return redirect("examine:board", one.pk)


def _refused(request: HttpRequest, report: Report, why: Refused) -> HttpResponse:
    messages.error(request, told(why))
    return redirect("examine:board", report.pk)


class _Seen(forms.Form):
    """Nothing to fill in: what is signed stands above."""


@open_to(predicates.LINK_IDENTIFIED, on=Dossier)
def sign(request: HttpRequest, one: Dossier) -> HttpResponse:
    """Agree with a dossier by its hash."""
    return _say(request, one, _signing)


@open_to(predicates.LINK_IDENTIFIED, on=Dossier)
def dissent(request: HttpRequest, one: Dossier) -> HttpResponse:
    """Disagree with a dossier; nothing is decided while that stands."""
    return _say(request, one, _dissenting)


def _say(request: HttpRequest, one: Dossier, draw: Any) -> HttpResponse:
    report = one.report
    it = sitting(report, actor_of(request))
    why = it.unsigned
    if why is None and (it.dossier is None or it.dossier.pk != one.pk):
        why = Refused(tr("the report has changed since this was laid before the board"))
    if why is not None:
        return _refused(request, report, why)
    ask_first(request, Sign)
    return read(request, report, partial(draw, dossier=one))


def _signing(
    request: HttpRequest, report: Report, steps: list[Step], dossier: Dossier
) -> HttpResponse:
    form = _Seen(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, Sign(dossier=dossier))
        return said_and_back(request, tr("You signed this dossier."), "examine:board", report.pk)

    says = tr("{files}. You agree with the dossier {hash} as it is, and with nothing else.")
    names = name_of(request, report, steps)
    text = says.format(files=names, hash=dossier.digest[:SHORT])
    head = Head(tr("Sign the dossier"), number=dossier.digest[:SHORT], says=text)
    back = reverse("examine:board", args=[report.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Sign"), back)


def _dissenting(
    request: HttpRequest, report: Report, steps: list[Step], dossier: Dossier
) -> HttpResponse:
    form = ReasonForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, Dissent(dossier=dossier, **given))
        text = tr("Your dissent stands; nothing is decided while it does.")
        return said_and_back(request, text, "examine:board", report.pk)

    says = name_of(request, report, steps)
    head = Head(tr("Dissent"), number=dossier.digest[:SHORT], says=says)
    back = reverse("examine:board", args=[report.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Dissent"), back)


@open_to(predicates.LINK_IDENTIFIED, on=Report)
def decide(request: HttpRequest, one: Report) -> HttpResponse:
    """Give a body its name."""
    it = sitting(one, actor_of(request))
    if it.undecided is not None or not it.sits:
        return _refused(request, one, it.undecided or Refused(tr("your role does not allow this")))
    ask_first(request, Decide)
    return read(request, one, _deciding)


def _deciding(request: HttpRequest, report: Report, steps: list[Step]) -> HttpResponse:
    form = _Seen(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, Decide(report=report))
        text = tr("Decided. The report is closed as an identification, and both files are linked.")
        return said_and_back(request, text, "examine:report", report.pk)

    says = tr("{files}. The body has this name from then on; only a recall takes it back.")
    head = Head(tr("Decide"), says=says.format(files=name_of(request, report, steps)))
    back = reverse("examine:board", args=[report.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Decide"), back)
