"""The page of an operation's work with families; each subject shows there what waits (`more`)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from nomina.desk.custody.views.common import of_which, page
from nomina.desk.families import more
from nomina.desk.look.shapes import Empty, Head
from nomina.desk.people.models import Operation
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.desk.policy.roles import SEES_FAMILIES
from nomina.words import tr


@open_to(predicates.SIGNED_IN)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the work with families of an operation, or ask of which."""
    none = Empty(tr("Nothing here"), tr("Your roles show you no work with families."))
    title = tr("Speaking with families")
    return of_which(request, SEES_FAMILIES, "families:operation", title, none)


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
