"""Graves are made, measured and marked; offers of return are made and answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody import register
from nomina.desk.custody.actions.common import note, second
from nomina.desk.custody.models import (
    Grave,
    GraveMarking,
    GravePoint,
    GraveSpot,
    Place,
    Position,
)
from nomina.desk.custody.models.graves import COLLECTIVE, GRAVES, INDIVIDUAL, SHORT, SHOWS, SOURCES
from nomina.desk.custody.models.places import CEMETERY
from nomina.desk.custody.picture import Picture
from nomina.desk.custody.register import When
from nomina.desk.people.text import clean_name
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

MOST = 500
"""Spots of one collective grave."""
TIER = "G"
"""Positions of graves stand in tiers of this letter: G17, and G17.1 in a collective grave."""
FAR = Decimal(10_000)
"""Metres; who knows a place no better than this knows no point."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """A point as somebody measured it: WGS 84 in degrees, its accuracy in metres where known."""

    latitude: Decimal
    longitude: Decimal
    source: str
    accuracy: Decimal | None = None

    def check(self) -> None:
        """Refuse what is no point on the map.

        Raises:
            Refused: it is none, or nobody says where it comes from.
        """
        if not (abs(self.latitude) <= 90 and abs(self.longitude) <= 180):
            raise Refused(tr("there is no such point on the map"))
        if self.source not in SOURCES:
            raise Refused(tr("it must be said where these coordinates come from"))
        if self.accuracy is not None and not 0 < self.accuracy <= FAR:
            raise Refused(tr("an accuracy is more than 0 and at most {n} metres").format(n=FAR))

    def keep(self, grave: Grave, when: When, by: Actor) -> GravePoint:
        """Add the row."""
        row = GravePoint(
            grave=grave,
            latitude=self.latitude,
            longitude=self.longitude,
            accuracy=self.accuracy,
            source=self.source,
            at=when.at,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def said(self) -> Mapping[str, Said]:
        """Give it as the ledger takes it."""
        return {
            "latitude": str(self.latitude),
            "longitude": str(self.longitude),
            "accuracy": None if self.accuracy is None else str(self.accuracy),
            "source": self.source,
        }


@dataclass(frozen=True, kw_only=True)
class MakeGrave(Action[Grave]):
    """Make a grave in a cemetery; who lies in it is written by burials.

    Attributes:
        grave: one of `models.graves.GRAVES`.
        reason: why it is for several; of a collective grave alone, and never empty there.
        spots: how many lie in a collective grave, each in a spot of its own.
        point: where it is; None where nobody measured it yet.
        words: what stands on its marker; empty where nothing does.
    """

    place: Place
    grave: str
    when: When
    reason: str = ""
    spots: int = 1
    section: str = ""
    row: str = ""
    plot: str = ""
    grouped: str = ""
    point: Point | None = None
    words: str = ""

    kind = "custody.grave"
    permission = predicates.KEEP_GRAVES

    def thing(self) -> Thing:
        """Give the cemetery."""
        return self.place.thing()

    def check(self, by: Actor) -> None:
        """Refuse a grave outside a cemetery, and a collective one without its reason (LAW-09)."""
        register.check_when(self.when, by.at)
        if self.place.kind != CEMETERY:
            raise Refused(tr("graves lie in a cemetery"), where=self.place.code)
        if self.grave not in GRAVES:
            raise Refused(tr("there is no such kind of grave"))
        if self.grave == COLLECTIVE and not self.reason.strip():
            raise Refused(
                tr("a collective grave needs a reason"),
                todo=tr("Say why these dead cannot have graves of their own"),
            )
        if self.grave == INDIVIDUAL and (self.reason.strip() or self.spots != 1):
            raise Refused(tr("a grave of one person needs no reason and has one spot"))
        if not 1 <= self.spots <= MOST:
            raise Refused(tr("a grave has 1 to {n} spots").format(n=MOST))
        if self.point is not None:
            self.point.check()

    def effect(self, by: Actor) -> Grave:
        """Add the grave and its spots, as positions of the register.

        Raises:
            Refused: another grave is called the same.
        """
        # The row of the place is what two who make graves at once meet at.
        Place.objects.select_for_update(no_key=True).get(pk=self.place.pk)
        name = {"section": _short(self.section), "row": _short(self.row), "plot": _short(self.plot)}
        same = Grave.objects.filter(place=self.place, **name).first() if name["plot"] else None
        if same is not None:
            raise Refused(
                tr("another grave stands there: {grave}").format(grave=same),
                where=" ".join(one for one in name.values() if one),
            )
        grave = Grave(
            operation=self.place.operation,
            place=self.place,
            number=self._next(),
            kind=self.grave,
            reason=note(self.reason),
            grouped=clean_name(self.grouped) if self.grouped.strip() else "",
            made_by=by.user,
            made_at=by.at,
            **name,
        )
        grave.save(force_insert=True)
        self._spots(grave, by)
        if self.point is not None:
            self.point.keep(grave, self.when, by)
        if self.words.strip():
            _mark(grave, note(self.words), self.when, by)
        return grave

    def _next(self) -> int:
        of_graves = Grave.objects.filter(place=self.place).aggregate(n=Max("number"))["n"] or 0
        rows = Position.objects.filter(place=self.place, tier=TIER)
        return max(of_graves, rows.aggregate(n=Max("number"))["n"] or 0) + 1

    def _spots(self, grave: Grave, by: Actor) -> None:
        several = self.grave == COLLECTIVE
        positions = [
            Position(
                place=self.place,
                tier=str(grave) if several else TIER,
                number=n if several else grave.number,
                label=f"{grave}.{n}" if several else str(grave),
                made_by=by.user,
                made_at=by.at,
            )
            for n in range(1, self.spots + 1)
        ]
        Position.objects.bulk_create(positions)
        GraveSpot.objects.bulk_create(
            GraveSpot(grave=grave, number=n, position=one, made_at=by.at)
            for n, one in enumerate(positions, 1)
        )

    def on(self, done: Grave) -> tuple[Reference, ...]:
        """Give the grave and its cemetery."""
        return (Reference("grave", done.pk), Reference("place", self.place.pk))

    def said(self, done: Grave) -> Mapping[str, Said]:
        """Give the grave as it was made."""
        return {
            "grave": str(done.pk),
            "number": done.number,
            "kind": done.kind,
            "reason": done.reason,
            "spots": self.spots,
            "section": done.section,
            "row": done.row,
            "plot": done.plot,
            "grouped": done.grouped,
            "point": None if self.point is None else self.point.said(),
            "marking": note(self.words),
            "at": second(self.when.at),
        }


def _short(text: str) -> str:
    return clean_name(text, SHORT) if text.strip() else ""


def _mark(grave: Grave, words: str, when: When, by: Actor, **photo: str) -> GraveMarking:
    row = GraveMarking(
        grave=grave, words=words, at=when.at, by=by.user, made_at=by.at, **photo
    )  # fmt: skip
    row.save(force_insert=True)
    return row


@dataclass(frozen=True, kw_only=True)
class MeasureGrave(Action[GravePoint]):
    """Write down where a grave is; an earlier measurement stays."""

    grave: Grave
    point: Point
    when: When

    kind = "custody.measure-grave"
    permission = predicates.KEEP_GRAVES

    def thing(self) -> Thing:
        """Give the grave."""
        return self.grave.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is no point, or was measured tomorrow."""
        register.check_when(self.when, by.at)
        self.point.check()

    def effect(self, by: Actor) -> GravePoint:
        """Add the row."""
        return self.point.keep(self.grave, self.when, by)

    def on(self, done: GravePoint) -> tuple[Reference, ...]:
        """Give the grave."""
        return (Reference("grave", self.grave.pk),)

    def said(self, done: GravePoint) -> Mapping[str, Said]:
        """Give the point."""
        return {"point": self.point.said(), "at": second(self.when.at)}


