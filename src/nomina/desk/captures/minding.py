"""What a worker looks at all the time for captures, beside the errand that it is at."""

from __future__ import annotations

from nomina.desk.again import Again
from nomina.desk.captures import errands, forget
from nomina.desk.captures.stamping import Stamper


class Minder(Again):
    """Looks every 20 seconds: a few of them fit into the lease of an errand."""

    name = "minder of captures"
    every = 20.0

    def __init__(self, *, every: float | None = None) -> None:
        super().__init__(every=every)
        self._stamper = Stamper()

    def turn(self) -> None:
        """Look once."""
        errands.keep()
        errands.revive()
        forget.sweep()
        self._stamper.turn()
