"""The register: the custody of an operation, its places, and what was there on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nomina import tags
from nomina.desk.custody import asked, days, more, register
from nomina.desk.custody.actions.places import AddPositions, MakePlace
from nomina.desk.custody.forms import DayForm, PlaceForm, PositionsForm
from nomina.desk.custody.models import Incident, Place, Stay
from nomina.desk.custody.models.items import REMAINS
from nomina.desk.custody.shapes import Plan, Spot, Tier
from nomina.desk.custody.views.common import number_of, of_which, page, written
from nomina.desk.custody.words import incident_kind, item_kind, place_kind
from nomina.desk.look.shapes import Act, Cell, Column, Empty, Head, Kind, Row, Table, Way, Weight
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.people.views.common import (
    act,
    form_page,
    moment,
    perform,
    said_and_back,
    sent,
    take,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.guard import open_to
from nomina.desk.policy.roles import SEES_CUSTODY
from nomina.errors import InputError
from nomina.words import tr

OVERDUE = timedelta(days=30)
"""How long a body lies in one place before its plan says that it waits too long."""
SPOTS = 600
"""Positions of one plan."""


@open_to(predicates.SIGNED_IN)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the custody of an operation, or ask of which."""
    none = Empty(tr("No custody"), tr("Your roles show you no places of the dead."))
    return of_which(request, SEES_CUSTODY, "custody:operation", tr("Custody"), none)


@open_to(predicates.SEE_CUSTODY, on=Operation)
@require_safe
def operation(request: HttpRequest, one: Operation) -> HttpResponse:
    """Show the custody of an operation: what waits for somebody, and every place."""
    waiting, open_ = _waiting(request, one), _incidents(request, one)
    says = tr("Every body, part and packet has one place and one keeper.")
    head = Head(tr("Custody"), says=f"{one.name} · {says}", acts=tuple(_acts(request, one)))
    parts = more.parts_of(more.OPERATION, request, one)
    return page(request, head, waiting, open_, *parts, _places(request, one))


def _acts(request: HttpRequest, one: Operation) -> Iterator[Act]:
    who = standing_for(request)
    there = [one.pk]
    if predicates.KEEP_ITEMS(who, one.thing()):
        href = reverse("custody:receive", args=there)
        yield Act(tr("Take in"), href, key="n", weight=Weight.PRIMARY)
        yield Act(tr("Move"), reverse("custody:move", args=there), key="m")
        yield Act(tr("Put into"), reverse("custody:pack", args=there))
        yield Act(tr("Hand over"), reverse("custody:offer", args=there), key="h")
    yield Act(tr("Find a tag"), reverse("custody:find", args=there), key="t")
    yield Act(tr("Keepers"), reverse("custody:keepers", args=there))
    if predicates.RUN_CUSTODY(who, one.thing()):
        yield Act(tr("Add a place"), reverse("custody:make_place", args=there))
    yield from more.acts_of(more.OPERATION, request, one)


def _waiting(request: HttpRequest, one: Operation) -> Table | None:
    found = asked.handed_out(request.user, operation=one.pk)
    if not found:
        return None
    return Table(
        tr("Handed out, not yet taken"),
        (Column(tr("Number")), Column(tr("From")), Column(tr("To")), Column(tr("Since"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(row.number, Kind.CODE),
                    Cell(row.giver.name, Kind.NAME),
                    Cell(row.taker.name, Kind.NAME),
                    moment(row.at),
                ),
                reverse("custody:handover", args=[row.pk]),
            )
            for row in found
        ),
        titled=True,
    )


def _incidents(request: HttpRequest, one: Operation) -> Table | None:
    found = asked.open_incidents(request.user, operation=one.pk)
    if not found:
        return None
    return Table(
        tr("What does not fit"),
        (Column(tr("What")), Column(tr("Tag")), Column(tr("Place")), Column(tr("Since"))),
        tuple(incident_row(row) for row in found),
        titled=True,
    )


