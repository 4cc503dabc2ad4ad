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
    """Write a date as people say it.

    Args:
        said: an EDTF date, such as ``2022-10-12``, ``2022-03``, ``2022~`` or ``2022-03/2022-05``;
            anything else is given as it is.
        language: one of `nomina.words.LANGUAGES`.
    """
    first, between, last = said.strip().partition("/")
    if between:
        return f"{day(first, language)} – {day(last, language)}" if first and last else said
    plain = first.rstrip("~?%")
    mark, known = first[len(plain) :], texts(language)
    text = _plain(plain, known)
    if "~" in mark or "%" in mark:
        text = known["about"].format(date=text)
    if "?" in mark or "%" in mark:
        text = known["perhaps"].format(date=text)
    return text


def _plain(said: str, known: Mapping[str, Any]) -> str:
    parts = said.split("-")
    if not all(part.isdecimal() for part in parts) or len(parts) > 3 or len(parts[0]) != 4:
        return said
    try:
        whole = date.fromisoformat("-".join([*parts, "01", "01"][:3]))
    except ValueError:
        return said
    form, months = {1: ("year", "months"), 2: ("month", "months_alone"), 3: ("day", "months")}[
        len(parts)
    ]
    month: str = known[months][whole.month - 1]
    text: str = known[form].format(day=whole.day, month=month, year=whole.year)
    return text


def hours(days: str, opens: time, closes: time, language: str) -> str:
    """Write when somebody answers, such as "every day from 9:00 to 17:00"."""
    text: str = texts(language)[days]
    return text.format(opens=_clock(opens), closes=_clock(closes))


def _clock(at: time) -> str:
    return f"{at.hour}:{at.minute:02d}"
