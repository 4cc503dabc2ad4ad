"""Choices and fields of one line, written by hand, byte for byte as Django's templates have them.

A form that may say "not known" has some hundred options; each was two templates of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.formats import localize
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeData

_FOLDER = "django/forms/widgets"
_OPTION = f"{_FOLDER}/select_option.html"
_SELECT = f"{_FOLDER}/select.html"
_INPUTS = frozenset(
    f"{_FOLDER}/{name}.html"
    for name in ("input", "text", "date", "number", "email", "password", "hidden", "checkbox")
)


def written(template: str, context: Mapping[str, Any]) -> str | None:
    """Give what a widget's template would, or None for one that is left to its template.

    Args:
        template: its name.
        context: what it would be drawn with.
    """
    if template in _INPUTS:
        return _input(context["widget"])
    if template == _SELECT:
        groups = context["widget"]["optgroups"]
        if all(one["template_name"] == _OPTION for _, options, _ in groups for one in options):
            return _select(context["widget"])
    return None


def _input(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    kind, name = _shown(widget["type"]), _shown(widget["name"])
    return f'<input type="{kind}" name="{name}"{value}{_attributes(widget)}>'


def _select(widget: Mapping[str, Any]) -> str:
    parts = [f'<select name="{_shown(widget["name"])}"{_attributes(widget)}>']
    for group, options, _ in widget["optgroups"]:
        if group:
            parts.append(f'\n  <optgroup label="{_shown(group)}">')
        parts += [
            f'\n  <option value="{_text(one["value"])}"{_attributes(one)}>'
            f"{_shown(one['label'])}</option>\n"
            for one in options
        ]
        if group:
            parts.append("\n  </optgroup>")
    return "".join([*parts, "\n</select>"])


def _attributes(widget: Mapping[str, Any]) -> str:
    return "".join(
        f" {_shown(name)}" if value is True else f' {_shown(name)}="{_text(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _text(value: object) -> str:
    """Give a value as the filter ``stringformat:'s'`` does."""
    text = str(value)
    return text if isinstance(value, SafeData) else escape(text)


def _shown(value: object) -> str:
    """Give a value as ``{{ value }}`` does."""
    return conditional_escape(value if isinstance(value, str) else str(localize(value)))
