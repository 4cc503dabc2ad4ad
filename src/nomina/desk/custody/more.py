"""What each subject shows on the pages of the register: parts, and acts of the heading.

The register knows nothing of them; a subject adds its own when the app is ready (`frame.join`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest

from nomina.desk.look.shapes import Act

Parts = Callable[[HttpRequest, Any], Iterable[object]]
Acts = Callable[[HttpRequest, Any], Iterable[Act]]
OPERATION, PLACE, ITEM = "operation", "place", "item"
_parts: dict[str, list[Parts]] = {}
_acts: dict[str, list[Acts]] = {}


def add_parts(page: str, parts: Parts) -> None:
    """Have parts drawn on the page of every operation, place or item; each is a `look` shape."""
    kept = _parts.setdefault(page, [])
    if parts not in kept:
        kept.append(parts)


def add_acts(page: str, acts: Acts) -> None:
    """Have acts in the heading of the page of every operation, place or item."""
    kept = _acts.setdefault(page, [])
    if acts not in kept:
        kept.append(acts)


def parts_of(page: str, request: HttpRequest, row: Any) -> list[object]:
    """Give the parts that stand on a page, as who asks may see them."""
    return [part for parts in _parts.get(page, ()) for part in parts(request, row)]


def acts_of(page: str, request: HttpRequest, row: Any) -> list[Act]:
    """Give the acts that stand on a page, as who asks may do them."""
    return [act for acts in _acts.get(page, ()) for act in acts(request, row)]
