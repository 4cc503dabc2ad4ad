"""A relative on the other side: typed, sealed in the same act, and never shown again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from nomina.desk.custody.exchange_papers import download
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page, written
from nomina.desk.files import fields
from nomina.desk.files.models import File
from nomina.desk.look.isolate import isolated
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Weight
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    act,
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
from nomina.desk.transmit import routes
from nomina.desk.transmit.actions.kin import EndKin, KeepKin, TakeKin, copy_to
from nomina.desk.transmit.forms_routes import KinEndForm, KinForm
from nomina.desk.transmit.kin import Typed, seal
from nomina.desk.transmit.models import OtherSideKin, Partner
from nomina.desk.transmit.views.person import demand_person
from nomina.desk.transmit.ways import Article
from nomina.words import tr

AT_ONCE = 20
"""Relatives on the first page at most; those who wait longest."""


@sensitive_post_parameters()
@open_to(predicates.KEEP_KIN, on=File)
def add_kin(request: HttpRequest, one: File) -> HttpResponse:
    """Seal who and where a relative is to an institution that may reach them."""
    demand_person(one)
    says = tr("Sealed as you send it. Nobody at this desk can read it again, and nothing is sent.")
    head = Head(tr("Relative on the other side"), number=one.number, says=says)
    known = _who_may(one)
    if not known:
        return page(request, head, _nobody(one))
    form = KinForm(sent(request), partners=known)

    @sensitive_variables()
    def done(given: dict[str, Any]) -> HttpResponse:
        (partner,) = (row for row in known if row.pk == UUID(given["partner"]))
        typed = Typed(
            person=one.number,
            relation=given["relation"],
            name=given["name_"],
            address=given["address"],
            language=given["language"],
            note=given["note"],
        )
        agency = copy_to(one, partner)
        action = KeepKin(
            file=one,
            relation=given["relation"],
            partner=partner,
            sealed=seal(partner.seal_to, typed),
            copy=None if agency is None else seal(agency.seal_to, typed),
        )
        perform(request, action)
        return said_and_back(request, tr("It was sealed."), "transmit:person", one.pk)

    return take(request, form, done) or form_page(request, head, form, tr("Seal it"), _back(one))


def _who_may(one: File) -> list[Partner]:
    """Give the partners that may have such an address, and have a key to seal it to."""
    if routes.in_force(one.operation) is None:
        return []
    every = routes.routes_for(one.operation, one, Article.KIN_ADDRESS)
    return [row.partner for row in every if row.verdict.allowed and row.partner.seal_to]


def _nobody(one: File) -> Empty:
    return Empty(
        tr("There is nobody to seal it to"),
        tr("A policy in force must name a partner with a key that may have such an address."),
        act(tr("Policy of routes"), reverse("transmit:policies", args=[one.operation_id])),
    )


@open_to(predicates.SEE_BUREAU, on=OtherSideKin)
@require_safe
def kin(request: HttpRequest, one: OtherSideKin) -> HttpResponse:
    """Show that there is a relative, and to whom the rest is sealed; the rest is not shown."""
    ended = hasattr(one, "end")
    head = Head(
        tr("Relative on the other side"),
        number=one.file.number,
        says=tr("Who and where they are is sealed to an institution; nobody here can read it."),
        acts=tuple(_acts(request, one, ended)),
    )
    facts = Facts(
        tr("What is known here"),
        (
            Fact(tr("Relation"), fields.choice("kinship", one.relation)),
            Fact(tr("Sealed to"), one.partner.name),
            Fact(tr("Key"), one.recipient),
            Fact(tr("State"), tr("counts no more") if ended else tr("sealed")),
            Fact(tr("Written down"), f"{one.by.name} · {written(one.made_at)}"),
        ),
    )
    return page(request, head, facts, _taken(one))


def _acts(request: HttpRequest, one: OtherSideKin, ended: bool) -> Iterator[Act]:
    who, thing = standing_for(request), one.thing()
    if not ended and predicates.RUN_BUREAU(who, thing):
        yield Act(tr("Take it out"), reverse("transmit:take_kin", args=[one.pk]))
    if not ended and predicates.KEEP_KIN(who, thing):
        href = reverse("transmit:end_kin", args=[one.pk])
        yield Act(tr("It counts no more"), href, weight=Weight.STOP)
    yield Act(tr("Bureau"), _back(one.file))


def _taken(one: OtherSideKin) -> Table:
    return Table(
        tr("Taken out"),
        (Column(tr("Who")), Column(tr("When"))),
        tuple(
            Row(row.pk.hex, (Cell(row.by.name, Kind.NAME), moment(row.made_at)))
            for row in one.taken.select_related("by")
        ),
        empty=Empty(
            tr("Nobody took it out yet"),
            tr("A transmission officer carries it to the institution that can open it."),
        ),
        titled=True,
    )


def to_carry(request: HttpRequest, one: Operation) -> Iterator[Table]:
    """Give, for the first page of the bureau, what nobody took out yet: sealed, it reaches none."""
    rows = OtherSideKin.objects.visible_to(request.user).current()
    left = rows.filter(file__operation=one, taken=None, partner__end=None)
    found = list(left.select_related("file", "partner").order_by("made_at", "pk")[:AT_ONCE])
    if found:
        yield Table(
            tr("Sealed for others, and not taken out yet"),
            (Column(tr("Number")), Column(tr("Sealed to")), Column(tr("Since"))),
            tuple(
                Row(
                    row.pk.hex,
                    (
                        Cell(row.file.number, Kind.CODE),
                        Cell(row.partner.name, Kind.NAME),
                        moment(row.made_at),
                    ),
                    reverse("transmit:kin", args=[row.pk]),
                )
                for row in found
            ),
            titled=True,
        )


@open_to(predicates.RUN_BUREAU, on=OtherSideKin)
def take_kin(request: HttpRequest, one: OtherSideKin) -> HttpResponse:
    """Take the sealed bytes out of the desk."""
    if hasattr(one, "end"):
        return redirect("transmit:kin", one.pk)
    ask_first(request, TakeKin)
    form = forms.Form(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, TakeKin(kin=one))
        return download(bytes(one.sealed), f"relative-{one.pk.hex[:8]}.age")

    says = tr("It leaves this desk to be handed over to {name}. That it was done is written down.")
    head = Head(tr("Take it out"), says=says.format(name=isolated(one.partner.name)))
    back = reverse("transmit:kin", args=[one.pk])
    return take(request, form, done) or form_page(
        request, head, form, tr("Download the file"), back
    )


@open_to(predicates.KEEP_KIN, on=OtherSideKin)
def end_kin(request: HttpRequest, one: OtherSideKin) -> HttpResponse:
    """Say that a relative's row counts no more."""
    if hasattr(one, "end"):
        return redirect("transmit:person", one.file_id)
    form = KinEndForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, EndKin(kin=one, **given))
        return said_and_back(request, tr("It counts no more."), "transmit:person", one.file_id)

    head = Head(
        tr("It counts no more"),
        number=one.file.number,
        says=tr("Nobody takes the sealed bytes out from then on."),
    )
    return take(request, form, done) or form_page(
        request, head, form, tr("Say so"), _back(one.file)
    )


def _back(one: File) -> str:
    return reverse("transmit:person", args=[one.pk])
