"""What a worker does by the clock for those who hear families: erase threats, fetch mail."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from nomina.desk.acts import Actor
from nomina.desk.again import Again
from nomina.desk.families import mail_fetch, mailbox_setting, threats
from nomina.desk.families.actions.threats import EraseThreat
from nomina.desk.families.models.threats import TIME
from nomina.errors import InputError, Refused, StoreError

_log = logging.getLogger(__name__)
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
    """Looks into each mailbox as often as its setting says; where there is none, it rests."""

    name = "fetching of mail"
    every = EVERY

    def __init__(self, *, every: float | None = None) -> None:
        super().__init__(every=every)
        self._last: dict[str, datetime] = {}

    def turn(self) -> None:
        """Look, where it is time; a mailbox that cannot be read keeps no other from being read."""
        if settings.DESK is None:
            return
        boxes = mailbox_setting.of(settings.DESK)
        mail_fetch.end_faults(boxes)
        now = timezone.now()
        for box in boxes:
            mark = mail_fetch.mark_of(box)
            last = self._last.get(mark)
            if last is not None and (now - last).total_seconds() < box.minutes * 60 - 1:
                continue
            self._last[mark] = now
            try:
                for _ in mail_fetch.taken(settings.DESK, box):
                    pass
            except (InputError, StoreError):
                _log.exception("mail of families was not fetched; it is tried again")
