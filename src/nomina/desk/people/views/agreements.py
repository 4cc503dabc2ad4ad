"""Agreements between operations."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nomina.desk.look.shapes import Cell, Column, Empty, Head, Kind, Row, Table
from nomina.desk.people.actions import EndAgreement, MakeAgreement
from nomina.desk.people.forms import AgreementForm, ReasonForm, begins, ends
from nomina.desk.people.models import Agreement, User
from nomina.desk.people.views.common import (
    act,
    ask_first,
    form_page,
    moment,
    page,
    paged,
    perform,
    said_and_back,
    sent,
    take,
)
from nomina.desk.people.views.operations import administers
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import tr


@open_to(predicates.SEE_AGREEMENTS)
@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    """List the agreements of the operations that one may see."""
    admin = administers(request)
    make = act(tr("Record an agreement"), reverse("people:make_agreement"), "n") if admin else ()
    rows, pager = paged(
        request,
        Agreement.objects.visible_to(request.user).select_related("first", "second", "end"),
    )

    def line(one: Agreement) -> Row:
        ended = hasattr(one, "end")
        leads = reverse("people:end_agreement", args=[one.pk]) if admin and not ended else ""
        sides = Cell(f"{one.first.name} · {one.second.name}", Kind.NAME)
        until = moment(one.end.made_at if ended else one.until)
        cells = (sides, moment(one.since), until, Cell(one.purpose), Cell(one.signed_by))
        return Row(one.pk.hex, cells, leads)

    table = Table(
        tr("Agreements"),
        (
            Column(tr("Between")),
            Column(tr("From")),
            Column(tr("Until")),
            Column(tr("Purpose")),
            Column(tr("Signed by")),
        ),
        tuple(map(line, rows)),
        empty=Empty(
            tr("No agreement"),
            tr("Without one, nothing is compared across operations."),
            make,
        ),
        pager=pager,
    )
    return page(request, Head(tr("Agreements"), acts=make), table)


@open_to(predicates.MAKE_AGREEMENT)
def make_agreement(request: HttpRequest) -> HttpResponse:
    """Record an agreement."""
    ask_first(request, MakeAgreement)
    assert isinstance(request.user, User)
    form = AgreementForm(sent(request), by=request.user)

    def done(given: dict[str, Any]) -> HttpResponse:
        wanted = MakeAgreement(
            operations=(given["first"], given["second"]),
            since=begins(given["since"]) or timezone.now(),
            until=ends(given["until"]),
            purpose=given["purpose"],
            signed_by=given["signed_by"],
        )
        perform(request, wanted)
        return said_and_back(request, tr("The agreement was recorded."), "people:agreements")

    head, back = Head(tr("Record an agreement")), reverse("people:agreements")
    return take(request, form, done) or form_page(request, head, form, tr("Record"), back)


@open_to(predicates.END_AGREEMENT, on=Agreement)
def end_agreement(request: HttpRequest, one: Agreement) -> HttpResponse:
    """End an agreement."""
    form = ReasonForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, EndAgreement(agreement=one, why=given["why"]))
        return said_and_back(request, tr("The agreement is over."), "people:agreements")

    head = Head(tr("End an agreement"), says=f"{one.first.name} · {one.second.name}")
    back = reverse("people:agreements")
    return take(request, form, done) or form_page(request, head, form, tr("End"), back)
