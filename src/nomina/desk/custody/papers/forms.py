"""Forms for where there is no screen: filled in by hand, scanned, and entered with both times.

The code of a form is the number that is printed on it: a letter that says which form it is, the id
of its record, and two characters that check them. Whoever enters it later lands at that record.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from nomina.desk.custody.models import Count, Handover, Stay, Tag
from nomina.desk.custody.papers.page import Fact, Facts, Grid, Hand, Hands, Paper, Text
from nomina.errors import InputError
from nomina.tags import check, holds
from nomina.words import tr

HANDOVER, COUNT, RECEIVE = "H", "C", "R"
SPARE = 6
"""Empty lines on a form, for what nobody expects."""
_BOX = "[\u00a0\u00a0\u00a0]"
"""A box to be ticked; the fonts of papers have no sign for one."""
_BETWEEN = re.compile(r"[\s-]+")
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SIGNS = 26
"""Characters of an id of 128 bits, five bits each."""


@dataclass(frozen=True)
class Form:
    """Which form a code stands on, and of which record."""

    kind: str
    id: UUID


def code_of(kind: str, id: UUID) -> str:
    """Give the code of a form, as it stands in its QR code."""
    number, signs = id.int, ""
    for _ in range(_SIGNS):
        number, rest = divmod(number, 32)
        signs = _DIGITS[rest] + signs
    return kind + signs + check(kind + signs)


def written(code: str) -> str:
    """Write a code as it is printed, in groups."""
    return "-".join(code[n : n + 5] for n in range(0, len(code), 5))


def read(text: str) -> Form:
    """Read the code of a form, scanned or typed.

    Raises:
        InputError: it is none, or a character of it is wrong.
    """
    code = _BETWEEN.sub("", text).upper()
    todo = tr("Read it once more, one character after the other")
    if len(code) != _SIGNS + 3 or code[0] not in (HANDOVER, COUNT, RECEIVE):
        raise InputError(tr("this is not the code of a form of this desk"), todo=todo)
    if not holds(code) or not set(code[1:-2]) <= set(_DIGITS):
        raise InputError(tr("a character of this code was read wrong"), todo=todo)
    number = 0
    for sign in code[1:-2]:
        number = number * 32 + _DIGITS.index(sign)
    if number >= 2**128:
        raise InputError(tr("this is not the code of a form of this desk"), todo=todo)
    return Form(code[0], UUID(int=number))


def _how(language: str) -> Text:
    lines = (
        tr("Write when it happened, by which clock, and sign. Do not wait for a screen.", language),
        tr("Whoever enters it later scans the code above; both times are kept.", language),
    )
    return Text(tr("How to fill it in", language), lines)


def _moment(language: str) -> Facts:
    blank = "." * 40
    return Facts(
        tr("When", language),
        (
            Fact(tr("Date and time", language), blank),
            Fact(tr("Whose clock", language), blank),
            Fact(tr("Place", language), blank),
        ),
    )


def _blank(width: int, count: int = SPARE) -> tuple[tuple[str, ...], ...]:
    return (("",) * width,) * count


def _paper(title: str, code: str, language: str, parts: tuple[object, ...], at: datetime) -> Paper:
    return Paper(
        title=title,
        number=written(code),
        language=language,
        parts=parts,  # type: ignore[arg-type]  # each is one of the parts of a paper
        code=code,
        at=at,
    )


def handover(one: Handover, language: str) -> Paper:
    """Give the form of a handover: what is offered, and lines for both to sign."""
    rows = tuple(
        (str(line.item), _BOX, "", line.seal_number, "")
        for line in one.lines.select_related("item").order_by("item__code")
    )
    columns = (
        tr("Tag", language),
        tr("Read again", language),
        tr("Seal whole", language),
        tr("Number of the seal", language),
        tr("Position", language),
    )
    facts = Facts(
        tr("Handover", language),
        (
            Fact(tr("Number", language), one.number),
            Fact(tr("Given by", language), one.giver.name),
            Fact(tr("Taken by", language), one.taker.name),
            Fact(tr("Place", language), one.place.code),
        ),
    )
    hands = Hands(
        tr("Signatures", language),
        (
            Hand(tr("Given by", language), one.giver.name),
            Hand(tr("Taken by", language), one.taker.name),
            Hand(tr("Seen by", language)),
        ),
    )
    grid = Grid(tr("What is handed over", language), columns, rows + _blank(5), (4, 3, 3, 4, 3))
    code = code_of(HANDOVER, one.pk)
    parts = (facts, _moment(language), grid, hands, _how(language))
    return _paper(tr("Handover form", language), code, language, parts, one.at)


def count(one: Count, language: str) -> Paper:
    """Give the sheet of a count: a line for each position, and what should lie there is not told.

    Whoever saw the list would tick it; the tags are read where they hang.
    """
    labels = [position.label for position in one.place.positions.all()]
    lying = Stay.objects.now().filter(place=one.place, inside=None).count()
    width = 4
    rows: tuple[tuple[str, ...], ...] = tuple((label, "", "", "") for label in labels)
    rows += _blank(width, SPARE if labels else max(20, lying + SPARE))
    columns = (
        tr("Position", language),
        tr("Tag as it is read", language),
        tr("Seal", language),
        tr("Remark", language),
    )
    facts = Facts(
        tr("Count", language),
        (
            Fact(tr("Place", language), one.place.code),
            Fact(tr("Begun", language), f"{one.at:%Y-%m-%d %H:%M} UTC"),
            Fact(tr("Lies there by the register", language), str(lying)),
        ),
    )
    hands = Hands(
        tr("Signatures", language),
        (Hand(tr("Counted by", language)), Hand(tr("Seen by", language))),
    )
    grid = Grid(tr("What was read", language), columns, rows, (2, 5, 3, 5))
    parts = (facts, _moment(language), grid, hands, _how(language))
    return _paper(tr("Count sheet", language), code_of(COUNT, one.pk), language, parts, one.at)


def receive(one: Tag, language: str) -> Paper:
    """Give the form on which something is taken in by hand, with the tag that hangs on it."""
    blank = "." * 60
    facts = Facts(
        tr("Taken in", language),
        (
            Fact(tr("Tag", language), str(one)),
            Fact(tr("What it is", language), blank),
            Fact(tr("Number of the file", language), blank),
            Fact(tr("Tag of the body it belongs to", language), blank),
            Fact(tr("Position", language), blank),
            Fact(tr("What it is like", language), blank),
            Fact(tr("Seal", language), blank),
        ),
    )
    hands = Hands(
        tr("Signatures", language),
        (Hand(tr("Given by", language)), Hand(tr("Taken in by", language))),
    )
    parts = (facts, _moment(language), hands, _how(language))
    code = code_of(RECEIVE, one.pk)
    return _paper(tr("Form for taking in", language), code, language, parts, one.made_at)
