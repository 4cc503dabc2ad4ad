"""Tags: the opaque ids on bodies, bags, packets and coffins, with characters that check them.

A tag is eight random characters and two that check them, by ISO/IEC 7064 MOD 1271-36, which finds
every wrong character, every two that changed places, and nearly all else that a tired hand does.
It says nothing of what it hangs on. No tag holds I, L, O or U, so that what is typed is read one
way; it is written in groups, ``1CWW-G080-GC``, and read with or without them, in any case.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence

from nomina.errors import InputError
from nomina.words import tr

LENGTH = 10
"""Characters of a tag, those that check it among them."""
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What a tag is made of."""

_ALL = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MODULUS, _RADIX = 1271, 36
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN = re.compile(r"[\s\u2010-\u2015-]+")


def check(text: str) -> str:
    """Give the two characters that follow ``text`` (ISO/IEC 7064:2003, MOD 1271-36).

    Args:
        text: digits and capitals A to Z.
    """
    sum_ = 0
    for sign in text:
        sum_ = (sum_ + _ALL.index(sign)) * _RADIX % _MODULUS
    rest = (1 - sum_ * _RADIX) % _MODULUS
    return _ALL[rest // _RADIX] + _ALL[rest % _RADIX]


def holds(text: str) -> bool:
    """Say whether the last two characters of ``text`` check the others."""
    return len(text) > 2 and set(text) <= set(_ALL) and check(text[:-2]) == text[-2:]


def draw(choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """Draw a tag.

    Args:
        choose: gives one of several signs; a generator with a seed for drawn operations.
    """
    while True:
        drawn = "".join(choose(SIGNS) for _ in range(LENGTH - 2))
        tag = drawn + check(drawn)
        if set(tag) <= set(SIGNS):
            return tag


def read(text: str) -> str:
    """Give the tag that was scanned or typed, as it is kept.

    Raises:
        InputError: it is none, or a character of it is wrong.
    """
    tag = _BETWEEN.sub("", text).upper().translate(_READ_AS)
    if len(tag) != LENGTH or not set(tag) <= set(SIGNS):
        raise InputError(
            tr("this is not a tag of this desk"),
            where="".join(sign for sign in text if sign.isprintable()).strip()[:40],
            todo=tr("A tag has ten letters and digits, such as {tag}").format(tag="1CWW-G080-GC"),
        )
    if not holds(tag):
        raise InputError(
            tr("a character of this tag was read wrong"),
            where=written(tag),
            todo=tr("Read it once more, one character after the other"),
        )
    return tag


def written(tag: str) -> str:
    """Write a tag as it stands on a label."""
    return f"{tag[:4]}-{tag[4:8]}-{tag[8:]}"
