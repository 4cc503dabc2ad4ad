"""Degrees of strength by the published scale: ENFSI guideline of 2015, verbal equivalents."""

from __future__ import annotations

import math

import pytest

from nomina.desk.leads.bands import band, share, words


@pytest.mark.parametrize(
    ("lr", "degree"),
    [
        *((1, 0), (1.9, 0), (2, 1), (9.9, 1), (10, 2), (99, 2), (100, 3), (999, 3)),
        *((1000, 4), (9999, 4), (10_000, 5), (999_999, 5), (1_000_000, 6), (1e9, 6)),
    ],
)
def test_degrees_of_support_for_and_against(lr: float, degree: int) -> None:
    assert band(math.log10(lr) + 1e-12) == degree
    assert band(-math.log10(lr) - 1e-12) == -degree


def test_a_degree_has_words_on_both_sides() -> None:
    assert words(4) == "Strong support"
    assert words(-2) == "Moderate support against"
    assert words(0) == "No support either way"


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (0.0, "less than 1 in 10,000"),
        (0.001, "about 1 in 1,000"),
        (0.012, "about 1 in 80"),
        (0.07, "about 1 in 14"),
        (0.2, "about 1 in 5"),
        (0.41, "about 2 in 5"),
        (0.5, "about 1 in 2"),
        (0.3, "about 3 in 10"),
        (0.91, "about 9 in 10"),
        (0.95, "about 19 in 20"),
        (0.999, "more than 99 in 100"),
    ],
)
def test_a_share_is_said_as_a_person_can_hold_it(part: float, said: str) -> None:
    assert share(part) == said
