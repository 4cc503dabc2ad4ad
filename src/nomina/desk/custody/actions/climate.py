"""Temperature: bringing readings, saying how cold a place is to be, ending an alarm."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody import climate_alarms
from nomina.desk.custody.climate import Measured, Wrong, wrong_with
from nomina.desk.custody.climate_alarms import Changed
from nomina.desk.custody.models import Alarm, AlarmEnd, ColdRule, Place, Reading
from nomina.desk.custody.models.climate import (
    COLDEST,
    LONGEST_PATIENCE,
    LONGEST_SILENCE,
    PERSON,
    SOURCES,
    WARMEST,
)
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

MOST_SENSORS = 32
"""Sensors of one place."""
BACK = timedelta(days=92)
"""How far back a rule may begin: the readings since then are all held against it at once."""


@dataclass
class Brought:
    """What came of bringing readings.

    Attributes:
        taken: how many are new.
        known: how many were there already, each with the same temperature.
        wrong: rows that were not taken, in order, and why.
        changed: alarms that were raised or ended.
    """

    taken: int = 0
    known: int = 0
    wrong: list[Wrong] = field(default_factory=list)
    changed: Changed = field(default_factory=Changed)


@dataclass(frozen=True, kw_only=True)
class Bring(Action[Brought]):
    """Bring readings of a place; what is wrong with a row stops no other.

    Attributes:
        rows: the readings.
        source: one of `models.climate.SOURCES`.
        wrong: rows that could not be read, of the file that these come from.
        digest: SHA-256 (hex) of that file; empty where there is none.
    """

    place: Place
    rows: Sequence[Measured]
    source: str
    wrong: Sequence[Wrong] = ()
    digest: str = ""

    kind = "custody.readings"
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the place."""
        return self.place.thing()

    def check(self, by: Actor) -> None:
        """Refuse a source that there is not."""
        if self.source not in SOURCES:
            raise Refused(tr("it must be said where the readings come from"))

    def effect(self, by: Actor) -> Brought:
        """Add the rows, and see what alarms they raise or end."""
        climate_alarms.lock(self.place)
        brought = Brought()
        good = self._sound(by.at, brought)
        new = self._new(good, brought)
        Reading.objects.bulk_create(
            [
                Reading(
                    place=self.place,
                    sensor=one.sensor,
                    second=one.second,
                    tenths=one.tenths,
                    source=self.source,
                    by=by.user,
                    made_at=by.at,
                )
                for one in new
            ],
            batch_size=500,
        )
        brought.taken = len(new)
        brought.wrong = sorted([*self.wrong, *brought.wrong], key=lambda one: one.row)
        touched = climate_alarms.stretches((one.sensor, one.second) for one in new)
        brought.changed = climate_alarms.settle(self.place, by.at, touched)
        return brought

    def _sound(self, now: datetime, brought: Brought) -> list[Measured]:
        """Give those that can be kept."""
        known = set(climate_alarms.sensors(self.place))
        good = []
        for one in self.rows:
            why = wrong_with(one, now)
            if not why and one.sensor not in known and len(known) >= MOST_SENSORS:
                why = tr("a place has no more than {n} sensors").format(n=MOST_SENSORS)
            if why:
                brought.wrong.append(Wrong(one.row, why))
                continue
            known.add(one.sensor)
            good.append(one)
        return good

    def _new(self, good: Sequence[Measured], brought: Brought) -> list[Measured]:
        """Give those that nobody brought before."""
        there: dict[tuple[str, int], int] = {}
        for sensor, (first, last) in climate_alarms.stretches(
            (one.sensor, one.second) for one in good
        ).items():
            rows = Reading.objects.filter(
                place=self.place, sensor=sensor, second__range=(first, last)
            )
            there |= {
                (sensor, second): tenths
                for second, tenths in rows.values_list("second", "tenths").iterator()
            }
        new = []
        for one in good:
            stands = there.get((one.sensor, one.second))
            if stands is None:
                there[one.sensor, one.second] = one.tenths
                new.append(one)
            elif stands == one.tenths:
                brought.known += 1
            else:
                why = tr("another temperature stands for this sensor and moment; both cannot be")
                brought.wrong.append(Wrong(one.row, why))
        return new

    def on(self, done: Brought) -> tuple[Reference, ...]:
        """Give the place, and the alarms that were raised."""
        raised = (Reference("alarm", one.pk) for one in done.changed.raised)
        return (Reference("place", self.place.pk), *raised)

    def said(self, done: Brought) -> Mapping[str, Said]:
        """Give what was brought, by its digest, and what came of it."""
        lines = "\n".join(f"{one.sensor}\t{one.second}\t{one.tenths}" for one in self.rows)
        return {
            "place": str(self.place.pk),
            "source": self.source,
            "file": self.digest or None,
            "readings": hashlib.sha256(lines.encode()).hexdigest(),
            "taken": done.taken,
            "known": done.known,
            "wrong": len(done.wrong),
            **changes(done.changed),
        }


