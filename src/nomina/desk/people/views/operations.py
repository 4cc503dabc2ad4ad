"""Operations, their sites and their people."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table
from nomina.desk.people.actions import EndMembership, GrantRole, MakeOperation, MakeSite
from nomina.desk.people.forms import (
    GrantForm,
    OperationForm,
    ReasonForm,
    SiteForm,
    begins,
    ends,
    kind_name,
)
from nomina.desk.people.models import Membership, Operation, Site, User
from nomina.desk.people.policies import Policies, policies
from nomina.desk.people.standing import standing_for
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
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.desk.policy.roles import Role, name
from nomina.words import tr


def administers(request: HttpRequest) -> bool:
    """Say whether who asks administers the desk; pages then offer what it takes."""
    return predicates.ADMINISTRATOR(standing_for(request))


@open_to(predicates.SIGNED_IN)
@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """List the operations that one may see."""
    rows, pager = paged(request, Operation.objects.visible_to(request.user))
    admin = administers(request)
    first = act(tr("Begin an operation"), reverse("people:make_operation"), "n") if admin else ()
    table = Table(
        tr("Operations"),
        (Column(tr("Name")), Column(tr("What happened")), Column(tr("Begun here"))),
        tuple(
            Row(
                one.pk.hex,
                (Cell(one.name, Kind.NAME), Cell(kind_name(one.kind)), moment(one.made_at)),
                reverse("people:operation", args=[one.pk]),
            )
            for one in rows
        ),
        empty=Empty(tr("No operation"), tr("An administrator gives you a role in one."), first),
        pager=pager,
    )
    return page(request, Head(tr("Operations"), acts=first), table)


@open_to(predicates.SEE_OPERATION, on=Operation)
@require_safe
def operation(request: HttpRequest, one: Operation) -> HttpResponse:
    """Show the frame of one operation: what was agreed, and its sites."""
    agreed = policies(one.policies)
    acts: tuple[Act, ...] = act(tr("People"), reverse("people:members", args=[one.pk]), "p")
    if predicates.SEE_FILES(standing_for(request), one.thing()):
        acts = act(tr("Files"), reverse("files:list", args=[one.pk]), "f") + acts
    if administers(request):
        acts += act(tr("Add a site"), reverse("people:make_site", args=[one.pk]), "n")
        acts += act(tr("Whom people can turn to"), reverse("people:support", args=[one.pk]))
    facts = [
        (tr("Languages spoken there"), ", ".join(one.languages)),
        (tr("Numbers of missing people"), one.numbering["am"]),
        (tr("Numbers of bodies and body parts"), one.numbering["pm"]),
        (tr("Numbers of the living who cannot say who they are"), one.numbering["pui"]),
        (tr("Numbers of families"), one.numbering["family"]),
        (tr("Legal basis"), agreed.legal_basis),
        (
            tr("Photographs of faces may be compared"),
            tr("yes") if agreed.face_comparison else tr("no"),
        ),
        (tr("Months until what is kept is looked through"), str(agreed.review_months)),
        (tr("Days for which a threat is kept"), str(agreed.threat_days)),
    ]
    frame = Table(
        tr("What was agreed"),
        (Column(tr("What")), Column(tr("How"))),
        tuple(
            Row(f"fact-{i}", (Cell(what), Cell(how) if how else Cell("", Kind.UNKNOWN)))
            for i, (what, how) in enumerate(facts)
        ),
        titled=True,
    )
    sites = Table(
        tr("Sites"),
        (Column(tr("Short name")), Column(tr("Name"))),
        tuple(
            Row(site.pk.hex, (Cell(site.code, Kind.CODE), Cell(site.name, Kind.NAME)))
            for site in Site.objects.visible_to(request.user).filter(operation=one)
        ),
        empty=Empty(tr("No site yet")),
        titled=True,
    )
    return page(request, Head(one.name, says=kind_name(one.kind), acts=acts), frame, sites)


@open_to(predicates.MAKE_OPERATION)
def make_operation(request: HttpRequest) -> HttpResponse:
    """Begin an operation."""
    form = OperationForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(
            request,
            MakeOperation(
                name=given["name"],
                operation_kind=given["kind"],
                languages=form.spoken(),
                numbering=form.numbering(),
                policies=Policies(
                    legal_basis=given["legal_basis"],
                    face_comparison=given["face_comparison"],
                    review_months=given["review_months"],
                    threat_days=given["threat_days"] or Policies().threat_days,
                ),
            ),
        )
        return said_and_back(request, tr("The operation was begun."), "people:operation", made.pk)

    return take(request, form, done) or form_page(
        request, Head(tr("Begin an operation")), form, tr("Begin"), reverse("people:operations")
    )


@open_to(predicates.MAKE_SITE, on=Operation)
def make_site(request: HttpRequest, one: Operation) -> HttpResponse:
    """Add a site to an operation."""
    form = SiteForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, MakeSite(operation=one, name=given["name"], code=given["code"]))
        return said_and_back(request, tr("The site was added."), "people:operation", one.pk)

    head = Head(tr("Add a site"), says=one.name)
    back = reverse("people:operation", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Add"), back)


@open_to(predicates.SEE_PEOPLE, on=Operation)
@require_safe
def members(request: HttpRequest, one: Operation) -> HttpResponse:
    """List who holds or held which role in one operation."""
    rows, pager = paged(
        request,
        Membership.objects.visible_to(request.user)
        .filter(operation=one)
        .select_related("user", "end")
        .order_by("user__name", "since", "pk"),
    )
    grant = act(tr("Grant a role"), reverse("people:grant", args=[one.pk]), "n")
    acts = grant if administers(request) else ()
    empty = Empty(tr("Nobody works here yet"), acts=acts)
    table = memberships_table(tr("People"), rows, of=True)
    return page(
        request,
        Head(tr("People"), says=one.name, acts=acts),
        Table(table.caption, table.columns, table.rows, empty, pager),
    )


def memberships_table(caption: str, rows: list[Membership], *, of: bool) -> Table:
    """Draw memberships: by person where ``of``, else by place; ends are said."""
    first = Column(tr("Person")) if of else Column(tr("Where"))

    def line(row: Membership) -> tuple[Cell, ...]:
        if of:
            head = Cell(row.user.name, Kind.NAME)
        else:
            head = Cell(row.operation.name if row.operation else tr("the whole desk"), Kind.NAME)
        ended = row.end.made_at if hasattr(row, "end") else row.until
        return head, Cell(name(Role(row.role))), moment(row.since), moment(ended)

    def leads(row: Membership) -> str:
        if of:
            return reverse("people:person", args=[row.user_id])
        return reverse("people:operation", args=[row.operation_id]) if row.operation_id else ""

    return Table(
        caption,
        (first, Column(tr("Role")), Column(tr("From")), Column(tr("Until"))),
        tuple(Row(row.pk.hex, line(row), leads(row)) for row in rows),
    )


@open_to(predicates.GRANT_ROLE, on=Operation)
def grant(request: HttpRequest, one: Operation) -> HttpResponse:
    """Grant a role in one operation."""
    ask_first(request, GrantRole)
    assert isinstance(request.user, User)
    form = GrantForm(sent(request), by=request.user)

    def done(given: dict[str, Any]) -> HttpResponse:
        wanted = GrantRole(
            user=given["user"],
            role=Role(given["role"]),
            operation=one,
            since=begins(given["since"]),
            until=ends(given["until"]),
        )
        perform(request, wanted)
        return said_and_back(request, tr("The role was granted."), "people:members", one.pk)

    head = Head(tr("Grant a role"), says=one.name)
    back = reverse("people:members", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Grant"), back)


@open_to(predicates.END_MEMBERSHIP, on=Membership)
def end_membership(request: HttpRequest, one: Membership) -> HttpResponse:
    """End a role."""
    ask_first(request, EndMembership)
    form = ReasonForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, EndMembership(membership=one, why=given["why"]))
        return said_and_back(request, tr("The role is over."), "people:person", one.user_id)

    where = one.operation.name if one.operation else tr("the whole desk")
    head = Head(tr("End a role"), says=f"{one.user.name} · {name(Role(one.role))} · {where}")
    back = reverse("people:person", args=[one.user_id])
    return take(request, form, done) or form_page(request, head, form, tr("End"), back)
