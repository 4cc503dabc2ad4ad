"""Policies of routes: the one in force, drafts, and signing one as it was read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import page
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Way, Weight
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
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
from nomina.desk.transmit import partners, policy_paper, routes
from nomina.desk.transmit.actions.routes import DraftPolicy, SignPolicy
from nomina.desk.transmit.forms_routes import PolicyForm, ReadForm
from nomina.desk.transmit.models import Partner, RoutePolicy
from nomina.desk.transmit.policy_paper import RoutePaper
from nomina.desk.transmit.routes_words import seat_name
from nomina.desk.transmit.ways import Profile
from nomina.desk.transmit.ways_words import article_name, channel_name, profile_name, role_name
from nomina.words import ntr, tr


@open_to(predicates.SEE_BUREAU, on=Operation)
@require_safe
def policies(request: HttpRequest, one: Operation) -> HttpResponse:
    """List the policies of an operation, the last first."""
    may = predicates.RUN_BUREAU(standing_for(request), one.thing())
    draft = Act(
        tr("Draft a policy"),
        reverse("transmit:draft_policy", args=[one.pk]),
        key="n",
        weight=Weight.PRIMARY,
    )
    back = Act(tr("Bureau"), reverse("transmit:operation", args=[one.pk]))
    says = tr("The last one that two people signed is in force. Without one nothing is sent.")
    head = Head(tr("Policy of routes"), says=says, acts=(draft, back) if may else (back,))
    force = routes.in_force(one)
    rows = RoutePolicy.objects.visible_to(request.user).filter(operation=one)
    table = Table(
        tr("Policies of routes"),
        (
            Column(tr("Number"), number=True),
            Column(tr("Law")),
            Column(tr("State")),
            Column(tr("Made")),
        ),
        tuple(_line(row, force) for row in rows.prefetch_related("signs")),
        empty=Empty(
            tr("No policy yet"),
            tr("It says to whom things go, by which way and within how many days."),
        ),
    )
    return page(request, head, table)


def _line(row: RoutePolicy, force: routes.InForce | None) -> Row:
    said, way = _state(row, force)
    return Row(
        row.pk.hex,
        (
            Cell(str(row.turn), Kind.NUMBER),
            Cell(profile_name(Profile(row.profile))),
            Cell(said, Kind.CHIP, way=way),
            moment(row.made_at),
        ),
        reverse("transmit:policy", args=[row.pk]),
    )


def _state(row: RoutePolicy, force: routes.InForce | None) -> tuple[str, Way]:
    if force is not None and force.policy.pk == row.pk:
        return tr("in force"), Way.FOR
    if routes.signed_by_two(row):
        return tr("was in force"), Way.PLAIN
    if force is not None and force.policy.turn > row.turn:
        return tr("never signed"), Way.PLAIN
    return tr("waits for signatures"), Way.UNSURE


@open_to(predicates.RUN_BUREAU, on=Operation)
def draft_policy(request: HttpRequest, one: Operation) -> HttpResponse:
    """Draft the next policy; it begins with what the last one said."""
    every = Partner.objects.current().filter(operation=one).prefetch_related("checks")
    known = [row for row in every if partners.usable(row)]
    last = RoutePolicy.objects.filter(operation=one).first()
    paper = policy_paper.read(last.document) if last is not None else None
    form = PolicyForm(sent(request), partners=known, last=paper, made_for=Profile(one.kind))

    def done(given: dict[str, Any]) -> HttpResponse:
        made = perform(
            request,
            DraftPolicy(
                operation=one,
                profile=Profile(given["profile"]),
                chosen=form.chosen(),
                limits=form.limits(),
                waiver=given["waiver"],
            ),
        )
        said = tr("Now a transmission officer and a member of the board sign it.")
        return said_and_back(request, said, "transmit:policy", made.pk)

    says = tr("Partners stand here once two people have checked their keys.")
    head = Head(tr("Draft a policy of routes"), says=says)
    back = reverse("transmit:policies", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Draft it"), back)


@open_to(predicates.SEE_BUREAU, on=RoutePolicy)
@require_safe
def policy(request: HttpRequest, one: RoutePolicy) -> HttpResponse:
    """Show a policy as it is signed."""
    paper = policy_paper.read(one.document)
    said, _ = _state(one, routes.in_force(one.operation))
    head = Head(
        tr("Policy of routes"), number=str(one.turn), says=said, acts=tuple(_acts(request, one))
    )
    return page(request, head, *_parts(paper), _facts(one, paper), _signs(one))


def _acts(request: HttpRequest, one: RoutePolicy) -> list[Act]:
    acts = [Act(tr("Policies of routes"), reverse("transmit:policies", args=[one.operation_id]))]
    may = predicates.SIGN_BUREAU(standing_for(request), one.thing())
    later = RoutePolicy.objects.filter(operation=one.operation_id, turn__gt=one.turn).exists()
    mine = one.signs.filter(by=request.user.pk).exists()
    if may and not later and not mine and not routes.signed_by_two(one):
        href = reverse("transmit:sign_policy", args=[one.pk])
        acts.insert(0, Act(tr("Sign it"), href, weight=Weight.PRIMARY))
    return acts


def _parts(paper: RoutePaper) -> tuple[Table, Table]:
    ways = Table(
        tr("To whom, and by which way"),
        (
            Column(tr("Partner")),
            Column(tr("What it is")),
            Column(tr("Way")),
            Column(tr("Fingerprint")),
        ),
        tuple(
            Row(
                f"p{one.id}",
                (
                    Cell(one.name, Kind.NAME),
                    Cell(role_name(one.role)),
                    Cell(channel_name(one.channel)),
                    Cell(partners.grouped(one.fingerprint)),
                ),
                reverse("transmit:partner", args=[UUID(one.id)]),
            )
            for one in paper.partners
        ),
        titled=True,
        empty=Empty(tr("To nobody")),
    )
    limits = Table(
        tr("Within how long"),
        (Column(tr("What")), Column(tr("Days"), number=True)),
        tuple(
            Row(
                f"l-{one.article}",
                (Cell(article_name(one.article)), Cell(str(one.days), Kind.NUMBER)),
            )
            for one in paper.limits
        ),
        titled=True,
    )
    return ways, limits


def _facts(one: RoutePolicy, paper: RoutePaper) -> Facts:
    copy = paper.waiver or tr("A copy of everything goes to the Central Tracing Agency.")
    return Facts(
        tr("What is signed"),
        (
            Fact(tr("Law"), profile_name(paper.profile)),
            Fact(tr("Copy to the agency"), copy),
            Fact(tr("Drafted by"), one.made_by.name),
            Fact(tr("Digest"), one.digest),
        ),
    )


def _signs(one: RoutePolicy) -> Table:
    rows = list(one.signs.select_related("by"))
    left = max(2 - len(rows), 0)
    return Table(
        tr("Signatures"),
        (Column(tr("Who")), Column(tr("As")), Column(tr("When"))),
        tuple(
            Row(
                row.pk.hex,
                (Cell(row.by.name, Kind.NAME), Cell(seat_name(row.seat)), moment(row.made_at)),
            )
            for row in rows
        ),
        empty=Empty(
            ntr("{n} signature is missing", "{n} signatures are missing", left).format(n=left),
            tr("A transmission officer and a member of the board sign, each with their own key."),
        ),
        titled=True,
    )


@open_to(predicates.SIGN_BUREAU, on=RoutePolicy)
def sign_policy(request: HttpRequest, one: RoutePolicy) -> HttpResponse:
    """Sign a policy as it was read."""
    ask_first(request, SignPolicy)
    form = ReadForm(sent(request), initial={"digest": one.digest})

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(request, SignPolicy(policy=one, digest=given["digest"]))
        return said_and_back(request, tr("You signed this policy."), "transmit:policy", one.pk)

    says = tr("With the second signature things may go by it. This cannot be taken back.")
    head = Head(tr("Sign the policy of routes"), number=str(one.turn), says=says)
    back = reverse("transmit:policy", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Sign"), back)
