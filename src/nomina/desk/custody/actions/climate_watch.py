"""What the desk itself does by the clock: alarms that time raises, and handovers nobody took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody import climate_alarms
from nomina.desk.custody.actions.climate import changes
from nomina.desk.custody.climate_alarms import Changed
from nomina.desk.custody.models import Handover, HandoverEnd, Incident, Place
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

GAP = timedelta(hours=24)
"""How long what was handed out may wait to be taken."""


@dataclass(frozen=True, kw_only=True)
class WatchPlace(Action[Changed]):
    """See what the clock changes about a place: a run that goes on, silence."""

    place: Place

    kind = "custody.watch"
    permission = predicates.WATCH_CUSTODY

    def thing(self) -> Thing:
        """Give the place."""
        return self.place.thing()

    def effect(self, by: Actor) -> Changed:
        """Raise and end alarms.

        Raises:
            Refused: somebody else did it at this moment, or there is nothing to do.
        """
        climate_alarms.lock(self.place)
        touched = climate_alarms.due(self.place, by.at)
        changed = Changed()
        if touched is not None:
            changed = climate_alarms.settle(self.place, by.at, touched)
        if not changed.raised and not changed.ended:
            raise Refused(tr("nothing changed"))
        return changed

    def on(self, done: Changed) -> tuple[Reference, ...]:
        """Give the place and its new alarms."""
        raised = (Reference("alarm", one.pk) for one in done.raised)
        return (Reference("place", self.place.pk), *raised)

    def said(self, done: Changed) -> Mapping[str, Said]:
        """Give which alarms."""
        return {"place": str(self.place.pk), **changes(done)}


@dataclass(frozen=True, kw_only=True)
class NoteGap(Action[Incident]):
    """Note that what was handed out has waited too long to be taken (FOR-10)."""

    handover: Handover

    kind = "custody.gap"
    permission = predicates.WATCH_CUSTODY

    def thing(self) -> Thing:
        """Give the handover."""
        return self.handover.thing()

    def effect(self, by: Actor) -> Incident:
        """Add the incident.

        Raises:
            Refused: it was taken, or noted, at this moment.
        """
        # Two workers that note it at once meet at its row.
        Handover.objects.select_for_update(no_key=True).filter(pk=self.handover.pk).first()
        gaps = Incident.objects.filter(handover=self.handover, kind="gap")
        if gaps.exists() or HandoverEnd.objects.filter(handover=self.handover).exists():
            raise Refused(tr("nothing changed"))
        row = Incident(
            operation_id=self.handover.operation_id,
            kind="gap",
            place_id=self.handover.place_id,
            handover=self.handover,
            said={"since": self.handover.at.isoformat(timespec="seconds")},
            at=by.at,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Incident) -> tuple[Reference, ...]:
        """Give the incident and the handover."""
        return (Reference("incident", done.pk), Reference("handover", self.handover.pk))

    def said(self, done: Incident) -> Mapping[str, Said]:
        """Give the incident."""
        return {"incident": str(done.pk), "kind": done.kind}
