"""Formats of file numbers, agreed once for an operation.

A format is plain text with fields: ``{n}`` (the running number, ``{n:5}`` with leading zeros),
``{year}`` and ``{site}``. ``PM-{site}-{n:5}`` gives ``PM-KH-00042``.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping

from nomina.errors import InputError
from nomina.words import tr

KINDS = ("am", "pm", "pui", "family")
"""Kinds of file: missing person; body or part; living person who cannot say who; family."""

USUAL: Mapping[str, str] = {
    "am": "AM-{n:5}",
    "pm": "PM-{site}-{n:5}",
    "pui": "PUI-{n:4}",
    "family": "F-{n:5}",
}
"""Formats of an operation that agreed on none."""

_FIELD = re.compile(r"\{(?:(n)(?::([1-9]))?|(year)|(site))\}")
_LITERAL = re.compile(r"[A-Z0-9./-]*")
_TOKEN = re.compile(_FIELD.pattern + "|(.)")
LONGEST = 40


def checked(format_: str) -> str:
    """Give a format that can be used.

    Raises:
        InputError: it has no ``{n}`` or two, another field, or characters that a label printer
            or a phone call would lose; or two files could get one number.
    """
    fields = _FIELD.findall(format_)
    rest = _FIELD.sub("", format_)
    if len(format_) > LONGEST or not _LITERAL.fullmatch(rest):
        raise InputError(
            tr("a number format is made of A to Z, digits, dots, dashes and slashes"),
            where=format_[:LONGEST],
            todo=tr("Fields are {fields}").format(fields="{n}, {n:5}, {year}, {site}"),
        )
    if sum(bool(field[0]) for field in fields) != 1:
        raise InputError(
            tr("a number format needs the running number once"),
            where=format_,
            todo=tr("Write {field} where it stands").format(field="{n}"),
        )
    if _may_meet_itself(format_):
        raise InputError(
            tr("two files of one kind could get the same number"),
            where=format_,
            todo=tr("Put a dash, a dot or a slash between the site and the digits beside it"),
        )
    return format_


def number(format_: str, n: int, year: int, site: str) -> str:
    """Write file number ``n`` (from 1) by a checked format."""

    def field(found: re.Match[str]) -> str:
        running, width, is_year, _ = found.groups()
        if running:
            return f"{n:0{width or 1}d}"
        return f"{year:04d}" if is_year else site

    return _FIELD.sub(field, format_)


def checked_all(formats: Mapping[str, str]) -> dict[str, str]:
    """Give the formats of an operation, the usual one for a kind that has none.

    Raises:
        InputError: one cannot be used, a kind is unknown, or two kinds could write the same
            number, so that a number on a bag would not say what it is of.
    """
    if unknown := set(formats) - set(KINDS):
        raise InputError(tr("this is no kind of file"), where=", ".join(sorted(unknown)))
    every = {kind: checked(formats.get(kind) or USUAL[kind]) for kind in KINDS}
    for one, other in itertools.combinations(KINDS, 2):
        if _may_meet(every[one], every[other]):
            raise InputError(
                tr("two kinds of file could get the same number"),
                where=f"{every[one]}, {every[other]}",
                todo=tr("Give each letters of its own"),
            )
    return every


_DIGITS = frozenset("0123456789")
_SITE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_Step = tuple[frozenset[str], bool]


def _steps(format_: str) -> list[_Step]:
    """Give what a format writes, one step a character; a True step may be written repeatedly."""
    steps: list[_Step] = []
    for running, width, year, site, plain in _TOKEN.findall(format_):
        if running:
            steps += [(_DIGITS, False)] * (int(width or 1) - 1) + [(_DIGITS, True)]
        elif year:
            steps += [(_DIGITS, False)] * 4
        else:
            steps.append((_SITE, True) if site else (frozenset(plain), False))
    return steps


def _may_meet(one: str, other: str) -> bool:
    """Say whether two formats can write one text."""
    return _walk(one, other, apart=True)


def _may_meet_itself(format_: str) -> bool:
    """Say whether a format can write one text in two ways, such as `{site}{n}` of M and of M1."""
    return _walk(format_, format_, apart=False)


def _walk(one: str, other: str, *, apart: bool) -> bool:
    """Walk two formats at once to the end of one text, at some place ``apart`` from each other."""
    first, second = _steps(one), _steps(other)
    seen, todo = set(), [(0, 0, apart)]
    while todo:
        at = todo.pop()
        i, j, apart = at
        if at in seen:
            continue
        seen.add(at)
        if i == len(first) or j == len(second):
            if apart and i == len(first) and j == len(second):
                return True
            continue
        if first[i][0] & second[j][0]:
            further = (
                (i, i + 1) if first[i][1] else (i + 1,),
                (j, j + 1) if second[j][1] else (j + 1,),
            )
            todo += [(x, y, apart or x != y) for x, y in itertools.product(*further)]
    return False
