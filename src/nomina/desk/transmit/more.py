"""What each subject shows on the first page of the bureau: parts, and acts of the heading.

The page knows nothing of them; a subject adds its own when the app is ready (`frame.join`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import HttpRequest

from nomina.desk.look.shapes import Act
from nomina.desk.people.models import Operation

Parts = Callable[[HttpRequest, Operation], Iterable[object]]
Acts = Callable[[HttpRequest, Operation], Iterable[Act]]
_parts: list[Parts] = []
_acts: list[Acts] = []


def add_parts(parts: Parts) -> None:
    """Have parts drawn on the first page of every operation; each is a `look` shape."""
    if parts not in _parts:
        _parts.append(parts)


def add_acts(acts: Acts) -> None:
    """Have acts in the heading of the first page of every operation."""
    if acts not in _acts:
        _acts.append(acts)


def parts_of(request: HttpRequest, operation: Operation) -> list[object]:
    """Give the parts of the first page, as who asks may see them."""
    return [part for parts in _parts for part in parts(request, operation)]


def acts_of(request: HttpRequest, operation: Operation) -> list[Act]:
    """Give the acts of the first page, as who asks may do them."""
    return [act for acts in _acts for act in acts(request, operation)]
