"""Numbers of an operation for those who run it: only such as tell nothing of a small group.

What is shown of a month is the ten that it has reached, and nothing of fewer than ten; a total is
the sum of what is shown of its months, and never of what is kept from it (`custody.public`, whose
arithmetic this is). A median is of the first tens of a month alone, in the order in which they were
written down, so that it changes where a number changes and nowhere else: whatever is subtracted
from whatever, the whole from its parts or next week's from this week's, is ten people or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from nomina.desk.custody.public import LEAST, shown

RECOVERED, IDENTIFIED, TOLD, FORWARDED, HOME = (
    "taken-in", "named", "told", "forwarded", "home",
)  # fmt: skip
STAGES = (RECOVERED, IDENTIFIED, TOLD, FORWARDED, HOME)
"""What happens to one person after another; each once."""
STEPS: dict[str, tuple[str, str]] = {
    "to-named": (RECOVERED, IDENTIFIED),
    "to-told": (IDENTIFIED, TOLD),
    "to-forwarded": (RECOVERED, FORWARDED),
    "to-home": (IDENTIFIED, HOME),
    "in-all": (RECOVERED, HOME),
}
"""Which two stages the time is taken between."""


@dataclass(frozen=True)
class Happened:
    """One thing that happened, once, to one person or with one reply.

    Attributes:
        row: what it counts for: a stage, a step or a label.
        month: first day of the month in which it happened.
        entered: when it was written down, by which the first tens are taken.
        days: how long the step took; None of what is no step.
    """

    row: str
    month: date
    entered: datetime
    days: int | None = None


@dataclass(frozen=True)
class Shown:
    """What may be shown of a group.

    Attributes:
        count: the ten that it has reached; None where nothing may be said.
        median: days, of so many; None where nothing may be said, or it is no step.
    """

    count: int | None = None
    median: int | None = None


NOTHING = Shown()


@dataclass(frozen=True)
class Numbers:
    """What may be shown of an operation.

    Attributes:
        months: by row and first day of the month.
        totals: by row, over all months.
        every: the months in which anything may be shown, in order.
    """

    months: Mapping[tuple[str, date], Shown]
    totals: Mapping[str, Shown]
    every: tuple[date, ...]

    def at(self, row: str, month: date) -> Shown:
        """Give what may be shown of a row in a month."""
        return self.months.get((row, month), NOTHING)

    def total(self, row: str) -> Shown:
        """Give what may be shown of a row in all."""
        return self.totals.get(row, NOTHING)


def published(happened: Iterable[Happened]) -> Numbers:
    """Give what may be shown of what happened."""
    groups: dict[tuple[str, date], list[Happened]] = {}
    for one in happened:
        groups.setdefault((one.row, one.month), []).append(one)
    months: dict[tuple[str, date], Shown] = {}
    told: dict[str, list[Happened]] = {}
    for (row, month), group in groups.items():
        count = shown(len(group))
        if count is None:
            continue
        first = sorted(group, key=lambda one: (one.entered, one.days or 0))[:count]
        months[row, month] = Shown(count, median(first))
        told.setdefault(row, []).extend(first)
    totals = {row: Shown(len(group), median(group)) for row, group in told.items()}
    return Numbers(months, totals, tuple(sorted({month for _, month in months})))


def median(group: Sequence[Happened]) -> int | None:
    """Give the lower median of the days of a group, a whole number; None where it has none."""
    days = sorted(one.days for one in group if one.days is not None)
    return days[(len(days) - 1) // 2] if len(days) >= LEAST else None


def behind(count: int) -> int | None:
    """Give what may be shown of how much is late now; None where nothing may be said."""
    return shown(count)