@dataclass(frozen=True, kw_only=True)
class MarkerPhoto:
    """A picture of a marking.

    Attributes:
        picture: as it was opened in the fence.
        shows: one of `models.graves.SHOWS`.
        nobody: that no person can be seen in it, as whoever sends it says.
    """

    picture: Picture
    shows: str
    nobody: bool


@dataclass(frozen=True, kw_only=True)
class MarkGrave(Action[GraveMarking]):
    """Write down how a grave is marked now; an earlier marking stays."""

    grave: Grave
    when: When
    words: str = ""
    photo: MarkerPhoto | None = None

    kind = "custody.mark-grave"
    permission = predicates.KEEP_GRAVES

    def thing(self) -> Thing:
        """Give the grave."""
        return self.grave.thing()

    def check(self, by: Actor) -> None:
        """Refuse nothing at all, and a picture that may show somebody."""
        register.check_when(self.when, by.at)
        if not self.words.strip() and self.photo is None:
            raise Refused(tr("a marking has words or a picture"))
        if self.photo is None:
            return
        if self.photo.shows not in SHOWS:
            raise Refused(tr("it must be said what the picture shows"))
        if not self.photo.nobody:
            raise Refused(
                tr("a picture of a grave shows nobody"),
                todo=tr("Take one on which no person can be seen"),
            )

    def effect(self, by: Actor) -> GraveMarking:
        """Keep the picture, and add the row."""
        kept = {}
        if self.photo is not None:
            photo, shown = self.photo.picture.keep()
            kept = {"photo": photo, "shown": shown, "shows": self.photo.shows}
        return _mark(self.grave, note(self.words), self.when, by, **kept)

    def on(self, done: GraveMarking) -> tuple[Reference, ...]:
        """Give the grave and the marking."""
        return (Reference("grave", self.grave.pk), Reference("marking", done.pk))

    def said(self, done: GraveMarking) -> Mapping[str, Said]:
        """Give the marking."""
        return {
            "words": done.words,
            "photo": done.photo,
            "shown": done.shown,
            "shows": done.shows,
            "at": second(self.when.at),
        }
