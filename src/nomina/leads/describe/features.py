"""Marks and teeth from the cells and sheets of one case."""

from __future__ import annotations

import re
from functools import lru_cache

from nomina.cases.body import BodyRegion
from nomina.cases.description import Chart, Mark, MarkKind, Marks, Tooth
from nomina.cases.description.dental_codes import read_chart
from nomina.cases.states import State
from nomina.errors import InputError
from nomina.evidence.marks_limbs import whole_limb
from nomina.leads.columns import plain
from nomina.leads.describe.cells import Cells
from nomina.leads.describe.entries import Entry, split
from nomina.leads.describe.listed import Found, fields_of, listed, say_entry, say_kind
from nomina.leads.describe.regions import region_of
from nomina.leads.describe.regions import shown as regions_shown
from nomina.leads.describe.values import when
from nomina.leads.describe.vocabulary import MEDICAL_FILE, STATE, YES_NO
from nomina.leads.describe.vocabulary_things import MARK_KIND, TOOTH
from nomina.words import current

_COMMA = re.compile(r"[,;\n]")
_ALL_KINDS = frozenset(MarkKind)
_ALL_REGIONS = frozenset(BodyRegion)


def marks(cells: Cells, found: Found) -> Marks | None:
    """Read marks with the kinds that were asked about and the regions that could be examined.

    Kinds that nobody asked about are unknown, not absent: without ``marks asked`` only the kinds
    that are listed count as asked, and all where the answer is "none". Regions that nobody wrote
    of are weighed as examined, but not stated to be: that needs both columns.
    """
    entries = listed(cells, "marks", found, split)
    asked = _kinds_asked(cells)
    missing = _regions_missing(cells)
    medical = cells.word("marks source", MEDICAL_FILE) or False
    if entries is None:
        if asked and "marks" not in cells.states:
            cells.say("describe-marks-asked", "marks asked")
            cells.unknown("marks")
        return None
    read = [_mark(cells, entry) for entry in entries]
    kept = tuple(dict.fromkeys(mark for mark in read if mark is not None))
    if read and not kept:
        cells.unknown("marks")
        return None
    kinds = frozenset(mark.kind for mark in kept)
    if None not in read and asked is not None:
        kinds |= asked  # an entry that could not be read may be of any kind but those listed
    elif not read:
        kinds = _ALL_KINDS
    if missing is None:
        preserved = frozenset(mark.region for mark in kept if mark.region is not None)
    else:
        preserved = _ALL_REGIONS - missing if missing else _ALL_REGIONS
    stated = asked is not None and MarkKind.AMPUTATION in asked and _says_regions(cells)
    return Marks(kept, kinds, preserved, medical, stated and None not in read)


def _mark(cells: Cells, entry: Entry) -> Mark | None:
    fields = fields_of(cells, "marks", entry)
    if fields is None:
        return None
    kind_text, region_text, motif, text, number = fields
    kind = MARK_KIND.read(kind_text)
    if kind is None:
        say_kind(cells, "describe-entry-kind", "marks", entry, MARK_KIND)
        return None
    region = None
    if region_text and STATE.read(region_text) is None:
        region = region_of(region_text)
        if region is None:
            words = ", ".join(regions_shown(current()))
            say_entry(cells, "describe-region", "marks", entry, value=region_text, words=words)
        elif kind is MarkKind.AMPUTATION and not whole_limb(region_text)[0]:
            motif = f"{motif} {region_text}".strip()  # a finger is no hand, though in its region
    return Mark(kind, region, motif, text, number, entry.written)


def _kinds_asked(cells: Cells) -> frozenset[MarkKind] | None:
    text = cells.text("marks asked")
    if not text:
        return None
    kinds, others = _kinds(text)
    for word in others:
        words = ", ".join(MARK_KIND.shown(current()))
        cells.say("describe-word", "marks asked", value=word, words=words)
    return kinds or None


