"""What a worker looks at all the time, beside the job that it is at.

Its jobs are said to be at work, so that a long step loses none; what was lost is put back, here or
on another machine; and what rested on a consent that ran out goes.
"""

from __future__ import annotations

from nomina.desk.again import Again
from nomina.desk.leads import jobs
from nomina.desk.leads.ran_out import take_ran_out

EVERY = 20.0
"""Seconds between two looks: a few of them fit into `jobs.LEASE`."""


def look() -> None:
    """Look once."""
    jobs.keep()
    jobs.revive()
    take_ran_out()


class Keeper(Again):
    """Looks every 20 seconds."""

    name = "keeper"
    every = EVERY

    def turn(self) -> None:
        """Look once."""
        look()
