"""What is known of a life: the file of the missing person, and the findings on the body."""

from __future__ import annotations

import random
from dataclasses import replace

from nomina.cases.body import BodyRegion
from nomina.cases.description import Chart, Described, Effect, Number, Paper, PersonName
from nomina.synthetic.lives import numbers as numbers_of
from nomina.synthetic.lives.grounds import Ground, day
from nomina.synthetic.lives.looks import YEAR
from nomina.synthetic.lives.names import filed, misread, written
from nomina.synthetic.lives.papers import Wallet
from nomina.synthetic.lives.people import Life, People


class Clerk:
    """Writes files and findings.

    Args:
        people: whose lives they are about.
    """

    def __init__(self, people: People) -> None:
        self._people = people
        self._of = people.of
        self.wallet = Wallet(people.of)

    def file(self, number: str, life: Life) -> Described:
        """Write the file of a missing person."""
        people, dice, knows = self._people, self._people.dice, self._of.file_knows
        looks = life.looks
        born = None
        if dice.random() < knows["born"]:
            born = looks.born
            if dice.random() < self._of.birth_date_error:
                born = wrong_birthday(dice, born, life.lost.last)
        alive = dice.random() < knows["last"]
        stated = replace(looks, born=looks.born if born is None else born)
        last = life.lost.last if alive and born is not None else None
        physical = people.appearance.in_file(dice, stated, life.lost.last, last)
        teeth = None
        if life.mouth is not None:
            charted = day(life.charted) if dice.random() < 0.85 else None
            teeth = people.dentist.chart(dice, life.mouth, charted)
        return Described(
            number,
            physical,
            self._names(dice, life),
            self._numbers(dice, life),
            marks=people.skin.in_file(dice, life.marks),
            teeth=teeth,
            effects=people.wardrobe.in_file(dice, life.things),
            whereabouts=people.country.in_file(dice, life.lost, last=alive),
            born=None if born is None else day(born),
        )

    def body(
        self,
        number: str,
        life: Life,
        papers: tuple[Paper, ...],
        *,
        medical: bool = False,
        told: tuple[Effect, ...] | None = None,
        preserved: frozenset[BodyRegion] | None = None,
    ) -> Described:
        """Write the findings on a body.

        Args:
            number: of the body.
            life: whose body it is.
            papers: what lay with it.
            medical: the marks in its file are from a medical file.
            told: things in its file; None where it has no file, or that says nothing of things.
            preserved: the regions that are there; None to draw them.
        """
        people, dice, shows = self._people, self._people.dice, self._of.body_shows
        if preserved is None:
            preserved = people.skin.preserved(dice)
        teeth = None
        if dice.random() < shows["teeth"]:
            teeth = self._teeth(dice, life)
        looks = life.looks
        if dice.random() < self._of.biology["mixed_up"]:
            looks = people.appearance.looks(dice, looks.sex, looks.born, life.lost.died)
        return Described(
            number,
            people.appearance.on_body(dice, looks, life.lost.died),
            papers=papers if dice.random() < shows["papers"] else None,
            marks=people.skin.on_body(dice, life.marks, preserved, medical=medical),
            teeth=teeth,
            effects=people.wardrobe.on_body(dice, told),
            whereabouts=people.country.of_body(dice, life.lost),
        )

    def stranger(self, ground: Ground) -> Life:
        """Draw somebody whose paper lay with a body, and who is in no register."""
        return self._people.life(ground)

    def _teeth(self, dice: random.Random, life: Life) -> Chart:
        dentist, died = self._people.dentist, life.lost.died
        if life.mouth is None:
            mouth = dentist.mouth(dice, max(0.0, life.looks.age(died)))
        else:
            mouth = dentist.later(dice, life.mouth, (died - life.charted) / YEAR)
        return dentist.chart_of_body(dice, mouth, day(life.lost.found + 2))

    def _names(self, dice: random.Random, life: Life) -> tuple[PersonName, ...]:
        name = filed(life.name, patronymic=dice.random() < self._of.file_knows["patronymic"])
        if dice.random() < self._of.name_error_file:
            family = misread(dice, name.family)
            name = replace(name, written=name.written.replace(name.family, family), family=family)
        if dice.random() < self._of.second_name:
            return name, PersonName(written(life.name, "ru"))
        return (name,)

    def _numbers(self, dice: random.Random, life: Life) -> tuple[Number, ...]:
        found = []
        for kind, share in self._of.numbers.items():
            if dice.random() < share:
                text = life.numbers[kind]
                if dice.random() < self._of.number_error_file:
                    text = numbers_of.misread(dice, text)
                found.append(Number(kind, text))
        return tuple(found)


def wrong_birthday(dice: random.Random, born: int, last: int) -> int:
    """Give another birthday, some years off, of somebody who was alive on the day ``last``."""
    years = dice.choice((-10, -3, -2, -1, 1, 2, 3, 10))
    if (last - born) / YEAR - years < 10.0:
        years = -years if years > 0 else years
    return born + round(years * YEAR)
