"""Invented numbers of tags and papers, in the form that real ones have."""

from __future__ import annotations

import random

from nomina.cases.description import NumberKind
from nomina.cases.files import Sex
from nomina.synthetic.lives.draws import pick

_SERIES = "АВЕКМНОРСТ"  # letters that also exist in Latin, as series have them
_DAY_ZERO = 693_595  # 1899-12-31, from which tax numbers count days
_WEIGHTS = (-1, 5, 7, 9, 4, 6, 10, 5, 7)
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_LOOKS_LIKE = "8778168130"
"""Of each digit the one that it is taken for most."""
_LIKE = 0.7


def tax(dice: random.Random, born: int, sex: Sex) -> str:
    """Draw a Ukrainian tax number.

    Ten digits: days since 1899-12-31, four more of which the last is odd for men, and a check
    digit (python-stdnum, ``ua.rntrc``, has the same rule).

    Args:
        dice: where it comes from.
        born: day of birth, as `datetime.date.toordinal` counts.
        sex: of the person.
    """
    order = int(dice.random() * 5000) * 2 + (sex is Sex.MALE)
    digits = f"{born - _DAY_ZERO:05d}{order:04d}"
    check = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return f"{digits}{check % 11 % 10}"


def draw(dice: random.Random, kind: NumberKind, born: int, sex: Sex) -> str:
    """Draw a number of one kind."""
    million = f"{int(dice.random() * 1_000_000):06d}"
    match kind:
        case NumberKind.TAX:
            text = tax(dice, born, sex)
        case NumberKind.TAG:
            text = f"{pick(dice, _SERIES)}{pick(dice, _SERIES)}-{million}"
        case NumberKind.PASSPORT | NumberKind.MILITARY_ID | NumberKind.DRIVING:
            text = f"{pick(dice, _SERIES)}{pick(dice, _SERIES)}{million}"
        case NumberKind.ID_CARD:
            text = f"{int(dice.random() * 1000):03d}{million}"
        case NumberKind.PHONE:  # 11 is no code of any network
            text = f"+380 11 {int(dice.random() * 10)}{million}"
        case NumberKind.BANK_CARD:
            text = _card(f"{int(dice.random() * 100_000_000):08d}{million}")
        case _:
            text = million
    return text


def _card(digits: str) -> str:
    """Give sixteen digits with a Luhn check digit; 0 at the start is issued by no bank."""
    digits = f"0{digits}"
    last = -sum(map(int, digits[1::2])) - sum(_DOUBLED[int(each)] for each in digits[0::2])
    text = f"{digits}{last % 10}"
    return f"{text[:4]} {text[4:8]} {text[8:12]} {text[12:]}"


def misread(dice: random.Random, text: str) -> str:
    """Read one digit wrongly, mostly as one that looks like it."""
    places = [place for place, sign in enumerate(text) if sign.isdecimal()]
    place = pick(dice, places)
    other = _LOOKS_LIKE[int(text[place])]
    if dice.random() >= _LIKE:
        other = pick(dice, [each for each in "0123456789" if each != text[place]])
    return text[:place] + other + text[place + 1 :]


def swapped(dice: random.Random, text: str) -> str:
    """Swap two neighbouring digits."""
    places = [at for at in range(len(text) - 1) if text[at : at + 2].isdecimal()]
    at = pick(dice, places)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def without_series(text: str) -> str:
    """Leave out the letters before a number."""
    return text.lstrip(_SERIES).lstrip("-")


def partly(dice: random.Random, text: str) -> str:
    """Leave one to three signs of a number unread."""
    signs = list(text)
    places = [place for place, sign in enumerate(signs) if sign.isalnum()]
    for place in dice.sample(places, dice.randint(1, 3)):
        signs[place] = "?"
    return "".join(signs)
