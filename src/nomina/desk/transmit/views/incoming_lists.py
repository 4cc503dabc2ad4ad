"""Lists of missing people on pages: to whom, who stands on one, who signed it, taking it out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nomina.desk.custody.exchange_papers import download
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page, written
from nomina.desk.files.models import File
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Way, Weight
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    ask_first,
    form_page,
    moment,
    paged,
    perform,
    said_and_back,
    sent,
    take,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.desk.transmit import conditions, incoming_lists, signs
from nomina.desk.transmit.actions.incoming_lists import LayList, SignList, TakeList
from nomina.desk.transmit.forms_incoming import ListForm
from nomina.desk.transmit.incoming_words import list_form_name
from nomina.desk.transmit.models import MissingList, Partner
from nomina.desk.transmit.models.incoming_lists import LIST_FORMS
from nomina.words import tr


@open_to(predicates.SEE_BUREAU, on=Operation)
@require_safe
def lists(request: HttpRequest, one: Operation) -> HttpResponse:
    """Show the lists of an operation, and for which partners one can be made."""
    rows = MissingList.objects.visible_to(request.user).filter(partner__operation=one)
    shown, pager = paged(request, rows.select_related("partner").prefetch_related("signs", "taken"))
    says = tr("Missing people whose families allowed it, in the form that a partner takes.")
    back = Act(tr("Bureau"), reverse("transmit:operation", args=[one.pk]))
    head = Head(tr("Lists of missing people"), says=says, acts=(back,))
    columns = (
        Column(tr("Number")),
        Column(tr("To")),
        Column(tr("Form")),
        Column(tr("People"), number=True),
        Column(tr("State")),
        Column(tr("Made")),
    )
    table = Table(
        tr("Lists"),
        columns,
        tuple(_row(row) for row in shown),
        Empty(tr("No list yet"), tr("Choose a partner below.")),
        pager,
        titled=True,
    )
    partners = _partners(request, one)
    return page(request, head, table, partners)


def _row(row: MissingList) -> Row:
    state, way = _state(row)
    return Row(
        row.pk.hex,
        (
            Cell(incoming_lists.name_of(row), Kind.CODE),
            Cell(row.partner.name, Kind.NAME),
            Cell(list_form_name(row.form)),
            Cell(str(len(row.files)), Kind.NUMBER),
            Cell(state, Kind.CHIP, way=way),
            moment(row.made_at),
        ),
        reverse("transmit:missing_list", args=[row.pk]),
    )


def _state(row: MissingList) -> tuple[str, Way]:
    if row.taken.all():
        return tr("left the desk"), Way.FOR
    if signs.two(row.signs.all(), row.digest):
        return tr("signed"), Way.PLAIN
    return tr("waits for signatures"), Way.UNSURE


def _partners(request: HttpRequest, one: Operation) -> Table | None:
    if not predicates.LIST_MISSING(standing_for(request), one.thing()):
        return None
    rows = Partner.objects.visible_to(request.user).filter(operation=one).current()
    taking = [row for row in rows.order_by("name") if set(row.forms) & set(LIST_FORMS)]
    return Table(
        tr("Partners that take lists"),
        (Column(tr("Partner")), Column(tr("Forms"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(row.name, Kind.NAME),
                    Cell(", ".join(f for f in row.forms if f in LIST_FORMS), Kind.CODE),
                ),
                reverse("transmit:lay_list", args=[row.pk]),
            )
            for row in taking
        ),
        Empty(tr("No partner takes lists"), tr("A partner says in which forms it takes things.")),
        titled=True,
    )


@open_to(predicates.LIST_MISSING, on=Partner)
def lay(request: HttpRequest, one: Partner) -> HttpResponse:
    """Make a list for a partner and lay it before those who sign."""
    people = incoming_lists.to_choose(one, timezone.now())
    form = ListForm(one, people, sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        row = perform(
            request,
            LayList(
                partner=one,
                form=given["form"],
                files=tuple(given["people"]),
                conditions=form.conditions(),
            ),
        )
        text = tr("The list is made. Two people sign it.")
        return said_and_back(request, text, "transmit:missing_list", row.pk)

    says = tr("To {name}. Two people sign it, and it leaves sealed to its key alone.")
    head = Head(tr("Make a list"), says=says.format(name=one.name))
    back = reverse("transmit:missing_lists", args=[one.operation_id])
    return take(request, form, done) or form_page(request, head, form, tr("Make it"), back)


@open_to(predicates.SEE_BUREAU, on=MissingList)
@require_safe
def sheet(request: HttpRequest, one: MissingList) -> HttpResponse:
    """Show a list: to whom, who stands on it by number, and who signed it."""
    state, _ = _state(one)
    head = Head(
        tr("List of missing people"),
        number=incoming_lists.name_of(one),
        says=state,
        acts=tuple(_acts(request, one)),
    )
    return page(request, head, _facts(one), _people(request, one), _signs(one))


def _acts(request: HttpRequest, one: MissingList) -> Iterator[Act]:
    who, thing = standing_for(request), one.thing()
    signed = signs.two(one.signs.all(), one.digest)
    if not signed and predicates.SIGN_BUREAU(who, thing):
        href = reverse("transmit:sign_list", args=[one.pk])
        yield Act(tr("Sign it"), href, key="n", weight=Weight.PRIMARY)
    if signed and predicates.LIST_MISSING(who, thing):
        href = reverse("transmit:take_list", args=[one.pk])
        yield Act(tr("Take it out"), href, key="t", weight=Weight.PRIMARY)
    yield Act(tr("All lists"), reverse("transmit:missing_lists", args=[one.partner.operation_id]))


def _facts(one: MissingList) -> Facts:
    told = (conditions.told(condition) for condition in conditions.Condition)
    return Facts(
        tr("What is signed"),
        (
            Fact(tr("To"), one.partner.name),
            Fact(tr("Form"), list_form_name(one.form)),
            Fact(tr("SHA-256"), one.digest),
            Fact(tr("Made"), f"{one.by.name} · {written(one.made_at)}"),
            *(Fact(text, tr("yes")) for text in told),
        ),
    )


def _people(request: HttpRequest, one: MissingList) -> Table:
    seen = File.objects.visible_to(request.user).filter(pk__in=one.files).order_by("number")
    return Table(
        tr("Who stands on it"),
        (Column(tr("Number of the file")),),
        tuple(
            Row(
                row.pk.hex,
                (Cell(row.number, Kind.CODE),),
                reverse("files:file", args=[row.pk]),
            )
            for row in seen
        ),
        titled=True,
    )


def _signs(one: MissingList) -> Table:
    seats = {"transmission": tr("transmission officer"), "board": tr("board member")}
    return Table(
        tr("Signatures"),
        (Column(tr("Who")), Column(tr("As what")), Column(tr("When"))),
        tuple(
            Row(
                row.pk.hex,
                (Cell(row.by.name, Kind.NAME), Cell(seats[row.seat]), moment(row.made_at)),
            )
            for row in one.signs.select_related("by")
        ),
        Empty(tr("Nobody has signed it yet")),
        titled=True,
    )


@open_to(predicates.SIGN_BUREAU, on=MissingList)
def sign(request: HttpRequest, one: MissingList) -> HttpResponse:
    """Sign a list as it stands."""
    ask_first(request, SignList)
    form = forms.Form(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, SignList(sheet=one, digest=one.digest))
        return said_and_back(request, tr("It is signed."), "transmit:missing_list", one.pk)

    says = tr("For {n} people, to {name}. You answer for every condition on it.")
    head = Head(
        tr("Sign it"),
        number=incoming_lists.name_of(one),
        says=says.format(n=len(one.files), name=one.partner.name),
    )
    back = reverse("transmit:missing_list", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Sign it"), back)


@open_to(predicates.LIST_MISSING, on=MissingList)
def take_out(request: HttpRequest, one: MissingList) -> HttpResponse:
    """Take a list out, sealed to its partner."""
    ask_first(request, TakeList)
    form = forms.Form(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(request, TakeList(sheet=one))
        return download(made.data, f"{incoming_lists.name_of(one)}.age")

    says = tr("Sealed to {name}; nobody else can open it. That it left is written down.")
    head = Head(
        tr("Take it out"),
        number=incoming_lists.name_of(one),
        says=says.format(name=one.partner.name),
    )
    back = reverse("transmit:missing_list", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Take it out"), back)
