"""Temperature of places that are kept cold: readings, the rule of a place, and alarms.

A temperature is a whole number of tenths of a degree Celsius, and a moment of a reading a whole
number of seconds since 1970 UTC: the database itself groups millions of them for a chart.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from nomina.desk.custody.models.counts import Incident
from nomina.desk.custody.models.places import Place
from nomina.desk.custody.models.seen import seen_by, thing_of
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NOTE
from nomina.desk.policy.standing import Thing
from nomina.errors import NeverChanged

SENSOR = 40
"""Longest name of a sensor."""
TYPED, FILE, DEVICE = "typed", "file", "device"
SOURCES = (TYPED, FILE, DEVICE)
"""By whom a reading came: typed, out of the file of a logger, sent by a device."""
COLDEST, WARMEST = -1000, 1000
"""Tenths of a degree that a thermometer of a cold place can show."""
TOO_COLD, TOO_WARM, SILENT = "cold", "warm", "silent"
ALARMS = (TOO_COLD, TOO_WARM, SILENT)
BACK, RULE, PERSON = "back", "rule", "person"
HOWS = (BACK, RULE, PERSON)
"""How an alarm ended: readings were in range, or came, again; another rule calls it none; somebody
said so."""
LONGEST_PATIENCE = 24 * 60
LONGEST_SILENCE = 90 * 24 * 60


class SeenByPlace:
    """A query over rows that have a ``place``; who sees that sees them."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give the rows of the places that ``user`` may see."""
        seen: Self = seen_by(self, user, at, "place__operation")
        return seen


class ColdRuleQuerySet(SeenByPlace, Rows["ColdRule"]):
    """Rules."""


class ColdRule(Row):
    """How cold a place is to be, from a moment on; of several for one moment the last row counts.

    Attributes:
        since: from when on readings are held against it.
        low, high: in tenths of a degree Celsius; a reading at a limit is in range.
        patience: minutes that readings may be out of range, as while a door stands open.
        silent_after: minutes without a reading after which a logger, or a place without any, is
            silent; None where nobody expects readings.
    """

    beside = ("place",)

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="cold_rules")
    since = models.DateTimeField()
    low = models.SmallIntegerField()
    high = models.SmallIntegerField()
    patience = models.PositiveIntegerField()
    silent_after = models.PositiveIntegerField(null=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ColdRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(low__gte=COLDEST, high__lte=WARMEST, low__lt=F("high")),
                name="cold_rule_has_a_range",
            ),
            models.CheckConstraint(
                condition=Q(patience__lte=LONGEST_PATIENCE), name="cold_rule_has_an_end"
            ),
            models.CheckConstraint(
                condition=Q(silent_after__isnull=True)
                | Q(silent_after__gte=1, silent_after__lte=LONGEST_SILENCE),
                name="cold_rule_waits",
            ),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return thing_of(self.place.operation_id, self.made_by_id)


class ReadingQuerySet(SeenByPlace, Rows["Reading"]):
    """Readings."""


