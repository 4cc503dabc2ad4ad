"""Dental charts as text: read from, and written in, FDI, universal, WinID and NCIC notation.

A cell of a table holds entries parted by ``;``, a tooth and what is known of it:
``11 sound; 16 MO amalgam; 36 missing; 46 crown porcelain root-filled``. Numbers are FDI (ISO 3950)
unless the cell starts with ``universal:`` (1 to 32, A to T). ``winid:`` and ``ncic:`` are read by
`dental_codes_us`. Of the three-letter codes of INTERPOL only ``non`` (no information) is read: the
official list was not available, and a guessed code would be a wrong tooth.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from nomina.cases.dates import When
from nomina.cases.description.dental_codes_numbers import from_universal, to_universal
from nomina.cases.description.dental_codes_us import (
    read_ncic,
    read_winid,
    refused,
    write_ncic,
    write_winid,
)
from nomina.cases.description.teeth import Chart, Presence, Tooth
from nomina.errors import InputError

Notation = Literal["fdi", "universal", "winid", "ncic"]

MATERIALS = {
    **{each: each for each in ("amalgam", "composite", "cement", "gold", "metal", "porcelain")},
    **{"acrylic": "acrylic", "temporary": "temporary", "resin": "composite", "steel": "metal"},
    **{"ceramic": "porcelain", "амальгама": "amalgam", "композит": "composite"},
    **{"цемент": "cement", "золото": "gold", "метал": "metal", "металл": "metal"},
    **{"кераміка": "porcelain", "керамика": "porcelain", "пластмаса": "acrylic"},
    **{"пластмасса": "acrylic", "тимчасова": "temporary", "временная": "temporary"},
}
"""Words for a material, and the one that is kept."""

_STATES: dict[str, Presence] = {
    **{each.value.replace(" ", "-"): each for each in Presence},
    **{"extracted": Presence.MISSING, "pontic": Presence.REPLACED, "non": Presence.NO_INFORMATION},
    **{"/": Presence.NO_INFORMATION, "filled": Presence.RESTORED, "denture": Presence.REPLACED},
    **{"здоровий": Presence.SOUND, "здоровый": Presence.SOUND, "інтактний": Presence.SOUND},
    **{"интактный": Presence.SOUND, "пломба": Presence.RESTORED, "коронка": Presence.CROWN},
    **{"корінь": Presence.ROOT, "корень": Presence.ROOT, "імплант": Presence.IMPLANT},
    **{"имплант": Presence.IMPLANT, "відсутній": Presence.MISSING},
    **{"отсутствует": Presence.MISSING, "видалений": Presence.MISSING},
    **{"удален": Presence.MISSING, "удалён": Presence.MISSING, "протез": Presence.REPLACED},
    **{"непрорізаний": Presence.UNERUPTED, "непрорезавшийся": Presence.UNERUPTED},
}
_PHRASES = tuple(each.value for each in Presence if " " in each.value)
_ROOT_FILLED = {"root-filled": True, "not-root-filled": False}
_ROOT_FILLED |= {"депульпований": True, "депульпированный": True}
_SURFACES = re.compile(r"[MODFLI]|[MODFLIBVP]{2,7}")
# Buccal and vestibular are facial, palatal is lingual. Cyrillic letters that look like them are
# the same key on another keyboard.
_SAME_SURFACE = str.maketrans("BVP", "FFL")
_LOOKS = str.maketrans("МОВР", "MOBP")
_ORDER = "MODFLI"
_PREFIX = re.compile(r"\s*(fdi|universal|winid|ncic|interpol)\s*:", re.IGNORECASE)


def read_chart(text: str, charted: When | None = None) -> Chart:
    """Read a chart.

    Args:
        text: entries, with the notation as prefix where it is not FDI.
        charted: when it was charted.

    Raises:
        InputError: it has no entry, or a tooth or a code that is not in the notation; the tooth
            and the code are named.
    """
    prefix = _PREFIX.match(text)
    notation = prefix[1].lower() if prefix else "fdi"
    body = text[prefix.end() :] if prefix else text
    if not body.strip(" \t\n;,"):
        raise InputError("this dental chart has no tooth", where=repr(text))
    if notation == "winid":
        teeth = read_winid(body)
    elif notation == "ncic":
        teeth = read_ncic(body)
    else:
        teeth = (_entry(each, notation) for each in body.split(";") if each.strip())
    return Chart(_once(teeth), charted=charted, written=text.strip())


def write_chart(chart: Chart, notation: Notation = "fdi") -> str:
    """Write a chart; `read_chart` gives the same teeth again.

    WinID and NCIC write less: a crown counts as on all surfaces, WinID keeps six materials,
    NCIC none, and neither that a root filling is known to be absent.

    Raises:
        InputError: the notation has no code for a tooth that the chart holds, or no tooth.
    """
    if notation == "winid":
        return "winid: " + write_winid(chart.teeth)
    if notation == "ncic":
        return "ncic: " + write_ncic(chart.teeth)
    if not chart.teeth:
        raise InputError("this dental chart has no tooth")
    universal = notation == "universal"
    entries = (
        f"{to_universal(tooth.fdi) if universal else tooth.fdi} {_words(tooth)}"
        for tooth in chart.teeth
    )
    return ("universal: " if universal else "") + "; ".join(entries)


def _once(teeth: Iterable[Tooth]) -> tuple[Tooth, ...]:
    found: dict[int, Tooth] = {}
    for tooth in teeth:
        if tooth.fdi in found:
            raise InputError(
                f"tooth {tooth.fdi} stands in the chart twice", todo="Give each tooth once"
            )
        found[tooth.fdi] = tooth
    return tuple(found.values())


def _entry(text: str, notation: str) -> Tooth:
    number, *words = _joined(text).split()
    if notation == "universal":
        fdi = from_universal(number)
    elif re.fullmatch(r"[1-8][1-8]", number, re.ASCII):
        fdi = int(number)
    else:
        raise refused(number, "", "FDI", "A tooth is 11 to 48, a milk tooth 51 to 85")
    if not words:
        raise refused(number, "", notation, "Say what is known of it, such as: sound")
    if notation == "interpol" and words != ["non"]:
        code = " ".join(words)
        todo = "The official list of INTERPOL codes is not built in; only non is read"
        raise refused(number, code, "INTERPOL", todo)
    return _tooth(fdi, number, words)


def _joined(text: str) -> str:
    joined = " ".join(text.split())
    for phrase in _PHRASES:
        joined = re.sub(re.escape(phrase), phrase.replace(" ", "-"), joined, flags=re.IGNORECASE)
    return re.sub(r"\b(not )?root filled\b", r"\1root-filled", joined, flags=re.IGNORECASE).replace(
        "not root-filled", "not-root-filled"
    )


def _tooth(fdi: int, number: str, words: list[str]) -> Tooth:
    states: set[Presence] = set()
    surfaces: set[str] = set()
    materials: set[str] = set()
    root_filled: set[bool] = set()
    for word in words:
        low = word.lower()
        letters = word.upper().translate(_LOOKS)
        if low in _STATES:
            states.add(_STATES[low])
        elif low in MATERIALS:
            materials.add(MATERIALS[low])
        elif low in _ROOT_FILLED:
            root_filled.add(_ROOT_FILLED[low])
        elif _SURFACES.fullmatch(letters):
            surfaces |= set(letters.translate(_SAME_SURFACE))
        else:
            raise refused(number, word, "these charts", _HELP)
    if len(states) > 1 or len(root_filled) > 1:
        raise refused(number, " ".join(words), "one entry", "A tooth has one state; keep one")
    presence = states.pop() if states else Presence.RESTORED
    return Tooth(
        fdi,
        presence,
        frozenset(surfaces),
        frozenset(materials),
        root_filled.pop() if root_filled else None,
    )


_HELP = (
    "Write surfaces with M O D F L I, or one of: "
    + ", ".join(each.value for each in Presence)
    + "; then materials, and root-filled"
)


def _words(tooth: Tooth) -> str:
    return " ".join(_word_by_word(tooth))


def _word_by_word(tooth: Tooth) -> Iterator[str]:
    surfaces = "".join(sorted(tooth.surfaces, key=_ORDER.index))
    if tooth.presence is not Presence.RESTORED or not surfaces:
        yield tooth.presence.value
    if surfaces:
        yield surfaces
    for material in sorted(tooth.materials):
        if material not in MATERIALS:
            raise refused(str(tooth.fdi), material, "these charts", "Use a material of the list")
        yield MATERIALS[material]
    if tooth.root_filled is not None:
        yield "root-filled" if tooth.root_filled else "not-root-filled"
