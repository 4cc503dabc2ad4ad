"""The outline of a body, front and back: plain shapes, one for each region.

The picture says nothing that is not said in words beside it. On the front the right of the body is
on the left of the picture, on the back on the right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from nomina.desk.custody.effects_words import region_name, region_state
from nomina.desk.custody.models.effects_remains import REGIONS

WIDTH, HEIGHT = 200, 420
_MIDDLE: dict[str, str] = {
    "head": "M100 10C116 10 123 22 123 38C123 54 112 66 100 66"
    "C88 66 77 54 77 38C77 22 84 10 100 10Z",
    "neck": "M89 67C94 70 106 70 111 67L113 80C105 83 95 83 87 80Z",
    "chest": "M86 82C78 86 68 88 60 92C62 110 66 130 68 150L132 150C134 130 138 110 140 92"
    "C132 88 122 86 114 82C106 85 94 85 86 82Z",
    "abdomen": "M68 152L132 152C131 168 131 180 133 194L67 194C69 180 69 168 68 152Z",
    "pelvis": "M67 196L133 196C137 207 139 218 140 228L102 237L98 237L60 228C61 218 63 207 67 196Z",
}
_RIGHT: dict[str, str] = {
    "upper-arm": "M58 93C48 97 44 106 42 118L38 151L54 155L64 122C64 112 61 101 58 93Z",
    "forearm": "M38 153L54 157L47 205L33 202Z",
    "hand": "M32 204L47 207C48 220 46 234 41 240C34 240 28 232 28 222Z",
    "thigh": "M60 230L98 239L95 310L68 310C62 286 59 258 60 230Z",
    "leg": "M68 312L95 312C96 340 92 366 90 386L74 386C70 364 66 338 68 312Z",
    "foot": "M74 388L90 388L92 403C84 410 70 411 62 406C64 397 70 394 74 388Z",
}
_PAIR = re.compile(r"(\d+) (\d+)")


def _across(path: str) -> str:
    return _PAIR.sub(lambda m: f"{WIDTH - int(m[1])} {m[2]}", path)


def _shape(region: str, *, back: bool) -> str:
    if region in _MIDDLE:
        return _MIDDLE[region]
    limb, _, side = region.rpartition("-")
    return _RIGHT[limb] if (side == "right") != back else _across(_RIGHT[limb])


SHAPES: dict[str, dict[str, str]] = {
    side: {region: _shape(region, back=side == "back") for region in REGIONS}
    for side in ("front", "back")
}
"""Of each side, the shape of each region in a field of `WIDTH` by `HEIGHT`."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One region as it is drawn.

    Attributes:
        state: one of `STATES`, or `TWICE`; it chooses the fill.
        says: region and state in words.
    """

    region: str
    state: str
    says: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class Told:
    """One region in words.

    Attributes:
        by: of which parts it is known, in a line.
    """

    name: str
    state: str
    code: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """What is present of a body, as a picture and in words.

    Attributes:
        says: what the picture shows, in a sentence.
        regions: in order.
        told: the same in words; empty where a form says it.
    """

    template: ClassVar[str] = "custody/effects_outline.html"
    title: str
    says: str
    regions: tuple[Drawn, ...]
    told: tuple[Told, ...] = ()


def drawn(states: Mapping[str, str]) -> tuple[Drawn, ...]:
    """Give every region to be drawn, as it stands."""
    return tuple(
        Drawn(
            region,
            states[region],
            f"{region_name(region)}: {region_state(states[region])}",
            SHAPES["front"][region],
            SHAPES["back"][region],
        )
        for region in REGIONS
    )
