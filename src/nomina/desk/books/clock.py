"""What the desk does by the clock: a checkpoint every hour, and a sign of life of its worker.

The checkpoint is signed even if nothing happened (LOG-04), and the log is published in DIR/public.
Several workers may ask at once: one of them signs.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime

from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from nomina.desk.books import acts_log, folder
from nomina.desk.books.models import Beat
from nomina.errors import NominaError
from nomina.ledger.formats import Refused
from nomina.ledger.publish import publish

EVERY = 60.0
"""Seconds between two looks at the clock."""
WORKER = "worker"
_log = logging.getLogger(__name__)


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


class Clock:
    """Ticks in a thread of its own, for as long as the block lasts."""

    def __init__(self, *, every: float = EVERY) -> None:
        self._every = every
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clock", daemon=True)

    def __enter__(self) -> Clock:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._thread.join(20.0)

    def _run(self) -> None:
        while True:
            try:
                tick()
            except (DatabaseError, NominaError, OSError, Refused):
                _log.exception("no checkpoint was signed; it is tried again in a minute")
            finally:
                connections.close_all()
            if self._closing.wait(self._every):
                return
