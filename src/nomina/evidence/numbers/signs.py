"""Signs that numbers are written in, with what looks alike folded into one."""

from __future__ import annotations

import unicodedata

from nomina.errors import InputError
from nomina.words import tr

DIGITS = "0123456789"
LETTERS = "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУЎФХЦЧШЩЪЫЬЭЮЯ" + "DFGJLNQRSUVWZ"
ALPHABET = DIGITS + LETTERS
CODE = {sign: place for place, sign in enumerate(ALPHABET)}
HIDDEN = 255
"""Code of a sign that cannot be read."""

# Latin capitals that are drawn as Cyrillic ones: registers and keyboards mix the two.
_ALIKE = str.maketrans("ABEKMHOPCTXIYЁ", "АВЕКМНОРСТХІУЕ")
_AS_DIGIT = {
    **{"О": "0", "D": "0", "Q": "0", "І": "1", "L": "1", "Z": "2", "З": "3", "Э": "3"},
    **{"Ч": "4", "S": "5", "Б": "6", "G": "6", "В": "8"},
}
_AS_LETTER = {"0": "О", "1": "І", "3": "З", "4": "Ч", "6": "Б", "8": "В"}
_CLASSES = {ord(each): "D" if each in DIGITS else "L" for each in ALPHABET}
_BETWEEN = set(" -–—−‑‐_./\\,:;#()[]'’+№°\t\u00a0")
_ALLOWED = frozenset(ALPHABET + "?*")
_PLAIN = {ord(each): None for each in _BETWEEN} | _ALIKE


def folded(text: str) -> str:
    """Give a number without spaces, dashes and number signs, in capitals of one script.

    Raises:
        InputError: there is a sign that no number has.
    """
    found = text.translate(_PLAIN)
    if not _ALLOWED.issuperset(found):
        found = unicodedata.normalize("NFKC", found).upper().translate(_ALIKE)
    strange = sorted(set(found) - _ALLOWED)
    if strange:
        raise InputError(
            tr("a number cannot have {signs}").format(signs=" ".join(strange)),
            where=text,
            todo=tr("Put ? for a sign that cannot be read, * for any number of them"),
        )
    return found


def as_digits(text: str) -> str | None:
    """Read letters as the digits they look like; None where one looks like none."""
    found = [_AS_DIGIT.get(each, each) for each in text]
    return None if any(each in LETTERS for each in found) else "".join(found)


def as_letters(text: str) -> str | None:
    """Read digits as the letters they look like; None where one looks like none."""
    found = [_AS_LETTER.get(each, each) for each in text]
    return None if any(each in DIGITS for each in found) else "".join(found)


def shape(text: str) -> str:
    """Give the class of every sign: D for a digit, L for a letter, ``?`` and ``*`` as they are."""
    return text.translate(_CLASSES)
