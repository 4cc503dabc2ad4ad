"""Teeth: a chart in life, what the years make of it, and the chart of the body.

The same process as the line of evidence assumes: a mouth has a class by age, each tooth a state
by class and type, each step of the years a rate. A tooth is a letter here for its state, with the
bits of its restored surfaces.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from nomina.cases.dates import When
from nomina.cases.description import Chart, Presence, Tooth
from nomina.cases.description.teeth import PERMANENT
from nomina.synthetic.lives.assumptions import Assumptions
from nomina.synthetic.lives.draws import Draw

_TYPES = (
    *("upper incisor", "upper incisor", "canine", "premolar", "premolar"),
    *("first molar", "second molar", "third molar"),
)
_SIDES = "MODFL"
_MATERIALS = ("composite", "composite", "composite", "amalgam", "cement")


def _type_of(fdi: int) -> str:
    return "lower incisor" if fdi > 30 and fdi % 10 <= 2 else _TYPES[fdi % 10 - 1]


_TYPE = tuple(_type_of(fdi) for fdi in PERMANENT)
_ONE_ROOT = frozenset({"upper incisor", "lower incisor", "canine"})
State = tuple[str, int, bool]
"""State, bits of restored surfaces, whether root-filled."""


@dataclass(frozen=True, slots=True)
class Mouth:
    """The class of a mouth and its 32 teeth, in the order of `PERMANENT`."""

    kind: str
    teeth: tuple[State, ...]


class Dentist:
    """Draws mouths and charts them.

    Args:
        assumptions: the rates.
    """

    def __init__(self, assumptions: Assumptions) -> None:
        self._of = assumptions
        self._rates = rates = assumptions.dental
        self._classes = {group: Draw(row) for group, row in rates["class_weights"].items()}
        self._states = {
            kind: {tooth: Draw(row) for tooth, row in rates[f"states of {kind}"].items()}
            for kind in rates["progress"]
        }

    def mouth(self, dice: random.Random, age: float) -> Mouth:
        """Draw a mouth at an age."""
        kind = self._classes[_group(age)](dice)
        return Mouth(kind, tuple(self._state(dice, kind, tooth) for tooth in _TYPE))

    def later(self, dice: random.Random, mouth: Mouth, years: float) -> Mouth:
        """Give the same mouth some years later."""
        pace = self._rates["progress"][mouth.kind]
        teeth = (
            self._stepped(dice, state, tooth, pace, max(years, 0.0))
            for state, tooth in zip(mouth.teeth, _TYPE, strict=True)
        )
        return Mouth(mouth.kind, tuple(teeth))

    def chart(self, dice: random.Random, mouth: Mouth, day: When | None) -> Chart:
        """Chart a living mouth; half of the charts tell of root fillings, from an X-ray."""
        roots = dice.random() < 0.5
        teeth = [_tooth(fdi, s, roots) for fdi, s in zip(PERMANENT, mouth.teeth, strict=True)]
        return Chart(tuple(teeth), day)

    def chart_of_body(self, dice: random.Random, mouth: Mouth, day: When | None) -> Chart:
        """Chart the mouth of a body: with slips, teeth lost after death, a jaw that is missing."""
        gone = 0
        if dice.random() < self._of.jaw:
            gone = dice.choice((1, 2))
        roots = dice.random() < 0.7
        teeth = []
        for fdi, state, kind in zip(PERMANENT, mouth.teeth, _TYPE, strict=True):
            if gone and (fdi < 30) == (gone == 1):
                continue
            lost = kind in _ONE_ROOT and dice.random() < self._of.lost_after_death
            if lost and state[0] in {"sound", "restored", "crown"}:
                teeth.append(_lost(fdi))
            else:
                teeth.append(_tooth(fdi, self._slipped(dice, state, mouth.kind, kind), roots))
        return Chart(tuple(teeth), day)

    def _state(self, dice: random.Random, kind: str, tooth: str) -> State:
        state = self._states[kind][tooth](dice)
        bits = _surfaces(dice, self._rates["surfaces"][tooth]) if state == "restored" else 0
        filled = self._rates["root_filled"].get(state, 0.0)
        return state, bits, bool(filled) and dice.random() < filled

    def _slipped(self, dice: random.Random, state: State, kind: str, tooth: str) -> State:
        """Chart one tooth: as it is, as some other tooth, or with one surface wrong."""
        chance = dice.random()
        if chance < self._rates["charting_error"]:
            return self._state(dice, kind, tooth)
        name, bits, filled = state
        if (
            name == "restored"
            and chance < self._rates["charting_error"] + self._rates["surface_slip"]
        ):
            bits ^= 1 << dice.randrange(5)
            if not bits:
                return "sound", 0, False
        if name in self._rates["root_filled"] and dice.random() < self._rates["root_error"]:
            filled = dice.random() < self._rates["root_filled"][name]
        return name, bits, filled

    def _stepped(
        self, dice: random.Random, state: State, tooth: str, pace: float, t: float
    ) -> State:
        """Move one tooth through ``t`` years, in the order in which the steps can follow."""
        rates = self._rates
        name, bits, filled = state

        def happens(rate: float) -> bool:
            return dice.random() < -math.expm1(-rate * pace * t)

        if name == "unerupted" and dice.random() < -math.expm1(-rates["erupts"][tooth] * t):
            name = "sound"
        if name in {"sound", "restored"} and happens(rates["restored_a_year"][tooth]):
            name, bits = "restored", bits | _surfaces(dice, rates["surfaces"][tooth])
        for end in ("crown", "root", "missing"):
            rate = rates[{"missing": "lost_a_year"}.get(end, f"{end}_a_year")].get(name)
            if rate is not None and happens(rate):
                name, bits = end, 0
        new = rates["replaced_a_year"]
        if name == "missing" and happens(sum(new.values())):
            name = "replaced" if dice.random() * sum(new.values()) < new["replaced"] else "implant"
        elif name == "replaced" and happens(new["implant"]):
            name = "implant"
        if name == "replaced" and dice.random() < rates["prosthesis_not_found"]:
            name = "missing"
        if name not in rates["root_filled"]:
            return name, 0, False
        later = dice.random() < -math.expm1(-rates["root_filled_a_year"] * t)
        return name, bits if name == "restored" else 0, filled or later


def _group(age: float) -> str:
    limits = ((12.0, "0-11"), (18.0, "12-17"), (30.0, "18-29"), (45.0, "30-44"), (60.0, "45-59"))
    return next((name for limit, name in limits if age < limit), "60+")


def _surfaces(dice: random.Random, sides: Mapping[str, float]) -> int:
    """Draw which surfaces are restored, at least one."""
    bits = 0
    while not bits:
        for place, side in enumerate(_SIDES):
            if dice.random() < sides[side]:
                bits |= 1 << place
    return bits


def _tooth(fdi: int, state: State, roots: bool) -> Tooth:
    name, bits, filled = state
    told = roots and name in {"restored", "crown"}
    return _made(fdi, name, bits, filled if told else None)


@lru_cache(maxsize=8192)
def _made(fdi: int, name: str, bits: int, filled: bool | None) -> Tooth:
    surfaces = {side for place, side in enumerate(_SIDES) if bits >> place & 1}
    if fdi % 10 <= 3:
        surfaces = {"I" if side == "O" else side for side in surfaces}
    materials = frozenset({_MATERIALS[(fdi + bits) % 5]}) if bits else frozenset()
    return Tooth(fdi, Presence(name), frozenset(surfaces), materials, filled)


@lru_cache(maxsize=32)
def _lost(fdi: int) -> Tooth:
    return Tooth(fdi, Presence.LOST_AFTER_DEATH)
