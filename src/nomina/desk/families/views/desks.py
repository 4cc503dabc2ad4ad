"""The page of an operation's work with families; each subject shows there what waits (`more`)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody.views.common import page
from nomina.desk.families import more
from nomina.desk.look.shapes import Cell, Column, Empty, Head, Kind, Row, Table
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.desk.policy.roles import SEES_FAMILIES
from nomina.words import tr


@open_to(predicates.SIGNED_IN)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the work with families of an operation, or ask of which."""
    mine = {
        one.operation
        for one in standing_for(request).held
        if one.role in SEES_FAMILIES and one.operation is not None
    }
    rows = list(Operation.objects.visible_to(request.user).filter(pk__in=mine))
    if len(rows) == 1:
        return redirect("families:operation", rows[0].pk)
    table = Table(
        tr("Speaking with families"),
        (Column(tr("Operation")),),
        tuple(
            Row(
                one.pk.hex,
                (Cell(one.name, Kind.NAME),),
                reverse("families:operation", args=[one.pk]),
            )
            for one in rows
        ),
        empty=Empty(tr("Nothing here"), tr("Your roles show you no work with families.")),
    )
    return page(request, Head(tr("Speaking with families")), table)


@open_to(predicates.SEE_FAMILIES, on=Operation)
@require_safe
def operation(request: HttpRequest, one: Operation) -> HttpResponse:
    """Show what waits: enquiries, notices, replies, the way home."""
    says = tr("Whoever asks is answered by a person; whoever must be told, by two.")
    head = Head(
        tr("Speaking with families"),
        says=f"{one.name} · {says}",
        acts=tuple(more.acts_of(request, one)),
    )
    parts = more.parts_of(request, one) or [
        Empty(tr("Nothing here"), tr("Your roles show you no work with families."))
    ]
    return page(request, head, *parts)
