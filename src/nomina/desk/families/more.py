"""What each subject shows on the page of an operation's work with families: parts, and acts.

The page knows nothing of them; a subject adds its own when the app is ready (`frame.join`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import HttpRequest

from nomina.desk.look.shapes import Act
from nomina.desk.people.models import Operation

Parts = Callable[[HttpRequest, Operation], Iterable[object]]
Acts = Callable[[HttpRequest, Operation], Iterable[Act]]
Count = Callable[[HttpRequest], int]
_parts: list[Parts] = []
_acts: list[Acts] = []
_counts: list[Count] = []


def add_parts(parts: Parts) -> None:
    """Have parts drawn on the page of every operation; each is a `look` shape."""
    if parts not in _parts:
        _parts.append(parts)


def add_acts(acts: Acts) -> None:
    """Have acts in the heading of the page of every operation."""
    if acts not in _acts:
        _acts.append(acts)


def add_count(count: Count) -> None:
    """Have something counted among what waits there, on the rail and the first screen."""
    if count not in _counts:
        _counts.append(count)


def parts_of(request: HttpRequest, operation: Operation) -> list[object]:
    """Give the parts that stand on the page, as who asks may see them."""
    return [part for parts in _parts for part in parts(request, operation)]


def acts_of(request: HttpRequest, operation: Operation) -> list[Act]:
    """Give the acts that stand in the heading, as who asks may do them."""
    return [act for acts in _acts for act in acts(request, operation)]


def waiting(request: HttpRequest) -> int:
    """Give how much waits for who asks, of every subject."""
    return sum(count(request) for count in _counts)
