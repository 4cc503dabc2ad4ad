"""Silence: a logger that sends no more, though another of the same place goes on.

Each sensor that a device or the file of a logger ever read for is waited for by itself. What is
typed is not: whoever looks at a thermometer once need not come again, as long as somebody reads
anything there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from nomina.desk.custody.models import Alarm, ColdRule, Place, Reading
from nomina.desk.custody.models.climate import PERSON, SILENT, TYPED


@dataclass(frozen=True)
class Silence:
    """A sensor, or a whole place, from which nothing comes.

    Attributes:
        since: when a reading was due.
        last: the one that came last; None where none did.
    """

    since: datetime
    last: Reading | None


def silences(
    place: Place, rule: ColdRule | None, last: Mapping[str, Reading], now: int
) -> dict[str, Silence]:
    """Give what is silent, by sensor; under an empty name where the place is, as a whole.

    Args:
        place: which.
        rule: that counts now; nobody expects readings without one.
        last: the newest reading of each sensor.
        now: in seconds since 1970.
    """
    if rule is None or rule.silent_after is None:
        return {}
    found = {}
    for sensor, reading in _waited_for(place, last).items():
        # Not from when the rule counts: who sets one for the past brings its readings after that.
        heard = max(0 if reading is None else reading.second, int(rule.made_at.timestamp()))
        due = heard + rule.silent_after * 60
        if now > due:
            found[sensor] = Silence(datetime.fromtimestamp(due, UTC), reading)
    return found


def _waited_for(place: Place, last: Mapping[str, Reading]) -> Mapping[str, Reading | None]:
    loggers = {name: one for name, one in last.items() if _sends(place, one)}
    return loggers or {"": max(last.values(), key=lambda one: one.second, default=None)}


def _sends(place: Place, last: Reading) -> bool:
    """Say whether a sensor is waited for: not one of which somebody ended the silence."""
    rows = Reading.objects.filter(place=place, sensor=last.sensor)
    if not rows.exclude(source=TYPED).exists():
        return False
    ended = Alarm.objects.filter(
        place=place, kind=SILENT, sensor=last.sensor, reading=last, end__how=PERSON
    )
    return not ended.exists()


def answer(alarm: Alarm, last: Mapping[str, Reading]) -> Reading | None:
    """Give the reading that ended a silence; None where none did, as when nobody expects any more.

    Args:
        alarm: of silence, that stands.
        last: the newest reading of each sensor.
    """
    after = -1 if alarm.reading is None else alarm.reading.second
    rows = Reading.objects.filter(place=alarm.place_id, second__gt=after).order_by("second")
    own = rows.filter(sensor=alarm.sensor).first()
    if own is not None or _of_a_logger(alarm):
        return own
    each = (rows.filter(sensor=name).first() for name in last)
    return min((one for one in each if one), key=lambda one: one.second, default=None)


def _of_a_logger(alarm: Alarm) -> bool:
    """Say whether an alarm is about one sensor, and not about all of a place."""
    if alarm.reading is None or alarm.reading.sensor != alarm.sensor:
        return False
    rows = Reading.objects.filter(place=alarm.place_id, sensor=alarm.sensor)
    return rows.exclude(source=TYPED).exists()
