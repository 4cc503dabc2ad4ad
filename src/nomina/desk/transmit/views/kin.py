"""A relative on the other side: typed, sealed in the same act, and never shown again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from nomina.desk.custody.views.common import page
from nomina.desk.files.models import File
from nomina.desk.look.shapes import Empty, Head
from nomina.desk.people.views.common import (
    act,
    form_page,
    perform,
    said_and_back,
    sent,
    take,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.desk.transmit import routes
from nomina.desk.transmit.actions.kin import EndKin, KeepKin
from nomina.desk.transmit.forms_routes import KinEndForm, KinForm
from nomina.desk.transmit.kin import seal
from nomina.desk.transmit.models import OtherSideKin, Partner
from nomina.desk.transmit.views.person import demand_person
from nomina.desk.transmit.ways import Article
from nomina.words import tr


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
        sealed = seal(
            partner.seal_to,
            name=given["name_"],
            address=given["address"],
            language=given["language"],
            note=given["note"],
        )
        action = KeepKin(file=one, relation=given["relation"], partner=partner, sealed=sealed)
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
        says=tr("The sealed bytes go into no package from then on."),
    )
    return take(request, form, done) or form_page(
        request, head, form, tr("Say so"), _back(one.file)
    )


def _back(one: File) -> str:
    return reverse("transmit:person", args=[one.pk])
