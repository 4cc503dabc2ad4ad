"""A paper as a PDF for archives: facts, tables and lines to sign on, one look for all of them.

What is not known is printed as not known and never left out (LAW-13). The same paper in the same
language gives the same bytes; no font, file or network of the machine is used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib import resources
from typing import Any

import typst

from nomina.desk import codes
from nomina.desk.examine import certificate_text as texts
from nomina.errors import StoreError
from nomina.words import tr

STANDARD: tuple[typst.PDFStandard, ...] = ("a-3a",)
ATTACHED = "paper.json"
HIGH, WIDE, LETTER = 170, 257, 3.175
"""What a page has between its margins, upright and on its side, and the em of a table, in mm."""
_BROAD = frozenset("mwæœŵжмшщыюфљњMWÆŒŴЖМШЩЮФЫЉЊ&@©®¶¼½¾…—%№")
"""Letters and signs that are wider than the others."""
_ENDS = re.compile("[^ –/-]+[–/-]?")
"""What stands in one line whatever its column: a line ends after a hyphen or a slash."""


@dataclass(frozen=True)
class Fact:
    """A line of a paper: what it is, and what is known of it.

    Attributes:
        label: in the language of the paper.
        value: None where it is not known; that is printed.
        small: where the value comes from, in a line; empty where that is plain.
    """

    label: str
    value: str | None
    small: str = ""


@dataclass(frozen=True)
class Facts:
    """A section of facts."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Grid:
    """A table; a cell that is None is printed as not known.

    Attributes:
        shares: relative widths of the columns; all alike where empty.
        none: what is printed where there are no rows.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    shares: tuple[int, ...] = ()
    none: str = ""


@dataclass(frozen=True)
class Text:
    """A paragraph or several, each in one string."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Hand:
    """A line on which somebody signs by hand.

    Attributes:
        label: as what.
        name: who; empty where that is written by hand too.
        signed: when it was signed at the desk, in words; empty where it was not.
    """

    label: str
    name: str = ""
    signed: str = ""


@dataclass(frozen=True)
class Hands:
    """Lines to sign on."""

    title: str
    hands: tuple[Hand, ...]


Parts = tuple[Facts | Grid | Text | Hands, ...]
"""What a paper is made of, in order."""


@dataclass(frozen=True)
class Paper:
    """What is printed.

    Attributes:
        title: such as the name of the form, in the language of the paper.
        number: as written; also at the foot of every page.
        parts: in order.
        code: what the code at the top holds: an id to be scanned, never a name; empty for none.
        at: the moment of what the paper is about; it dates the file.
        document: attached as JSON, text as it is spelt; None where the paper is all there is.
        mark: printed small at the foot of every page, such as a digest.
        wide: whether the page lies on its side, for a table of many columns.
        large: whether its letters are larger, for readers who do not read papers every day.
    """

    title: str
    number: str
    language: str
    parts: tuple[Facts | Grid | Text | Hands, ...]
    at: datetime
    code: str = ""
    document: Mapping[str, Any] | str | None = None
    mark: str = ""
    wide: bool = False
    large: bool = False


def pdf(paper: Paper) -> bytes:
    """Make the document.

    Raises:
        StoreError: it cannot be made.
    """
    made: bytes = _made(paper, "pdf")
    return made


def pictures(paper: Paper) -> list[bytes]:
    """Give the pages as PNG, one each, as they look on paper."""
    made = _made(paper, "png")
    return made if isinstance(made, list) else [made]


def drawn(text: str) -> str:
    """Draw a code as SVG; a seventh of it may be lost (level M of ISO/IEC 18004)."""
    return codes.drawn(text)


