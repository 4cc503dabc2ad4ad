"""A number as written to signs that can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from nomina.cases.description import Number, NumberKind
from nomina.errors import InputError
from nomina.evidence.numbers.checks import birth, check
from nomina.evidence.numbers.signs import DIGITS, LETTERS, as_digits, as_letters, folded
from nomina.words import tr

_ALL_DIGITS = {
    NumberKind.TAX,
    NumberKind.INSURANCE,
    NumberKind.BANK_CARD,
    NumberKind.PHONE,
    NumberKind.ID_CARD,
    NumberKind.REGISTER,
}
_SERIES = re.compile(rf"([{LETTERS}]{{1,3}})([0-9?]{{5,8}})")


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """A number made comparable.

    Attributes:
        kind: what it is.
        text: out of `signs.ALPHABET`, with ``?`` and ``*`` where it is not legible.
        passes: whether its check digits are right; None where there are none to check.
        valid: share of numbers that pass such a check; 1 without one.
        born, male: what the number says of its owner; None where it does not.
    """

    kind: NumberKind
    text: str
    passes: bool | None = None
    valid: float = 1.0
    born: date | None = None
    male: bool | None = None

    @property
    def legible(self) -> bool:
        """Whether every sign could be read."""
        return "?" not in self.text and "*" not in self.text

    @property
    def series(self) -> str:
        """The letters before the digits, where it is written as letters and then digits."""
        found = _SERIES.fullmatch(self.text)
        return found[1] if found else ""


def read_number(number: Number) -> ReadNumber:
    """Read a number as written on a thing or in a file.

    Letters and digits are told apart by their place: a tag has one or two letters and six digits, a
    tax number digits only. Phone numbers get the prefix of their country.

    Raises:
        InputError: there is a sign that no number has, or no sign that is legible.
    """
    text = folded(number.text)
    if not text.strip("?*"):
        raise InputError(tr("no sign of this number is legible"), where=number.text)
    text = _placed(number.kind, text)
    if "*" in text:
        text = re.sub(r"\*+", "*", text)
    if number.kind is NumberKind.PHONE:
        text = _with_country(text)
    checked = None if "?" in text or "*" in text else check(number.kind, text)
    passes, valid = checked or (None, 1.0)
    born, male = birth(number.kind, text) or (None, None)
    return ReadNumber(number.kind, text, passes, valid, born, male)


def _placed(kind: NumberKind, text: str) -> str:
    """Take each sign for a letter or a digit, as its place asks."""
    if text.isdigit():
        return text
    if kind in _ALL_DIGITS:
        return as_digits(text) or text
    if "*" in text:
        return text
    if len(text) in {7, 8} and text[0] not in DIGITS:
        head, tail = as_letters(text[:-6]), as_digits(text[-6:])
        if head and tail and sum(each in DIGITS for each in text[-6:]) >= 2:
            return head + tail
    found = re.fullmatch(r"(.*?)([0-9?].*)", text)
    if found and sum(each in DIGITS for each in found[2]) >= 3:
        return found[1] + (as_digits(found[2]) or found[2])
    return text


def _with_country(text: str) -> str:
    digits = text.removeprefix("00")
    match len(digits):
        case _ if "*" in digits:
            return digits
        case 9 if digits[0] != "0":
            return f"380{digits}"
        case 10 if digits[0] in "09":
            return f"38{digits}" if digits[0] == "0" else f"7{digits}"
        case 11 if digits[0] == "8":
            return f"3{digits}" if digits[1] == "0" else f"7{digits[1:]}"
    return digits
