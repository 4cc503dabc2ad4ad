"""Graves and who lies in them: where, how they are marked, and every move, for good (LAW-11).

A grave is one place in the earth, for one person or, with its reason, for several; each of those
has a spot of its own. A burial stands until the same body was lifted; neither is ever changed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models.items import Item, SeenByItem
from nomina.desk.custody.models.movements import DIGEST, Movement
from nomina.desk.custody.models.places import Place, Position
from nomina.desk.custody.models.seen import SeenThere, seen_by, thing_of
from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.standing import Thing

INDIVIDUAL, COLLECTIVE = "individual", "collective"
GRAVES = (INDIVIDUAL, COLLECTIVE)
SHORT = 40
"""Longest name of a section, row or number of a cemetery."""
SOURCES = ("gps", "survey", "map", "picture", "told")
"""Where coordinates come from: a satellite receiver, a survey, a map, a picture from above, or
somebody who was there."""
SHOWS = ("marker", "grave", "around")
"""What a picture of a marking shows: the marker, the whole grave, how it lies among others."""
EARTH, ASHES, SEA = "burial", "ashes", "sea"
FORMS = (EARTH, ASHES, SEA)
HYGIENE, RELIGION, WISH = "hygiene", "religion", "wish"
CREMATED_FOR = (HYGIENE, RELIGION, WISH)
"""The only reasons to cremate (GC I 17, GC III 120): imperative hygiene, the religion of the dead,
and of a prisoner of war his own express wish."""
ARRANGEMENT = "arrangement"
EXHUMED_FOR = ("investigation", "medical", "necessity", "return", "agreement", ARRANGEMENT)
"""Why a grave is opened (AP I 34): an investigation, a medical need, another overriding public
necessity, the return to family or home country, an agreement of the parties, or what the law of the
place arranges once five years have run from an offer of return."""


class GraveQuerySet(SeenThere, Rows["Grave"]):
    """Graves."""


class Grave(Row):
    """A grave of a cemetery.

    Attributes:
        number: its place among the graves of the cemetery, from 1; it names the position: G17.
        kind: one of `GRAVES`.
        reason: why it is for several; never empty of such a grave (LAW-09).
        section, row, plot: as its plan or a stone names them; empty where there are none.
        grouped: the group of graves in which it stands, as GC I 17(3) asks, where that is known;
            it says how a cemetery is laid out, and nothing else asks for it.
    """

    beside = ("place",)

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="graves")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="graves")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    reason = models.CharField(max_length=NOTE, blank=True)
    section = models.CharField(max_length=SHORT, blank=True)
    row = models.CharField(max_length=SHORT, blank=True)
    plot = models.CharField(max_length=SHORT, blank=True)
    grouped = models.CharField(max_length=NAME, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = GraveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=GRAVES), name="grave_kind_is_known"),
            models.CheckConstraint(
                condition=(Q(kind=INDIVIDUAL) & Q(reason=""))
                | (Q(kind=COLLECTIVE) & ~Q(reason="")),
                name="collective_grave_has_a_reason",
            ),
            models.UniqueConstraint(fields=["place", "number"], name="grave_number_once"),
        ]
        indexes = [
            models.Index(fields=["place", "section", "row", "number"], name="grave_by_row"),
        ]
        ordering = ["place__code", "section", "row", "number"]

    def __str__(self) -> str:
        return f"G{self.number}"

    def thing(self) -> Thing:
        """Give what a rule may know of the grave."""
        return thing_of(self.operation_id, self.made_by_id)


class SeenByGrave:
    """A query over rows that have a ``grave``."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give the rows of visible graves."""
        seen: Self = seen_by(self, user, at, "grave__operation")
        return seen


class GraveSpotQuerySet(SeenByGrave, Rows["GraveSpot"]):
    """Spots of graves."""


class GraveSpot(Row):
    """Where one body lies in a grave: its one position, or one of those of a collective grave.

    Attributes:
        number: from 1; counted from the head end, or as the reason or plan of the grave says.
        position: of the register, in which one thing lies at a time.
    """

    grave = models.ForeignKey(Grave, on_delete=models.PROTECT, related_name="spots")
    number = models.PositiveIntegerField()
    position = models.OneToOneField(Position, on_delete=models.PROTECT, related_name="spot")

    objects = GraveSpotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grave", "number"], name="grave_spot_once"),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the spot."""
        return self.grave.thing()


class GravePointQuerySet(SeenByGrave, Rows["GravePoint"]):
    """Measured points."""