class Reading(models.Model):
    """What a sensor showed at a moment. There may be millions, so the row is lean.

    Its one index finds the newest of a sensor, and those of a chart.

    Attributes:
        sensor: its name; empty where a place has one.
        second: the moment, in seconds since 1970 UTC.
        tenths: degrees Celsius, times ten.
        source: one of `SOURCES`.
        by: who typed or brought it, or whose key the device has.
        made_at: when it came.
    """

    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="readings", db_index=False
    )
    sensor = models.CharField(max_length=SENSOR, blank=True)
    second = models.BigIntegerField()
    tenths = models.SmallIntegerField()
    source = models.CharField(max_length=8)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "sensor", "second"], name="reading_once"),
            models.CheckConstraint(condition=Q(source__in=SOURCES), name="reading_source_is_known"),
            models.CheckConstraint(
                condition=Q(tenths__gte=COLDEST, tenths__lte=WARMEST), name="reading_can_be"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def at(self) -> datetime:
        """The moment."""
        return datetime.fromtimestamp(self.second, UTC)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new row.

        Raises:
            NeverChanged: the row is written already.
        """
        if not self._state.adding:
            raise NeverChanged("a reading is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse.

        Raises:
            NeverChanged: always.
        """
        raise NeverChanged("a reading is never removed")


class AlarmQuerySet(SeenByPlace, Rows["Alarm"]):
    """Alarms."""

    def current(self) -> Self:
        """Give those that are not over."""
        return self.filter(end=None)


class Alarm(Row):
    """A place is too cold, too warm, or silent.

    Attributes:
        number: its place among the alarms of the place, from 1.
        kind: one of `ALARMS`.
        sensor: whose readings these are, or who is silent; empty where a place has one, and where
            all of a place is silent whose readings are typed.
        since: the first reading out of range; of silence, when a reading was due.
        reading: that first reading; of silence, the last one that came, None where none did.
        rule: what it was held against.
        incident: what a person settles; alarms of one kind that stand together share it.
    """

    beside = ("place",)

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="alarms")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8)
    sensor = models.CharField(max_length=SENSOR, blank=True)
    since = models.DateTimeField()
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="+", null=True)
    rule = models.ForeignKey(ColdRule, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="alarms")

    objects = AlarmQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ALARMS), name="alarm_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind=SILENT) | Q(reading__isnull=False), name="alarm_has_a_reading"
            ),
            models.UniqueConstraint(fields=["place", "number"], name="alarm_number_once"),
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the alarm."""
        return self.place.thing()


class AlarmEndQuerySet(Rows["AlarmEnd"]):
    """Ends of alarms."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible alarms."""
        seen: Self = seen_by(self, user, at, "alarm__place__operation")
        return seen


class AlarmEnd(Row):
    """An alarm is over.

    Attributes:
        how: one of `HOWS`.
        at: when it was.
        reading: of an alarm that ended by itself, the reading that says so.
        words: of one that a person ended, why.
    """

    alarm = models.OneToOneField(Alarm, on_delete=models.PROTECT, related_name="end")
    how = models.CharField(max_length=8)
    at = models.DateTimeField()
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="+", null=True)
    words = models.CharField(max_length=NOTE, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = AlarmEndQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(how__in=HOWS), name="alarm_end_is_known"),
            models.CheckConstraint(
                condition=Q(how=PERSON, by__isnull=False) | (~Q(how=PERSON) & Q(by__isnull=True)),
                name="alarm_is_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class LoggerQuerySet(SeenByPlace, Rows["Logger"]):
    """Loggers."""

    def current(self, at: datetime | None = None) -> Self:
        """Give those whose key opens the door for readings at a moment."""
        moment = at or timezone.now()
        return self.filter(until__gt=moment, end=None, made_by__is_active=True)


class Logger(Row):
    """A device that sends readings of one sensor of one place, by a key of its own.

    The key opens one door and reads nothing. It is shown once; only its digest is kept.

    Attributes:
        sensor: the name of what it measures with; empty where a place has one.
        digest: SHA-256 (hex) of the key.
        made_by: for whom it sends; it ends when they keep no items there any more.
    """

    beside = ("place",)

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="loggers")
    sensor = models.CharField(max_length=SENSOR, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = LoggerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("made_at")), name="logger_has_length")
        ]
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the logger."""
        return thing_of(self.place.operation_id, self.made_by_id)


class LoggerEndQuerySet(Rows["LoggerEnd"]):
    """Ends of loggers."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible loggers."""
        seen: Self = seen_by(self, user, at, "logger__place__operation")
        return seen


class LoggerEnd(Row):
    """The key of a logger opens nothing from `made_at` on."""

    logger = models.OneToOneField(Logger, on_delete=models.PROTECT, related_name="end")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = LoggerEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
