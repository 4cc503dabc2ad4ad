"""Loggers: giving a device a key of its own, and ending it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody.climate import sensor_of
from nomina.desk.custody.climate_keys import digest, drawn
from nomina.desk.custody.models import Logger, LoggerEnd, Place
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

LONGEST = timedelta(days=366)
"""How long a key may last."""
MOST = 32
"""Loggers of one place."""


@dataclass(frozen=True)
class Drawn:
    """A new logger: its row, and its key, which is kept nowhere else."""

    row: Logger
    key: str


@dataclass(frozen=True, kw_only=True)
class MakeLogger(Action[Drawn]):
    """Let a device bring readings of one sensor of one place."""

    place: Place
    sensor: str
    until: datetime

    kind = "custody.logger"
    permission = predicates.RUN_CUSTODY
    irreversible = True

    def thing(self) -> Thing:
        """Give the place."""
        return self.place.thing()

    def check(self, by: Actor) -> None:
        """Refuse a time without end, and more than a place can need."""
        sensor_of(self.sensor)
        if not by.at < self.until <= by.at + LONGEST:
            raise Refused(
                tr("a key ends within {n} days").format(n=LONGEST.days), todo=tr("Choose a day")
            )
        if Logger.objects.current(by.at).filter(place=self.place).count() >= MOST:
            raise Refused(
                tr("this place has {n} loggers already").format(n=MOST), todo=tr("End one first")
            )

    def effect(self, by: Actor) -> Drawn:
        """Draw the key and add the row."""
        key = drawn()
        row = Logger(
            place=self.place,
            sensor=sensor_of(self.sensor),
            digest=digest(key),
            until=self.until,
            made_by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return Drawn(row, key)

    def on(self, done: Drawn) -> tuple[Reference, ...]:
        """Give the logger and the place."""
        return (Reference("logger", done.row.pk), Reference("place", self.place.pk))

    def said(self, done: Drawn) -> Mapping[str, Said]:
        """Give what it is for, never the key."""
        return {
            "logger": str(done.row.pk),
            "sensor": done.row.sensor,
            "until": done.row.until.isoformat(timespec="seconds"),
        }


@dataclass(frozen=True, kw_only=True)
class EndLogger(Action[LoggerEnd]):
    """End the key of a logger now."""

    logger: Logger

    kind = "custody.end-logger"
    permission = predicates.RUN_CUSTODY

    def thing(self) -> Thing:
        """Give the logger."""
        return self.logger.thing()

    def effect(self, by: Actor) -> LoggerEnd:
        """Add the row.

        Raises:
            Refused: it was ended already.
        """
        row = LoggerEnd(logger=self.logger, by=by.user, made_at=by.at)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Refused(tr("this logger was ended already")) from None
        return row

    def on(self, done: LoggerEnd) -> tuple[Reference, ...]:
        """Give the logger and the place."""
        return (Reference("logger", self.logger.pk), Reference("place", self.logger.place_id))
