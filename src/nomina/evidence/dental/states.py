"""Charts as small numbers: one state and one root filling a place, 32 places.

States are numbered: unerupted, sound, one for each of the 31 sets of restored surfaces (incisal
counts as occlusal), crown, root, replaced, implant, missing; then "restored, surfaces not known",
which stands for any of the 31, and "no information".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nomina.cases.description.dental_codes_numbers import permanent_place
from nomina.cases.description.described import Described
from nomina.cases.description.teeth import PERMANENT, Presence, Tooth

Codes = NDArray[np.uint8]

UNERUPTED, SOUND = 0, 1
PATTERNS = slice(2, 33)
"""States of restored surfaces: 1 + the sum of the bits of M O D F L."""
CROWN, ROOT, REPLACED, IMPLANT, MISSING = range(33, 38)
STATES = 38
"""How many states there are that say everything."""
SOME_SURFACES, NO_INFORMATION = 38, 39
CODES = 40

MAJOR = ("unerupted", "sound", "restored", "crown", "root", "replaced", "implant", "missing")
"""States without surfaces, in the order of the parameters."""
SIDES = "MODFL"

TYPES = (
    *("upper incisor", "lower incisor", "canine", "premolar"),
    *("first molar", "second molar", "third molar"),
)
_TYPE_OF_PLACE = (0, 0, 2, 3, 3, 4, 5, 6)
PLACES = len(PERMANENT)
TYPE = np.array(
    [
        1 if fdi > 30 and fdi % 10 <= 2 else _TYPE_OF_PLACE[fdi % 10 - 1]  # lower incisors
        for fdi in PERMANENT
    ]
)
"""(32,) index into `TYPES` of each place of `PERMANENT`."""

ROOT_UNKNOWN, ROOT_EMPTY, ROOT_FILLED = 0, 1, 2

_CODE = {
    Presence.UNERUPTED: UNERUPTED,
    Presence.SOUND: SOUND,
    Presence.CROWN: CROWN,
    Presence.ROOT: ROOT,
    Presence.REPLACED: REPLACED,
    Presence.IMPLANT: IMPLANT,
    Presence.MISSING: MISSING,
    Presence.LOST_AFTER_DEATH: NO_INFORMATION,
    Presence.NO_INFORMATION: NO_INFORMATION,
}
_PLACE = {fdi: place for place, fdi in enumerate(PERMANENT)}
_IN_MOUTH = frozenset({Presence.SOUND, Presence.RESTORED, Presence.CROWN, Presence.ROOT})


def natural(states: Codes) -> NDArray[np.bool_]:
    """Say where a natural tooth, or what is left of one, stands in the mouth."""
    gone = (UNERUPTED, REPLACED, IMPLANT, MISSING, NO_INFORMATION)
    return np.isin(states, gone, invert=True)


def state(presence: Presence, surfaces: frozenset[str]) -> int:
    """Give the number of a state."""
    if presence is not Presence.RESTORED:
        return _CODE[presence]
    if not surfaces:
        return SOME_SURFACES
    sides = {"O" if each == "I" else each for each in surfaces}
    return 1 + sum(1 << SIDES.index(each) for each in sides)


def surfaces_of(code: int) -> str:
    """Give the letters of a state of restored surfaces."""
    return "".join(side for bit, side in enumerate(SIDES) if (code - 1) >> bit & 1)


def _root(tooth: Tooth) -> int:
    if tooth.root_filled is None or tooth.presence not in {Presence.RESTORED, Presence.CROWN}:
        return ROOT_UNKNOWN
    return ROOT_FILLED if tooth.root_filled else ROOT_EMPTY


def coded(people: Sequence[Described]) -> tuple[Codes, Codes]:
    """Give the states (n, 32) and the root fillings (n, 32) of charts, by place of `PERMANENT`."""
    # Bytes, not arrays: single values of an array are slow to set, and there are millions.
    states = bytearray([NO_INFORMATION]) * (len(people) * PLACES)
    roots = bytearray(len(people) * PLACES)
    known: dict[tuple[Presence, frozenset[str]], int] = {}
    for row, person in enumerate(people):
        first = row * PLACES
        for tooth in person.teeth.teeth if person.teeth else ():
            place = _PLACE.get(tooth.fdi)
            if place is None:
                at = first + _PLACE[permanent_place(tooth.fdi)]
                # The place of a milk tooth: where the permanent one is charted too, that counts.
                if tooth.presence in _IN_MOUTH and states[at] == NO_INFORMATION:
                    states[at] = UNERUPTED
                continue
            key = (tooth.presence, tooth.surfaces)
            if key not in known:
                known[key] = state(*key)
            code = known[key]
            if code != NO_INFORMATION:
                states[first + place] = code
                if tooth.root_filled is not None:
                    roots[first + place] = _root(tooth)
    shape = (len(people), PLACES)
    return (
        np.frombuffer(bytes(states), np.uint8).reshape(shape),
        np.frombuffer(bytes(roots), np.uint8).reshape(shape),
    )
