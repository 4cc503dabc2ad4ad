"""Names that people type: what is taken, what is refused, and why."""

from __future__ import annotations

import re
import unicodedata

from nomina.errors import InputError
from nomina.words import tr

NAME = 200
"""Longest name of a person, an operation or a site, in characters."""

LOGIN = 40
"""Longest sign-in name, in characters."""

NOTE = 2000
"""Longest reason, in characters."""

_LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,38}[a-z0-9]")
# These turn the order of the whole line round; a name that needs the other direction has marks
# (U+200E, U+200F) or letters of its own, which stay.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean_login(typed: str) -> str:
    """Give a sign-in name in small letters.

    Raises:
        InputError: it is not 3 to 40 ASCII letters, digits, dots, dashes or underscores.
    """
    login = typed.strip().lower()
    if not _LOGIN.fullmatch(login):
        raise InputError(
            tr("a sign-in name is 3 to 40 letters a to z, digits, dots, dashes or underscores"),
            todo=tr("Begin with a letter"),
        )
    return login


def clean_name(typed: str, longest: int = NAME) -> str:
    """Give a name on one line, in composed letters, without outer and doubled space.

    Raises:
        InputError: it is empty, too long, or holds characters that cannot be written.
    """
    return _clean(" ".join(typed.split()), longest, kept="")


def clean_note(typed: str) -> str:
    """Give a reason of one or more lines; raises as `clean_name` does."""
    return _clean(typed.replace("\r\n", "\n").strip(), NOTE, kept="\n\t")


def _clean(typed: str, longest: int, kept: str) -> str:
    text = unicodedata.normalize("NFC", typed)
    if not text:
        raise InputError(tr("a name is needed"))
    if len(text) > longest:
        raise InputError(tr("this is longer than {n} characters").format(n=longest))
    for character in text:
        unwritten = unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
        if character in _TURNS or (unwritten and character not in kept):
            raise InputError(
                tr("a character in this cannot be used: U+{code:04X}").format(code=ord(character))
            )
    return text
