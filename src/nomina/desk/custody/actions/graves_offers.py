"""Offers to return remains, and what comes of them; graves wait for five years (LAW-21)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody import graves
from nomina.desk.custody.models import (
    GraveArrangement,
    GraveOffer,
    Place,
)
from nomina.desk.custody.models.places import CEMETERY
from nomina.desk.people.text import NAME, clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


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
