"""Who is invented: both sexes, every age, tone, hair and beard, and nobody twice."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import numpy as np
import pytest

from nomina.synthetic.traits import SHAPE_NAMES, Beard, HairStyle, Traits, draw_traits

PEOPLE = 300


@pytest.fixture(scope="module")
def people() -> list[Traits]:
    return [draw_traits(seed) for seed in range(PEOPLE)]


def test_a_seed_is_a_person(people: list[Traits]) -> None:
    assert draw_traits(17) == people[17]
    assert len({one.seed for one in people}) == PEOPLE
    assert len({tuple(one.shape.values()) for one in people}) == PEOPLE


def test_both_sexes_and_every_age_occur(people: list[Traits]) -> None:
    sexes = Counter(one.sex for one in people)
    assert min(sexes["female"], sexes["male"]) > 0.4 * PEOPLE
    ages = np.asarray([one.age for one in people])
    assert ages.min() >= 16
    assert ages.max() <= 80
    assert ((ages > 16) & (ages < 25)).mean() > 0.05
    assert (ages > 60).mean() > 0.08


def test_every_skin_tone_occurs_and_a_higher_one_is_darker(people: list[Traits]) -> None:
    tones = np.asarray([one.tone for one in people])
    assert (np.histogram(tones, bins=5, range=(0, 1))[0] > 0.06 * PEOPLE).all()
    light = np.asarray([sum(one.skin) for one in people])
    assert np.corrcoef(np.argsort(np.argsort(tones)), np.argsort(np.argsort(-light)))[0, 1] > 0.95
    assert (np.asarray([one.skin for one in people]) > 0).all()
    assert (np.asarray([one.skin for one in people]) < 1).all()


def test_every_hair_beard_and_covering_occurs(people: list[Traits]) -> None:
    assert {one.style for one in people} == set(get_args(HairStyle))
    assert {one.beard for one in people} == set(get_args(Beard))
    assert {one.frame for one in people} == set(range(6))
    for wears in ("glasses", "cap", "freckles"):
        share = np.mean([getattr(one, wears) > 0 for one in people])
        assert 0.05 < share < 0.4, wears
    assert sum(bool(one.moles) for one in people) > PEOPLE / 2


def test_beards_grow_on_grown_men_only(people: list[Traits]) -> None:
    bearded = [one for one in people if one.beard != "none"]
    assert {one.sex for one in bearded} == {"male"}
    assert min(one.age for one in bearded) >= 18
    assert all(one.growth == 0 for one in people if one.sex == "female")
    assert all(one.make_up == 0 for one in people if one.sex == "male")


def test_hair_greys_with_the_years(people: list[Traits]) -> None:
    grey = {
        young: np.mean([one.grey for one in people if (one.age < 35) is young])
        for young in (True, False)
    }
    assert grey[False] > grey[True] + 0.2


def test_measures_vary_without_running_away(people: list[Traits]) -> None:
    rows = np.asarray([[one.shape[name] for name in SHAPE_NAMES] for one in people])
    assert np.abs(rows).max() < 4
    assert (rows.std(axis=0) > 0.7).all()
    together = np.corrcoef(rows.T)[np.triu_indices(len(SHAPE_NAMES), 1)]
    assert np.median(np.abs(together)) < 0.1  # most vary by themselves


def test_men_and_women_differ_as_they_do(people: list[Traits]) -> None:
    def gap(name: str) -> float:
        men = [one.shape[name] for one in people if one.sex == "male"]
        women = [one.shape[name] for one in people if one.sex == "female"]
        return float(np.mean(men) - np.mean(women))

    assert gap("brow_ridge") > 0.8
    assert gap("jaw_square") > 0.5
    assert gap("upper_lip") < -0.3
