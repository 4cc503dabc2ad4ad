"""Public pages of an operation: asked for, opened, closed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page, written
from nomina.desk.families.actions.asking_pages import AskPage, ClosePage, OpenPage
from nomina.desk.families.forms_asking import PageForm
from nomina.desk.families.models import EnquiryPage
from nomina.desk.families.views.asking_over import NoForm
from nomina.desk.look.language import NAMES
from nomina.desk.look.shapes import (
    Act,
    Cell,
    Column,
    Empty,
    Head,
    Kind,
    Row,
    Table,
    Way,
    Weight,
)
from nomina.desk.people.forms import ReasonForm
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    ask_first,
    form_page,
    moment,
    perform,
    said_and_back,
    sent,
    take,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import tr


def _state(row: EnquiryPage) -> tuple[str, Way]:
    if hasattr(row, "end"):
        return tr("closed"), Way.PLAIN
    return (tr("open"), Way.FOR) if hasattr(row, "opening") else (tr("asked for"), Way.UNSURE)


@open_to(predicates.SEE_PAGE, on=Operation)
@require_safe
def ask_pages(request: HttpRequest, one: Operation) -> HttpResponse:
    """List the public pages of an operation; one is open at a time."""
    rows = EnquiryPage.objects.visible_to(request.user).filter(operation=one)
    rows = rows.select_related("opening", "end").order_by("-made_at")
    acts = []
    if predicates.ASK_PAGE(standing_for(request), one.thing()):
        href = reverse("families:ask_page_new", args=[one.pk])
        acts.append(Act(tr("Ask for a page"), href, key="n", weight=Weight.PRIMARY))
    says = tr("The family liaison asks for it; an administrator opens it to the world.")
    table = Table(
        tr("Public pages"),
        (Column(tr("Address")), Column(tr("Name")), Column(tr("State")), Column(tr("Since"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(f"/ask/{row.code}/", Kind.CODE),
                    Cell(row.name, Kind.NAME),
                    Cell(_state(row)[0], Kind.CHIP, way=_state(row)[1]),
                    moment(row.made_at),
                ),
                reverse("families:ask_page", args=[row.pk]),
            )
            for row in rows
        ),
        Empty(tr("No public page"), tr("Families ask at the counter, by letter or telephone.")),
    )
    head = Head(tr("Public page"), says=f"{one.name} · {says}", acts=tuple(acts))
    return page(request, head, table)


@open_to(predicates.ASK_PAGE, on=Operation)
def ask_page_new(request: HttpRequest, one: Operation) -> HttpResponse:
    """Ask for a page, and say what it says."""
    form = PageForm(sent(request), initial={"languages": one.languages})

    def done(given: dict[str, Any]) -> HttpResponse:
        row = perform(request, AskPage(operation=one, **given))
        what = tr("It was asked for. An administrator opens it.")
        return said_and_back(request, what, "families:ask_page", row.pk)

    says = tr("It has no search, no list and no picture, and is read by anybody.")
    head = Head(tr("Ask for a page"), says=says)
    back = reverse("families:ask_pages", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Ask for it"), back)


@open_to(predicates.SEE_PAGE, on=EnquiryPage)
@require_safe
def ask_page(request: HttpRequest, one: EnquiryPage) -> HttpResponse:
    """Show one page, and who opens or closes it."""
    who = standing_for(request)
    acts = []
    over = hasattr(one, "end")
    if not over and not hasattr(one, "opening") and predicates.OPEN_PAGE(who, one.thing()):
        href = reverse("families:ask_page_open", args=[one.pk])
        acts.append(Act(tr("Open it to the world"), href, weight=Weight.PRIMARY))
    if not over:
        href = reverse("families:ask_page_close", args=[one.pk])
        acts.append(Act(tr("Close it"), href, weight=Weight.STOP))
    facts = [
        Fact(tr("Address"), f"/ask/{one.code}/"),
        Fact(tr("State"), _state(one)[0]),
        Fact(tr("Languages"), ", ".join(NAMES.get(code, code) for code in one.languages)),
        Fact(tr("How the neutral agency is reached"), one.agency),
        Fact(tr("Asked for"), f"{one.made_by.name} · {written(one.made_at)}"),
    ]
    if hasattr(one, "opening"):
        facts.append(Fact(tr("Opened"), f"{one.opening.by.name} · {written(one.opening.made_at)}"))
    if over:
        said = f"{one.end.by.name} · {written(one.end.made_at)} · {one.end.why}"
        facts.append(Fact(tr("Closed"), said))
    says = tr("It answers nobody before it is opened, and nobody after it is closed.")
    head = Head(one.name, says=says, acts=tuple(acts))
    return page(request, head, Facts(tr("What it says"), tuple(facts)))


@open_to(predicates.OPEN_PAGE, on=EnquiryPage)
def ask_page_open(request: HttpRequest, one: EnquiryPage) -> HttpResponse:
    """Open a page to the world."""
    ask_first(request, OpenPage)
    form = NoForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        del given
        perform(request, OpenPage(page=one))
        return said_and_back(request, tr("The page is open."), "families:ask_page", one.pk)

    says = tr("From now on anybody who has the address can write to this desk.")
    head = Head(tr("Open it to the world?"), number=f"/ask/{one.code}/", says=says)
    back = reverse("families:ask_page", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Open it"), back)


@open_to(predicates.CLOSE_PAGE, on=EnquiryPage)
def ask_page_close(request: HttpRequest, one: EnquiryPage) -> HttpResponse:
    """Close a page at once."""
    form = ReasonForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, ClosePage(page=one, why=given["why"]))
        return said_and_back(request, tr("The page is closed."), "families:ask_page", one.pk)

    says = tr("It answers nobody any more. Enquiries that came by it stay, and are answered.")
    head = Head(tr("Close the page"), number=f"/ask/{one.code}/", says=says)
    back = reverse("families:ask_page", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Close it"), back)
