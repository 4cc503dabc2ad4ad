"""The numbers as a drawing: a row of bars for each stage, a bar a month; drawn by attributes.

Only what is shown is drawn. A month of which nothing may be said has no bar, as one without
anybody has none. Words and numbers stand beside the drawing, which is stretched to the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from nomina.desk.families.looking import Numbers, Shown
from nomina.words import tr

WIDE, HIGH = 720.0, 48.0
"""Size of one row, in its own units."""
WIDEST = 48.0
"""Of one bar: of few months, a bar is no wall."""
MONTHS = 24
"""Months that are drawn; the table has all of them."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, in units of the drawing."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """The bars of one row.

    Attributes:
        name: what they count.
        says: the highest of them, in words.
        bars: as drawn.
    """

    name: str
    says: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Rows of bars over the same months.

    Attributes:
        key: unique on the page.
        along: the first and the last month; one where they are the same.
    """

    template: ClassVar[str] = "families/looking_bars.html"
    key: str
    title: str
    lines: tuple[Line, ...]
    along: tuple[str, ...]


def months_of(numbers: Numbers) -> list[date]:
    """Give the months that are drawn: all from the first to the last, without a gap."""
    if not numbers.every:
        return []
    months: list[date] = []
    at = numbers.every[-1]
    while at >= numbers.every[0] and len(months) < MONTHS:
        months.append(at)
        at = date(at.year - (at.month == 1), (at.month - 2) % 12 + 1, 1)
    return months[::-1]


def bars(
    numbers: Numbers,
    rows: Sequence[tuple[str, str]],
    title: str,
    *,
    key: str,
    medians: bool = False,
) -> Bars | None:
    """Draw rows of numbers; None where nothing of them may be shown.

    Args:
        numbers: what may be shown.
        rows: each with its name.
        title: of the drawing.
        key: unique on the page.
        medians: whether the bars are days, and not people.
    """
    months = months_of(numbers)

    def value(shown: Shown) -> int:
        return (shown.median if medians else shown.count) or 0

    every = {row: [value(numbers.at(row, month)) for month in months] for row, _ in rows}
    top = max((one for values in every.values() for one in values), default=0)
    if not top:
        return None
    return Bars(
        key,
        title,
        tuple(
            Line(name, _says(max(every[row]), medians), tuple(_drawn(every[row], top)))
            for row, name in rows
        ),
        tuple(dict.fromkeys((f"{months[0]:%Y-%m}", f"{months[-1]:%Y-%m}"))),
    )


def _says(highest: int, medians: bool) -> str:
    if not highest:
        return tr("nothing that may be shown")
    text = tr("at most {n} days") if medians else tr("{n} or more in the highest month")
    return text.format(n=highest)


def _drawn(values: Sequence[int], top: int) -> list[Bar]:
    step = WIDE / len(values)
    found = []
    for n, value in enumerate(values):
        if value:
            high = max(2.0, round(value / top * HIGH, 1))
            width = round(min(max(step - 2, 1), WIDEST), 1)
            x = round(n * step + (step - width) / 2, 1)
            found.append(Bar(x, round(HIGH - high, 1), width, high))
    return found