def incident_row(row: Incident) -> Row:
    """Write an incident in a line."""
    return Row(
        row.pk.hex,
        (
            Cell(incident_kind(row.kind), Kind.CHIP, way=Way.STOP),
            Cell(str(row.item) if row.item is not None else "", Kind.CODE),
            Cell(row.place.code if row.place is not None else "", Kind.CODE),
            moment(row.at),
        ),
        reverse("custody:incident", args=[row.pk]),
    )


def _places(request: HttpRequest, one: Operation) -> Table:
    rows = asked.places_of(request.user, operation=one.pk)
    there = tuple(row.pk for row in rows)
    lying, positions = dict(asked.lying_in(places=there)), dict(asked.room_in(places=there))
    may = predicates.RUN_CUSTODY(standing_for(request), one.thing())
    first = act(tr("Add a place"), reverse("custody:make_place", args=[one.pk]))
    return Table(
        tr("Places"),
        (
            Column(tr("Short name")),
            Column(tr("Name")),
            Column(tr("Kind of place")),
            Column(tr("Lies there"), number=True),
            Column(tr("Room"), number=True),
        ),
        tuple(
            _place_row(row, lying.get(row.pk, 0), row.capacity or positions.get(row.pk) or None)
            for row in rows
        ),
        empty=Empty(
            tr("No place yet"),
            tr("First the wagon, morgue or point of recovery where the dead lie."),
            first if may else (),
        ),
        titled=True,
    )


def _place_row(row: Place, lying: int, room: int | None) -> Row:
    full = room is not None and lying >= room
    return Row(
        row.pk.hex,
        (
            Cell(row.code, Kind.CODE),
            Cell(row.name, Kind.NAME),
            Cell(place_kind(row.kind)),
            Cell(str(lying), Kind.NUMBER, small=tr("full") if full else ""),
            Cell(str(room), Kind.NUMBER) if room else Cell("", Kind.UNKNOWN),
        ),
        reverse("custody:place", args=[row.pk]),
    )


