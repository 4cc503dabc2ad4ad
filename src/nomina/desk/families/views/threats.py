"""What security sees: what was threatened, how old it is, in which operation; and no case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page, written
from nomina.desk.families import threats as state
from nomina.desk.families.actions.threats import EraseThreat, KeepLonger, ReadThreat, TakeThreat
from nomina.desk.families.forms_hearing import LongerForm
from nomina.desk.families.hearing_shapes import Threatens, old
from nomina.desk.families.hearing_words import erased_why
from nomina.desk.families.models import Threat, ThreatErased
from nomina.desk.families.models.threats import NEEDLESS
from nomina.desk.families.views.hearing import STYLES
from nomina.desk.families.views.hearing_acts import given
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Weight
from nomina.desk.people.views.common import (
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
from nomina.words import tr


@open_to(predicates.SEE_THREATS)
@require_safe
def threats(request: HttpRequest) -> HttpResponse:
    """List threats, the newest first; those that were erased among them."""
    rows = Threat.objects.visible_to(request.user).select_related("operation", "erased")
    shown, pager = paged(request, rows.order_by("-made_at", "pk"))
    now = timezone.now()
    table = Table(
        tr("Threats"),
        (Column(tr("How old")), Column(tr("Operation")), Column(tr("Kept until"))),
        tuple(
            Row(
                one.pk.hex,
                (
                    Cell(old(one.made_at, now)),
                    Cell(one.operation.name, Kind.NAME),
                    Cell(tr("erased")) if hasattr(one, "erased") else moment(state.until(one)),
                ),
                reverse("families:threat", args=[one.pk]),
            )
            for one in shown
        ),
        Empty(tr("No family threatened anybody"), tr("What a reader passes on stands here.")),
        pager,
    )
    says = tr("For protection alone. Whose words they are stands in no page of yours.")
    return page(request, Head(tr("Threats"), says=says), table)


@open_to(predicates.SEE_THREATS, on=Threat)
@require_safe
def threat(request: HttpRequest, one: Threat) -> HttpResponse:
    """Show a threat without its words."""
    gone = ThreatErased.objects.filter(threat=one).first()
    now = timezone.now()
    acts: tuple[Act, ...] = (Act(tr("All threats"), reverse("families:threats")),)
    if gone is None and one.enclosure_id is not None:
        href = reverse("families:take_threat", args=[one.pk])
        acts = (Act(tr("Take it away"), href, post=True, key="t"), *acts)
    if gone is None:
        href = reverse("families:read_threat", args=[one.pk])
        acts = (
            Act(tr("Read it"), href, post=True, key="r", weight=Weight.PRIMARY),
            Act(tr("Keep it longer"), reverse("families:keep_threat", args=[one.pk]), key="k"),
            Act(
                tr("Erase it now"),
                reverse("families:erase_threat", args=[one.pk]),
                post=True,
                weight=Weight.STOP,
            ),
            *acts,
        )
    kept = written(state.until(one)) if gone is None else ""
    facts = Facts(
        tr("What is known of it"),
        (
            Fact(tr("Operation"), one.operation.name),
            Fact(tr("What it is"), tr("words") if one.enclosure_id is None else tr("a file")),
            Fact(tr("How old"), old(one.made_at, now)),
            Fact(tr("Kept until"), kept)
            if gone is None
            else Fact(tr("Erased"), f"{erased_why(gone.why)} · {written(gone.made_at)}"),
        ),
    )
    longer = Table(
        tr("Why it is kept longer"),
        (Column(tr("Until")), Column(tr("Why")), Column(tr("By"))),
        tuple(
            Row(row.pk.hex, (moment(row.until), Cell(row.why), Cell(row.by.name, Kind.NAME)))
            for row in one.longer.select_related("by")
        ),
        titled=True,
    )
    says = tr("It is erased on time, and by you when it is needed no more.")
    head = Head(tr("A threat"), says=says, acts=acts)
    return page(request, head, facts, longer if longer.rows else None)


@open_to(predicates.SEE_THREATS, on=Threat)
@require_POST
def read_threat(request: HttpRequest, one: Threat) -> HttpResponse:
    """Open the words of a threat."""
    words = perform(request, ReadThreat(threat=one))
    href = reverse("families:threat", args=[one.pk])
    head = Head(
        tr("A threat"),
        says=f"{one.operation.name} · {old(one.made_at, timezone.now())}",
        acts=(Act(tr("Close"), href, key="c"),),
    )
    shown = page(request, head, Threatens(words.parts), styles=STYLES)
    shown["Cache-Control"] = "no-store"
    return shown


@open_to(predicates.SEE_THREATS, on=Threat)
@require_POST
def take_threat(request: HttpRequest, one: Threat) -> HttpResponse:
    """Give what came with a reply and threatens, as bytes that no program opens by itself."""
    if one.enclosure_id is None:
        raise Http404
    return given(perform(request, TakeThreat(threat=one)), "threat.bin")


@open_to(predicates.SEE_THREATS, on=Threat)
def keep_threat(request: HttpRequest, one: Threat) -> HttpResponse:
    """Keep a threat for longer."""
    form = LongerForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        until = timezone.now() + timedelta(days=given["days"])
        perform(request, KeepLonger(threat=one, until=until, why=given["why"]))
        return said_and_back(request, tr("It is kept for longer."), "families:threat", one.pk)

    says = tr("Longer than was agreed needs a reason each time.")
    href = reverse("families:threat", args=[one.pk])
    return take(request, form, done) or form_page(
        request, Head(tr("Keep it longer"), says=says), form, tr("Keep it longer"), href
    )


@open_to(predicates.SEE_THREATS, on=Threat)
@require_POST
def erase_threat(request: HttpRequest, one: Threat) -> HttpResponse:
    """Erase a threat that is needed no more."""
    if not ThreatErased.objects.filter(threat=one).exists():
        perform(request, EraseThreat(threat=one, why=NEEDLESS))
    return said_and_back(request, tr("It was erased."), "families:threats")
