"""For whoever looks at the dead: whom to turn to, one's own count, and what one is shown.

Opening these pages is no act, and nobody is told that somebody did.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from nomina.desk.look.isolate import isolated
from nomina.desk.look.shapes import Act, Cell, Column, Head, Kind, Row, Table
from nomina.desk.people.actions import ChooseCare, KeepViews, SeePause, WriteSupport
from nomina.desk.people.care import counts
from nomina.desk.people.forms_care import CareForm, SupportForm
from nomina.desk.people.models import Operation, Support, User
from nomina.desk.people.models.care import VIEWS, care_of
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    form_page,
    page,
    perform,
    said_and_back,
    sent,
    take,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.words import tr


@dataclass(frozen=True, slots=True)
class Words:
    """A few lines of plain text under a heading, as they were written."""

    template: ClassVar[str] = "people/words.html"
    title: str
    text: str


@open_to(predicates.SIGNED_IN)
@require_safe
def care(request: HttpRequest) -> HttpResponse:
    """Show whom one can turn to, and how much one looked at; both are for nobody else."""
    seen = counts(request.user, timezone.now())
    table = Table(
        tr("Pictures that you opened"),
        (Column(tr("When")), Column(tr("How many"), number=True)),
        (
            Row("today", (Cell(tr("Today")), Cell(str(seen.today), Kind.NUMBER))),
            Row("week", (Cell(tr("This week, since Monday")), Cell(str(seen.week), Kind.NUMBER))),
        ),
        titled=True,
    )
    usual = Words(
        tr("What helps"),
        tr(
            "Pictures of the dead can stay with you, and that is no weakness. Look at no more than"
            " the work needs, stop when you want to, and speak with somebody you trust.\n\nYou may"
            " skip any picture without a reason. Nobody counts how much you do, and nobody but you"
            " sees the numbers below."
        ),
    )
    head = Head(
        tr("For yourself"),
        says=tr("Only you see this page. That you opened it is written down nowhere."),
        acts=(Act(tr("What I am shown"), reverse("people:care_choices"), key="w"),),
    )
    return page(request, head, *_supports(request), usual, table)


def _supports(request: HttpRequest) -> list[Words]:
    mine = standing_for(request).operations
    rows = Support.objects.newest().visible_to(request.user).exclude(text="")
    found = rows.filter(operation__in=mine).select_related("operation")
    title = tr("Whom you can turn to: {operation}")
    lines = [
        Words(title.format(operation=isolated(one.operation.name)), one.text)
        for one in found.order_by("operation__name")
    ]
    if lines:
        return lines
    text = tr("Nobody wrote down a contact yet. Ask who administers this desk for one.")
    return [Words(tr("Whom you can turn to"), text)]


@open_to(predicates.SIGNED_IN)
def choices(request: HttpRequest) -> HttpResponse:
    """Choose how pictures are drawn, what one is not to be given, and when a pause is said."""
    user = request.user
    assert isinstance(user, User)
    now = care_of(user)
    views = [view for view in VIEWS if getattr(now, view)]
    form = CareForm(
        sent(request), initial={"views": views, "without": now.without, "pace": now.pace}
    )

    def done(given: dict[str, Any]) -> HttpResponse:
        wanted = ChooseCare(
            user=user,
            without=tuple(given["without"]),
            pace=given["pace"],
            views=frozenset(given["views"]),
        )
        perform(request, wanted)
        return said_and_back(request, tr("Your choices were kept."), "people:care")

    head = Head(
        tr("What I am shown"),
        says=tr("No reason is asked, and nobody is told. You can change it any day."),
    )
    back = reverse("people:care")
    return take(request, form, done) or form_page(request, head, form, tr("Keep"), back)


@open_to(predicates.SIGNED_IN)
@require_POST
def keep_views(request: HttpRequest) -> HttpResponse:
    """Remember how one looks at pictures; a script sends it when one of their buttons is used."""
    assert isinstance(request.user, User)
    views = frozenset(request.POST.getlist("view")) & set(VIEWS)
    perform(request, KeepViews(user=request.user, views=views))
    return HttpResponse("")


@open_to(predicates.SIGNED_IN)
@require_POST
def paused(request: HttpRequest) -> HttpResponse:
    """Put a suggested pause aside, and go back to where it was suggested."""
    assert isinstance(request.user, User)
    perform(request, SeePause(user=request.user))
    if request.headers.get("HX-Request"):
        return HttpResponse("")
    back = request.POST.get("back", "")
    inside = back.startswith("/") and url_has_allowed_host_and_scheme(back, None)
    return redirect(back if inside else "people:care")


@open_to(predicates.WRITE_SUPPORT, on=Operation)
def support(request: HttpRequest, one: Operation) -> HttpResponse:
    """Write whom the people of an operation can turn to."""
    now = Support.objects.newest().filter(operation=one).first()
    form = SupportForm(sent(request), initial={"text": now.text if now else ""})

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, WriteSupport(operation=one, text=given["text"]))
        messages.success(request, tr("It stands on the page of everybody who works here."))
        return redirect("people:operation", one.pk)

    head = Head(tr("Whom people can turn to"), says=one.name)
    back = reverse("people:operation", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Keep"), back)
