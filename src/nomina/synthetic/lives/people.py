"""Invented people with all that is true of them, and families that are missing together."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from nomina.cases.description import Effect, Mark, NumberKind
from nomina.cases.files import Sex
from nomina.synthetic.lives import numbers
from nomina.synthetic.lives.assumptions import Assumptions
from nomina.synthetic.lives.grounds import Country, Ground, Lost
from nomina.synthetic.lives.looks import YEAR, Appearance, Looks, born_for
from nomina.synthetic.lives.marks import Skin
from nomina.synthetic.lives.names import MEN, WOMEN, Name, draw_name, rank
from nomina.synthetic.lives.teeth import Dentist, Mouth
from nomina.synthetic.lives.things import Wardrobe

FamilyKind = Literal["brothers", "father and son"]


@dataclass(frozen=True, slots=True)
class Life:
    """Everything that is true of one person.

    Attributes:
        numbers: of every kind that papers bear.
        marks: that those who know the person would list; things likewise.
        mouth: at the day ``charted``; None where no chart was ever made.
    """

    looks: Looks
    name: Name
    lost: Lost
    numbers: Mapping[NumberKind, str]
    marks: tuple[Mark, ...]
    things: tuple[Effect, ...]
    mouth: Mouth | None
    charted: int


class People:
    """Draws lives.

    Args:
        assumptions: the rates.
        dice: where everything comes from.
    """

    def __init__(self, assumptions: Assumptions, dice: random.Random) -> None:
        self.of = assumptions
        self.dice = dice
        self.appearance = Appearance(assumptions)
        self.country = Country(assumptions)
        self.dentist = Dentist(assumptions)
        self.skin = Skin(assumptions)
        self.wardrobe = Wardrobe(assumptions)

    def life(self, ground: Ground, looks: Looks | None = None) -> Life:
        """Draw one person who was lost on a ground, with these looks where they are given."""
        dice, of = self.dice, self.of
        lost = self.country.lost(dice, ground)
        if looks is None:
            sex = Sex.MALE if dice.random() < of.men else Sex.FEMALE
            looks = self.appearance.looks(dice, sex, born_for(dice, lost.last), lost.last)
        charted = lost.last - round(dice.uniform(0.2, 10.0) * YEAR)
        mouth = None
        if dice.random() < of.file_knows["teeth"]:
            mouth = self.dentist.mouth(dice, max(0.0, looks.age(charted)))
        return Life(
            looks,
            draw_name(dice, looks.sex),
            lost,
            {kind: numbers.draw(dice, kind, looks.born, looks.sex) for kind in of.numbers},
            self.skin.known(dice),
            self.wardrobe.owned(dice),
            mouth,
            charted,
        )

    def related(self, one: Life, other: Life, kind: FamilyKind) -> Life:
        """Give ``other`` as a brother or sister, or the son, of ``one``: lost in the same place.

        They share what families share: the family name, the patronymic or the father's given
        name, the unit and the place. What is their own stays.
        """
        father = one.name.father if kind == "brothers" else one.name.given
        given = other.name.given
        while kind == "brothers" and given == one.name.given and other.name.sex is one.name.sex:
            given = rank(self.dice, len(MEN if other.name.sex is Sex.MALE else WOMEN))
        name = Name(one.name.family, given, father, other.name.sex)
        lost = replace(self.country.lost(self.dice, one.lost.ground), unit=one.lost.unit)
        return replace(other, name=name, lost=lost)

    def brother(self, one: Life) -> Life:
        """Draw a brother or sister of ``one``, at most ten years older or younger."""
        dice = self.dice
        sex = Sex.MALE if dice.random() < self.of.men else Sex.FEMALE
        years = dice.choice((-1, 1)) * dice.uniform(1.0, 8.0)
        born = one.looks.born + round(years * YEAR)
        looks = self.appearance.looks(dice, sex, born, one.lost.last)
        # Statures of brothers correlate by half.
        looks = replace(looks, mm=looks.mm + 0.5 * (one.looks.mm - looks.mm)) \
            if sex is one.looks.sex else looks  # fmt: skip
        return self.related(one, self.life(one.lost.ground, looks), "brothers")


def lives(people: People, count: int, grounds: Sequence[Ground]) -> list[Life]:
    """Draw so many people on these grounds; the first grounds have more of them."""
    dice = people.dice
    return [people.life(grounds[rank(dice, len(grounds))]) for _ in range(count)]
