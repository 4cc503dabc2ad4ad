"""Incidents: somebody reports what does not fit, and somebody says what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody.models import Incident, IncidentEnd, Item, Place
from nomina.desk.custody.models.counts import INCIDENTS
from nomina.desk.people.models import Operation
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class Report(Action[Incident]):
    """Report that something does not fit."""

    operation: Operation
    incident: str
    words: str
    item: Item | None = None
    place: Place | None = None

    kind = "custody.incident"
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def check(self, by: Actor) -> None:
        """Refuse a kind that there is not, and an incident about nothing."""
        if self.incident not in INCIDENTS:
            raise Refused(tr("there is no such kind of incident"))
        clean_note(self.words)
        if any(x and x.operation_id != self.operation.pk for x in (self.item, self.place)):
            raise Refused(tr("this belongs to another operation"))

    def effect(self, by: Actor) -> Incident:
        """Add the row."""
        row = Incident(
            operation=self.operation,
            kind=self.incident,
            item=self.item,
            place=self.place,
            words=clean_note(self.words),
            at=by.at,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Incident) -> tuple[Reference, ...]:
        """Give the incident."""
        return (Reference("incident", done.pk),)

    def said(self, done: Incident) -> Mapping[str, Said]:
        """Give what was said."""
        return {"incident": str(done.pk), "kind": done.kind, "words": done.words}


@dataclass(frozen=True, kw_only=True)
class Settle(Action[IncidentEnd]):
    """Say what was found about an incident."""

    incident: Incident
    words: str

    kind = "custody.settle"
    permission = predicates.RUN_CUSTODY

    def thing(self) -> Thing:
        """Give the incident."""
        return self.incident.thing()

    def check(self, by: Actor) -> None:
        """Refuse to say nothing."""
        clean_note(self.words)

    def effect(self, by: Actor) -> IncidentEnd:
        """Add the row.

        Raises:
            Refused: somebody settled it already.
        """
        row = IncidentEnd(
            incident=self.incident, words=clean_note(self.words), by=by.user, made_at=by.at
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Refused(tr("somebody settled this already")) from None
        return row

    def on(self, done: IncidentEnd) -> tuple[Reference, ...]:
        """Give the incident."""
        return (Reference("incident", self.incident.pk),)

    def said(self, done: IncidentEnd) -> Mapping[str, Said]:
        """Give what was found."""
        return {"incident": str(self.incident.pk), "words": done.words}