class GravePoint(Row):
    """Where a grave is, as somebody measured it; a later measurement is another row.

    Attributes:
        latitude, longitude: WGS 84 in degrees.
        accuracy: in metres, as the device or the survey says; None where nobody knows.
        source: one of `SOURCES`.
        at: when it was measured.
    """

    grave = models.ForeignKey(Grave, on_delete=models.PROTECT, related_name="points")
    latitude = models.DecimalField(max_digits=9, decimal_places=7)
    longitude = models.DecimalField(max_digits=10, decimal_places=7)
    accuracy = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    source = models.CharField(max_length=8)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = GravePointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__gte=-90, latitude__lte=90)
                & Q(longitude__gte=-180, longitude__lte=180),
                name="grave_point_is_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(accuracy__isnull=True) | Q(accuracy__gt=0),
                name="grave_accuracy_is_positive",
            ),
            models.CheckConstraint(condition=Q(source__in=SOURCES), name="grave_source_is_known"),
        ]
        ordering = ["at", "made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class GraveMarkingQuerySet(SeenByGrave, Rows["GraveMarking"]):
    """Markings of graves."""


class GraveMarking(Row):
    """How a grave is marked, as somebody saw it; a later marking is another row.

    Attributes:
        words: what stands on the marker, as written; empty where nothing can be read.
        photo: digest of the bytes in the vault; empty where there is no picture.
        shown: digest of a picture made of its pixels alone, which pages show.
        shows: one of `SHOWS`; empty without a picture. Never a face.
        at: when it was seen so.
    """

    grave = models.ForeignKey(Grave, on_delete=models.PROTECT, related_name="markings")
    words = models.CharField(max_length=NOTE, blank=True)
    photo = models.CharField(max_length=DIGEST, blank=True)
    shown = models.CharField(max_length=DIGEST, blank=True)
    shows = models.CharField(max_length=8, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = GraveMarkingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(photo="", shown="", shows="")
                | (~Q(photo="") & ~Q(shown="") & Q(shows__in=SHOWS)),
                name="marking_photo_is_whole",
            ),
        ]
        ordering = ["at", "made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the marking."""
        return self.grave.thing()


class BurialQuerySet(SeenByItem, Rows["Burial"]):
    """Burials."""

    def standing(self) -> Self:
        """Give those that nobody lifted."""
        return self.filter(lifted=None)


class Burial(Row):
    """Somebody was buried: in the earth, as ashes, or at sea.

    Attributes:
        item: what was laid down: a body or part, or the coffin or bag that holds them.
        form: one of `FORMS`.
        spot: in which grave, and where in it; None at sea.
        movement: of the register, by which it came there.
        at: when, as said by ``clock``.
        officiant: who led the burial, such as a chaplain and the unit; empty where nobody said.
        rites: what was observed; empty where nobody said.
    """

    beside = ("item", "spot__grave__place")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="burials")
    form = models.CharField(max_length=8)
    spot = models.ForeignKey(GraveSpot, on_delete=models.PROTECT, related_name="burials", null=True)
    movement = models.OneToOneField(Movement, on_delete=models.PROTECT, related_name="burial")
    at = models.DateTimeField()
    clock = models.CharField(max_length=12)
    officiant = models.CharField(max_length=NAME, blank=True)
    rites = models.CharField(max_length=NOTE, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = BurialQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(form__in=FORMS), name="burial_form_is_known"),
            models.CheckConstraint(
                condition=Q(form=SEA, spot__isnull=True) | (~Q(form=SEA) & Q(spot__isnull=False)),
                name="burial_has_a_grave_or_the_sea",
            ),
        ]
        ordering = ["at", "made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the burial."""
        return self.item.thing()


class BuriedQuerySet(SeenByItem, Rows["Buried"]):
    """Who was buried."""


class Buried(Row):
    """One body or part that a burial laid down, by itself or within a coffin or bag."""

    burial = models.ForeignKey(Burial, on_delete=models.PROTECT, related_name="dead")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="laid")

    objects = BuriedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["burial", "item"], name="buried_once_by_a_burial"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class SeaBurialQuerySet(Rows["SeaBurial"]):
    """Burials at sea."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible items."""
        seen: Self = seen_by(self, user, at, "burial__item__operation")
        return seen


class SeaBurial(Row):
    """Where at sea somebody was buried (GC II 20).

    Attributes:
        ship: its name and flag or number.
        latitude, longitude: WGS 84 in degrees.
        reason: why at sea and not on land; empty where nobody said.
    """

    burial = models.OneToOneField(Burial, on_delete=models.PROTECT, related_name="sea")
    ship = models.CharField(max_length=NAME)
    latitude = models.DecimalField(max_digits=9, decimal_places=7)
    longitude = models.DecimalField(max_digits=10, decimal_places=7)
    reason = models.CharField(max_length=NOTE, blank=True)

    objects = SeaBurialQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(ship=""), name="sea_burial_has_a_ship"),
            models.CheckConstraint(
                condition=Q(latitude__gte=-90, latitude__lte=90)
                & Q(longitude__gte=-180, longitude__lte=180),
                name="sea_burial_is_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CremationQuerySet(SeenByItem, Rows["Cremation"]):
    """Cremations."""


class Cremation(Row):
    """A body was cremated, for one of the reasons that the law knows (LAW-10).

    Attributes:
        reason: one of `CREMATED_FOR`; ``words`` gives it in detail, as GC I 17 asks.
        authority: who ordered or allowed it.
        ashes: where the ashes are kept.
    """

    beside = ("item",)

    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="cremation")
    reason = models.CharField(max_length=8)
    words = models.CharField(max_length=NOTE)
    authority = models.CharField(max_length=NAME)
    ashes = models.CharField(max_length=NAME)
    at = models.DateTimeField()
    clock = models.CharField(max_length=12)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = CremationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=CREMATED_FOR), name="cremation_reason_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(authority="") & ~Q(ashes=""),
                name="cremation_is_explained",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the cremation."""
        return self.item.thing()
