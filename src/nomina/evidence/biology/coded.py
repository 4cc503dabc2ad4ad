"""One register coded into arrays: equal records share one class, so that pairs are looked up.

Each record has three classes: of sex, stature and build; of age, hair and eyes; of blood group.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nomina.cases.description import AgeRange, Described, Physical
from nomina.evidence.biology.ages import AgeKey
from nomina.evidence.biology.tables import BLOODS, BUILDS, EYES, HAIRS, SEXES

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

SEX, STATURE, BUILD = 1, 2, 4
AGE, HAIR, EYE = 1, 2, 4
BLOOD = 1
_SEX = {value: place for place, value in enumerate(SEXES)}
_BUILD = {value: place for place, value in enumerate(BUILDS)}
_HAIR = {value: place for place, value in enumerate(HAIRS)}
_EYE = {value: place for place, value in enumerate(EYES)}
_BLOOD = {value: place for place, value in enumerate(BLOODS)}

Tall = tuple[float, float, bool, bool]
"""Millimetres comparable with an adult's stature in life; their standard error, 0 where not known;
whether they come from a bone; whether short ones of this kind would be left out."""
StatureRule = Callable[[Physical], Tall | None]
"""None where nothing can be compared."""


@dataclass(frozen=True, slots=True)
class Frames:
    """Classes of sex, stature and build, k of them.

    Attributes:
        known: bits of what is known, (k,).
        sex: chance of the sex recorded given each true one, (2, k); 1 where not known.
        build: place among builds, the last for "not known", (k,).
        stature: place among ``statures``, (k,).
        statures: one a class.
    """

    known: NDArray[np.int8]
    sex: Floats
    build: Places
    stature: Places
    statures: tuple[Tall, ...]


@dataclass(frozen=True, slots=True)
class Looks:
    """Classes of age, hair and eyes, k of them.

    Attributes:
        known: bits of what is known, (k,).
        age: place among ``ages``, (k,).
        colours: 6 times the place of the hair and that of the eyes, 5 for "not known", (k,).
        ages: one key a class of ages; ``()`` for "not known".
    """

    known: NDArray[np.int8]
    age: Places
    colours: Places
    ages: tuple[AgeKey, ...]


@dataclass(frozen=True, slots=True)
class Coded:
    """A register: the classes, and the class of each record, (n,) each."""

    frames: Frames
    looks: Looks
    frame: Places
    look: Places
    blood: Places

    def __len__(self) -> int:
        return len(self.frame)


def coded(
    records: Sequence[Described],
    sex_error: Callable[[Physical], float],
    stature: StatureRule,
    age_key: Callable[[AgeRange], AgeKey],
) -> Coded:
    """Code one register."""
    frames: dict[tuple[int, float, int, int], int] = {}
    statures: dict[Tall, int] = {}
    ages: dict[AgeKey, int] = {}
    looks: dict[tuple[int, int], int] = {}
    frame, look, blood = (np.empty(len(records), dtype=np.intp) for _ in range(3))
    for place, record in enumerate(records):
        one = record.physical
        sex = _SEX.get(one.sex, -1) if one.sex is not None else -1
        build = len(BUILDS) if one.build is None else _BUILD[one.build]
        error = 0.0 if sex < 0 else sex_error(one)
        tall = (None if one.stature is None else stature(one)) or (0.0, 0.0, False, False)
        at = statures.setdefault(tall, len(statures))
        frame[place] = frames.setdefault((sex, error, build, at), len(frames))
        key = () if one.age is None else age_key(one.age)
        hair = len(HAIRS) if one.hair is None else _HAIR[one.hair]
        eyes = len(EYES) if one.eyes is None else _EYE[one.eyes]
        age = ages.setdefault(key, len(ages))
        look[place] = looks.setdefault((age, 6 * hair + eyes), len(looks))
        blood[place] = len(BLOODS) if one.blood is None else _BLOOD[one.blood]
    return Coded(
        _frames(list(frames), tuple(statures)),
        _looks(list(looks), tuple(ages)),
        frame,
        look,
        blood,
    )


def _frames(keys: list[tuple[int, float, int, int]], statures: tuple[Tall, ...]) -> Frames:
    sex, error, build, at = np.array(keys, dtype=np.float64).reshape(-1, 4).T
    stature = at.astype(np.intp)
    there = np.array([sd > 0.0 for _, sd, _, _ in statures], dtype=np.bool_)
    known = SEX * (sex >= 0) + STATURE * there[stature] + BUILD * (build < len(BUILDS))
    chance = np.stack([np.where(sex == true, 1.0 - error, error) for true in (0, 1)])
    return Frames(
        known.astype(np.int8),
        np.where(sex < 0, 1.0, chance),
        build.astype(np.intp),
        stature,
        statures,
    )


def _looks(keys: list[tuple[int, int]], ages: tuple[AgeKey, ...]) -> Looks:
    age, colours = np.array(keys, dtype=np.intp).reshape(-1, 2).T
    there = np.array([bool(key) for key in ages], dtype=np.bool_)
    known = AGE * there[age] + HAIR * (colours // 6 < 5) + EYE * (colours % 6 < 5)
    return Looks(known.astype(np.int8), age, colours, ages)
