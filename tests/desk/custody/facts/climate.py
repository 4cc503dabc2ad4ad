"""Of climate."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from nomina.desk.custody.models import (
    Alarm,
    AlarmEnd,
    ColdRule,
    Incident,
    Logger,
    Place,
    Reading,
)
from tests.desk.custody.facts.made import Made
from tests.desk.people.cast import NOW

FREE: dict[str, tuple[str, ...]] = {
    "custody.Reading": ("sensor",),
    "custody.Alarm": ("sensor",),
    "custody.AlarmEnd": ("words",),
    "custody.Logger": ("sensor",),
}
CODED: dict[str, tuple[str, ...]] = {
    "custody.Reading": ("source",),
    "custody.Alarm": ("kind",),
    "custody.AlarmEnd": ("how",),
    "custody.Logger": ("digest",),
}
OBJECTS: dict[str, str] = {
    "custody:climate": "place",
    "custody:read_climate": "place",
    "custody:bring_climate": "place",
    "custody:rule_climate": "place",
    "custody:add_logger": "place",
    "custody:end_alarm": "alarm",
    "custody:end_logger": "logger",
    "api:readings": "place",
}
NO_PAGES: dict[str, str] = {}


def rows(made: Made) -> dict[str, Any]:
    """A place that was too cold and is too warm, of two sensors; a logger."""
    place, by = made.rows["place"], made.by
    rule = ColdRule(
        place=place, since=NOW - timedelta(days=2), low=-100, high=40, patience=10, made_by=by
    )
    rule.save(force_insert=True)
    alarms = [_alarm(made, place, rule, *found) for found in (("cold", -120), ("warm", 90))]
    end = AlarmEnd(alarm=alarms[0], how="person", at=NOW, words="w", by=by)
    logger = Logger(
        place=place,
        sensor="s",
        digest=made.operation.pk.hex,
        until=NOW + timedelta(days=30),
        made_by=by,
    )
    for last in (end, logger):
        last.save(force_insert=True)
    return {"alarm": alarms[1], "logger": logger}


def _alarm(made: Made, place: Place, rule: ColdRule, kind: str, tenths: int) -> Alarm:
    at = NOW - timedelta(hours=2)
    reading = Reading(
        place=place,
        sensor=kind,
        second=int(at.timestamp()) + tenths,  # planted, both sensors have one name
        tenths=tenths,
        source="typed",
        by=made.by,
    )
    incident = Incident(operation=made.operation, kind=kind, place=place, at=at)
    for row in (reading, incident):
        row.save(force_insert=True)
    alarm = Alarm(
        place=place,
        number=1 + Alarm.objects.filter(place=place).count(),
        kind=kind,
        sensor=kind,
        since=at,
        reading=reading,
        rule=rule,
        incident=incident,
    )
    alarm.save(force_insert=True)
    return alarm
