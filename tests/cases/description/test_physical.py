"""Sex, age, stature and appearance refuse what cannot be."""

from __future__ import annotations

import math
from dataclasses import FrozenInstanceError

import pytest

from nomina.cases.description import (
    AgeRange,
    BloodGroup,
    Described,
    Physical,
    SexBasis,
    Stature,
    StatureSource,
)
from nomina.errors import InputError

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize("ends", [(0.0, 0.0), (20.0, 35.0), (0.5, 0.5), (150.0, 150.0)])
def test_ages_that_can_be(ends: tuple[float, float]) -> None:
    age = AgeRange(*ends)
    assert (age.low, age.high) == ends
    assert age.coverage is None


@pytest.mark.parametrize(
    "ends", [(-1.0, 5.0), (30.0, 20.0), (20.0, 151.0), (NAN, 20.0), (20.0, NAN), (20.0, INF)]
)
def test_ages_that_cannot_be(ends: tuple[float, float]) -> None:
    with pytest.raises(InputError, match="no range of ages"):
        AgeRange(*ends)


@pytest.mark.parametrize("coverage", [0.0, 1.0, -0.5, 95.0, NAN])
def test_a_coverage_is_a_share(coverage: float) -> None:
    """95 is a percentage typed as a share; a whole 1 would leave no error at all."""
    with pytest.raises(InputError, match="coverage"):
        AgeRange(20.0, 30.0, coverage)


@pytest.mark.parametrize("mm", [172.0, 299.0, 2601.0, NAN, INF, -1720.0])
def test_statures_that_cannot_be(mm: float) -> None:
    """172 is in centimetres."""
    with pytest.raises(InputError, match="stature"):
        Stature(mm, StatureSource.MEASURED)


@pytest.mark.parametrize("error", [0.0, -3.0, NAN, INF])
def test_errors_of_statures_that_cannot_be(error: float) -> None:
    with pytest.raises(InputError, match="standard error"):
        Stature(1720.0, StatureSource.BONE, error)


def test_nothing_is_known_by_default_and_nothing_changes() -> None:
    one = Described("PM1").physical
    assert one == Physical()
    assert one.sex_basis is SexBasis.STATED
    values = (one.sex, one.age, one.stature, one.build, one.hair, one.eyes, one.blood)
    assert values == (None,) * 7
    with pytest.raises(FrozenInstanceError):
        one.blood = BloodGroup.A_POS  # type: ignore[misc]


def test_blood_groups_are_8_with_and_4_without_rh() -> None:
    with_rh = [each for each in BloodGroup if each.value.endswith(("+", "-"))]
    assert len(with_rh) == 8
    assert {each.value for each in BloodGroup} - set(with_rh) == {"O", "A", "B", "AB"}
