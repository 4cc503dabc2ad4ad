"""Parts of a list that go on behind a row: every row once, in either direction."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from django.test import RequestFactory

from nomina.desk.look.stretch import Place, Stretch

SIZE = 7


def walk(rows: list[UUID], place: Place) -> Stretch[UUID]:
    """What a query behind or before a row would find."""
    at = rows.index(place.id) if place.id in rows else -1
    back = place.back and at >= 0
    near = rows[:at][::-1] if back else rows[at + 1 :]
    return Stretch.cut(near[: SIZE + 1], SIZE, behind=at >= 0, back=back)


def asked(address: str) -> Place:
    return Place.of(RequestFactory().get(address))


@pytest.mark.parametrize("count", [0, 1, 6, 7, 8, 14, 15, 50])
def test_every_row_is_met_once_there_and_back(count: int) -> None:
    rows = [uuid4() for _ in range(count)]
    place, there, back = Place(), list[UUID](), list[UUID]()
    while True:
        part = walk(rows, place)
        there += part.rows
        pager = part.pager(place, SIZE, lambda one: one, lambda **q: f"/?{urlencode(q)}", count)
        assert (pager is None) == (count <= SIZE)
        if pager is None:
            break
        assert (pager.first, pager.last) == (len(there) - len(part.rows) + 1, len(there))
        if not pager.after:
            break
        place = asked(pager.after)
    assert there == rows
    while pager is not None:
        back = [*part.rows, *back]
        if not pager.before:
            break
        place = asked(pager.before)
        part = walk(rows, place)
        pager = part.pager(place, SIZE, lambda one: one, lambda **q: f"/?{urlencode(q)}", count)
        assert pager is not None
        assert pager.first == rows.index(part.rows[0]) + 1
    assert back == (rows if count > SIZE else [])


@pytest.mark.parametrize(
    "query", ["", "after=", "after=1", "before=%00", "at=-1", "at=1e3", "at=²"]
)
def test_an_odd_place_is_the_beginning(query: str) -> None:
    place = asked(f"/?{query}")
    assert (place.id, place.at) == (None, 0)
