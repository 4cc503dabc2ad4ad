"""Markup that cannot be broken by what stands in it: every value is escaped by construction.

`fill` and `tag` escape each value that is not `Html`, and only they and constants make `Html`.
Names are data from outside and may be anything at all.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_IN_SCRIPT = str.maketrans(
    {c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"},
)
_FIELD = re.compile(r"\{\{(\w+)\}\}")


class Html(str):
    """Text that is markup already and is not escaped again."""

    __slots__ = ()


def plain(text: object) -> str:
    """Give text without characters that no page may hold (controls, lone surrogates)."""
    return _NOT_TEXT.sub("\ufffd", str(text))


def fill(template: str, values: Mapping[str, object]) -> Html:
    """Put ``values`` into ``{{name}}``, escaping each that is not `Html`.

    Raises:
        KeyError: the template names a value that was not given.
    """

    def one(found: re.Match[str]) -> str:
        value = values[found[1]]
        return value if isinstance(value, Html) else html.escape(plain(value))

    return Html(_FIELD.sub(one, template))


def tag(name: str, *inside: object, **attributes: object) -> Html:
    """Make an element; ``inside`` is escaped unless `Html`, as every attribute is.

    An attribute of ``True`` stands without a value, one of None or ``False`` is left out. A
    trailing underscore is dropped and others become hyphens (``class_``, ``data_flag``).
    """
    listed = "".join(
        f" {key.rstrip('_').replace('_', '-')}"
        + ("" if value is True else f'="{html.escape(plain(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Html(f"<{name}{listed}>{join(inside)}</{name}>")


def join(parts: Iterable[object]) -> Html:
    """Join parts, escaping each that is not `Html`."""
    return Html("".join(p if isinstance(p, Html) else html.escape(plain(p)) for p in parts))


def embed(value: Any) -> Html:
    """Give a value as JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Html(_NOT_TEXT.sub("\ufffd", text.translate(_IN_SCRIPT)))
