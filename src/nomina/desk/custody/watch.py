"""What a worker looks at every minute for custody: silence, runs that go on, gaps (`actions`)."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from nomina.desk.acts import Actor
from nomina.desk.again import Again
from nomina.desk.custody import climate_alarms
from nomina.desk.custody.actions.climate_watch import GAP, NoteGap, WatchPlace
from nomina.desk.custody.models import ColdRule, Handover, Incident, Place
from nomina.errors import Refused

EVERY = 60.0
"""Seconds between two looks."""


def look(at: datetime | None = None) -> int:
    """Look once at everything; give how many acts were done. Looking again does nothing more.

    Args:
        at: the moment; now where None.
    """
    now = at or timezone.now()
    by = Actor(None, now)
    return _places(now, by) + _gaps(now, by)


def _places(now: datetime, by: Actor) -> int:
    done = 0
    ruled = ColdRule.objects.order_by().values("place").distinct()
    for place in Place.objects.filter(pk__in=ruled):
        if climate_alarms.due(place, now) is not None:
            done += _did(WatchPlace(place=place), by)
    return done


def _gaps(now: datetime, by: Actor) -> int:
    noted = Incident.objects.filter(kind="gap", handover__isnull=False).values("handover")
    late = Handover.objects.filter(end=None, at__lt=now - GAP).exclude(pk__in=noted)
    return sum(_did(NoteGap(handover=one), by) for one in late.order_by("at", "pk"))


def _did(action: WatchPlace | NoteGap, by: Actor) -> int:
    try:
        action.do(by)
    except Refused:  # another worker was there first
        return 0
    return 1


class Watch(Again):
    """Looks at once and then every minute."""

    name = "watch of custody"
    every = EVERY
    at_once = True

    def turn(self) -> None:
        """Look once."""
        look()
