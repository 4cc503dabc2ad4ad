"""How often someone may ask, counted in the database, so that it is one limit for all processes."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from django.db import connection

from nomina.errors import NominaError
from nomina.words import tr


@dataclass(frozen=True)
class Limit:
    """So often in each stretch of time.

    Attributes:
        what: stands in the key of its counts.
        most: times within one stretch.
        seconds: length of a stretch.
    """

    what: str
    most: int
    seconds: int


EACH_MINUTE = Limit("api", 600, 60)
"""Requests of one account, over the session and all its tokens."""
LEADS_EACH_DAY = Limit("leads", 60, 24 * 60 * 60)
"""Readings of the leads of one body by one account (SEC-32): a person needs a few, and whoever
changes a photo a little and looks again, over and over, many."""


class TooOften(NominaError):
    """A limit was reached.

    Attributes:
        wait: whole seconds until it is worth asking again.
    """

    def __init__(self, wait: int) -> None:
        super().__init__(tr("this was asked too often"), todo=tr("Wait, and ask less often"))
        self.wait = wait


def spend(limit: Limit, *whose: object, now: float | None = None) -> None:
    """Count one time.

    Args:
        limit: which.
        whose: account, and what it asks for.
        now: seconds since 1970; the clock where None.

    Raises:
        TooOften: the limit was reached before.
    """
    moment = time.time() if now is None else now
    stretch = int(moment // limit.seconds)
    key = ":".join((limit.what, *map(str, whose)))
    with connection.cursor() as cursor:
        # One statement: of two who ask at once, each is counted.
        cursor.execute(
            "INSERT INTO api_count (key, stretch, n) VALUES (%s, %s, 1) "
            "ON CONFLICT (key) DO UPDATE SET stretch = excluded.stretch, "
            "n = CASE WHEN api_count.stretch = excluded.stretch THEN api_count.n + 1 ELSE 1 END "
            "RETURNING n",
            [key, stretch],
        )
        n: int = cursor.fetchone()[0]
    if n > limit.most:
        raise TooOften(math.ceil((stretch + 1) * limit.seconds - moment))
