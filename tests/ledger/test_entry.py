"""An act: what it may hold, how it is spelt, and that its commitment gives nothing away."""

from __future__ import annotations

import hashlib
import itertools
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from nomina.documents import parse_json
from nomina.errors import InputError
from nomina.ledger.entry import Event, Target, seal
from nomina.ledger.formats import commitment
from tests.ledger.acts import act, salt

WHEN = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)


def test_it_is_spelt_in_one_way_and_read_back() -> None:
    event = Event.of("sign-off", "u1", WHEN, id=UUID(int=7), on=Target(type="body", id="B-1"))
    sealed = seal(event, salt(0))
    assert sealed.event.decode() == (
        '{"change":null,"id":"00000000-0000-0000-0000-000000000007","kind":"sign-off",'
        '"on":{"id":"B-1","type":"body","version":null},"schema_version":"1",'
        '"when":"2026-03-01T12:00:00.250000Z","who":"u1"}'
    )
    assert sealed.committed == hashlib.sha256(salt(0) + sealed.event).digest()
    assert parse_json(sealed.event, Event, where="event.json") == event


def test_every_zone_becomes_utc() -> None:
    there = WHEN.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert Event.of("login", "u1", there).when == "2026-03-01T12:00:00.250000Z"
    with pytest.raises(InputError, match="no time zone"):
        Event.of("login", "u1", WHEN.replace(tzinfo=None))


def test_each_has_a_number_of_its_own() -> None:
    assert len({Event.of("login", "u1", WHEN).id for _ in range(100)}) == 100


@pytest.mark.parametrize(
    ("kind", "who", "change"),
    [
        ("", "u", None),
        ("Login", "u", None),
        ("log in", "u", None),
        ("login\n", "u", None),
        ("a" * 65, "u", None),
        ("login", "", None),
        ("login", "u" * 201, None),
        ("login", "u", "sha256:" + "0" * 63),
        ("login", "u", "sha256:" + "A" * 64),
        ("login", "u", "sha256:" + "a" * 64 + "\n"),
    ],
)
def test_a_wrong_field_is_refused_by_name(kind: str, who: str, change: str | None) -> None:
    with pytest.raises(InputError, match=r"field (kind|who|change)"):
        Event.of(kind, who, WHEN, change=change)


@pytest.mark.parametrize(
    "when",
    [
        "2026-03-01T12:00:00",
        "2026-03-01 12:00:00Z",
        "2026-02-30T12:00:00Z",
        "2026-03-01T12:00:00+01:00",
        "٢026-03-01T12:00:00Z",
    ],
)
def test_a_wrong_time_is_refused_when_read(when: str) -> None:
    good = seal(act(1), salt(1)).event
    with pytest.raises(InputError, match="field when"):
        parse_json(good.replace(b"2026-03-01T12:00:00Z", when.encode()), Event, where="e")


def test_text_that_is_no_unicode_is_refused() -> None:
    broken = act(1).model_copy(update={"who": "\ud800"})
    with pytest.raises(InputError, match="cannot be written as JSON"):
        seal(broken, salt(1))
    with pytest.raises(ValueError, match="32 bytes"):
        seal(act(1), b"short")


def test_an_act_of_few_possibilities_cannot_be_guessed() -> None:
    """All acts of a small office are tried; without the salt none opens the commitment."""
    people, kinds = ["u1", "u2", "u3"], ["login", "search", "export", "face.opened"]
    possible = [
        act(0).model_copy(update={"kind": kind, "who": who, "id": UUID(int=number)})
        for kind, who, number in itertools.product(kinds, people, range(50))
    ]
    true = possible[123]
    committed = seal(true, salt(5)).committed
    spelt = [seal(one, salt(5)).event for one in possible]
    assert [commitment(salt(5), one) == committed for one in spelt].count(True) == 1
    for guess in (b"", bytes(32), salt(4), committed):
        assert all(commitment(guess, one) != committed for one in spelt)
    again = seal(true, salt(6)).committed
    assert again != committed, "the same act twice does not show as the same"
