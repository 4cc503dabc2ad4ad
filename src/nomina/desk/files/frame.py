"""How the app joins the frame of every page: the lists of files that one sees, on the rail."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from nomina.desk.files.fields import AM, FAMILY, PM, PUI
from nomina.desk.look import places

_PLACES = ((PM, "bodies"), (AM, "missing"), (PUI, "living"), (FAMILY, "families"))


def _label(kind: str) -> Callable[[], str]:
    def label() -> str:
        from nomina.desk.files.views.common import list_name

        return list_name(kind)

    return label


def _sees(kind: str) -> Callable[[HttpRequest], bool]:
    def sees(request: HttpRequest) -> bool:
        from nomina.desk.files.views.common import kinds_seen

        return kind in kinds_seen(request)

    return sees


def _holds(kind: str) -> Callable[[HttpRequest], bool]:
    return lambda request: getattr(request, "kind_of_file", "") == kind


def here(request: HttpRequest, kind: str) -> None:
    """Say that a page belongs to the files of a kind, so that the rail shows where one is."""
    request.kind_of_file = kind  # type: ignore[attr-defined]


PLACES = tuple(
    places.Place(f"files:{name}", _label(kind), _sees(kind), order=100 + 10 * i, holds=_holds(kind))
    for i, (kind, name) in enumerate(_PLACES)
)


def join() -> None:
    """Add the places."""
    for place in PLACES:
        places.add(place)
