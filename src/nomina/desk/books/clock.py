"""What the desk does by the clock: a checkpoint every hour, and a sign of life of its worker.

The checkpoint is signed even if nothing happened (LOG-04), and the log is published in DIR/public.
Several workers may ask at once: one of them signs.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from nomina.desk.again import Again
from nomina.desk.books import acts_log, folder
from nomina.desk.books.models import Beat
from nomina.ledger.publish import publish

EVERY = 60.0
"""Seconds between two looks at the clock."""
WORKER = "worker"


def tick(at: datetime | None = None) -> bytes | None:
    """Say that the worker lives; sign and publish a checkpoint where one is due, and give it.

    Raises:
        LedgerError: the log no longer agrees with the last checkpoint.
        StoreError: it cannot be read or written.
        SpaceError: the disk is full.
    """
    Beat.objects.update_or_create(name=WORKER, defaults={"at": at or timezone.now()})
    log = acts_log.log()
    with transaction.atomic():
        note = log.tick()
    if note is not None:
        publish(folder.public(), log.leaves, note)
    return note


class Clock(Again):
    """Ticks at once and then every minute."""

    name = "clock"
    every = EVERY
    at_once = True

    def turn(self) -> None:
        """Tick."""
        tick()