def _made(paper: Paper, form: typst.OutputFormat) -> Any:
    """Try the text as it is, then without what fonts lack, at last with plain letters only."""
    it = _sheet(paper)
    whole = texts.every(it, texts.spelt)
    try:
        return _compiled(paper, whole, form)
    except typst.TypstError:
        rare = texts.rare(texts.texts(whole))
    for gone in (texts.unshown(rare, _shows), frozenset(rare)):
        plain = texts.every(it, partial(texts.spelt, unshown=gone))
        try:
            return _compiled(paper, plain, form)
        except typst.TypstError as error:
            last = error
    raise StoreError(tr("the paper cannot be set ({why})").format(why=last.message)) from last


def _compiled(paper: Paper, it: Any, form: typst.OutputFormat) -> Any:
    document = paper.document
    if document is not None and not isinstance(document, str):
        document = json.dumps(document, ensure_ascii=False)
    return typst.compile(
        (resources.files("nomina.desk.custody.papers") / "paper.typ").read_bytes(),
        ignore_system_fonts=True,
        format=form,
        pdf_standards=list(STANDARD) if form == "pdf" else [],
        timestamp=int(paper.at.timestamp()),
        sys_inputs={
            "it": json.dumps(it, ensure_ascii=False),
            "json": document or "",
            "qr": drawn(paper.code) if paper.code else "",
        },
    )


def _shows(text: str) -> bool:
    source = b'#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))\n#sys.inputs.it'
    try:
        typst.compile(
            source,
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["a-3b"],
            timestamp=0,
            sys_inputs={"it": text},
        )
    except typst.TypstError:
        return False
    return True


def _sheet(paper: Paper) -> dict[str, Any]:
    language = paper.language
    return {
        "language": language,
        "title": paper.title,
        "number": paper.number,
        "mark": paper.mark,
        "wide": paper.wide,
        "large": paper.large,
        "page": tr("page", language),
        "of": tr("of", language),
        "parts": [_part(one, language, paper.wide) for one in paper.parts],
        "code_label": tr("a code to be scanned: the number of this paper", language),
        "attached": paper.document is not None,
    }


def _part(part: Facts | Grid | Text | Hands, language: str, wide: bool) -> dict[str, Any]:
    unknown = tr("not known", language)
    if isinstance(part, Facts):
        rows = [
            {
                "label": one.label,
                "lines": [unknown] if one.value is None else _lines(one.value),
                "small": one.small,
                "unknown": one.value is None,
            }
            for one in part.facts
        ]
        return {"kind": "facts", "title": part.title, "rows": rows}
    if isinstance(part, Grid):
        shares = part.shares or (1,) * len(part.columns)
        rooms = [(WIDE if wide else HIGH) * one / sum(shares) - 2 for one in shares]
        return {
            "kind": "grid",
            "title": part.title,
            "columns": _cells(part.columns, rooms, unknown),
            "shares": list(shares),
            "rows": [_cells(row, rooms, unknown) for row in part.rows],
            "none": part.none,
        }
    if isinstance(part, Text):
        return {"kind": "text", "title": part.title, "lines": list(part.lines)}
    hands = [
        {
            "label": one.label,
            "name": one.name,
            "signed": one.signed,
            "hand": tr("signature, date", language),
        }
        for one in part.hands
    ]
    return {"kind": "hands", "title": part.title, "hands": hands}


def _cells(row: Sequence[str | None], rooms: Sequence[float], unknown: str) -> list[list[Any]]:
    """Give cells, each with whether a word of it may be wider than its column: then it is asked."""
    cells = (unknown if cell is None else cell for cell in row)
    return [
        [cell, any(widest(word) > room for word in _ENDS.findall(cell))]
        for cell, room in zip(cells, rooms, strict=True)
    ]


def widest(word: str) -> float:
    """Give how wide a word of a table is at most, in mm."""
    return LETTER * sum(1.2 if c in _BROAD else 0.65 if c.lower() == c else 0.85 for c in word)


def _lines(text: str) -> list[str]:
    return [line for line in text.replace("\r\n", "\n").split("\n") if line.strip()] or [""]
