"""Invented numbers of tags and papers, in the form that real ones have."""

from __future__ import annotations

import random

from nomina.cases.description import NumberKind
from nomina.cases.files import Sex

_SERIES = "АВЕКМНОРСТ"  # letters that also exist in Latin, as series have them
_DAY_ZERO = 693_595  # 1899-12-31, from which tax numbers count days
_WEIGHTS = (-1, 5, 7, 9, 4, 6, 10, 5, 7)


def tax(dice: random.Random, born: int, sex: Sex) -> str:
    """Draw a Ukrainian tax number.

    Ten digits: days since 1899-12-31, four more of which the last is odd for men, and a check
    digit (python-stdnum, ``ua.rntrc``, has the same rule).

    Args:
        dice: where it comes from.
        born: day of birth, as `datetime.date.toordinal` counts.
        sex: of the person.
    """
    order = dice.randrange(1000) * 10 + dice.randrange(5) * 2 + (sex is Sex.MALE)
    digits = f"{born - _DAY_ZERO:05d}{order:04d}"
    check = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return f"{digits}{check % 11 % 10}"


def draw(dice: random.Random, kind: NumberKind, born: int, sex: Sex) -> str:
    """Draw a number of one kind."""
    million = f"{dice.randrange(1_000_000):06d}"
    match kind:
        case NumberKind.TAX:
            text = tax(dice, born, sex)
        case NumberKind.TAG:
            text = f"{dice.choice(_SERIES)}{dice.choice(_SERIES)}-{million}"
        case NumberKind.PASSPORT | NumberKind.MILITARY_ID | NumberKind.DRIVING:
            text = f"{dice.choice(_SERIES)}{dice.choice(_SERIES)}{million}"
        case NumberKind.ID_CARD:
            text = f"{dice.randrange(1000):03d}{million}"
        case NumberKind.PHONE:  # 11 is no code of any network
            text = f"+380 11 {dice.randrange(10)}{million}"
        case NumberKind.BANK_CARD:
            text = _card(dice)
        case _:
            text = million
    return text


def _card(dice: random.Random) -> str:
    """Draw sixteen digits with a Luhn check digit; 0 at the start is issued by no bank."""
    digits = [0, *(dice.randrange(10) for _ in range(14))]
    doubled = [sum(divmod(2 * each, 10)) for each in digits[0::2]]
    last = -(sum(doubled) + sum(digits[1::2])) % 10
    text = "".join(map(str, [*digits, last]))
    return " ".join(text[at : at + 4] for at in range(0, 16, 4))


def misread(dice: random.Random, text: str) -> str:
    """Read one digit wrongly."""
    places = [place for place, sign in enumerate(text) if sign.isdecimal()]
    place = dice.choice(places)
    other = dice.choice([each for each in "0123456789" if each != text[place]])
    return text[:place] + other + text[place + 1 :]


def partly(dice: random.Random, text: str) -> str:
    """Leave one to three signs of a number unread."""
    signs = list(text)
    places = [place for place, sign in enumerate(signs) if sign.isalnum()]
    for place in dice.sample(places, dice.randint(1, 3)):
        signs[place] = "?"
    return "".join(signs)
