"""The rail: the places of the desk that a person may go to, in one order for everybody.

An app adds its places when it is ready; a place is shown only to who may open it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from nomina.desk.look.addresses import address


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the rail.

    Attributes:
        url: the name of its URL, without arguments.
        label: gives its name in the current language.
        shown_to: whether the person of a request may open it.
        order: where it stands; places of the same order stand by URL name.
        count: how much waits there for this person; None shows no number.
        holds: whether the page that is asked for belongs there though its address does not begin
            so; no other place is then the current one by its address.
    """

    url: str
    label: Callable[[], str]
    shown_to: Callable[[HttpRequest], bool]
    order: int = 500
    count: Callable[[HttpRequest], int | None] = lambda _request: None
    holds: Callable[[HttpRequest], bool] = lambda _request: False


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as one person sees it now."""

    href: str
    label: str
    count: int | None
    here: bool


_places: dict[str, Place] = {}


def add(place: Place) -> None:
    """Add a place to the rail.

    Raises:
        ValueError: another place has this URL.
    """
    if _places.get(place.url, place) != place:
        raise ValueError(f"{place.url} is on the rail already")
    _places[place.url] = place


def rail(request: HttpRequest) -> list[Entry]:
    """Give the entries that the person of this request may open."""
    shown = [p for p in _places.values() if p.shown_to(request)]
    holding = {p.url for p in shown if p.holds(request)}
    entries = []
    for place in sorted(shown, key=lambda p: (p.order, p.url)):
        href = address(place.url)
        inside = request.path == href or (href != "/" and request.path.startswith(href))
        here = place.url in holding if holding else inside
        entries.append(Entry(href, place.label(), place.count(request), here))
    return entries
