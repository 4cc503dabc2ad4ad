"""One's own tokens: which there are, a new one, the end of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nomina.desk.api.actions import EndToken, MakeToken
from nomina.desk.api.forms import TokenForm
from nomina.desk.api.models import Token
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Weight
from nomina.desk.people.forms import ends
from nomina.desk.people.models import User
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
    told,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.desk.policy.roles import Role, name
from nomina.errors import InputError
from nomina.words import tr


@open_to(predicates.SIGNED_IN)
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """List one's own tokens, those that are over too; never a token itself."""
    rows, pager = paged(
        request, Token.objects.visible_to(request.user).select_related("operation", "end")
    )
    current = set(Token.objects.visible_to(request.user).current().values_list("pk", flat=True))
    first = act(tr("Make a token"), reverse("tokens:make"), "n")
    table = Table(
        tr("Own tokens"),
        (
            Column(tr("Name")),
            Column(tr("Where")),
            Column(tr("Roles")),
            Column(tr("Made")),
            Column(tr("Until")),
        ),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(row.name, Kind.NAME),
                    Cell(row.operation.name, Kind.NAME),
                    Cell(", ".join(name(Role(role)) for role in row.roles)),
                    moment(row.made_at),
                    moment(row.end.made_at if hasattr(row, "end") else row.until),
                ),
                reverse("tokens:end", args=[row.pk]) if row.pk in current else "",
            )
            for row in rows
        ),
        empty=Empty(
            tr("No token"), tr("A token lets a program work for you, with your name."), first
        ),
        pager=pager,
    )
    says = tr("Whoever has a token acts as you. Nothing that cannot be taken back is done with it.")
    return page(request, Head(tr("Own tokens"), says=says, acts=first), table)


@open_to(predicates.SIGNED_IN)
def make(request: HttpRequest) -> HttpResponse:
    """Make a token, and show it once."""
    ask_first(request, MakeToken)
    assert isinstance(request.user, User)
    user = request.user
    form = TokenForm(sent(request), by=user)
    head = Head(tr("Make a token"))

    def done(given: dict[str, Any]) -> HttpResponse:
        rows = given["roles"]
        made = perform(
            request,
            MakeToken(
                user=user,
                operation=rows[0].operation,
                roles=tuple(Role(row.role) for row in rows),
                name=given["name"],
                until=ends(given["until"]) or timezone.now(),
            ),
        )
        return render(request, "api/token.html", {"head": head, "token": made.token})

    back = reverse("tokens:list")
    return take(request, form, done) or form_page(request, head, form, tr("Make"), back)


@open_to(predicates.KEEP_TOKENS, on=Token)
def end(request: HttpRequest, one: Token) -> HttpResponse:
    """End one of one's own tokens."""
    if request.method == "POST":
        try:
            perform(request, EndToken(token=one))
        except InputError as error:
            return said_and_back(request, told(error), "tokens:list")
        return said_and_back(request, tr("The token opens nothing any more."), "tokens:list")
    agree = Act(tr("End it"), request.path, post=True, weight=Weight.PRIMARY)
    says = tr("Programs that use it are turned away from now on.")
    return page(request, Head(tr("End a token"), says=one.name, acts=(agree,)), Empty(says))
