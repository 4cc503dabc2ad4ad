"""What a worker does by the clock for those who hear families: erase threats, fetch mail."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from nomina.desk.acts import Actor
from nomina.desk.again import Again
from nomina.desk.families import mail_fetch, mailbox_setting, threats
from nomina.desk.families.actions.threats import EraseThreat
from nomina.desk.families.models.threats import TIME
from nomina.errors import Refused

EVERY = 60.0
"""Seconds between two looks at what had its time."""


def erase(at: datetime | None = None) -> int:
    """Erase the threats whose time is over; give how many. Looking again does nothing more.

    Args:
        at: the moment; now where None.
    """
    now = at or timezone.now()
    done = 0
    for one in list(threats.due(now)):
        try:
            EraseThreat(threat=one, why=TIME).do(Actor(None, now))
        except Refused:  # another worker was there first, or security keeps it for longer
            continue
        done += 1
    return done


class Erasing(Again):
    """Erases what had its time, at once and then every minute."""

    name = "erasing of threats"
    every = EVERY
    at_once = True

    def turn(self) -> None:
        """Look once."""
        erase()


class Fetching(Again):
    """Looks into the mailbox as often as its setting says; where there is none, it rests."""

    name = "fetching of mail"
    every = EVERY

    def __init__(self, *, every: float | None = None) -> None:
        super().__init__(every=every)
        self._last: datetime | None = None

    def turn(self) -> None:
        """Look, where it is time."""
        if settings.DESK is None or (box := mailbox_setting.of(settings.DESK)) is None:
            return
        now = timezone.now()
        if self._last is not None and (now - self._last).total_seconds() < box.minutes * 60 - 1:
            return
        self._last = now
        mail_fetch.look(settings.DESK)