@open_to(predicates.RUN_CUSTODY, on=Operation)
def make_place(request: HttpRequest, one: Operation) -> HttpResponse:
    """Add a place of custody."""
    form = PlaceForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        kind = given.pop("kind")
        code = given.pop("code").strip().upper()
        made = perform(request, MakePlace(operation=one, place=kind, code=code, **given))
        return said_and_back(request, tr("The place was added."), "custody:place", made.pk)

    head = Head(tr("Add a place"), says=one.name)
    back = reverse("custody:operation", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Add"), back)


@open_to(predicates.RUN_CUSTODY, on=Place)
def positions(request: HttpRequest, one: Place) -> HttpResponse:
    """Add positions to a place."""
    form = PositionsForm(sent(request))

    def done(given: dict[str, Any]) -> HttpResponse:
        perform(
            request,
            AddPositions(place=one, tiers=form.named(), first=given["first"], last=given["last"]),
        )
        return said_and_back(request, tr("The positions were added."), "custody:place", one.pk)

    head = Head(tr("Add positions"), number=one.code, says=one.name)
    back = reverse("custody:place", args=[one.pk])
    return take(request, form, done) or form_page(request, head, form, tr("Add"), back)


@open_to(predicates.SEE_CUSTODY, on=Place)
@require_safe
def place(request: HttpRequest, one: Place) -> HttpResponse:
    """Show a place: its plan, and what lies there in no position."""
    count = dict(asked.lying_in(places=(one.pk,))).get(one.pk, 0)
    room = register.room(one)
    lies = tr("{n} of {room} places taken") if room else tr("{n} lie there")
    head = Head(
        one.name,
        number=one.code,
        says=f"{place_kind(one.kind)} · {lies.format(n=count, room=room)}",
        acts=tuple(_place_acts(request, one)),
    )
    plan = _plan(request, one)
    after = _after(request, one)
    loose = asked.loose(place=one.pk) if after is None else asked.loose_behind(one, after)
    shown, table, more_ = loose[: asked.PAGE], None, None
    if loose or plan is None:
        table = _lying(tr("In no position"), shown)
    if len(loose) > asked.PAGE:
        more_ = Act(tr("The next ones"), f"?after={shown[-1].pk}")
    parts = more.parts_of(more.PLACE, request, one)
    return page(request, head, plan, table, more_, *parts)


def _after(request: HttpRequest, one: Place) -> Stay | None:
    """Give the stay in this place behind which an address asks to go on."""
    text = request.GET.get("after", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
    if not number:
        return None
    return Stay.objects.visible_to(request.user).filter(place=one, pk=number).first()


def _place_acts(request: HttpRequest, one: Place) -> Iterator[Act]:
    who = standing_for(request)
    yield from more.acts_of(more.PLACE, request, one)
    yield Act(tr("On some day"), reverse("custody:day", args=[one.pk]), key="d")
    if predicates.RUN_CUSTODY(who, one.thing()):
        yield Act(tr("Add positions"), reverse("custody:positions", args=[one.pk]))
    yield Act(tr("Custody"), reverse("custody:operation", args=[one.operation_id]))


def _sought(request: HttpRequest) -> str:
    try:
        return tags.read(request.GET.get("tag", ""))
    except InputError:
        return ""


def _plan(request: HttpRequest, one: Place) -> Plan | None:
    every = asked.positions_of(place=one.pk, most=SPOTS)
    if not every:
        return None
    at = {stay.position_id: stay for stay in asked.placed(one, every, SPOTS)}
    sought, now = _sought(request), timezone.now()
    tiers = tuple(
        Tier(name, tuple(_spot(p.label, at.get(p.pk), sought, now) for p in some))
        for name, some in groupby(every, key=lambda p: p.tier)
    )
    late = tr("marked: there for more than {n} days").format(n=OVERDUE.days)
    says = f"{tr('outlined: the one looked for')} · {late}" if sought else late
    return Plan(tr("Plan"), tiers, says)


def _spot(label: str, stay: Stay | None, sought: str, now: datetime) -> Spot:
    if stay is None:
        return Spot(label)
    item = stay.item
    return Spot(
        label,
        number_of(item),
        reverse("custody:item", args=[item.pk]),
        late=item.kind in REMAINS and now - stay.since > OVERDUE,
        sought=item.code == sought,
    )


def _lying(caption: str, stays: list[Stay]) -> Table:
    return Table(
        caption,
        (
            Column(tr("Tag")),
            Column(tr("What it is")),
            Column(tr("Number")),
            Column(tr("Keeper")),
            Column(tr("Since")),
        ),
        tuple(
            Row(
                f"stay-{stay.pk}",
                (
                    Cell(str(stay.item), Kind.CODE),
                    Cell(item_kind(stay.item.kind)),
                    Cell(stay.item.file.number if stay.item.file else "", Kind.CODE),
                    Cell(stay.keeper.name, Kind.NAME),
                    moment(stay.since),
                ),
                reverse("custody:item", args=[stay.item_id]),
            )
            for stay in stays
        ),
        empty=Empty(tr("Nothing lies here")),
        titled=True,
    )


@open_to(predicates.SEE_CUSTODY, on=Place)
@require_safe
def day(request: HttpRequest, one: Place) -> HttpResponse:
    """Show what was in a place at some moment."""
    form = DayForm(request.GET or None)
    at = timezone.now()
    if form.is_valid() and form.cleaned_data["at"]:
        at = form.cleaned_data["at"]
    found = days.here(one, at, asked.PAGE + 1, _after(request, one))
    caption = tr("There on {when}").format(when=written(at))
    parts: list[object] = [_lying(caption, found[: asked.PAGE])]
    if len(found) > asked.PAGE:
        more_ = f"?at={timezone.localtime(at):%Y-%m-%dT%H:%M}&after={found[asked.PAGE - 1].pk}"
        parts.append(Act(tr("The next ones"), more_))
    head = Head(
        tr("On some day"),
        number=one.code,
        says=one.name,
        acts=act(tr("The place"), reverse("custody:place", args=[one.pk])),
    )
    form = DayForm(initial={"at": timezone.localtime(at)})
    return page(request, head, _Asked(form, tr("Show")), *parts)


class _Asked:
    """A form that asks and changes nothing."""

    template = "custody/asked.html"

    def __init__(self, form: DayForm, button: str) -> None:
        self.form, self.button = form, button
