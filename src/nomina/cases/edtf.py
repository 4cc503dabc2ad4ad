"""Reads dates as people know them: Extended Date/Time Format, ISO 8601-2:2019.

Levels 0 and 1 and, of level 2, what a file on a person needs: qualified parts of a date
(``2004-06~-11``), unspecified digits anywhere (``156X-12-25``), sets (``[1667,1670..1672]``) and
seasons, quarters and halves of a year (25 to 41). Times may also stop at the hour or minute, as
ISO 8601-1 allows. Years outside 0001 to 9999 and significant digits are refused.

Everything here is local time as written; `nomina.cases.dates` puts it on the time line.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from nomina.errors import InputError

_Q = r"[?~%]?"
_DATE = re.compile(
    rf"(?P<q>{_Q})(?P<year>[\dX]{{4}})(?P<r>{_Q})"
    rf"(?:-(?P<s>{_Q})(?P<month>[\dX]{{2}})(?P<t>{_Q})"
    rf"(?:-(?P<u>{_Q})(?P<day>[\dX]{{2}})(?P<v>{_Q}))?)?",
    re.ASCII,
)
_TIME = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)T(?P<hour>\d\d)(?::(?P<minute>\d\d)(?::(?P<second>\d\d))?)?"
    r"(?P<offset>Z|[+-]\d\d(?::?\d\d)?)?",
    re.ASCII,
)
_OFFSET = re.compile(r"([+-])(\d\d)(?::?(\d\d))?", re.ASCII)
_TICK = timedelta(microseconds=1)

# First and last day of each named stretch of a year as (year offset, month, day). Seasons are
# wide on purpose: they hold both the calendar season (from the first of a month) and the
# astronomical one, and a winter or southern summer may be named after either of its years.
# 21 to 24 do not say the hemisphere, so they hold both; 25 to 28 are northern, 29 to 32 southern.
_SPRING = ((0, 3, 1), (0, 6, 22))
_SUMMER = ((0, 6, 1), (0, 9, 24))
_AUTUMN = ((0, 9, 1), (0, 12, 23))
_WINTER = ((-1, 12, 1), (1, 3, 22))
_PART_OF_YEAR = {
    21: (_SPRING[0], _AUTUMN[1]),
    22: _WINTER,
    23: (_SPRING[0], _AUTUMN[1]),
    24: _WINTER,
    **dict(zip(range(25, 29), (_SPRING, _SUMMER, _AUTUMN, _WINTER), strict=True)),
    **dict(zip(range(29, 33), (_AUTUMN, _WINTER, _SPRING, _SUMMER), strict=True)),
    **{33 + i: ((0, 3 * i + 1, 1), (0, 3 * i + 3, 31 if i in {0, 3} else 30)) for i in range(4)},
    37: ((0, 1, 1), (0, 4, 30)),
    38: ((0, 5, 1), (0, 8, 31)),
    39: ((0, 9, 1), (0, 12, 31)),
    40: ((0, 1, 1), (0, 6, 30)),
    41: ((0, 7, 1), (0, 12, 31)),
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """One unbroken stretch of local time.

    Attributes:
        first: its first moment, without zone; None where the start is open or unknown.
        last: its last moment, inclusive to the microsecond; None where the end is open or unknown.
        first_zone: the offset written with the start, if any.
        last_zone: the offset written with the end, if any.
    """

    first: datetime | None
    last: datetime | None
    first_zone: tzinfo | None = None
    last_zone: tzinfo | None = None


@dataclass(frozen=True, slots=True)
class Edtf:
    """What an EDTF string says.

    Attributes:
        stretches: one for a date or interval, several for a set.
        uncertain: some part is marked ``?`` or ``%``.
        approximate: some part is marked ``~`` or ``%``.
    """

    stretches: tuple[Stretch, ...]
    uncertain: bool = False
    approximate: bool = False


def parse(text: str) -> Edtf:
    """Read an EDTF string.

    Raises:
        InputError: the string is no EDTF, names a date that does not exist, is an interval whose
            end lies before its start, or uses what this reader leaves out.
    """
    if text[:1] + text[-1:] in {"[]", "{}"}:
        stretches = tuple(_member(item.strip(), text) for item in text[1:-1].split(","))
    elif "/" in text:
        stretches = (_interval(text),)
    else:
        stretches = (_date(text, text),)
    return Edtf(
        stretches,
        uncertain=any(mark in text for mark in "?%"),
        approximate=any(mark in text for mark in "~%"),
    )


def offset(written: str) -> timezone:
    """Give the zone of ``Z``, ``+02``, ``+0200`` or ``+02:00``.

    Raises:
        InputError: it is none of these, or is 24 hours or more.
    """
    if written == "Z":
        return UTC
    found = _OFFSET.fullmatch(written)
    if not found or int(found[2]) > 23 or int(found[3] or 0) > 59:
        raise _refused(written, "this is no offset from UTC, such as +02:00")
    ahead = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-ahead if found[1] == "-" else ahead)


def _refused(text: str, why: str) -> InputError:
    return InputError(
        why, where=repr(text), todo="Write a date as 2022, 2022-03, 2022-03-05, 2022-03-XX or 2022~"
    )


def _member(item: str, whole: str) -> Stretch:
    if ".." not in item:
        return _date(item, whole)
    start, end = item.split("..", 1)
    return _between(start, end, open_ends=("",), whole=whole)


def _interval(text: str) -> Stretch:
    start, end = text.split("/", 1)
    return _between(start, end, open_ends=("", ".."), whole=text)


def _between(start: str, end: str, *, open_ends: tuple[str, ...], whole: str) -> Stretch:
    if start in open_ends and end in open_ends:
        raise _refused(whole, "an interval needs at least one end")
    first = Stretch(None, None) if start in open_ends else _date(start, whole)
    last = Stretch(None, None) if end in open_ends else _date(end, whole)
    if first.first and last.last and _surely_after(first, last):
        raise _refused(whole, "the end of the interval lies before its start")
    return Stretch(first.first, last.last, first.first_zone, last.last_zone)


def _surely_after(start: Stretch, end: Stretch) -> bool:
    """Say whether ``start`` begins after ``end`` is over, offsets taken into account."""
    if start.first is None or end.last is None:
        return False
    if (start.first_zone is None) != (end.last_zone is None):
        return start.first.toordinal() > end.last.toordinal() + 1
    return start.first.replace(tzinfo=start.first_zone) > end.last.replace(tzinfo=end.last_zone)


def _date(text: str, whole: str) -> Stretch:
    if "T" in text:
        return _moment(text, whole)
    found = _DATE.fullmatch(text)
    if not found:
        raise _refused(whole, "this is no date that can be read")
    year, month, day = found["year"], found["month"], found["day"]
    if month and month.isdecimal() and int(month) > 12:
        return _part_of_year(year, int(month), day, whole)
    first = next(_days(year, month, day, backwards=False), None)
    last = next(_days(year, month, day, backwards=True), None)
    if first is None or last is None:
        raise _refused(whole, "there is no such date")
    return Stretch(first, last + (timedelta(days=1) - _TICK))


def _days(year: str, month: str | None, day: str | None, *, backwards: bool) -> Iterator[datetime]:
    """Give the days that the digits allow, in order; ``X`` stands for any digit."""
    step = -1 if backwards else 1
    for y in _numbers(year, 1, 9999)[::step]:
        for m in _numbers(month or "XX", 1, 12)[::step]:
            for d in _numbers(day or "XX", 1, calendar.monthrange(y, m)[1])[::step]:
                yield datetime(y, m, d)


def _numbers(digits: str, low: int, high: int) -> list[int]:
    numbers = [0]
    for digit in digits:
        choice = range(10) if digit == "X" else (int(digit),)
        numbers = [10 * number + last for number in numbers for last in choice]
    return [number for number in numbers if low <= number <= high]


def _part_of_year(year: str, code: int, day: str | None, whole: str) -> Stretch:
    if code not in _PART_OF_YEAR or day:
        raise _refused(whole, "there is no such month or season")
    years = _numbers(year, 1, 9999)
    if not years:
        raise _refused(whole, "there is no such year")
    (before, *start), (after, *end) = _PART_OF_YEAR[code]
    first = datetime(max(1, years[0] + before), *start)  # type: ignore[arg-type]
    last = datetime(min(9999, years[-1] + after), *end)  # type: ignore[arg-type]
    return Stretch(first, last + (timedelta(days=1) - _TICK))


def _moment(text: str, whole: str) -> Stretch:
    found = _TIME.fullmatch(text)
    if not found:
        raise _refused(whole, "this is no time that can be read")
    try:
        day = datetime.strptime(found["day"], "%Y-%m-%d")
        first = day.replace(
            hour=int(found["hour"]),
            minute=int(found["minute"] or 0),
            second=int(found["second"] or 0),
        )
    except ValueError as error:
        raise _refused(whole, "there is no such date or time") from error
    length = timedelta(seconds=1)
    if not found["second"]:
        length = timedelta(minutes=1) if found["minute"] else timedelta(hours=1)
    zone = offset(found["offset"]) if found["offset"] else None
    return Stretch(first, first + (length - _TICK), zone, zone)
