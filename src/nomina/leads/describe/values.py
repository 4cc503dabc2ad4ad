"""Single values of a cell: numbers with units, ranges and dates, read or refused, never guessed."""

from __future__ import annotations

import re
from calendar import monthrange
from functools import lru_cache

from pydantic import ValidationError

from nomina.cases.dates import When
from nomina.leads.columns import plain


class Bad(Exception):
    """A value that cannot be used: the code of its problem and the fields of its words."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)
_RANGE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:-|–|—|\.\.|to|до)\s*(\d+(?:[.,]\d+)?)", re.ASCII)
_UNITS = {
    "cm": 10.0,
    "см": 10.0,
    "mm": 1.0,
    "мм": 1.0,
    "m": 1000.0,
    "м": 1000.0,
}
_YEARS_BEHIND = re.compile(r"\s*(years?|y|р|років|роки|лет|года)\.?$")
_METRES_BEHIND = re.compile(r"\s*(m|м)\.?$")
_THOUSANDS = re.compile(r"\d+[.,]\d{3}", re.ASCII)
_UNIT = re.compile(r"(.*?\d)\s*(cm|см|mm|мм|m|м)\.?", re.IGNORECASE)


def number(text: str) -> float:
    """Read a plain number; a decimal comma is a decimal point.

    Raises:
        Bad: it is none.
    """
    if not _NUMBER.fullmatch(text.strip()):
        raise Bad("describe-number", value=text)
    return float(text.strip().replace(",", "."))


def _limits(text: str) -> tuple[float, float]:
    found = _RANGE.fullmatch(text)
    if found is None:
        return (value := number(text)), value
    low, high = number(found[1]), number(found[2])
    if low > high:
        raise Bad("describe-range", value=text)
    return low, high


@lru_cache(maxsize=4096)
def lengths(text: str, low: float, high: float) -> tuple[float, float]:
    """Read a length or a range of them, in centimetres unless a unit stands behind it.

    Args:
        text: such as ``172``, ``170-175``, ``1720 mm`` or ``1.72 m``.
        low: least length that can be, in millimetres.
        high: greatest.

    Returns:
        Both limits in millimetres.

    Raises:
        Bad: it is no number, or cannot be in the unit that it stands in.
    """
    found = _UNIT.fullmatch(text.strip())
    scale = _UNITS[found[2].casefold()] if found else 10.0
    first, last = (scale * value for value in _limits(found[1] if found else text.strip()))
    if not low <= first <= last <= high:
        raise Bad("describe-height", value=text, low=low / 10, high=high / 10)
    return first, last


def years(text: str) -> float:
    """Read an age in years, 0 to 150.

    Raises:
        Bad: it is no number or no age.
    """
    value = number(_YEARS_BEHIND.sub("", text.strip().casefold()))
    if not 0.0 <= value <= 150.0:
        raise Bad("describe-age", value=text)
    return value


def coverage(text: str) -> float:
    """Read a share above 0 and below 1, or percent with their sign.

    Raises:
        Bad: it is neither.
    """
    clean = text.strip()
    share = number(clean[:-1]) / 100.0 if clean.endswith("%") else number(clean)
    if not 0.0 < share < 1.0:
        raise Bad("describe-coverage", value=text)
    return share


def degrees(text: str, limit: float) -> float:
    """Read degrees within ``limit`` on both sides of 0.

    Raises:
        Bad: it is no number, or beyond.
    """
    try:
        value = number(text.strip().removesuffix("°"))
    except Bad as error:
        raise Bad("describe-degrees", value=text, limit=limit) from error
    if not -limit <= value <= limit:
        raise Bad("describe-degrees", value=text, limit=limit)
    return value


def metres(text: str) -> float:
    """Read a radius in metres, above 0.

    Raises:
        Bad: it is no number, not above 0, or its comma may part thousands.
    """
    clean = _METRES_BEHIND.sub("", text.strip().casefold())
    if _THOUSANDS.fullmatch(clean):
        raise Bad("describe-thousands", value=text)
    value = number(clean)
    if value <= 0.0:
        raise Bad("describe-number", value=text)
    return value


_MONTHS = {
    word: place
    for place, words in enumerate(
        (
            "january|jan|січень|січня|январь|января",
            "february|feb|лютий|лютого|февраль|февраля",
            "march|mar|березень|березня|март|марта",
            "april|apr|квітень|квітня|апрель|апреля",
            "may|травень|травня|май|мая",
            "june|jun|червень|червня|июнь|июня",
            "july|jul|липень|липня|июль|июля",
            "august|aug|серпень|серпня|август|августа",
            "september|sep|sept|вересень|вересня|сентябрь|сентября",
            "october|oct|жовтень|жовтня|октябрь|октября",
            "november|nov|листопад|листопада|ноябрь|ноября",
            "december|dec|грудень|грудня|декабрь|декабря",
        ),
        start=1,
    )
    for word in words.split("|")
}
_DAY_FIRST = re.compile(r"(\d{1,2}|XX|\?\?)\.(\d{1,2}|XX|\?\?)\.(\d{4})(?: ?[рг]\.?)?", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})[./](\d{4})", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2}", re.ASCII)
_YEARS = re.compile(r"(\d{4})\s*[-–—]\s*(\d{4})", re.ASCII)
_NAMED = re.compile(r"(?:(\d{1,2})\.? )?([^\W\d_]+)\.? (\d{4})(?: ?[ргy]\w*\.?)?")
_AMERICAN = re.compile(r"([^\W\d_]+)\.? (\d{1,2}),? (\d{4})")
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[ T]00:00(?::00)?")


@lru_cache(maxsize=65_536)
def when(text: str) -> When:
    """Read a date: EDTF, or as people write it with the day first.

    Raises:
        Bad: it is no date, its year has two digits, or day and month may be swapped.
    """
    clean = " ".join(text.split())
    edtf = _usual(clean, text) or clean
    try:
        return When(edtf=edtf, written="" if edtf == clean else text)
    except ValidationError as error:
        raise Bad("describe-date", value=text) from error


def _usual(clean: str, text: str) -> str:
    """Give the EDTF of a date as people write it; empty where it may be EDTF itself."""
    if _SHORT_YEAR.fullmatch(clean):
        raise Bad("describe-date-year", value=text)
    if found := _DAY_FIRST.fullmatch(clean):
        return _iso(found[3], found[2], found[1])
    if found := _SLASHED.fullmatch(clean):
        first, second = int(found[1]), int(found[2])
        if first <= 12 and second <= 12 and first != second:
            raise Bad("describe-date-order", value=text)
        day, month = (second, first) if second > 12 else (first, second)
        return _iso(found[3], str(month), str(day))
    if found := _NAMED.fullmatch(clean):
        return _with_month(found[3], found[2], found[1])
    if found := _AMERICAN.fullmatch(clean):
        return _with_month(found[3], found[1], found[2])
    return _short(clean)


def _short(clean: str) -> str:
    if found := _MIDNIGHT.fullmatch(clean):
        return found[1]
    if found := _MONTH_YEAR.fullmatch(clean):
        return f"{found[2]}-{int(found[1]):02}"
    if found := _YEARS.fullmatch(clean):
        return f"{found[1]}/{found[2]}"
    return ""


def _iso(year: str, month: str, day: str) -> str:
    parts = ["XX" if not part.isdigit() else f"{int(part):02}" for part in (month, day)]
    return "-".join((year, *parts))


def _with_month(year: str, name: str, day: str | None) -> str:
    month = _MONTHS.get(plain(name))
    if month is None:
        return ""
    if day is None:
        return f"{year}-{month:02}"
    if not 1 <= int(day) <= monthrange(int(year), month)[1]:
        return ""
    return f"{year}-{month:02}-{int(day):02}"
