"""Incidents: the list of an operation, one of them, reporting and settling."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody.actions.common import item_of
from nomina.desk.custody.actions.incidents import Report, Settle
from nomina.desk.custody.forms import IncidentForm, SettleForm
from nomina.desk.custody.models import Incident, IncidentEnd
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page, tags_page, written
from nomina.desk.custody.views.register import incident_row
from nomina.desk.custody.words import incident_kind, told
from nomina.desk.look.shapes import Act, Column, Empty, Head, Table, Weight
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    form_page,
    paged,
    perform,
    said_and_back,
    sent,
    take,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import tr


@open_to(predicates.SEE_CUSTODY, on=Operation)
@require_safe
def incidents(request: HttpRequest, one: Operation) -> HttpResponse:
    """List what does not fit; ``?all`` shows what was settled too."""
    rows = Incident.objects.visible_to(request.user).filter(operation=one)
    every = "all" in request.GET
    found, pager = paged(
        request, (rows if every else rows.current()).select_related(*Incident.beside)
    )
    here = reverse("custody:incidents", args=[one.pk])
    acts = [Act(tr("Open ones"), here) if every else Act(tr("All of them"), f"{here}?all=1")]
    if predicates.KEEP_ITEMS(standing_for(request), one.thing()):
        href = reverse("custody:report_incident", args=[one.pk])
        acts.insert(0, Act(tr("Report what does not fit"), href, key="n", weight=Weight.PRIMARY))
    table = Table(
        tr("What does not fit"),
        (Column(tr("What")), Column(tr("Tag")), Column(tr("Place")), Column(tr("Since"))),
        tuple(incident_row(row) for row in found),
        empty=Empty(tr("Everything fits")),
        pager=pager,
    )
    head = Head(tr("What does not fit"), says=one.name, acts=tuple(acts))
    return page(request, head, table)


@open_to(predicates.SEE_CUSTODY, on=Incident)
@require_safe
def incident(request: HttpRequest, one: Incident) -> HttpResponse:
    """Show an incident, and what was found about it."""
    end: IncidentEnd | None = getattr(one, "end", None)
    facts = [Fact(tr("Noticed"), written(one.at))]
    if one.item is not None:
        href = reverse("custody:item", args=[one.item_id])
        facts.append(Fact(tr("Tag"), str(one.item), href))
    if one.place is not None:
        href = reverse("custody:place", args=[one.place_id])
        facts.append(Fact(tr("Place"), one.place.code, href))
    if one.handover is not None:
        href = reverse("custody:handover", args=[one.handover_id])
        facts.append(Fact(tr("Handover"), one.handover.number, href))
    facts.append(Fact(tr("Noticed by"), one.by.name if one.by else tr("the desk itself")))
    if one.words:
        facts.append(Fact(tr("What happened"), one.words))
    facts += [Fact(name, value) for name, value in told(one.said)]
    if end is not None:
        facts.append(Fact(tr("What was found"), end.words))
        facts.append(Fact(tr("Settled"), f"{written(end.made_at)} · {end.by.name}"))
    acts = []
    if end is None and predicates.RUN_CUSTODY(standing_for(request), one.thing()):
        href = reverse("custody:settle", args=[one.pk])
        acts.append(Act(tr("Settle it"), href, key="s", weight=Weight.PRIMARY))
    href = reverse("custody:incidents", args=[one.operation_id])
    acts.append(Act(tr("What does not fit"), href))
    says = tr("Settled.") if end is not None else tr("Somebody has to look at it.")
    head = Head(incident_kind(one.kind).capitalize(), says=says, acts=tuple(acts))
    return page(request, head, Facts(tr("What is known"), tuple(facts)))


@open_to(predicates.KEEP_ITEMS, on=Operation)
def report_incident(request: HttpRequest, one: Operation) -> HttpResponse:
    """Report that something does not fit."""
    start = {"tag": request.GET.get("tag", "")[:40], "kind": "other"}
    form = IncidentForm(sent(request), initial=start)

    def done(given: dict[str, Any]) -> HttpResponse:
        tag = given["tag"].strip()
        made = perform(
            request,
            Report(
                operation=one,
                incident=given["kind"],
                words=given["words_"],
                item=item_of(tag, one, request.user) if tag else None,
            ),
        )
        return said_and_back(request, tr("It was reported."), "custody:incident", made.pk)

    head = Head(tr("Report what does not fit"), says=one.name)
    back = reverse("custody:incidents", args=[one.pk])
    return take(request, form, done) or tags_page(
        request, one, head, form, button=tr("Report"), back=back
    )


@open_to(predicates.RUN_CUSTODY, on=Incident)
def settle(request: HttpRequest, one: Incident) -> HttpResponse:
    """Say what was found about an incident."""
    form = SettleForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, Settle(incident=one, words=given["words_"]))
        return said_and_back(request, tr("It is settled."), "custody:incident", one.pk)

    head = Head(tr("Settle it"), says=incident_kind(one.kind))
    back = reverse("custody:incident", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Settle"), back)
