"""What a worker looks at all the time for captures, beside the errand that it is at."""

from __future__ import annotations

from nomina.desk.again import Again
from nomina.desk.captures import errands, forget


class Minder(Again):
    """Looks every 20 seconds: a few of them fit into the lease of an errand."""

    name = "minder of captures"
    every = 20.0

    def turn(self) -> None:
        """Look once."""
        errands.keep()
        errands.revive()
        forget.sweep()
