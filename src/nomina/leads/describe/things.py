"""Names, numbers, papers and effects from the cells and sheets of one case."""

from __future__ import annotations

import re

from nomina.cases.dates import Order, When, order
from nomina.cases.description import (
    Carried,
    Effect,
    Number,
    NumberKind,
    Paper,
    PaperKind,
    PersonName,
)
from nomina.leads.columns import Column, plain
from nomina.leads.describe.cells import Cells
from nomina.leads.describe.entries import Entry, Thing, pairs, split
from nomina.leads.describe.listed import Found, fields_of, listed, say_entry, say_kind
from nomina.leads.describe.values import Bad, when
from nomina.leads.describe.vocabulary import STATE
from nomina.leads.describe.vocabulary_things import CARRIED, EFFECT_KIND, NUMBER_KIND, PAPER_KIND
from nomina.words import current


def names(cells: Cells) -> tuple[PersonName, ...]:
    """Read every name of a missing person: the whole one, its parts, and others."""
    found: list[PersonName] = []
    written = _lettered(cells, "name")
    family, given, patronymic = (
        _lettered(cells, part) for part in ("family name", "given name", "patronymic")
    )
    if family or given or patronymic:
        parts = set(plain(f"{family} {given} {patronymic}").split())
        if not written or parts <= set(plain(written).split()):
            found.append(PersonName(written, family, given, patronymic))
        else:  # another spelling, or another name
            found.append(PersonName(written))
            found.append(PersonName("", family, given, patronymic))
    elif written:
        found.append(PersonName(written))
    for entry in split(cells.text("other names")):
        if _has_letter(entry.written):
            found.append(PersonName(entry.written))
        else:
            cells.say("describe-name", "other names", value=entry.written)
    return tuple(dict.fromkeys(found))


_LETTER = re.compile(r"[^\W\d_]")


def _has_letter(text: str) -> bool:
    return _LETTER.search(text) is not None


def _lettered(cells: Cells, column: Column) -> str:
    text = cells.text(column)
    if text and not _has_letter(text):
        cells.say("describe-name", column, value=text)
        cells.unknown(column)
        return ""
    return text


def numbers(cells: Cells, found: Found) -> tuple[Number, ...]:
    """Read the numbers of a missing person: ``tag: AB-123456; passport: 1234 567890``."""
    entries = listed(cells, "numbers", found, lambda text: pairs(text, ";"))
    read = (_number(cells, "numbers", entry) for entry in entries or ())
    return tuple(dict.fromkeys(number for number in read if number is not None))


_SIGN = re.compile(r"[^\W_]|[?*]")


def _number(cells: Cells, column: Thing, entry: Entry) -> Number | None:
    kind_text, text = entry.fields
    if not _SIGN.search(text):
        say_entry(cells, "describe-entry-number", column, entry)
        return None
    if not kind_text:
        return Number(NumberKind.OTHER, text)
    kind = NUMBER_KIND.read(kind_text)
    if kind is None:
        say_kind(cells, "describe-entry-kind", column, entry, NUMBER_KIND)
        return None
    return Number(kind, text)


def papers(cells: Cells, found: Found, died: When | None) -> tuple[Paper, ...] | None:
    """Read what was found on a body; ``died`` is when it died, as estimated."""
    entries = listed(cells, "papers", found, split)
    if entries is None:
        return None
    read = [_paper(cells, entry) for entry in entries]
    kept = [_born_before(cells, paper, died) for paper in read if paper is not None]
    if read and not kept:
        cells.unknown("papers")
        return None
    return tuple(kept)


def _paper(cells: Cells, entry: Entry) -> Paper | None:
    fields = fields_of(cells, "papers", entry)
    if fields is None:
        return None
    kind_text, name, number_text, born_text, carried_text = fields
    kind = PAPER_KIND.read(kind_text) if kind_text else PaperKind.OTHER
    if kind is None:
        say_kind(cells, "describe-paper-kind", "papers", entry, PAPER_KIND)
        kind = PaperKind.OTHER
    read = (_number(cells, "papers", each) for each in pairs(number_text, ","))
    return Paper(
        kind,
        _name_on(cells, entry, name),
        tuple(number for number in read if number is not None),
        _born(cells, entry, born_text),
        _carried(cells, entry, carried_text),
    )


def _name_on(cells: Cells, entry: Entry, name: str) -> tuple[PersonName, ...]:
    if not name or STATE.read(name) is not None:
        return ()
    if not _has_letter(name) and not set(name) & set("?*"):
        say_entry(cells, "describe-name", "papers", entry, value=name)
        return ()
    return (PersonName(name),)


def _born(cells: Cells, entry: Entry, text: str) -> When | None:
    if not text or STATE.read(text) is not None:
        return None
    try:
        return when(text)
    except Bad as bad:
        say_entry(cells, bad.code, "papers", entry, **bad.values)
        return None


def _carried(cells: Cells, entry: Entry, text: str) -> Carried:
    if not text:
        return Carried.UNKNOWN
    carried = CARRIED.read(text)
    if carried is None:
        words = ", ".join(CARRIED.shown(current()))
        say_entry(cells, "describe-word", "papers", entry, value=text, words=words)
    return carried or Carried.UNKNOWN


def _born_before(cells: Cells, paper: Paper, died: When | None) -> Paper:
    if paper.born is None or died is None or order(paper.born, died) is not Order.AFTER:
        return paper
    cells.say("describe-paper-born", "papers", born=paper.born.edtf, died=died.edtf)
    return Paper(paper.kind, paper.names, paper.numbers, None, paper.carried)


def effects(cells: Cells, found: Found) -> tuple[Effect, ...] | None:
    """Read things that were worn or carried."""
    entries = listed(cells, "effects", found, split)
    if entries is None:
        return None
    read = [_effect(cells, entry) for entry in entries]
    kept = tuple(effect for effect in read if effect is not None)
    if read and not kept:
        cells.unknown("effects")
        return None
    return kept


def _effect(cells: Cells, entry: Entry) -> Effect | None:
    fields = fields_of(cells, "effects", entry)
    if fields is None:
        return None
    kind = EFFECT_KIND.read(fields[0])
    if kind is None:
        say_kind(cells, "describe-entry-kind", "effects", entry, EFFECT_KIND)
        return None
    _, item, colour, material, label, size, inscription = fields
    return Effect(kind, item, colour, material, label, size, inscription, entry.written)
