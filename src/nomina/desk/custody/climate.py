"""How cold a place is: readings as they may be kept, and what a rule says of a row of them.

What counts is when something was measured, not when it came: readings that come late, twice or in
another order say the same. A run is a row of readings of one sensor that follow each other, all too
warm or all too cold by the rule of their moment. It is an alarm where it lasts as long as the rule
has patience: from its first reading to its last, or to now where nothing else came since. So a
door that stands open between two readings raises none, and a single reading does once nobody took
another in time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal

from nomina.desk.custody.models import ColdRule
from nomina.desk.custody.models.climate import COLDEST, SENSOR, TOO_COLD, TOO_WARM, WARMEST
from nomina.desk.custody.register import AHEAD
from nomina.errors import InputError
from nomina.words import tr

FIRST = datetime(2001, 1, 1, tzinfo=UTC)
"""No reading is older: a logger whose battery was changed begins at 1970 or 2000."""
_SENSOR = re.compile(r"[^\W_](?:[\w .:#/()+-]*[\w)])?")
_NUMBER = re.compile(r"([+\-\u2212\u2013]?)(\d{1,4})(?:[.,](\d{1,6}))?")


@dataclass(frozen=True)
class Measured:
    """What a sensor showed.

    Attributes:
        row: where it stands in what was brought: a line of a file, a place in a list.
        at: when, aware.
        tenths: degrees Celsius, times ten.
    """

    row: int
    sensor: str
    at: datetime
    tenths: int

    @property
    def second(self) -> int:
        """The moment in seconds since 1970 UTC."""
        return int(self.at.timestamp() // 1)


@dataclass(frozen=True)
class Wrong:
    """A row that cannot be taken, and why."""

    row: int
    why: str


def wrong_with(one: Measured, now: datetime) -> str:
    """Say why a reading cannot be kept; empty where it can."""
    if one.at > now + AHEAD:
        return tr("this is later than the desk's clock says it is; set the clock of the logger")
    if one.at < FIRST:
        return tr("this is so long ago that the clock of the logger cannot have been set")
    if not COLDEST <= one.tenths <= WARMEST:
        return tr("no thermometer of a cold place shows this temperature")
    return ""


def sensor_of(text: str) -> str:
    """Give the name of a sensor; empty where a place has one.

    Raises:
        InputError: it is no name of a sensor.
    """
    name = " ".join(text.split())
    if not name:
        return ""
    if len(name) > SENSOR or not _SENSOR.fullmatch(name):
        raise InputError(
            tr("a sensor is named by up to {n} letters, digits and simple signs").format(n=SENSOR)
        )
    return name


def tenths_of(text: str, unit: str = "C") -> int | None:
    """Give tenths of a degree Celsius of a number with point or comma; None where it is none.

    Args:
        text: such as ``-4.1`` or ``−4,1``, without a unit.
        unit: ``C`` or ``F``.
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    sign, whole, part = found.groups()
    value = Decimal(f"{whole}.{part or 0}")
    if sign and sign != "+":
        value = -value
    if unit == "F":
        value = (value - 32) * 5 / 9
    return int((value * 10).quantize(Decimal(1), ROUND_HALF_EVEN))


def degrees(tenths: int) -> str:
    """Write a temperature: −4.1 °C."""
    sign = "\u2212" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10} °C"


@dataclass(frozen=True)
class Limits:
    """A rule, as readings are held against it; moments in seconds since 1970."""

    since: int
    low: int
    high: int
    patience: int

    def side(self, tenths: int) -> str:
        """Give on which side of the range a temperature is; empty within."""
        return TOO_COLD if tenths < self.low else TOO_WARM if tenths > self.high else ""


def limits_of(rule: ColdRule) -> Limits:
    """Give a rule as readings are held against it."""
    since = int(rule.since.timestamp() // 1)
    return Limits(since, rule.low, rule.high, rule.patience * 60)


def in_force(rules: Sequence[Limits], second: int) -> int | None:
    """Give which of the rules, in the order they were made, counts at a moment; None: none does."""
    return next((n for n in reversed(range(len(rules))) if rules[n].since <= second), None)


@dataclass(frozen=True)
class Point:
    """A reading in a row of them."""

    id: int
    second: int
    tenths: int


@dataclass(frozen=True)
class Run:
    """Readings of one sensor that follow each other, all too warm or all too cold.

    Attributes:
        kind: ``cold`` or ``warm``.
        rule: which of the rules its first reading is held against.
        end: the reading that is not so any more; None where none came.
    """

    kind: str
    rule: int
    first: Point
    last: Point
    end: Point | None

    def holds(self, second: int) -> bool:
        """Say whether a moment lies in it."""
        return self.first.second <= second <= self.last.second

    def is_alarm(self, rules: Sequence[Limits], now: int) -> bool:
        """Say whether it lasts as long as its rule has patience."""
        until = self.last.second if self.end is not None else max(now, self.last.second)
        return until - self.first.second >= rules[self.rule].patience


def runs(points: Iterable[Point], rules: Sequence[Limits]) -> Iterator[Run]:
    """Give the runs of readings of one sensor, which come in order of time."""
    kind, rule = "", 0
    first = last = None
    for point in points:
        found = in_force(rules, point.second)
        side = "" if found is None else rules[found].side(point.tenths)
        if side != kind:
            if first is not None and last is not None:
                yield Run(kind, rule, first, last, point)
            kind, rule, first = side, found or 0, point if side else None
        last = point
    if first is not None and last is not None:
        yield Run(kind, rule, first, last, None)
