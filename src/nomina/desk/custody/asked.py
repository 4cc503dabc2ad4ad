"""What the pages of an operation and of a place ask of the register, compiled once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count as Number
from django.db.models import QuerySet

from nomina.desk.custody.models import (
    Alarm,
    Count,
    Handover,
    Incident,
    Place,
    Position,
    Stay,
)
from nomina.desk.custody.models.items import TAKES_ROOM
from nomina.desk.db.prepared import Prepared
from nomina.desk.policy.finding import Seen

PAGE = 50
"""Items of a place on one page."""
FEW = 10
"""Handovers and incidents on the first page; the others are behind a link."""
_ORDER = ("inside_id", "position_id", "since", "pk")
"""Of what lies loose: where it lies is the same for all, and with it the index tells the order."""


@Seen
def handed_out(user: object, *, operation: UUID) -> QuerySet[Handover]:
    """Ask what was handed out in an operation and not yet taken.

    What waits in a handover says so itself: nobody reads through all that ended.
    """
    waits = Stay.objects.now().filter(offered__isnull=False).values("offered")
    rows = Handover.objects.visible_to(user).filter(operation=operation, end=None, pk__in=waits)
    return rows.select_related(*Handover.beside)[:FEW]


@Seen
def open_incidents(user: object, *, operation: UUID) -> QuerySet[Incident]:
    """Ask what does not fit in an operation."""
    rows = Incident.objects.visible_to(user).current().filter(operation=operation)
    return rows.select_related(*Incident.beside)[:FEW]


@Seen
def places_of(user: object, *, operation: UUID) -> QuerySet[Place]:
    """Ask for the places of an operation."""
    return Place.objects.visible_to(user).filter(operation=operation)


@Prepared
def lying_in(places: tuple[UUID, ...]) -> QuerySet[Stay, Any]:
    """Ask how many things lie in each place, not counting what lies in them."""
    rows = Stay.objects.now().filter(place__in=places, inside=None)
    return rows.order_by().values("place").annotate(n=Number("pk")).values_list("place", "n")


@Prepared
def room_in(places: tuple[UUID, ...]) -> QuerySet[Position, Any]:
    """Ask how many positions each place has."""
    rows = Position.objects.filter(place__in=places)
    return rows.order_by().values("place").annotate(n=Number("pk")).values_list("place", "n")


@Prepared
def taking_room(place: UUID) -> QuerySet[Stay, Any]:
    """Ask how many things that take up room lie in a place; nothing where none do."""
    rows = Stay.objects.now().filter(place=place, inside=None, item__kind__in=TAKES_ROOM)
    return rows.order_by().values("place").annotate(n=Number("pk")).values_list("n", flat=True)


@Prepared
def positions_of(place: UUID, most: int) -> QuerySet[Position]:
    """Ask for the positions of a place, the first of them, in the order of its plan."""
    return Position.objects.filter(place=place)[:most]


@Prepared
def begun(place: UUID) -> QuerySet[Count]:
    """Ask for the count of a place that goes on."""
    return Count.objects.filter(place=place, end=None)[:1]


@Prepared
def alarms_of(place: UUID) -> QuerySet[Alarm]:
    """Ask for the alarms of a place that stand."""
    return Alarm.objects.current().filter(place=place)


@Seen
def alarms_in(user: object, *, operation: UUID, most: int) -> QuerySet[Alarm]:
    """Ask for the alarms of an operation that stand, the oldest first."""
    rows = Alarm.objects.visible_to(user).current().filter(place__operation=operation)
    return rows.select_related("place").order_by("since", "pk")[:most]


@Prepared
def loose(place: UUID) -> QuerySet[Stay]:
    """Ask what lies in no position of a place, a page of it and one more."""
    rows = Stay.objects.now().filter(place=place, inside=None, position=None)
    return rows.listed().order_by(*_ORDER)[: PAGE + 1]


def loose_behind(place: Place, after: Stay) -> list[Stay]:
    """Give the same, of what lies there for a shorter time than something else."""
    rows = Stay.objects.now().filter(place=place, inside=None, position=None)
    later = rows.filter(since__gte=after.since).exclude(since=after.since, pk__lte=after.pk)
    return list(later.listed().order_by(*_ORDER)[: PAGE + 1])


@Prepared
def _placed(place: UUID) -> QuerySet[Stay]:
    rows = Stay.objects.now().filter(place=place, inside=None, position__isnull=False)
    return rows.select_related("item__file").order_by()


def placed(place: Place, positions: Sequence[Position], most: int) -> Iterable[Stay]:
    """Give what lies in positions of a place; all of them where there are fewer than ``most``."""
    if len(positions) < most:
        return _placed(place=place.pk)
    return Stay.objects.now().filter(position__in=positions).select_related("item__file")
