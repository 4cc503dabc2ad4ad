"""Places, their positions, and keepers who sign on paper."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody.models import Keeper, Place, Position
from nomina.desk.custody.models.places import PLACES, TIER
from nomina.desk.people.models import Operation
from nomina.desk.people.models.operations import CODE
from nomina.desk.people.text import NAME, clean_name
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

_CODE = re.compile(rf"[A-Z0-9][A-Z0-9-]{{0,{CODE - 1}}}")
_TIER = re.compile(rf"[A-Z]{{0,{TIER}}}")
MOST = 2000
"""Positions that are added at once."""


@dataclass(frozen=True, kw_only=True)
class MakePlace(Action[Place]):
    """Make a place of custody.

    Attributes:
        latitude, longitude: WGS 84 in degrees, both or neither.
        capacity: None where nobody knows, as of a field.
    """

    operation: Operation
    place: str
    name: str
    code: str
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    capacity: int | None = None

    kind = "custody.place"
    permission = predicates.RUN_CUSTODY

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def check(self, by: Actor) -> None:
        """Refuse a kind, a short name or a point on the map that there is not."""
        clean_name(self.name)
        if self.place not in PLACES:
            raise Refused(tr("there is no such kind of place"))
        if not _CODE.fullmatch(self.code):
            raise Refused(
                tr("a short name of a place is 1 to {n} letters A to Z, digits and dashes").format(
                    n=CODE
                )
            )
        if (self.latitude is None) != (self.longitude is None):
            raise Refused(tr("a point needs latitude and longitude"))
        point = abs(self.latitude or Decimal(0)), abs(self.longitude or Decimal(0))
        if point[0] > 90 or point[1] > 180:
            raise Refused(tr("there is no such point on the map"))
        if self.capacity is not None and self.capacity < 1:
            raise Refused(tr("a place holds at least one"))

    def effect(self, by: Actor) -> Place:
        """Add the row."""
        row = Place(
            operation=self.operation,
            kind=self.place,
            name=clean_name(self.name),
            code=self.code,
            latitude=self.latitude,
            longitude=self.longitude,
            capacity=self.capacity,
            made_by=by.user,
            made_at=by.at,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Refused(tr("another place has this short name")) from None
        return row

    def on(self, done: Place) -> tuple[Reference, ...]:
        """Give the place and the operation."""
        return (Reference("place", done.pk), Reference("operation", self.operation.pk))

    def said(self, done: Place) -> Mapping[str, Said]:
        """Give the place as it was made."""
        point = None if self.latitude is None else f"{self.latitude} {self.longitude}"
        return {
            "place": str(done.pk),
            "kind": done.kind,
            "name": done.name,
            "code": done.code,
            "point": point,
            "capacity": done.capacity,
        }


@dataclass(frozen=True, kw_only=True)
class AddPositions(Action[list[Position]]):
    """Add positions to a place: tiers A to E with places 1 to 12, or rows of a cemetery.

    Attributes:
        tiers: such as A, B; one empty tier where there are none.
        first, last: numbers in each tier, from 1.
    """

    place: Place
    tiers: tuple[str, ...]
    first: int
    last: int

    kind = "custody.positions"
    permission = predicates.RUN_CUSTODY

    def thing(self) -> Thing:
        """Give the place."""
        return self.place.thing()

    def check(self, by: Actor) -> None:
        """Refuse tiers and numbers that no label could show, and too many at once."""
        if not self.tiers or not all(_TIER.fullmatch(tier) for tier in self.tiers):
            raise Refused(tr("a tier is named by capitals A to Z"))
        if not 1 <= self.first <= self.last <= 99_999:
            raise Refused(tr("positions are numbered from 1 upwards"))
        if len(self.tiers) * (self.last - self.first + 1) > MOST:
            raise Refused(tr("no more than {n} positions are added at once").format(n=MOST))

    def effect(self, by: Actor) -> list[Position]:
        """Add the rows; those that there are already stay as they are."""
        there = set(self.place.positions.values_list("tier", "number"))
        rows = [
            Position(
                place=self.place,
                tier=tier,
                number=number,
                label=f"{tier}{number}",
                made_by=by.user,
                made_at=by.at,
            )
            for tier in dict.fromkeys(self.tiers)
            for number in range(self.first, self.last + 1)
            if (tier, number) not in there
        ]
        if not rows:
            raise Refused(tr("the place has these positions already"))
        try:
            with transaction.atomic():
                Position.objects.bulk_create(rows)
        except IntegrityError:
            raise Refused(tr("somebody added positions at this moment; look again")) from None
        return rows

    def on(self, done: list[Position]) -> tuple[Reference, ...]:
        """Give the place."""
        return (Reference("place", self.place.pk),)

    def said(self, done: list[Position]) -> Mapping[str, Said]:
        """Give the labels."""
        return {"place": str(self.place.pk), "labels": tuple(one.label for one in done)}


@dataclass(frozen=True, kw_only=True)
class AddKeeper(Action[Keeper]):
    """Write down somebody who takes things over and signs on paper: a driver, a laboratory."""

    operation: Operation
    name: str
    body: str = ""

    kind = "custody.keeper"
    permission = predicates.RUN_CUSTODY

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def effect(self, by: Actor) -> Keeper:
        """Add the row."""
        row = Keeper(
            operation=self.operation,
            name=clean_name(self.name),
            body=clean_name(self.body, NAME) if self.body.strip() else "",
            made_by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Keeper) -> tuple[Reference, ...]:
        """Give the keeper and the operation."""
        return (Reference("keeper", done.pk), Reference("operation", self.operation.pk))

    def said(self, done: Keeper) -> Mapping[str, Said]:
        """Give the keeper as written down."""
        return {"keeper": str(done.pk), "name": done.name, "body": done.body}
