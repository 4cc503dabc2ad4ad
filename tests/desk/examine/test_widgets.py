"""Inputs that draw themselves draw what Django's own widgets draw by their templates."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from nomina.desk.examine.widgets import Choice, Text

TEXTS = st.text(st.sampled_from("ab <>&\"'—\n0"), max_size=6)
VALUES = st.one_of(st.none(), TEXTS)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["id", "required", "maxlength", "data-x"]),
    st.one_of(st.booleans(), st.integers(0, 9), TEXTS),
)
CHOICES = st.lists(st.tuples(TEXTS, TEXTS), max_size=4, unique_by=lambda one: one[0])


def same(one: forms.Widget, other: forms.Widget, value: Any, attrs: dict[str, Any]) -> None:
    drawn, right = (str(each.render("a<b", value, attrs)) for each in (one, other))
    assert drawn.split() == right.split()
    assert drawn.replace("\n", "") == right.replace("\n", "")


@given(VALUES, ATTRIBUTES)
def test_a_line_of_text_is_drawn_as_django_draws_it(value: Any, attrs: dict[str, Any]) -> None:
    same(Text(attrs={"class": "x"}), forms.TextInput(attrs={"class": "x"}), value, attrs)


@given(VALUES, ATTRIBUTES, CHOICES)
def test_a_choice_is_drawn_as_django_draws_it(
    value: Any, attrs: dict[str, Any], choices: list[tuple[str, str]]
) -> None:
    same(Choice(choices=choices), forms.Select(choices=choices), value, attrs)


@pytest.mark.parametrize("value", ["visible", "", None, "strange", 3])
def test_the_chosen_value_is_marked(value: Any) -> None:
    choices = [("", "—"), ("visible", "sichtbar"), (3, "drei")]
    same(Choice(choices=choices), forms.Select(choices=choices), value, {"required": True})
    assert str(Choice(choices=choices).render("x", value)).count(" selected") == (
        value != "strange"
    )
