"""The rail shows the places that a person may open, and marks where they are."""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from nomina.desk.look import places
from nomina.desk.look.places import Place


@pytest.fixture(autouse=True)
def no_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_places", {})


def request_to(path: str) -> HttpRequest:
    return RequestFactory().get(path)


def anybody(_request: HttpRequest) -> bool:
    return True


def test_only_what_may_be_opened_is_there_and_nothing_else_is_counted() -> None:
    def never_asked(_request: HttpRequest) -> int:
        raise AssertionError

    places.add(Place("home", lambda: "Start", anybody, order=1, count=lambda _request: 3))
    places.add(Place("look:offline", lambda: "Hidden", lambda _r: False, count=never_asked))
    assert [(e.href, e.label, e.count) for e in places.rail(request_to("/"))] == [("/", "Start", 3)]


def test_order_and_where_one_is() -> None:
    places.add(Place("look:offline", lambda: "B", anybody, order=2))
    places.add(Place("home", lambda: "A", anybody, order=1))
    for path, here in (
        ("/", [True, False]),
        ("/look/offline/", [False, True]),
        ("/look/offline/more/", [False, True]),
        ("/look/offlines", [False, False]),
    ):
        entries = places.rail(request_to(path))
        assert [e.label for e in entries] == ["A", "B"]
        assert [e.here for e in entries] == here, path


def test_a_place_is_there_once() -> None:
    place = Place("home", lambda: "A", anybody)
    places.add(place)
    places.add(place)  # an app that is made ready twice
    with pytest.raises(ValueError, match="home"):
        places.add(Place("home", lambda: "B", anybody))


def test_a_place_may_hold_pages_whose_address_begins_elsewhere() -> None:
    """Such a page is in one place, and not also in that of its address."""
    places.add(Place("look:offline", lambda: "A", anybody, order=1))
    places.add(Place("home", lambda: "B", anybody, order=2, holds=lambda r: hasattr(r, "mine")))
    asked = request_to("/look/offline/7/")
    assert [e.here for e in places.rail(asked)] == [True, False]
    asked.mine = True  # type: ignore[attr-defined]
    assert [e.here for e in places.rail(asked)] == [False, True]
