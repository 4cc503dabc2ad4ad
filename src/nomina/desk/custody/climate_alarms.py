"""Alarms of a place: raised and ended as its readings and rules say (`climate`).

Whoever calls `settle` does so within an act. The row of the place is locked first, so that two who
bring readings at once raise one alarm.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db.models import Max, Q

from nomina.desk.custody import climate_silence
from nomina.desk.custody.climate import Limits, Point, Run, degrees, in_force, limits_of, runs
from nomina.desk.custody.climate_silence import Silence
from nomina.desk.custody.models import Alarm, AlarmEnd, ColdRule, Incident, Place, Reading
from nomina.desk.custody.models.climate import BACK, RULE, SILENT

Stretch = tuple[int, int]
"""First and last moment of something, in seconds since 1970."""


@dataclass
class Changed:
    """What came of looking at a place."""

    raised: list[Alarm] = field(default_factory=list)
    ended: list[AlarmEnd] = field(default_factory=list)


def lock(place: Place) -> None:
    """Wait for whoever else brings readings of the place."""
    Place.objects.select_for_update(no_key=True).filter(pk=place.pk).first()


def sensors(place: Place) -> list[str]:
    """Give the sensors of a place, in order; each is one look into the index."""
    found: list[str] = []
    rows = Reading.objects.filter(place=place).order_by("sensor", "second")
    while True:
        after = rows.filter(sensor__gt=found[-1]) if found else rows
        name = after.values_list("sensor", flat=True).first()
        if name is None:
            return found
        found.append(name)


def newest(place: Place) -> dict[str, Reading]:
    """Give the newest reading of each sensor."""
    rows = Reading.objects.filter(place=place).order_by("-second")
    return {one: rows.filter(sensor=one)[0] for one in sensors(place)}


def rules_of(place: Place) -> list[ColdRule]:
    """Give the rules of a place, in the order they were made."""
    return list(ColdRule.objects.filter(place=place))


def rule_now(rules: list[ColdRule], now: datetime) -> ColdRule | None:
    """Give the rule that counts at a moment."""
    found = in_force([limits_of(one) for one in rules], int(now.timestamp()))
    return None if found is None else rules[found]


def settle(place: Place, now: datetime, touched: dict[str, Stretch]) -> Changed:
    """Raise and end the alarms of a place, so that they say what its readings say.

    Args:
        place: locked by `lock`.
        now: the moment.
        touched: by sensor, between which moments anything is new.
    """
    book = _Book(place, now, rules_of(place))
    if book.rules:
        for sensor, stretch in touched.items():
            book.look(sensor, stretch)
        book.listen()
    return book.changed


def due(place: Place, now: datetime) -> dict[str, Stretch] | None:
    """Give what the clock alone may change, for `settle`; None where nothing would change.

    A run goes on although nothing comes, and so does silence.
    """
    rules = rules_of(place)
    if not rules:
        return None
    book, last = _Book(place, now, rules), newest(place)
    touched: dict[str, Stretch] = {}
    for sensor, reading in last.items():
        found = in_force(book.limits, reading.second)
        if found is None or not (kind := book.limits[found].side(reading.tenths)):
            continue
        if not any((one.kind, one.sensor) == (kind, sensor) for one in book.open):
            for run in runs(_points(book, sensor, (reading.second, reading.second)), book.limits):
                if run.end is None and run.is_alarm(book.limits, book.second):
                    touched[sensor] = (reading.second, reading.second)
    stand = {one.sensor for one in book.open if one.kind == SILENT}
    return touched if touched or stand != set(book.silences(last)) else None


class _Book:
    """One look at a place: its rules, the alarms that stand, and what changes."""

    def __init__(self, place: Place, now: datetime, rules: list[ColdRule]) -> None:
        self.place, self.now, self.rules = place, now, rules
        self.second = int(now.timestamp())
        self.limits: list[Limits] = [limits_of(one) for one in rules]
        alarms = Alarm.objects.filter(place=place)
        self.open = list(alarms.current().select_related("reading", "incident__end"))
        self.number = alarms.aggregate(n=Max("number"))["n"] or 0
        self.changed = Changed()
        self.incidents: dict[str, Incident] = {}

    # Too warm, too cold

    def look(self, sensor: str, stretch: Stretch) -> None:
        """Hold the readings of a sensor against the rules, around what is new."""
        points = _points(self, sensor, stretch)
        alarms = Alarm.objects.filter(place=self.place, sensor=sensor)
        alarms = alarms.exclude(kind=SILENT).exclude(end__how=RULE)
        if points:
            within = Q(reading__second__range=(points[0].second, points[-1].second))
            known = list(alarms.filter(within).select_related("reading"))
        else:
            known = []
        open_ = {one.pk: one for one in self.open}
        for run in runs(points, self.limits):
            mine = [one for one in known if one.kind == run.kind and run.holds(_second(one))]
            known = [one for one in known if one not in mine]
            if run.end is not None:
                for one in mine:
                    if one.pk in open_:
                        self.end(open_[one.pk], BACK, run.end)
            if not mine and run.is_alarm(self.limits, self.second):
                self.raise_run(sensor, run)
        for one in known:
            if one.pk in open_:  # no rule calls its reading out of range any more
                self.end(open_[one.pk], RULE, None)

    def raise_run(self, sensor: str, run: Run) -> None:
        """Raise the alarm of a run, and end it where the run is over."""
        said = {
            "sensor": sensor,
            "since": _iso(run.first.second),
            "degrees": degrees(run.first.tenths),
        }
        alarm = Alarm(
            kind=run.kind,
            sensor=sensor,
            since=_at(run.first.second),
            reading_id=run.first.id,
            rule=self.rules[run.rule],
        )
        self.add(alarm, said)
        if run.end is not None:
            self.end(alarm, BACK, run.end)

    # Silence

    def silences(self, last: dict[str, Reading]) -> dict[str, Silence]:
        """Give what is silent, by sensor, where these are the newest readings."""
        rule = rule_now(self.rules, self.now)
        return climate_silence.silences(self.place, rule, last, self.second)

    def listen(self) -> None:
        """Raise and end alarms of silence."""
        last = newest(self.place)
        found = self.silences(last)
        stands = {one.sensor: one for one in self.open if one.kind == SILENT}
        for sensor, one in stands.items():
            if sensor not in found:
                came = climate_silence.answer(one, last)
                point = None if came is None else Point(came.pk, came.second, came.tenths)
                self.end(one, RULE if point is None else BACK, point)
        rule = rule_now(self.rules, self.now)
        for sensor, silence in found.items():
            if sensor not in stands:
                since, last_one = silence.since, silence.last
                alarm = Alarm(kind=SILENT, sensor=sensor, since=since, reading=last_one, rule=rule)
                self.add(alarm, {"sensor": sensor, "since": since.isoformat(timespec="seconds")})

    # Rows

    def add(self, alarm: Alarm, said: dict[str, str]) -> None:
        """Add an alarm, and the incident that it stands for."""
        self.number += 1
        alarm.place, alarm.number, alarm.made_at = self.place, self.number, self.now
        alarm.incident = self.incident(alarm.kind, said)
        alarm.save(force_insert=True)
        self.open.append(alarm)
        self.changed.raised.append(alarm)

    def incident(self, kind: str, said: dict[str, str]) -> Incident:
        """Give the incident of alarms of a kind that stand together; a person settles it once."""
        if kind in self.incidents:
            return self.incidents[kind]
        for one in self.open:
            if one.kind == kind and not hasattr(one.incident, "end"):
                return one.incident
        row = Incident(
            operation_id=self.place.operation_id,
            kind=kind,
            place=self.place,
            said={key: value for key, value in said.items() if value},
            at=self.now,
            made_at=self.now,
        )
        row.save(force_insert=True)
        self.incidents[kind] = row
        return row

    def end(self, alarm: Alarm, how: str, by: Point | None) -> None:
        """End an alarm."""
        row = AlarmEnd(
            alarm=alarm,
            how=how,
            at=self.now if by is None else _at(by.second),
            reading_id=None if by is None else by.id,
            made_at=self.now,
        )
        row.save(force_insert=True)
        self.open = [one for one in self.open if one.pk != alarm.pk]
        self.changed.ended.append(row)


def _points(book: _Book, sensor: str, stretch: Stretch) -> list[Point]:
    """Give the readings around a stretch, from the last in range before it to the first after."""
    rows = Reading.objects.filter(place=book.place, sensor=sensor)
    fine = rows.filter(_in_range(book.limits))
    before = fine.filter(second__lt=stretch[0]).order_by("-second")
    after = fine.filter(second__gt=stretch[1]).order_by("second")
    first = before.values_list("second", flat=True).first()
    last = after.values_list("second", flat=True).first()
    if first is not None:
        rows = rows.filter(second__gte=first)
    if last is not None:
        rows = rows.filter(second__lte=last)
    ordered = rows.order_by("second").values_list("pk", "second", "tenths")
    return [Point(*row) for row in ordered]


def _in_range(rules: list[Limits]) -> Q:
    """Ask for readings that are in range by the rule of their moment."""
    begins = sorted({one.since for one in rules})
    asked = Q(second__lt=begins[0])
    for begin, until in zip(begins, [*begins[1:], None], strict=True):
        found = in_force(rules, begin)
        assert found is not None
        part = Q(second__gte=begin, tenths__gte=rules[found].low, tenths__lte=rules[found].high)
        asked |= part & Q(second__lt=until) if until is not None else part
    return asked


def stretches(rows: Iterable[tuple[str, int]]) -> dict[str, Stretch]:
    """Give by sensor the first and last moment of readings."""
    found: dict[str, Stretch] = {}
    for sensor, second in rows:
        first, last = found.get(sensor, (second, second))
        found[sensor] = (min(first, second), max(last, second))
    return found


def _second(alarm: Alarm) -> int:
    assert alarm.reading is not None
    return int(alarm.reading.second)


def _at(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def _iso(second: int) -> str:
    return _at(second).isoformat(timespec="seconds")