@lru_cache(maxsize=1024)
def _kinds(text: str) -> tuple[frozenset[MarkKind], tuple[str, ...]]:
    """Give the kinds of a list, and the words that are none."""
    if plain(text) in {"all", "усі", "всі", "все"}:
        return _ALL_KINDS, ()
    words = [word.strip() for word in _COMMA.split(text) if word.strip()]
    kinds = {word: MARK_KIND.read(word) for word in words}
    others = tuple(word for word, kind in kinds.items() if kind is None)
    return frozenset(kind for kind in kinds.values() if kind is not None), others


def _regions_missing(cells: Cells) -> frozenset[BodyRegion] | None:
    """Give the regions that are missing; None where it is unknown which."""
    if cells.side != "bodies":
        return frozenset()
    text = cells.text("regions missing")
    if not text:
        unknown = cells.states.get("regions missing", State.KNOWN) is not State.KNOWN
        return None if unknown else frozenset()
    found = set()
    for word in _COMMA.split(text):
        region = region_of(word.strip())
        if region is not None:
            found.add(region)
        elif word.strip():
            words = ", ".join(regions_shown(current()))
            cells.say("describe-region", "regions missing", value=word.strip(), words=words)
            cells.unknown("regions missing")
    return None if "regions missing" in cells.states else frozenset(found)


def _says_regions(cells: Cells) -> bool:
    """Say whether the record of a body says itself which regions were examined."""
    if cells.side != "bodies":
        return False
    listed_there = bool(cells.text("regions missing"))
    state = cells.states.get("regions missing")
    return state is State.KNOWN or (state is None and listed_there)


def teeth(cells: Cells, found: Found) -> Chart | None:
    """Read a dental chart; an entry that cannot be read leaves its tooth without information."""
    charted = cells.read("teeth charted", when)
    text = cells.text("teeth")
    prefix, entries = _tooth_entries(text)
    further = found.get("teeth", ())
    if not entries and not further:
        return None
    kept: dict[int, Tooth] = {}
    twice: set[int] = set()
    written = [*entries, *map(_tooth_text, further)]
    for place, each in enumerate(written):
        read = _read_teeth(prefix + each if place < len(entries) else each)
        clashing = []
        for one in read:
            before = kept.setdefault(one.fdi, one)
            if before is not one and before != one:  # the same entry is the same object
                clashing.append(one.fdi)
        if clashing or not read:
            where = further[place - len(entries)].where if place >= len(entries) else ""
            entry = Entry((), each, where)
            if not read:
                say_entry(cells, "describe-tooth", "teeth", entry)
            for fdi in set(clashing) - twice:
                say_entry(cells, "describe-tooth-twice", "teeth", entry, value=str(fdi))
            twice.update(clashing)
    for fdi in twice:
        del kept[fdi]
    if not kept:
        cells.unknown("teeth")
        return None
    cells.states.pop("teeth", None)
    return Chart(tuple(kept.values()), charted, text or "; ".join(written))


def _tooth_entries(text: str) -> tuple[str, list[str]]:
    """Give the notation as prefix and the entries; WinID and NCIC stay whole."""
    if not text:
        return "", []
    notation, colon, rest = text.partition(":")
    name = notation.strip().casefold()
    if colon and name in {"winid", "ncic"}:
        return "", [text]
    if colon and name in {"fdi", "universal", "interpol"}:
        return f"{name}: ", [part.strip() for part in rest.split(";") if part.strip()]
    return "", [part.strip() for part in text.replace("\n", ";").split(";") if part.strip()]


def _tooth_text(entry: Entry) -> str:
    tooth, state, surfaces, materials, filled = entry.fields
    answer = YES_NO.read(filled) if filled else None
    canal = {None: filled, True: "root-filled", False: "not-root-filled"}[answer]
    presence = TOOTH.read(state) if state else None
    parts = (tooth, presence or state, surfaces, materials.replace(",", " "), canal)
    return " ".join(part for part in parts if part)


@lru_cache(maxsize=65_536)
def _read_teeth(text: str) -> tuple[Tooth, ...]:
    """Read one entry, or a whole chart of other codes; empty where it is not understood."""
    try:
        return read_chart(text).teeth
    except InputError:
        return ()
