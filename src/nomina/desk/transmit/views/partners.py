"""Partners: the list, one of them with its fingerprint, confirming and ending."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page, written
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Way, Weight
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
from nomina.desk.transmit import partners as keys
from nomina.desk.transmit.actions.partners import AddPartner, CheckPartner, EndPartner
from nomina.desk.transmit.forms_routes import CheckForm, PartnerForm, ReasonForm
from nomina.desk.transmit.models import Partner
from nomina.desk.transmit.routes_words import form_name
from nomina.desk.transmit.ways import Recipient
from nomina.desk.transmit.ways_words import role_name
from nomina.words import tr


@open_to(predicates.SEE_BUREAU, on=Operation)
@require_safe
def partners(request: HttpRequest, one: Operation) -> HttpResponse:
    """List the institutions that things may go to."""
    may = predicates.RUN_BUREAU(standing_for(request), one.thing())
    add = Act(
        tr("Add a partner"),
        reverse("transmit:add_partner", args=[one.pk]),
        key="n",
        weight=Weight.PRIMARY,
    )
    back = Act(tr("Bureau"), reverse("transmit:operation", args=[one.pk]))
    says = tr("Institutions alone. A family is never written down here.")
    head = Head(tr("Partners"), says=says, acts=(add, back) if may else (back,))
    rows = (
        Partner.objects.visible_to(request.user)
        .filter(operation=one)
        .select_related("end")
        .prefetch_related("checks")
    )
    table = Table(
        tr("Partners"),
        (Column(tr("Name")), Column(tr("What it is")), Column(tr("State")), Column(tr("Since"))),
        tuple(_line(row) for row in rows),
        empty=Empty(
            tr("No partner yet"),
            tr("First the Central Tracing Agency, to which a copy of everything goes."),
        ),
    )
    return page(request, head, table)


def _line(row: Partner) -> Row:
    said, way = _state(row)
    return Row(
        row.pk.hex,
        (
            Cell(row.name, Kind.NAME),
            Cell(role_name(Recipient(row.role))),
            Cell(said, Kind.CHIP, way=way),
            moment(row.made_at),
        ),
        reverse("transmit:partner", args=[row.pk]),
    )


def _state(row: Partner) -> tuple[str, Way]:
    if hasattr(row, "end"):
        return tr("ended"), Way.PLAIN
    if keys.confirmed(row):
        return tr("checked by two"), Way.FOR
    return tr("not checked"), Way.UNSURE


@open_to(predicates.RUN_BUREAU, on=Operation)
def add_partner(request: HttpRequest, one: Operation) -> HttpResponse:
    """Write down an institution with its keys."""
    form = PartnerForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        given["forms"] = tuple(given["forms"])
        made = perform(request, AddPartner(operation=one, **given))
        said = tr("Now have its fingerprint read out to two people, one after the other.")
        return said_and_back(request, said, "transmit:partner", made.pk)

    says = tr("Take the keys from the institution itself.")
    head = Head(tr("Add a partner"), says=says)
    back = reverse("transmit:partners", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Add it"), back)


@open_to(predicates.SEE_BUREAU, on=Partner)
@require_safe
def partner(request: HttpRequest, one: Partner) -> HttpResponse:
    """Show a partner, the fingerprint of its keys, and who confirmed it."""
    said, _ = _state(one)
    head = Head(one.name, says=said, acts=_acts(request, one))
    return page(request, head, Facts(tr("Partner"), tuple(_facts(one))), _checks(one))


def _facts(one: Partner) -> Iterator[Fact]:
    none = tr("none")
    yield Fact(tr("What it is"), role_name(Recipient(one.role)))
    yield Fact(tr("Fingerprint"), keys.grouped(keys.fingerprint(one)))
    yield Fact(tr("Key to seal to"), one.seal_to or tr("none: everything goes on paper"))
    yield Fact(tr("Key to check its papers with"), one.verify or none)
    yield Fact(tr("Address for paper"), one.address or none)
    yield Fact(tr("Takes"), " · ".join(form_name(form) for form in one.forms))
    if hasattr(one, "end"):
        yield Fact(tr("Ended"), f"{one.end.why} · {written(one.end.made_at)}")


def _acts(request: HttpRequest, one: Partner) -> tuple[Act, ...]:
    back = Act(tr("Partners"), reverse("transmit:partners", args=[one.operation_id]))
    may = predicates.SIGN_BUREAU(standing_for(request), one.thing())
    if not may or hasattr(one, "end"):
        return (back,)
    check = Act(
        tr("Check its keys"),
        reverse("transmit:check_partner", args=[one.pk]),
        weight=Weight.PLAIN if keys.confirmed(one) else Weight.PRIMARY,
    )
    end = Act(
        tr("Send nothing more"), reverse("transmit:end_partner", args=[one.pk]), weight=Weight.STOP
    )
    return check, back, end


def _checks(one: Partner) -> Table:
    return Table(
        tr("Who heard the fingerprint"),
        (Column(tr("Who")), Column(tr("How")), Column(tr("When"))),
        tuple(
            Row(row.pk.hex, (Cell(row.by.name, Kind.NAME), Cell(row.how), moment(row.made_at)))
            for row in one.checks.select_related("by")
        ),
        empty=Empty(
            tr("Nobody yet"),
            tr("Two people each have it read out by the institution, by another way than it came."),
        ),
        titled=True,
    )


@open_to(predicates.SIGN_BUREAU, on=Partner)
def check_partner(request: HttpRequest, one: Partner) -> HttpResponse:
    """Say that the fingerprint was read out."""
    if hasattr(one, "end"):
        return redirect("transmit:partner", one.pk)
    ask_first(request, CheckPartner)
    form = CheckForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, CheckPartner(partner=one, **given))
        return said_and_back(request, tr("You checked it."), "transmit:partner", one.pk)

    says = tr("Two people do this, each for themselves.")
    head = Head(tr("Check the keys"), number=one.name, says=says)
    back = reverse("transmit:partner", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("I heard this"), back)


@open_to(predicates.STOP_PARTNER, on=Partner)
def end_partner(request: HttpRequest, one: Partner) -> HttpResponse:
    """Send nothing more to a partner."""
    if hasattr(one, "end"):
        return redirect("transmit:partner", one.pk)
    form = ReasonForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, EndPartner(partner=one, **given))
        said = tr("Nothing goes to it from now on.")
        return said_and_back(request, said, "transmit:partner", one.pk)

    says = tr("It holds at once. To begin again, the partner is written down and checked anew.")
    head = Head(tr("Send nothing more"), number=one.name, says=says)
    back = reverse("transmit:partner", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Stop it"), back)
