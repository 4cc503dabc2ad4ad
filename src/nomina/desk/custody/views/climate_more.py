"""What the temperature shows on the pages of the register: how a place is, and what alarms."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from nomina.desk.custody import asked, more
from nomina.desk.custody.climate_chart import Chart, chart
from nomina.desk.custody.climate_now import now_of
from nomina.desk.custody.models import Place
from nomina.desk.custody.models.places import COLD, LABORATORY
from nomina.desk.custody.words import incident_kind
from nomina.desk.look.shapes import Act, Cell, Column, Kind, Row, Table, Way
from nomina.desk.people.models import Operation
from nomina.desk.people.views.common import moment
from nomina.words import tr

MOST = 20
"""Alarms on the page of an operation."""


def join() -> None:
    """Stand on the pages of operations and places."""
    more.add_parts(more.OPERATION, on_operation)
    more.add_parts(more.PLACE, on_place)
    more.add_acts(more.PLACE, act_on_place)


def on_place(request: HttpRequest, one: Place) -> Iterator[object]:
    """Give the part of a place that is kept cold, or of which there are readings."""
    now = timezone.now()
    state = now_of(one, now)
    if not state.known:
        return
    drawn = chart(one, "week", now)
    yield Card(state.says, drawn, reverse("custody:climate", args=[one.pk]), bool(state.alarms))


class Card:
    """The temperature of a place on its page."""

    template = "custody/climate_card.html"

    def __init__(self, says: str, drawn: Chart | None, href: str, alarm: bool) -> None:
        self.says, self.chart, self.href, self.alarm = says, drawn, href, alarm


def act_on_place(request: HttpRequest, one: Place) -> Iterator[Act]:
    """Give the way to the temperature of a place that is kept cold."""
    if one.kind in {*COLD, LABORATORY}:
        yield Act(tr("Temperature"), reverse("custody:climate", args=[one.pk]), key="c")


def on_operation(request: HttpRequest, one: Operation) -> Iterator[object]:
    """Give the places that alarm now."""
    rows = asked.alarms_in(request.user, operation=one.pk, most=MOST)
    if rows:
        yield Table(
            tr("Temperature alarms"),
            (Column(tr("Place")), Column(tr("What")), Column(tr("Sensor")), Column(tr("Since"))),
            tuple(
                Row(
                    row.pk.hex,
                    (
                        Cell(row.place.code, Kind.CODE),
                        Cell(incident_kind(row.kind), Kind.CHIP, way=Way.STOP),
                        Cell(row.sensor, Kind.NAME),
                        moment(row.since),
                    ),
                    reverse("custody:climate", args=[row.place_id]),
                )
                for row in rows
            ),
            titled=True,
        )
