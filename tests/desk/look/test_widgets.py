"""What is written without a template is what Django's own templates draw, byte for byte."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe

from nomina.desk.look.forms import LookRenderer
from nomina.desk.look.widgets import written

HOSTILE = "<b a='1' b=\"2\">&amp;\u202e"
VALUES: list[Any] = [
    *(None, "", "plain", HOSTILE, mark_safe("<i>safe</i>"), lazystr(HOSTILE), 0, 1234567, 1.5),
    *(True, False, ("a", "b")),
]
CHOICES: list[Any] = [
    [],
    [("", "the same"), ("a", HOSTILE), (HOSTILE, "b"), (3, 1234567), (None, None)],
    [(HOSTILE, [("x", lazystr("later")), ("y", mark_safe("<i>"))]), ("z", "alone"), ("Empty", [])],
]
ATTRS: list[dict[str, Any]] = [
    {},
    {"id": "id_a", "class": HOSTILE, "required": True, "hidden": False, "rows": 10, "x": None},
    {"data-safe": mark_safe("a&b"), "disabled": "disabled", HOSTILE: "name"},
]
INPUTS = (
    *(forms.TextInput, forms.DateInput, forms.NumberInput, forms.EmailInput, forms.HiddenInput),
    forms.CheckboxInput,
)


RENDERERS = (LookRenderer(), DjangoTemplates())


def both(widget: forms.Widget, value: Any, attrs: dict[str, Any]) -> tuple[str, str]:
    """Give a widget as the house writes it, and as Django does."""
    ours, theirs = (widget.render(HOSTILE, value, attrs, renderer=one) for one in RENDERERS)
    return str(ours), str(theirs)


@pytest.mark.parametrize("kind", INPUTS)
def test_a_line_is_written_as_its_template_has_it(kind: type[forms.Widget]) -> None:
    for value in VALUES:
        for attrs in ATTRS:
            ours, theirs = both(kind(), value, attrs)
            assert ours == theirs


def test_a_password_is_written_where_it_may_be() -> None:
    for shown in (False, True):
        ours, theirs = both(forms.PasswordInput(render_value=shown), HOSTILE, {})
        assert ours == theirs


@pytest.mark.parametrize("kind", [forms.Select, forms.SelectMultiple])
@pytest.mark.parametrize("choices", CHOICES, ids=["none", "flat", "groups"])
def test_a_choice_is_written_as_its_template_has_it(
    kind: type[forms.Select], choices: list[Any]
) -> None:
    for value in [*VALUES, ["a", "x"]]:
        for attrs in ATTRS:
            widget = kind()
            widget.choices = choices
            ours, theirs = both(widget, value, attrs)
            assert ours == theirs


def test_a_widget_with_a_template_of_its_own_is_left_to_it() -> None:
    class Option(forms.Select):
        option_template_name = "django/forms/widgets/checkbox_option.html"

    own = Option(choices=[("a", "b")])
    assert written(own.template_name, own.get_context("a", "b", {})) is None
    for other in (forms.Textarea(), forms.RadioSelect(choices=[("a", "b")])):
        assert written(other.template_name, other.get_context("a", "b", {})) is None
        ours, theirs = both(other, "a", {})
        assert ours == theirs
