"""The bar of a strength is drawn where its numbers are."""

from __future__ import annotations

import math
import re

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from nomina.desk.look.bars import Strength

finite = st.floats(-40, 40)


def test_places_on_the_drawing() -> None:
    """240 units from -6 to +6 are 20 a unit of log10 LR, and 0 stands at 120."""
    bar = Strength(3.5, -3.4, 4.1, "strong")
    assert bar.at == 190
    assert (bar.body.x, bar.body.width) == (120, 70)
    assert [(span.x, span.width) for span in bar.beyond] == [(0, 52), (202, 38)]
    against = Strength(-1.5, -3, 3, "weak")
    assert (against.body.x, against.body.width, against.way) == (90, 30, "against")
    assert Strength(0, -1, 1, "none").way == "even"


@given(finite, finite, finite)
def test_nothing_is_drawn_outside(found: float, one: float, other: float) -> None:
    bar = Strength(found, min(one, other), max(one, other), "x")
    for span in (bar.body, *bar.beyond):
        assert span.width >= 0
        assert span.x >= 0
        assert span.x + span.width <= 240.05


@pytest.mark.parametrize(
    ("found", "lower", "upper"),
    [(0, 1, -1), (math.nan, -1, 1), (0, math.nan, 1), (0, -1, math.nan)],
)
def test_limits_that_make_no_sense_are_refused(found: float, lower: float, upper: float) -> None:
    with pytest.raises(ValueError, match="limits"):
        Strength(found, lower, upper, "x")


def test_infinite_strengths_stand_at_the_end() -> None:
    assert Strength(math.inf, -math.inf, math.inf, "x").at == 240
    assert [span.width for span in Strength(-math.inf, -math.inf, math.inf, "x").beyond] == [0, 0]


def test_it_is_said_as_well_as_drawn_and_without_a_style() -> None:
    bar = Strength(1, -2, 2, 'about 10 times, "for"')
    text = str(Template("{% load look %}{% part bar %}").render(Context({"bar": bar})))
    assert 'role="img" aria-label="about 10 times, &quot;for&quot;"' in text
    assert not re.search(r"\sstyle=|<style", text)
