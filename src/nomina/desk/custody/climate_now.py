"""How a place is now: the newest reading of each sensor, and for how long it has been steady."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from nomina.desk.custody import asked
from nomina.desk.custody.climate import degrees, in_force, limits_of
from nomina.desk.custody.climate_alarms import newest, rule_now, rules_of
from nomina.desk.custody.models import Alarm, AlarmEnd, ColdRule, Place, Reading
from nomina.desk.custody.models.climate import SILENT, TOO_COLD, TOO_WARM
from nomina.words import ntr, tr


@dataclass(frozen=True)
class Now:
    """How a place is.

    Attributes:
        last: the newest reading of each sensor.
        rule: what counts; None where nobody said how cold it is to be.
        alarms: those that stand.
        says: all of it in a line.
    """

    last: dict[str, Reading]
    rule: ColdRule | None
    alarms: tuple[Alarm, ...]
    says: str

    @property
    def known(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.last or self.rule)


def now_of(place: Place, now: datetime) -> Now:
    """Say how a place is at a moment."""
    last, rules = newest(place), rules_of(place)
    alarms = tuple(asked.alarms_of(place=place.pk))
    rule = rule_now(rules, now)
    return Now(last, rule, alarms, _says(place, last, rules, alarms, now))


def _says(
    place: Place,
    last: dict[str, Reading],
    rules: list[ColdRule],
    alarms: tuple[Alarm, ...],
    now: datetime,
) -> str:
    if not last:
        return tr("no temperature was ever read here")
    shown = ", ".join(
        f"{name} {degrees(one.tenths)}" if name else degrees(one.tenths)
        for name, one in list(last.items())[:4]
    )
    if alarms:
        first = min(alarms, key=lambda one: one.since)
        words = {
            TOO_COLD: tr("too cold for {span}"),
            TOO_WARM: tr("too warm for {span}"),
            SILENT: tr("silent for {span}"),
        }[first.kind]
        says = words.format(span=span(now - first.since))
        return f"{shown}, {first.sensor} {says}" if first.sensor else f"{shown}, {says}"
    limits = [limits_of(one) for one in rules]
    for one in last.values():
        found = in_force(limits, one.second)
        if found is not None and limits[found].side(one.tenths):
            return f"{shown}, {tr('out of range, not yet an alarm')}"
    if not rules:
        when = max(one.at for one in last.values())
        return f"{shown}, {tr('read {span} ago').format(span=span(now - when))}"
    return f"{shown}, {tr('steady for {span}').format(span=span(now - _since(place, rules)))}"


def _since(place: Place, rules: list[ColdRule]) -> datetime:
    """Give since when no alarm stands: the end of the last, else the first reading by a rule."""
    end = AlarmEnd.objects.filter(alarm__place=place).order_by("-at").first()
    rule = min(one.since for one in rules)
    first = min(
        (
            rows[0]
            for sensor in newest(place)
            if (
                rows := Reading.objects.filter(place=place, sensor=sensor)
                .order_by("second")
                .values_list("second", flat=True)[:1]
            )
        ),
        default=0,
    )
    begin = max(rule, datetime.fromtimestamp(first, UTC))
    return max(begin, end.at) if end is not None else begin


def span(length: timedelta) -> str:
    """Write how long something lasts: 31 h."""
    minutes = max(0, int(length.total_seconds()) // 60)
    if minutes < 120:
        return tr("{n} min").format(n=minutes)
    if minutes < 72 * 60:
        return tr("{n} h").format(n=minutes // 60)
    days = minutes // (24 * 60)
    return ntr("{n} day", "{n} days", days).format(n=days)
