"""Where and when: invented places with invented units, and how far in both a body lies."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from nomina.cases.dates import When
from nomina.cases.description import Whereabouts
from nomina.synthetic.lives.assumptions import Assumptions
from nomina.synthetic.lives.draws import Draw, exponential, pick, words

FIRST, LAST = date(2022, 3, 1).toordinal(), date(2025, 6, 30).toordinal()
_SOUTH, _NORTH, _WEST, _EAST = 46.6, 50.8, 31.0, 39.5
_KM = 111.2
_OPENINGS = words("Верб Дуб Сос Кали Лип Бере Яво Оси Тере Черем Глу Сух Бі Зеле Кам'я Піща")
_ENDINGS = words("новець лівка рівка нка дове мичі товка шине гайці бори")
_KINDS = ("окрема механізована бригада", "окремий стрілецький батальйон", "окремий полк")


@dataclass(frozen=True, slots=True)
class Ground:
    """A place where people were lost about one day; ``day`` counts as `date.toordinal`."""

    place: str
    latitude: float
    longitude: float
    day: int
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """Where and when somebody was lost and found; days count as `date.toordinal`."""

    ground: Ground
    unit: str
    last: int
    at: tuple[float, float]
    died: int
    found: int
    found_at: tuple[float, float]


def draw_ground(dice: random.Random, units: int) -> Ground:
    """Draw a place. Numbers of units are from 500 on."""
    place = f"с. {pick(dice, _OPENINGS)}{pick(dice, _ENDINGS)}"
    names = [f"{dice.randint(500, 899)} {pick(dice, _KINDS)}" for _ in range(units)]
    return Ground(
        place,
        dice.uniform(_SOUTH, _NORTH),
        dice.uniform(_WEST, _EAST),
        dice.randint(FIRST, LAST),
        tuple(names),
    )


class Country:
    """Draws who was lost where, and what files and finders say of it.

    Args:
        assumptions: the rates.
    """

    def __init__(self, assumptions: Assumptions) -> None:
        self._of = assumptions
        rates = assumptions.whereabouts
        self._scales = {
            what: rates[f"{what}_scales"] for what in ("distance", "days_to_death", "days_to_found")
        }
        self._which = {what: Draw(rates[f"{what}_weights"]) for what in self._scales}
        self._other_unit = rates["other_unit"]
        self._anywhere = rates["units_everywhere"]
        self._units: tuple[str, ...] = ()

    def grounds(self, dice: random.Random, people: int) -> Sequence[Ground]:
        """Draw as many places as so many people need."""
        count = max(3, round(people / self._of.per_event))
        found = [draw_ground(dice, self._of.units) for _ in range(count)]
        self._units = tuple(unit for ground in found for unit in ground.units)
        return found

    def lost(self, dice: random.Random, ground: Ground) -> Lost:
        """Draw how one person was lost on a ground, and found."""
        unit = self._unit(dice, ground)
        last = ground.day + round(dice.gauss(0.0, 3.0))
        at = _moved(dice, (ground.latitude, ground.longitude), abs(dice.gauss(0.0, 1.5)))
        died = last + self._delay(dice, "days_to_death")
        found = max(died, last + self._delay(dice, "days_to_found"))
        return Lost(ground, unit, last, at, died, found, self._found_at(dice, at))

    def in_file(self, dice: random.Random, lost: Lost, *, last: bool) -> Whereabouts | None:
        """Give what the file says; ``last`` says whether the day last known alive is known."""
        knows = self._of.file_knows
        return _told(
            lost.ground.place if dice.random() < knows["place"] else "",
            lost.at if dice.random() < knows["position"] else None,
            pick(dice, (200.0, 500.0, 1000.0)),
            lost.unit if dice.random() < knows["unit"] else "",
            (day(lost.last) if last else None, None),
        )

    def of_body(self, dice: random.Random, lost: Lost) -> Whereabouts | None:
        """Give where and when the body was found, and what its clothes say of the unit."""
        shows = self._of.body_shows
        unit = ""
        if dice.random() < shows["unit"]:
            unit = lost.unit
            if dice.random() < self._other_unit:
                unit = self._unit(dice, lost.ground)
        died = None
        if dice.random() < shows["died"]:
            died = roughly(dice, lost.died) if lost.found - lost.died > 60 else day(lost.died)
        near = math.dist(lost.at, lost.found_at) < 0.05
        return _told(
            lost.ground.place if near and dice.random() < shows["place"] else "",
            lost.found_at if dice.random() < shows["position"] else None,
            pick(dice, (10.0, 20.0, 50.0)),
            unit,
            (died, day(lost.found) if dice.random() < shows["found"] else None),
        )

    def _unit(self, dice: random.Random, ground: Ground) -> str:
        """Draw the unit of somebody on a ground: one that stood there, or any."""
        if self._units and dice.random() < self._anywhere:
            return pick(dice, self._units)
        if dice.random() < self._of.own_unit:
            return ground.units[0]
        return pick(dice, ground.units)

    def _delay(self, dice: random.Random, what: str) -> int:
        which = self._which[what](dice)
        if which == "anywhere":
            return dice.randint(0, 1000)
        return int(exponential(dice, self._scales[what][which]))

    def _found_at(self, dice: random.Random, at: tuple[float, float]) -> tuple[float, float]:
        which = self._which["distance"](dice)
        if which == "anywhere":
            return dice.uniform(_SOUTH, _NORTH), dice.uniform(_WEST, _EAST)
        scale = self._scales["distance"][which]
        # On a plane a density that falls off as exp(-r / scale) has a radius of two such waits.
        return _moved(dice, at, exponential(dice, scale) + exponential(dice, scale))


def _told(
    place: str,
    at: tuple[float, float] | None,
    accuracy: float,
    unit: str,
    when: tuple[When | None, When | None],
) -> Whereabouts | None:
    if not place and at is None and not unit and when == (None, None):
        return None
    latitude, longitude = (None, None) if at is None else (round(at[0], 5), round(at[1], 5))
    return Whereabouts(
        place, latitude, longitude, None if at is None else accuracy, unit, when[0], when[1]
    )


def _moved(dice: random.Random, at: tuple[float, float], km: float) -> tuple[float, float]:
    turn = dice.uniform(0.0, 2.0 * math.pi)
    north = at[0] + km * math.cos(turn) / _KM
    east = at[1] + km * math.sin(turn) / (_KM * math.cos(math.radians(at[0])))
    return max(44.0, min(53.0, north)), max(22.0, min(41.0, east))


@lru_cache(maxsize=65_536)
def day(ordinal: int) -> When:
    """Give a day as a date."""
    return When(edtf=date.fromordinal(ordinal).isoformat())


@lru_cache(maxsize=8192)
def _month(text: str) -> When:
    return When(edtf=text)


def roughly(dice: random.Random, ordinal: int) -> When:
    """Give a day to the month, now and then marked as approximate."""
    month = date.fromordinal(ordinal).isoformat()[:7]
    return _month(month + "~" if dice.random() < 0.4 else month)