def changes(changed: Changed) -> dict[str, Said]:
    """Write for the ledger which alarms were raised and which ended."""
    return {
        "raised": tuple(f"{one.pk} {one.kind}" for one in changed.raised),
        "ended": tuple(f"{one.alarm_id} {one.how}" for one in changed.ended),
    }


@dataclass(frozen=True, kw_only=True)
class SetRule(Action[tuple[ColdRule, Changed]]):
    """Say how cold a place is to be, from a moment on.

    Attributes:
        since: from when on; now where None.
        low, high: in tenths of a degree Celsius.
        patience, silent_after: in minutes; `ColdRule` says of what.
    """

    place: Place
    low: int
    high: int
    patience: int
    silent_after: int | None = None
    since: datetime | None = None

    kind = "custody.cold-rule"
    permission = predicates.RUN_CUSTODY

    def thing(self) -> Thing:
        """Give the place."""
        return self.place.thing()

    def check(self, by: Actor) -> None:
        """Refuse a range that holds nothing, and minutes or a beginning that help nobody."""
        if not COLDEST <= self.low < self.high <= WARMEST:
            raise Refused(
                tr("the lower limit must be below the upper one, both from −100 to 100 °C")
            )
        if not 0 <= self.patience <= LONGEST_PATIENCE:
            raise Refused(tr("a door stands open for no more than a day"))
        if self.silent_after is not None and not 1 <= self.silent_after <= LONGEST_SILENCE:
            raise Refused(
                tr("silence is noticed after 1 minute to {n} days").format(
                    n=LONGEST_SILENCE // (24 * 60)
                )
            )
        if self.since is not None and not by.at - BACK <= self.since <= by.at:
            raise Refused(
                tr("a rule begins at most {n} days ago, and not later than now").format(n=BACK.days)
            )

    def effect(self, by: Actor) -> tuple[ColdRule, Changed]:
        """Add the row, and hold against it all that was measured since it begins."""
        climate_alarms.lock(self.place)
        row = ColdRule(
            place=self.place,
            since=self.since or by.at,
            low=self.low,
            high=self.high,
            patience=self.patience,
            silent_after=self.silent_after,
            made_by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        begin, end = int(row.since.timestamp()), int(by.at.timestamp())
        last = climate_alarms.newest(self.place)
        touched = {sensor: (begin, max(end, reading.second)) for sensor, reading in last.items()}
        return row, climate_alarms.settle(self.place, by.at, touched)

    def on(self, done: tuple[ColdRule, Changed]) -> tuple[Reference, ...]:
        """Give the place, the rule, and the alarms that were raised."""
        raised = (Reference("alarm", one.pk) for one in done[1].raised)
        return (Reference("place", self.place.pk), Reference("cold-rule", done[0].pk), *raised)

    def said(self, done: tuple[ColdRule, Changed]) -> Mapping[str, Said]:
        """Give the rule."""
        row, changed = done
        return {
            "place": str(self.place.pk),
            "since": row.since.isoformat(timespec="seconds"),
            "low": row.low,
            "high": row.high,
            "patience": row.patience,
            "silent_after": row.silent_after,
            **changes(changed),
        }


@dataclass(frozen=True, kw_only=True)
class EndAlarm(Action[AlarmEnd]):
    """End an alarm that no reading will end, as of a sensor that was taken away."""

    alarm: Alarm
    words: str

    kind = "custody.end-alarm"
    permission = predicates.RUN_CUSTODY

    def thing(self) -> Thing:
        """Give the alarm."""
        return self.alarm.thing()

    def check(self, by: Actor) -> None:
        """Refuse to say nothing, and what is over."""
        clean_note(self.words)

    def effect(self, by: Actor) -> AlarmEnd:
        """Add the row.

        Raises:
            Refused: it is over already.
        """
        climate_alarms.lock(self.alarm.place)
        if AlarmEnd.objects.filter(alarm=self.alarm).exists():
            raise Refused(tr("this alarm is over already"))
        row = AlarmEnd(
            alarm=self.alarm,
            how=PERSON,
            at=by.at,
            words=clean_note(self.words),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: AlarmEnd) -> tuple[Reference, ...]:
        """Give the alarm and its place."""
        return (Reference("alarm", self.alarm.pk), Reference("place", self.alarm.place_id))

    def said(self, done: AlarmEnd) -> Mapping[str, Said]:
        """Give what was said."""
        return {"alarm": str(self.alarm.pk), "words": done.words}
