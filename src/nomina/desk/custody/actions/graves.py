"""Graves are made, measured and marked; offers of return are made and answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.books import vault
from nomina.desk.custody import graves, register
from nomina.desk.custody.actions.common import note, second
from nomina.desk.custody.models import (
    Burial,
    Cremation,
    Grave,
    GraveArrangement,
    GraveMarking,
    GraveOffer,
    GravePoint,
    GraveSpot,
    Place,
    Position,
)
from nomina.desk.custody.models.graves import COLLECTIVE, GRAVES, INDIVIDUAL, SHORT, SHOWS, SOURCES
from nomina.desk.custody.models.places import CEMETERY
from nomina.desk.custody.register import When
from nomina.desk.people.text import NAME, clean_name, clean_note
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
    """A picture of a marking, opened in the fence (`graves_photo.opened`).

    Attributes:
        data: the bytes as they came.
        shown: a picture made of its pixels alone.
        shows: one of `models.graves.SHOWS`.
        nobody: that no person can be seen in it, as whoever sends it says.
    """

    data: bytes = field(repr=False)
    shown: bytes = field(repr=False)
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
            kept = {
                "photo": vault().keep(self.photo.data).digest,
                "shown": vault().keep(self.photo.shown).digest,
                "shows": self.photo.shows,
            }
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


@dataclass(frozen=True, kw_only=True)
class OfferReturn(Action[GraveOffer]):
    """Write down that the return of the dead of a cemetery was offered (AP I 34(3))."""

    place: Place
    to: str
    made_on: date
    document: str

    kind = "custody.offer-return"
    permission = predicates.KEEP_GRAVES

    def thing(self) -> Thing:
        """Give the cemetery."""
        return self.place.thing()

    def check(self, by: Actor) -> None:
        """Refuse an offer of tomorrow, to nobody, or without its document."""
        if self.place.kind != CEMETERY:
            raise Refused(tr("graves lie in a cemetery"), where=self.place.code)
        if self.made_on > timezone.localdate(by.at):
            raise Refused(tr("this date is yet to come"), where=self.made_on.isoformat())

    def effect(self, by: Actor) -> GraveOffer:
        """Add the row."""
        row = GraveOffer(
            place=self.place,
            to=clean_name(self.to),
            made_on=self.made_on,
            document=clean_name(self.document),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: GraveOffer) -> tuple[Reference, ...]:
        """Give the offer and the cemetery."""
        return (Reference("offer", done.pk), Reference("place", self.place.pk))

    def said(self, done: GraveOffer) -> Mapping[str, Said]:
        """Give the offer."""
        return {"to": done.to, "made on": done.made_on.isoformat(), "document": done.document}


@dataclass(frozen=True, kw_only=True)
class EndOffer(Action[GraveArrangement]):
    """Write down that an offer was accepted, or what holds after five years and due notice.

    Attributes:
        noticed_on, notice: when and by what the home country was given notice; of an arrangement.
    """

    offer: GraveOffer
    accepted: bool
    words: str
    noticed_on: date | None = None
    notice: str = ""

    kind = "custody.arrange-graves"
    permission = predicates.KEEP_GRAVES
    irreversible = True

    def thing(self) -> Thing:
        """Give the cemetery."""
        return self.offer.thing()

    def check(self, by: Actor) -> None:
        """Refuse other arrangements before the term has run, or without notice (LAW-21)."""
        clean_note(self.words)
        if self.accepted:
            return
        today, due = timezone.localdate(by.at), graves.term(self.offer.made_on)
        if today < due:
            raise Refused(
                tr("the five years of this offer run until {day}").format(day=due.isoformat()),
                where=self.offer.made_on.isoformat(),
                todo=tr("Leave the graves as they are until then"),
            )
        if self.noticed_on is None or not self.notice.strip():
            raise Refused(
                tr("due notice to the home country is needed first"),
                todo=tr("Give the date of the notice and its document"),
            )
        if not self.offer.made_on <= self.noticed_on <= today:
            raise Refused(
                tr("the notice is given after the offer, and before today"),
                where=self.noticed_on.isoformat(),
            )

    def effect(self, by: Actor) -> GraveArrangement:
        """Add the row.

        Raises:
            Refused: the offer was ended before.
        """
        row = GraveArrangement(
            offer=self.offer,
            accepted=self.accepted,
            words=clean_note(self.words),
            noticed_on=None if self.accepted else self.noticed_on,
            notice="" if self.accepted else clean_name(self.notice, NAME),
            by=by.user,
            made_at=by.at,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Refused(tr("this offer was ended already")) from None
        return row

    def on(self, done: GraveArrangement) -> tuple[Reference, ...]:
        """Give the offer."""
        return (Reference("offer", self.offer.pk), Reference("arrangement", done.pk))

    def said(self, done: GraveArrangement) -> Mapping[str, Said]:
        """Give what became of it."""
        return {
            "accepted": done.accepted,
            "words": done.words,
            "noticed on": None if done.noticed_on is None else done.noticed_on.isoformat(),
            "notice": done.notice,
        }


@dataclass(frozen=True, kw_only=True)
class TakeGraves(Action[None]):
    """Carry the graves of a cemetery away, as a list, a map or a table; it is written down.

    Attributes:
        form: such as ``gpx``; ``language`` of a list.
        count: how many graves it holds.
    """

    place: Place
    form: str
    count: int
    language: str = ""

    kind = "custody.take-graves"
    permission = predicates.TAKE_GRAVES

    def thing(self) -> Thing:
        """Give the cemetery."""
        return self.place.thing()

    def effect(self, by: Actor) -> None:
        """Do nothing but be written down."""

    def on(self, done: None) -> tuple[Reference, ...]:
        """Give the cemetery."""
        return (Reference("place", self.place.pk),)

    def said(self, done: None) -> Mapping[str, Said]:
        """Give what was carried away."""
        return {"form": self.form, "language": self.language, "graves": self.count}


@dataclass(frozen=True, kw_only=True)
class TakePaper(Action[None]):
    """Carry the paper of a burial or cremation away; it is written down."""

    of: Burial | Cremation
    language: str

    kind = "custody.take-burial"
    permission = predicates.TAKE_GRAVES

    def thing(self) -> Thing:
        """Give what it is about."""
        return self.of.thing()

    def effect(self, by: Actor) -> None:
        """Do nothing but be written down."""

    def on(self, done: None) -> tuple[Reference, ...]:
        """Give what it is about, and the item."""
        kind = "burial" if isinstance(self.of, Burial) else "cremation"
        return (Reference(kind, self.of.pk), Reference("item", self.of.item_id))

    def said(self, done: None) -> Mapping[str, Said]:
        """Give the language."""
        return {"language": self.language}
