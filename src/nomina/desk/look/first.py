"""What other apps show at the head of the first screen of a person: news, and what is late.

The screen knows nothing of them; an app adds its own when it is ready.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import HttpRequest

Parts = Callable[[HttpRequest], Iterable[object]]
_parts: list[Parts] = []


def add(parts: Parts) -> None:
    """Have parts drawn on the first screen; each is a `look` shape."""
    if parts not in _parts:
        _parts.append(parts)


def of(request: HttpRequest) -> list[object]:
    """Give the parts of the first screen, as who asks may see them."""
    return [part for parts in _parts for part in parts(request)]
