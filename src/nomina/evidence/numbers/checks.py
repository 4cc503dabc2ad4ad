"""Check digits of numbers, and the birth date and sex that two of them hold."""

from __future__ import annotations

from datetime import date, timedelta

from stdnum import luhn
from stdnum.ru import inn

from nomina.cases.description import NumberKind

_WEIGHTS = (-1, 5, 7, 9, 4, 6, 10, 5, 7)
_EPOCH = date(1899, 12, 31)
_LAST = date(2030, 1, 1)
_TEN_VALID = (2.0 - 13.0 / 121.0) / 10.0
"""Share of ten digits that are a Ukrainian or a Russian tax number: two check digits, each a
remainder by 11 reduced by 10, agree by chance in 13 of 121."""


def check(kind: NumberKind, text: str) -> tuple[bool, float] | None:
    """Check a fully legible number.

    Returns:
        (whether it passes, share of numbers of this length that do), or None where numbers of
        this kind and length have no check digit known here.
    """
    if not text.isdigit():
        return None
    match kind, len(text):
        case NumberKind.TAX, 10:
            return rnokpp_passes(text) or bool(inn.is_valid(text)), _TEN_VALID
        case NumberKind.TAX, 12:
            return bool(inn.is_valid(text)), 0.01
        case NumberKind.INSURANCE, 11:
            return snils_passes(text), 0.01
        case NumberKind.BANK_CARD, n if 13 <= n <= 19:
            return bool(luhn.is_valid(text)), 0.1
    return None


def rnokpp_passes(text: str) -> bool:
    """Check the last of 10 digits of a Ukrainian tax number."""
    whole = sum(weight * int(each) for weight, each in zip(_WEIGHTS, text, strict=False))
    return whole % 11 % 10 == int(text[9])


def snils_passes(text: str) -> bool:
    """Check the last two of 11 digits of a Russian insurance number."""
    rest = sum(int(each) * (9 - place) for place, each in enumerate(text[:9])) % 101
    return rest % 100 == int(text[9:])


def birth(kind: NumberKind, text: str) -> tuple[date, bool | None] | None:
    """Give the birth date, and whether it is a man, that a number holds.

    A Ukrainian tax number holds both where its check digit is right, a record number of the
    Ukrainian population register (UNZR) the date alone; anything else gives None.
    """
    if kind is NumberKind.TAX and len(text) == 10 and text.isdigit() and rnokpp_passes(text):
        day = _EPOCH + timedelta(days=int(text[:5]))
        return (day, int(text[8]) % 2 == 1) if day < _LAST else None
    if kind is NumberKind.REGISTER and len(text) == 13 and text.isdigit():
        try:
            return date(int(text[:4]), int(text[4:6]), int(text[6:8])), None
        except ValueError:
            return None
    return None
