"""What a worker looks at all the time, beside the job that it is at.

Its jobs are said to be at work, so that a long step loses none; what was lost is put back, here or
on another machine; and what rested on a consent that ran out goes.
"""

from __future__ import annotations

import logging
import threading

from django.db import connections

from nomina.desk.leads import jobs
from nomina.desk.leads.ran_out import take_ran_out

EVERY = 20.0
"""Seconds between two looks: a few of them fit into `jobs.LEASE`."""
_log = logging.getLogger(__name__)


def look() -> None:
    """Look once."""
    jobs.keep()
    jobs.revive()
    take_ran_out()


class Keeper:
    """Looks in a thread of its own, for as long as the block lasts."""

    def __init__(self, *, every: float = EVERY) -> None:
        self._every = every
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    def __enter__(self) -> Keeper:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._thread.join(20.0)

    def _run(self) -> None:
        while not self._closing.wait(self._every):
            try:
                look()
            except Exception as error:  # noqa: BLE001 - an edge: it looks again
                _log.error("a look at the jobs failed with %s", type(error).__name__)
            finally:
                connections.close_all()
