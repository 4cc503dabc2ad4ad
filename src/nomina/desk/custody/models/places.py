"""Places where the dead and what is theirs are kept, and the positions within them."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models.seen import SeenThere, seen_by, thing_of
from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.operations import CODE
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NAME
from nomina.desk.policy.standing import Thing

RECOVERY, MORGUE, WAGON, CONTAINER = "recovery", "morgue", "wagon", "container"
LABORATORY, CEMETERY, EXCHANGE = "laboratory", "cemetery", "exchange"
PLACES = (RECOVERY, MORGUE, WAGON, CONTAINER, LABORATORY, CEMETERY, EXCHANGE)
COLD = (MORGUE, WAGON, CONTAINER)
"""Places that are kept cold."""
TIER = 8
"""Longest name of a tier."""


class PlaceQuerySet(SeenThere, Rows["Place"]):
    """Places."""


class Place(Row):
    """A place of custody: where somebody was found, a morgue, a wagon, a cemetery.

    Attributes:
        kind: one of `PLACES`.
        code: short name, one of its kind in an operation; it stands on labels and forms.
        latitude, longitude: WGS 84 in degrees; None where not known.
        capacity: how many bodies it holds; None where nobody said, as of a field.
    """

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="places")
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=NAME)
    code = models.CharField(max_length=CODE)
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    capacity = models.PositiveIntegerField(null=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PLACES), name="place_kind_is_known"),
            models.UniqueConstraint(fields=["operation", "code"], name="place_code_once"),
        ]
        ordering = ["code"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the place."""
        return thing_of(self.operation_id, self.made_by_id)


class PositionQuerySet(Rows["Position"]):
    """Positions."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible places."""
        seen: Self = seen_by(self, user, at, "place__operation")
        return seen


class Position(Row):
    """One position: it holds one body, one coffin or one packet, and what lies in that.

    Attributes:
        tier: such as B; empty where a place has no tiers.
        number: from 1 within a tier.
        label: as written on the wall: B7.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="positions")
    tier = models.CharField(max_length=TIER, blank=True)
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=TIER + 10)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PositionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "tier", "number"], name="position_once"),
            models.UniqueConstraint(fields=["place", "label"], name="position_label_once"),
        ]
        ordering = ["tier", "number"]

    def __str__(self) -> str:
        return self.label

    def thing(self) -> Thing:
        """Give what a rule may know of the position."""
        return self.place.thing()
