"""Sex, age, stature and appearance: how people are, and what files and examiners make of it."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from nomina.cases.description import (
    AgeRange,
    BloodGroup,
    Build,
    EyeColour,
    HairColour,
    Physical,
    SexBasis,
    Stature,
    StatureSource,
)
from nomina.cases.files import Sex
from nomina.synthetic.lives.assumptions import Assumptions, Rates
from nomina.synthetic.lives.draws import Draw

C = TypeVar("C", bound=StrEnum)
YEAR = 365.2425
_COVERAGE, _REACH = 0.95, 1.959964
_BASIS = {
    SexBasis.FLESHED: 0.7,
    SexBasis.PELVIS: 0.12,
    SexBasis.SKELETON: 0.13,
    SexBasis.ELEMENT: 0.05,
}
_FILE_SOURCE = {
    StatureSource.SERVICE_FILE: 0.35,
    StatureSource.REPORTED: 0.45,
    StatureSource.DOCUMENT: 0.12,
    StatureSource.MEASURED: 0.08,
}
_AGE = Draw({20.0: 0.15, 25.0: 0.16, 32.0: 0.22, 40.0: 0.22, 48.0: 0.14, 56.0: 0.08, 68.0: 0.03})


@dataclass(frozen=True, slots=True)
class Looks:
    """How a person is.

    Attributes:
        born: day of birth, as `datetime.date.toordinal` counts.
        mm: stature at 30.
        hair: natural colour; grey where it has turned.
    """

    sex: Sex
    born: int
    mm: float
    build: Build
    hair: HairColour
    eyes: EyeColour
    blood: BloodGroup

    def age(self, day: int) -> float:
        """Give the age in years on a day."""
        return (day - self.born) / YEAR


def born_for(dice: random.Random, day: int) -> int:
    """Draw a birthday of somebody who is 18 to 75 on a day."""
    age = max(18.0, min(75.0, _AGE(dice) + dice.gauss(0.0, 4.0)))
    return int(day - age * YEAR)


class Appearance:
    """Draws looks, and what is said of them.

    Args:
        assumptions: the rates.
    """

    def __init__(self, assumptions: Assumptions) -> None:
        self._of = assumptions
        rates = assumptions.biology
        self._rates = rates
        self._hair_eyes = Draw(
            {
                (HairColour(hair), EyeColour(eyes)): share
                for hair, row in rates["hair_eyes"].items()
                for eyes, share in row.items()
            }
        )
        self._blood = Draw({BloodGroup(group): share for group, share in rates["blood"].items()})
        self._build = {Sex(sex): _draws(Build, row) for sex, row in rates["build"].items()}
        self._basis, self._source = Draw(_BASIS), Draw(_FILE_SOURCE)
        self._seen = {
            side: (
                {Build(b): _draws(Build, row) for b, row in rates[f"build_{side}"].items()},
                _confused(HairColour, rates, "hair", side),
                _confused(EyeColour, rates, "eyes", side),
            )
            for side in ("body", "file")
        }

    def looks(self, dice: random.Random, sex: Sex, born: int, day: int) -> Looks:
        """Draw how somebody of this sex and birthday is on a day."""
        hair, eyes = self._hair_eyes(dice)
        if dice.random() < _between(self._rates["greying"], (day - born) / YEAR):
            hair = HairColour.GREY
        mean, spread = self._rates["stature_mean"][sex], self._rates["stature_sd"][sex]
        mm = max(1300.0, min(2200.0, dice.gauss(mean, spread)))
        return Looks(sex, born, mm, self._build[sex](dice), hair, eyes, self._blood(dice))

    def in_file(self, dice: random.Random, looks: Looks, stated: int, last: int | None) -> Physical:
        """Give what the file says.

        Args:
            dice: where it comes from.
            looks: how the person is.
            stated: the day on which the file was written.
            last: the day last known alive, from which with the birthday the age comes; None
                where either is not known, so that somebody stated the age.
        """
        knows, rates = self._of.file_knows, self._rates
        sex = looks.sex if dice.random() >= rates["sex_error_file"] else _other(looks.sex)
        age = self._age_in_file(dice, looks, stated, last)
        stature = None
        if dice.random() < knows["height"]:
            source = self._source(dice)
            mm = dice.gauss(looks.mm, rates["stature_error_file"][source])
            stature = Stature(round(mm - _loss(rates, looks.age(stated)), -1), source)
        builds, hairs, irises = self._seen["file"]
        build = builds[looks.build](dice) if dice.random() < knows["build"] else None
        hair = hairs[looks.hair](dice) if dice.random() < knows["hair"] else None
        eyes = irises[looks.eyes](dice) if dice.random() < knows["eyes"] else None
        blood = self._group(dice, looks, "file") if dice.random() < knows["blood"] else None
        said = sex if dice.random() < knows["sex"] else None
        return Physical(said, SexBasis.STATED, age, stature, build, hair, eyes, blood)

    def on_body(self, dice: random.Random, looks: Looks, died: int) -> Physical:
        """Give what an examiner says of the body."""
        shows, rates = self._of.body_shows, self._rates
        basis = self._basis(dice)
        sex = looks.sex if dice.random() >= rates["sex_error"][basis] else _other(looks.sex)
        age = self._age_of_body(dice, looks.age(died)) if dice.random() < shows["age"] else None
        fleshed = basis is SexBasis.FLESHED
        stature = None
        if dice.random() < shows["height"]:
            stature = self._stature_of_body(dice, looks.mm - _loss(rates, looks.age(died)), fleshed)
        builds, hairs, irises = self._seen["body"]
        build = eyes = None
        if fleshed and dice.random() < shows["build"]:
            build = builds[looks.build](dice)
        hair = hairs[looks.hair](dice) if dice.random() < shows["hair"] else None
        if fleshed and dice.random() < shows["eyes"]:
            eyes = irises[looks.eyes](dice)
        blood = self._group(dice, looks, "body") if dice.random() < shows["blood"] else None
        if dice.random() >= shows["sex"]:
            return Physical(None, SexBasis.STATED, age, stature, build, hair, eyes, blood)
        return Physical(sex, basis, age, stature, build, hair, eyes, blood)

    def _age_in_file(
        self, dice: random.Random, looks: Looks, stated: int, last: int | None
    ) -> AgeRange | None:
        if last is not None:
            return lived(looks.born, last)
        if dice.random() >= self._of.file_knows["age"]:
            return None
        said = looks.age(stated) + dice.gauss(0.0, self._rates["age_sd_said"])
        if dice.random() < self._rates["age_error_file"]:
            said = dice.uniform(18.0, 80.0)
        said = float(max(0, round(said)))
        return AgeRange(said, said + 1.0)

    def _age_of_body(self, dice: random.Random, true: float) -> AgeRange:
        spread = _between(self._rates["age_floor"], true)
        middle = dice.gauss(true, spread)
        if dice.random() < self._rates["age_error_body"]:
            middle = dice.uniform(15.0, 90.0)
        low, high = round(middle - _REACH * spread), round(middle + _REACH * spread)
        return AgeRange(float(max(0, low)), float(max(1, high)), _COVERAGE, "examined")

    def _stature_of_body(self, dice: random.Random, mm: float, fleshed: bool) -> Stature:
        errors = self._rates["stature_error_body"]
        if fleshed:
            measured = dice.gauss(mm + self._rates["stature_lying"], errors["measured"])
            return Stature(float(round(measured)), StatureSource.MEASURED)
        error = errors["bone"]
        bone = dice.choice(("femur", "tibia"))
        return Stature(float(round(dice.gauss(mm, error))), StatureSource.BONE, error, bone)

    def _group(self, dice: random.Random, looks: Looks, side: str) -> BloodGroup:
        if dice.random() < self._rates[f"blood_error_{side}"]:
            return self._blood(dice)
        return looks.blood


def lived(born: int, last: int) -> AgeRange:
    """Give the age between two days, as the reader of tables does."""
    low = max(0.0, (last - born - 1) / YEAR)
    return AgeRange(round(low, 2), round((last - born + 1) / YEAR, 2), None, "birth date")


def _draws(kind: type[C], row: Mapping[str, float]) -> Draw[C]:
    return Draw({kind(name): share for name, share in row.items()})


def _confused(kind: type[C], rates: Rates, what: str, side: str) -> dict[C, Draw[C]]:
    """Give for each colour what it is taken for: weights of pairs times a factor, 1 for itself."""
    factor = rates[f"{what}_factor_{side}"]
    weights = {one: {other: float(one is other) for other in kind} for one in kind}
    for one, others in rates[f"{what}_confusion"].items():
        for other, value in others.items():
            weights[kind(one)][kind(other)] = weights[kind(other)][kind(one)] = factor * value
    return {one: Draw(row) for one, row in weights.items()}


def _other(sex: Sex) -> Sex:
    return Sex.FEMALE if sex is Sex.MALE else Sex.MALE


def _loss(rates: Rates, age: float) -> float:
    return float(rates["stature_loss"] * max(0.0, age - rates["stature_loss_from"]))


def _between(steps: Mapping[str, float], age: float) -> float:
    """Give a rate at an age by straight lines between those of the table."""
    ages = [float(each) for each in steps]
    values = list(steps.values())
    place = bisect(ages, age)
    if place in {0, len(ages)}:
        return values[min(place, len(ages) - 1)]
    share = (age - ages[place - 1]) / (ages[place] - ages[place - 1])
    return values[place - 1] + share * (values[place] - values[place - 1])
