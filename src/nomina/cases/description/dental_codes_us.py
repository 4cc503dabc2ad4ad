"""Dental charts in codes of WinID and of the NCIC dental field (DCH); universal tooth numbers.

WinID (winid.com): entries such as ``3 MO-S; 14 V; 19 X-P; 30 MODFL-CG``, a primary code and, after
a dash, up to five secondary ones. Primary: restored surfaces M O D F L I, U unerupted, V virgin,
X missing, J lost after death or no crown left, ``/`` no information. Secondary: A anomaly (kept
only in the words of the chart), B milk tooth, C crown, E resin, G gold, H porcelain, N other metal,
P pontic, R root filled, S amalgam, T denture tooth, Z temporary; P and T only with X.

NCIC: two digits and ``/`` or ``/R``, one of M O D F L X V, or two to seven of M O D F L C R; or
``ALL`` (32 sound teeth) or ``UNK`` alone. It has no incisal surface: O of a front tooth is I.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nomina.cases.description.dental_codes_numbers import (
    from_universal,
    milk_tooth,
    permanent_place,
    to_universal,
)
from nomina.cases.description.teeth import PERMANENT, Presence, Tooth
from nomina.errors import InputError

_ENTRY = re.compile(r"\s*(\S+)\s+(\S.*?)\s*")
_SURFACES = re.compile(r"[MODFLI]{1,6}")
_SECONDARY = "ABCEGHNPRSTZ"
_PRIMARY = {
    "U": Presence.UNERUPTED,
    "V": Presence.SOUND,
    "X": Presence.MISSING,
    "J": Presence.LOST_AFTER_DEATH,
    "/": Presence.NO_INFORMATION,
}
_WRITTEN = {state: code for code, state in _PRIMARY.items()}
_MATERIAL = {
    "E": "composite",
    "G": "gold",
    "H": "porcelain",
    "N": "metal",
    "S": "amalgam",
    "Z": "temporary",
}
_LETTER = {material: letter for letter, material in _MATERIAL.items()}
_ALL_SIDES = "MODFL"
_NCIC = re.compile(r"(\d\d)\s*([A-Z/]+)[\s;,]*")
_NCIC_CODE = re.compile(r"/R?|[MODFLXV]|[MODFLCR]{2,7}")


def refused(tooth: str, code: str, notation: str, todo: str) -> InputError:
    """Make the error for a code or a number that a notation does not have."""
    what = f"the code {code!r} is not one of {notation}" if code else f"is not in {notation}"
    return InputError(what, where=f"tooth {tooth}", todo=todo)


def read_winid(text: str) -> Iterator[Tooth]:
    """Read entries of WinID, one tooth after the other.

    Raises:
        InputError: a tooth or a code is not of WinID.
    """
    for entry in re.split(r"[;,\n]", text):
        if not entry.strip():
            continue
        parts = _ENTRY.fullmatch(entry)
        if not parts:
            raise refused(entry.strip(), "", "WinID", "Give the number, a space and the code")
        yield _winid_tooth(parts[1], parts[2].upper().replace(" ", ""))


def _winid_tooth(number: str, code: str) -> Tooth:
    fdi = from_universal(number)
    primary, dash, secondary = code.partition("-")
    surfaces = frozenset(primary) if _SURFACES.fullmatch(primary) else frozenset()
    known = bool(surfaces) or primary in _PRIMARY
    repeated = len(set(secondary)) < len(secondary) or len(surfaces) < len(primary) > 1
    if not known or repeated or not set(secondary) <= set(_SECONDARY) or len(secondary) > 5:
        raise refused(number, code, "WinID", "Check it against the list of WinID codes")
    if dash and not secondary:
        raise refused(number, code, "WinID", "A secondary code is missing after the dash")
    if set(secondary) & {"P", "T"} and primary != "X":
        raise refused(number, code, "WinID", "P and T go only with X")
    if "C" in secondary and not surfaces:
        raise refused(number, code, "WinID", "A crown needs the surfaces that it covers")
    if "B" in secondary and fdi in PERMANENT:
        milk = milk_tooth(fdi)
        if milk is None:
            raise refused(number, code, "WinID", "There is no milk tooth at this place")
        fdi = milk
    if surfaces:
        presence = Presence.CROWN if "C" in secondary else Presence.RESTORED
    else:
        presence = _PRIMARY[primary]
    if set(secondary) & {"P", "T"}:
        presence = Presence.REPLACED
    materials = frozenset(_MATERIAL[each] for each in secondary if each in _MATERIAL)
    return Tooth(fdi, presence, surfaces, materials, True if "R" in secondary else None)


def write_winid(teeth: Sequence[Tooth]) -> str:
    """Write teeth in WinID.

    Raises:
        InputError: WinID has no code for one of them.
    """
    if not teeth:
        raise InputError("this dental chart has no tooth")
    return "; ".join(map(_winid_entry, teeth))


def _winid_entry(tooth: Tooth) -> str:
    place = permanent_place(tooth.fdi)
    number = to_universal(place)
    secondary = "B" if place != tooth.fdi else ""
    if tooth.presence is Presence.CROWN:
        primary, secondary = _sides(tooth.surfaces) or _ALL_SIDES, secondary + "C"
    elif tooth.presence is Presence.RESTORED and tooth.surfaces:
        primary = _sides(tooth.surfaces)
    elif tooth.presence is Presence.REPLACED:
        primary, secondary = "X", secondary + "P"
    elif tooth.presence in _WRITTEN:
        primary = _WRITTEN[tooth.presence]
    else:
        raise refused(number, str(tooth.presence), "WinID", "Write this chart in FDI notation")
    if tooth.root_filled:
        secondary += "R"
    secondary += "".join(sorted(_LETTER[each] for each in tooth.materials if each in _LETTER))
    return f"{number} {primary}-{secondary[:5]}" if secondary else f"{number} {primary}"


def read_ncic(text: str) -> Iterator[Tooth]:
    """Read the dental field of NCIC; ``UNK`` has no tooth.

    Raises:
        InputError: a tooth or a code is not of NCIC.
    """
    plain = text.strip(" \t\n;,").upper()
    if plain == "ALL":
        yield from (Tooth(fdi, Presence.SOUND) for fdi in PERMANENT)
        return
    if plain == "UNK":
        return
    place = 0
    while place < len(plain):
        entry = _NCIC.match(plain, place)
        if not entry:
            todo = "Give two digits and the code of each tooth, or ALL or UNK alone"
            raise refused(plain[place : place + 8], "", "NCIC notation", todo)
        place = entry.end()
        yield _ncic_tooth(entry[1], entry[2])


def _ncic_tooth(number: str, code: str) -> Tooth:
    if not _NCIC_CODE.fullmatch(code) or len(set(code)) < len(code):
        raise refused(number, code, "NCIC", "Give /, /R, one of MODFLXV, or 2 to 7 of MODFLCR")
    fdi = from_universal(number)
    surfaces = frozenset(code) & frozenset(_ALL_SIDES)
    if fdi % 10 <= 3:
        surfaces = frozenset("I" if each == "O" else each for each in surfaces)
    root_filled = True if "R" in code else None
    if code[0] in "/XV":
        return Tooth(fdi, _PRIMARY[code[0]], root_filled=root_filled)
    presence = Presence.CROWN if "C" in code else Presence.RESTORED
    return Tooth(fdi, presence, surfaces, root_filled=root_filled)


def write_ncic(teeth: Sequence[Tooth]) -> str:
    """Write teeth for the dental field of NCIC.

    Raises:
        InputError: NCIC has no code for one of them.
    """
    if not teeth:
        return "UNK"
    if {tooth.fdi for tooth in teeth if tooth.presence is Presence.SOUND} == set(PERMANENT):
        return "ALL"
    return " ".join(map(_ncic_entry, teeth))


def _ncic_entry(tooth: Tooth) -> str:
    if tooth.fdi not in PERMANENT:
        raise refused(str(tooth.fdi), "milk tooth", "NCIC", "Write this chart in FDI notation")
    number = to_universal(tooth.fdi).zfill(2)
    sides = _sides(frozenset("O" if each == "I" else each for each in tooth.surfaces))
    root = "R" if tooth.root_filled else ""
    if tooth.presence is Presence.CROWN:
        return f"{number}{sides or _ALL_SIDES}C{root}"
    if tooth.presence is Presence.RESTORED and sides:
        return f"{number}{sides}{root}"
    # A bridge or a denture tooth says that the tooth is missing, and NCIC says no more.
    state = Presence.MISSING if tooth.presence is Presence.REPLACED else tooth.presence
    if state is Presence.NO_INFORMATION or state is Presence.LOST_AFTER_DEATH:
        return f"{number}/{root}"
    if state in _WRITTEN and _WRITTEN[state] in "XV":
        return number + _WRITTEN[state]
    raise refused(number, str(tooth.presence), "NCIC", "Write this chart in FDI notation")


def _sides(surfaces: frozenset[str]) -> str:
    return "".join(sorted(surfaces, key="MODFLI".index))
