"""The sentences of letters and messages, by language; each language has the same ones.

They are no messages of a program that are translated: each language was written for its readers,
and an operation's own people can read and improve them without reading code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, time
from functools import cache
from importlib import resources
from typing import Any

from nomina.desk.custody.papers.known import dated, speaking
from nomina.errors import InputError
from nomina.words import LANGUAGES, tr


@cache
def texts(language: str) -> Mapping[str, Any]:
    """Give the sentences of a language, by section and name.

    Raises:
        InputError: there are none in this language.
    """
    if language not in LANGUAGES:
        raise InputError(tr("there is no such language"), where=language)
    path = resources.files("nomina.desk.families") / "letter" / f"{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def day(said: str, language: str) -> str:
    """Write a day or month as people say it; what is vaguer, as papers write it.

    Args:
        said: an EDTF date, such as ``2022-10-12``, ``2022-03`` or ``2022~``.
        language: one of `nomina.words.LANGUAGES`.
    """
    known = texts(language)
    try:
        whole = date.fromisoformat(said)
    except ValueError:
        return _month(said, language)
    month: str = known["months"][whole.month - 1]
    text: str = known["day"]
    return text.format(day=whole.day, month=month, year=whole.year)


def _month(said: str, language: str) -> str:
    known = texts(language)
    try:
        first = date.fromisoformat(f"{said}-01")
    except ValueError:
        with speaking(language):
            return dated(said) or said
    text: str = known["month"]
    return text.format(month=known["months_alone"][first.month - 1], year=first.year)


def hours(days: str, opens: time, closes: time, language: str) -> str:
    """Write when somebody answers, such as "every day from 9:00 to 17:00"."""
    text: str = texts(language)[days]
    return text.format(opens=_clock(opens), closes=_clock(closes))


def _clock(at: time) -> str:
    return f"{at.hour}:{at.minute:02d}"
