"""Dates on the time line: the span a date may mean, what lies before what, and ages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from nomina.cases.edtf import Edtf, offset, parse
from nomina.documents import Part
from nomina.errors import InputError

_ZONE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*", re.ASCII)
_EARLIEST = datetime.min.replace(tzinfo=UTC)
_LATEST = datetime.max.replace(tzinfo=UTC)

# Clocks on Earth run from UTC-12 to UTC+14, so a local time without zone may be any of these.
_FURTHEST_AHEAD = timezone(timedelta(hours=14))
_FURTHEST_BEHIND = timezone(timedelta(hours=-12))


@dataclass(frozen=True, slots=True)
class Span:
    """The stretch of time that a date may mean, both ends included.

    Attributes:
        earliest: first instant, in UTC; None where nothing limits it.
        latest: last instant, in UTC, to the microsecond; None where nothing limits it.
    """

    earliest: datetime | None
    latest: datetime | None

    def holds(self, instant: datetime) -> bool:
        """Say whether ``instant`` (with a zone) lies in the span."""
        return (self.earliest is None or self.earliest <= instant) and (
            self.latest is None or instant <= self.latest
        )

    def widened(self, slack: timedelta) -> Span:
        """Give the span with both ends moved outwards by ``slack``."""
        return Span(
            None if self.earliest is None else _moved(self.earliest, -slack),
            None if self.latest is None else _moved(self.latest, slack),
        )


def _moved(instant: datetime, by: timedelta) -> datetime:
    try:
        return instant + by
    except OverflowError:
        return _EARLIEST if by < timedelta() else _LATEST


@lru_cache(maxsize=256)
def _zone(name: str) -> tzinfo:
    if name == "Z" or name[:1] in {"+", "-"}:
        return offset(name)
    try:
        if _ZONE_NAME.fullmatch(name):
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    raise InputError(
        "there is no such time zone",
        where=repr(name),
        todo="Give an IANA name such as Europe/Kyiv, an offset such as +02:00, or none",
    )


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Edtf:
    return parse(text)


class When(Part):
    """A date as it is known, in EDTF (`nomina.cases.edtf`).

    Attributes:
        edtf: the date, such as ``2022-03-05``, ``1985~`` or ``2022-03-XX/2022-05``.
        zone: the time zone it is meant in, an IANA name or an offset; None says that the zone is
            not known, and the span is then as wide as the clocks of the Earth are apart. An
            offset written in ``edtf`` itself goes first.
        written: the words it was read from, such as "spring of 2022"; empty where it was
            entered as EDTF.
    """

    edtf: str = Field(min_length=1, max_length=1000)
    zone: str | None = None
    written: str = ""

    @field_validator("edtf")
    @classmethod
    def _is_edtf(cls, text: str) -> str:
        try:
            _parsed(text)
        except InputError as error:
            raise ValueError(str(error)) from error
        return text

    @field_validator("zone")
    @classmethod
    def _is_zone(cls, name: str | None) -> str | None:
        try:
            if name is not None:
                _zone(name)
        except InputError as error:
            raise ValueError(str(error)) from error
        return name

    @property
    def uncertain(self) -> bool:
        """Whether some part is marked as uncertain (``?``, ``%``)."""
        return _parsed(self.edtf).uncertain

    @property
    def approximate(self) -> bool:
        """Whether some part is marked as approximate (``~``, ``%``)."""
        return _parsed(self.edtf).approximate

    @property
    def qualified(self) -> bool:
        """Whether the date may also lie outside its span, because it is marked so."""
        return self.uncertain or self.approximate

    def span(self) -> Span:
        """Give the span that the date is written for; marks (``?~%``) do not widen it."""
        zone = None if self.zone is None else _zone(self.zone)
        starts: list[datetime | None] = []
        ends: list[datetime | None] = []
        for stretch in _parsed(self.edtf).stretches:
            starts.append(_instant(stretch.first, stretch.first_zone or zone, start=True))
            ends.append(_instant(stretch.last, stretch.last_zone or zone, start=False))
        return Span(_least(starts), _greatest(ends))

    def local(self) -> tuple[datetime | None, datetime | None]:
        """Give first and last moment in local time as written, without zone; None where open."""
        stretches = _parsed(self.edtf).stretches
        return _least([s.first for s in stretches]), _greatest([s.last for s in stretches])


def _least(moments: list[datetime | None]) -> datetime | None:
    known = [moment for moment in moments if moment is not None]
    return min(known) if len(known) == len(moments) else None


def _greatest(moments: list[datetime | None]) -> datetime | None:
    known = [moment for moment in moments if moment is not None]
    return max(known) if len(known) == len(moments) else None


def _instant(local: datetime | None, zone: tzinfo | None, *, start: bool) -> datetime | None:
    if local is None:
        return None
    zone = zone or (_FURTHEST_AHEAD if start else _FURTHEST_BEHIND)
    # When clocks go back, one local time happens twice: the span holds both.
    both = [_to_utc(local.replace(tzinfo=zone, fold=fold)) for fold in (0, 1)]
    return min(both) if start else max(both)


def _to_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return _EARLIEST if moment.year == 1 else _LATEST


class Order(StrEnum):
    """How two dates lie to each other."""

    BEFORE = "certainly before"
    POSSIBLY_TOGETHER = "possibly overlapping"
    AFTER = "certainly after"


def order(one: When, other: When, *, slack: timedelta | None = None) -> Order:
    """Say how ``one`` lies to ``other``.

    A date marked uncertain or approximate is never certainly before or after anything, unless
    the caller says by how much it may be off.

    Args:
        one: a date.
        other: the date it is held against.
        slack: how far the truth may lie outside the span of a marked date; None for no limit.
    """
    spans = []
    for when in (one, other):
        if when.qualified and slack is None:
            return Order.POSSIBLY_TOGETHER
        spans.append(when.span().widened(slack or timedelta()) if when.qualified else when.span())
    first, second = spans
    if first.latest and second.earliest and first.latest < second.earliest:
        return Order.BEFORE
    if first.earliest and second.latest and second.latest < first.earliest:
        return Order.AFTER
    return Order.POSSIBLY_TOGETHER


class AgeSpan(Part):
    """An age between two limits, in completed years, both included.

    Attributes:
        low: least age; None where nothing limits it.
        high: greatest age; None where nothing limits it.
        approximate: the truth may also lie outside, as with a date marked ``~``.
    """

    low: int | None = Field(ge=0, le=150)
    high: int | None = Field(ge=0, le=150)
    approximate: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> AgeSpan:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("the least age is above the greatest")
        return self

    def overlaps(self, other: AgeSpan) -> bool:
        """Say whether some age lies in both."""
        return not (_above(self.low, other.high) or _above(other.low, self.high))


def _above(low: int | None, high: int | None) -> bool:
    return low is not None and high is not None and low > high


def age_at(born: When, at: When) -> AgeSpan:
    """Give the ages, in completed years, that a person ``born`` then may have had ``at`` a date.

    Calendar days count, not instants: a birthday is a day in the life of a person. Someone born
    on 29 February completes a year on 1 March of common years. The span is marked approximate
    where either date is.

    Raises:
        InputError: every possible date of birth lies after every possible ``at``.
    """
    first_birth, last_birth = born.local()
    first_at, last_at = at.local()
    high = _years(first_birth, last_at)
    if high is not None and high < 0:
        raise InputError(
            "the date of birth lies after the date at which an age was asked for",
            where=f"{born.edtf}, {at.edtf}",
            todo="Check both dates",
        )
    low = _years(last_birth, first_at)
    return AgeSpan(
        low=None if low is None else min(150, max(0, low)),
        high=None if high is None else min(150, high),
        approximate=born.qualified or at.qualified,
    )


def _years(born: datetime | None, at: datetime | None) -> int | None:
    if born is None or at is None:
        return None
    return at.year - born.year - ((at.month, at.day) < (born.month, born.day))
