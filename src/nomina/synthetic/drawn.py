"""What a drawn face says of the person in the words of a file: sex, age, build, hair, eyes."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import replace

from nomina.cases.description import Build, EyeColour, HairColour
from nomina.cases.files import Sex
from nomina.synthetic.canvas import Colour
from nomina.synthetic.lives.looks import YEAR, Appearance, Looks
from nomina.synthetic.traits import HAIR_COLOURS, IRIS_COLOURS, Traits

_HAIR = {
    "black": HairColour.BLACK, "dark": HairColour.BROWN, "brown": HairColour.BROWN,
    "light": HairColour.BROWN, "blond": HairColour.BLOND, "red": HairColour.RED,
}  # fmt: skip
_EYES = {
    "dark": EyeColour.BROWN, "brown": EyeColour.BROWN, "hazel": EyeColour.HAZEL,
    "green": EyeColour.GREEN, "grey": EyeColour.GREY, "blue": EyeColour.BLUE,
}  # fmt: skip
_MOSTLY_GREY = 0.5
_BUILD = {"face_width": 0.6, "cheek_full": 0.9, "jaw_width": 0.8, "chin_width": 0.4}
"""Measures that go with build, and by how much (`nomina.synthetic.traits`)."""
_OF_MEN = {"face_width": 0.15, "cheek_full": -0.2, "jaw_width": 0.55, "chin_width": 0.5}


def looks_of(traits: Traits, appearance: Appearance, dice: random.Random, last: int) -> Looks:
    """Give looks that agree with the drawing.

    Args:
        traits: as drawn.
        appearance: draws what a drawing does not show: stature and blood group.
        dice: where that comes from.
        last: the day last known alive, up to three years after the first photo.
    """
    sex = Sex(traits.sex)
    born = last - round((traits.age + dice.uniform(0.3, 3.0)) * YEAR)
    hidden = appearance.looks(dice, sex, born, last)
    hair = HairColour.GREY
    if traits.grey <= _MOSTLY_GREY:
        hair = _HAIR[_nearest(traits.hair, HAIR_COLOURS)]
    eyes = _EYES[_nearest(traits.iris, IRIS_COLOURS)]
    return replace(hidden, build=_build(traits), hair=hair, eyes=eyes)


def _nearest(light: Colour, table: Mapping[str, tuple[int, int, int]]) -> str:
    """Give the colour of a table that is nearest to one drawn, whose brightness varies."""
    screen = tuple(255.0 * math.sqrt(part) for part in light)
    return min(table, key=lambda name: math.dist(screen, table[name]))


def _build(traits: Traits) -> Build:
    lean = 1.0 if traits.sex == "male" else -1.0
    away = sum(
        weight * (traits.shape[name] - lean * _OF_MEN[name]) for name, weight in _BUILD.items()
    ) / sum(weight * weight for weight in _BUILD.values())
    if away < -0.6:
        return Build.SLIM
    return Build.HEAVY if away > 0.8 else Build.MEDIUM
