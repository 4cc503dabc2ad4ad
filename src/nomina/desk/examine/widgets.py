"""Inputs that are drawn without a template: a long form draws many of them on every page.

What they draw is what the widgets of Django draw of which they are made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe


class Text(forms.TextInput):
    """One line of text."""

    def render(
        self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Draw it."""
        shown = self.format_value(value)
        told = "" if shown is None else f' value="{conditional_escape(shown)}"'
        rest = _attributes(self, attrs)
        return mark_safe(
            f'<input type="{self.input_type}" name="{conditional_escape(name)}"{told}{rest}>'
        )


class Choice(forms.Select):
    """One of several values that stand in no groups."""

    def render(
        self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Draw it."""
        chosen = set(self.format_value(value))
        options = "\n\n".join(
            f'  <option value="{conditional_escape(str(key))}"'
            f"{' selected' if str(key) in chosen else ''}>{conditional_escape(str(label))}</option>"
            for key, label in self.choices
        )
        head = f'<select name="{conditional_escape(name)}"{_attributes(self, attrs)}>'
        return mark_safe(f"{head}\n{options}\n\n</select>")


def _attributes(widget: forms.Widget, more: Mapping[str, Any] | None) -> str:
    every = widget.build_attrs(widget.attrs, dict(more or {}))
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"'
        for name, value in every.items()
        if value is not False
    )
