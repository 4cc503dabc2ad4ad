"""The chart of a place: the lowest and highest reading of each short stretch, drawn by attributes.

The database groups the readings, so that a month of two sensors every minute is a few hundred
points. Words and numbers stand beside the drawing, not in it: it is stretched to the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import ClassVar

from django.db.models import F, Max, Min
from django.utils import timezone

from nomina.desk.custody.climate import Limits, degrees, in_force, limits_of
from nomina.desk.custody.climate_alarms import rules_of, sensors
from nomina.desk.custody.models import Place, Reading
from nomina.desk.look.isolate import isolated
from nomina.words import tr

WIDE, HIGH = 720.0, 180.0
"""Size of the drawing, in its own units."""
STRETCHES = 240
"""Into how many stretches a chart is cut."""
SPANS = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}
_STEPS = (10, 20, 50, 100, 200, 500)
"""Tenths of a degree between two lines of a chart."""
SHOWN = 6
"""Sensors that a chart draws; more would be a tangle."""


@dataclass(frozen=True, slots=True)
class Line:
    """The readings of a sensor.

    Attributes:
        name: of the sensor.
        dash: which dash pattern tells it from the others, from 0.
        pieces: points of polylines; one ends where no readings came.
        says: lowest and highest, in words.
    """

    name: str
    dash: int
    pieces: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Band:
    """For how long a rule counts, and its range, in units of the drawing."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Temperatures of a stretch of time.

    Attributes:
        title: how long it is.
        says: the whole in a sentence, for who does not see it.
        lines: one a sensor.
        bands: ranges by the rules of their time.
        across: labels from top to bottom, evenly.
        along: labels from left to right, evenly.
        grid: heights of the lines across.
        band_says: what the shaded stretch is; empty where there is none.
        more: says that not every sensor is drawn; empty where all are.
    """

    template: ClassVar[str] = "custody/climate_chart.html"
    title: str
    says: str
    lines: tuple[Line, ...]
    bands: tuple[Band, ...]
    across: tuple[str, ...]
    along: tuple[str, ...]
    grid: tuple[float, ...]
    band_says: str
    more: str = ""

    @property
    def several(self) -> bool:
        """Whether the lines must be told apart."""
        return len(self.lines) > 1


Bucket = tuple[int, int, int]
"""Number of a stretch, lowest and highest reading in it."""


def buckets(place: Place, sensor: str, begin: int, width: int, until: int) -> list[Bucket]:
    """Give lowest and highest reading of each stretch of ``width`` seconds."""
    rows = Reading.objects.filter(place=place, sensor=sensor, second__gte=begin, second__lt=until)
    grouped = (
        rows.annotate(stretch=(F("second") - begin) / width)
        .order_by()
        .values("stretch")
        .annotate(low=Min("tenths"), high=Max("tenths"))
        .order_by("stretch")
    )
    return [(int(n), low, high) for n, low, high in grouped.values_list("stretch", "low", "high")]


def chart(place: Place, span: str, until: datetime) -> Chart | None:
    """Draw the temperatures of a place; None where there are none in that time.

    Args:
        place: where.
        span: one of `SPANS`.
        until: its end.
    """
    length = int(SPANS[span].total_seconds())
    width = length // STRETCHES
    begin = int(until.timestamp()) - length
    names = sensors(place)
    found = {
        name: rows
        for name in names[:SHOWN]
        if (rows := buckets(place, name, begin, width, begin + length + 1))
    }
    if not found:
        return None
    rules = [limits_of(one) for one in rules_of(place)]
    now = in_force(rules, begin + length)
    values = [value for rows in found.values() for _, low, high in rows for value in (low, high)]
    if now is not None:
        values += [rules[now].low, rules[now].high]
    bottom, step, count = _scale(min(values), max(values))
    top = bottom + step * count

    def y(tenths: int) -> float:
        return round((top - tenths) / (top - bottom) * HIGH, 1)

    lines = tuple(
        Line(name, n, tuple(_pieces(rows, y)), _says(rows))
        for n, (name, rows) in enumerate(found.items())
    )
    band_says = ""
    if now is not None:
        low, high = degrees(rules[now].low), degrees(rules[now].high)
        band_says = tr("shaded: in range, {low} to {high}").format(low=low, high=high)
    return Chart(
        title=title(span),
        says="; ".join(_sentence(one) for one in lines),
        lines=lines,
        bands=tuple(_bands(rules, begin, length, (bottom, top))),
        across=tuple(degrees(top - n * step) for n in range(count + 1)),
        along=tuple(_along(span, begin, length)),
        grid=tuple(round(n * HIGH / count, 1) for n in range(1, count)),
        band_says=band_says,
        more=tr("{n} of {total} sensors are drawn").format(n=SHOWN, total=len(names))
        if len(names) > SHOWN
        else "",
    )


def title(span: str) -> str:
    """Say how long a chart is."""
    return {
        "day": tr("Temperature, 24 hours"),
        "week": tr("Temperature, 7 days"),
        "month": tr("Temperature, 30 days"),
    }[span]


def _sentence(line: Line) -> str:
    return f"{isolated(line.name)}: {line.says}" if line.name else line.says


def _says(rows: Sequence[Bucket]) -> str:
    low, high = min(row[1] for row in rows), max(row[2] for row in rows)
    return tr("between {low} and {high}").format(low=degrees(low), high=degrees(high))


def _scale(low: int, high: int) -> tuple[int, int, int]:
    """Give the bottom of a scale, its step, and how many steps."""
    for step in _STEPS:
        bottom = (low - step // 4) // step * step
        count = max(2, -(-(high + step // 4 - bottom) // step))
        if count <= 5:
            return bottom, step, count
    return low // 500 * 500, 500, max(2, -(-(high - low // 500 * 500) // 500))


def _pieces(rows: Sequence[Bucket], y: object) -> Iterator[str]:
    """Give polylines through the lowest and highest of each stretch, broken where none came."""
    assert callable(y)
    gap = _gap(rows)
    points: list[str] = []
    before: Bucket | None = None
    for row in rows:
        n, low, high = row
        if before is not None and n - before[0] > gap:
            yield " ".join(points)
            points = []
        x = round((n + 0.5) * WIDE / STRETCHES, 1)
        # The nearer end first, so that the line goes on and does not jump.
        ends = (low, high)
        if before is not None and abs(before[2] - high) < abs(before[2] - low):
            ends = (high, low)
        points += [f"{x},{y(value)}" for value in dict.fromkeys(ends)]
        if len(points) == 1:
            points.append(f"{round(x + 1, 1)},{y(low)}")  # one reading alone is seen too
        before = row
    yield " ".join(points)


def _gap(rows: Sequence[Bucket]) -> int:
    """Give how many stretches may be empty before the line breaks: three times the usual."""
    steps = sorted(b[0] - a[0] for a, b in pairwise(rows))
    return max(3, 3 * steps[len(steps) // 2]) if steps else 3


def _bands(
    rules: Sequence[Limits], begin: int, length: int, scale: tuple[int, int]
) -> Iterator[Band]:
    bottom, top = scale
    inner = {one.since for one in rules if begin < one.since < begin + length}
    edges = [begin, *sorted(inner), begin + length]
    for left, right in pairwise(edges):
        found = in_force(rules, left)
        if found is None:
            continue
        low, high = (min(max(x, bottom), top) for x in (rules[found].low, rules[found].high))
        upper = round((top - high) / (top - bottom) * HIGH, 1)
        lower = round((top - low) / (top - bottom) * HIGH, 1)
        x = round((left - begin) / length * WIDE, 1)
        yield Band(x, upper, round((right - left) / length * WIDE, 1), round(lower - upper, 1))


def _along(span: str, begin: int, length: int) -> Iterator[str]:
    parts = {"day": 4, "week": 7, "month": 5}[span]
    form = "%H:%M" if span == "day" else "%m-%d"
    for n in range(parts + 1):
        at = datetime.fromtimestamp(begin + length * n // parts, UTC)
        yield timezone.localtime(at).strftime(form)
