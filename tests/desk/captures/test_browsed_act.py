"""Nothing leaves before it is written down, and what came is kept as a whole."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from nomina.desk.acts import NotPermitted
from nomina.desk.captures import bundle
from nomina.desk.captures.actions.bringing import document_of
from nomina.desk.captures.browsed_act import ADDRESSES_EACH_DAY, bring_address
from nomina.desk.captures.browser import ALLOWED, Captured
from nomina.desk.captures.keeping import everything, read
from nomina.desk.captures.models import Capture
from nomina.desk.files.models import File
from nomina.desk.limits import TooOften
from nomina.desk.policy.roles import Role
from nomina.errors import InputError
from tests.desk.captures.test_browsed import PAGE, captured
from tests.desk.captures.test_captures import ASKED, ended, person, team
from tests.desk.files.people import Team
from tests.desk.people.cast import BOOK, by

__all__ = ["ended", "person", "team"]  # fixtures of the other tests of captures

HERE = replace(ASKED, address="https://news.example.org/1")
asked_for: list[str] = []


@pytest.fixture(autouse=True)
def allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ALLOWED, "1")
    asked_for.clear()


def pretended(address: str) -> Captured:
    """Stand in for the browser; the ledger must know before."""
    assert BOOK.kinds()[-1] == "capture.ask"
    asked_for.append(address)
    return captured(asked=address)


def test_an_address_is_written_down_then_asked_then_kept(team: Team, person: File) -> None:
    who = by(team.one[Role.ANTE_MORTEM])
    capture = bring_address(who, person, HERE, capturing=pretended)
    assert asked_for == [HERE.address]
    assert BOOK.kinds()[-2:] == ["capture.ask", "capture.bring"]
    assert (capture.way, capture.address) == ("address", HERE.address)
    items = list(capture.items.all())
    assert read(items[0]) == PAGE
    assert {"original", "headers", "page", "text", "screenshot", "media", "view"} == {
        one.role for one in items
    }
    whole = bundle.archive(document_of(capture), everything(capture))
    assert bundle.faults(whole, capture.bundle) == ()
    record = json.loads(read(next(one for one in items if one.role == "headers")))
    assert record["asked"] == HERE.address


def test_nothing_is_asked_for_where_it_may_not_be(
    team: Team, person: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = by(team.one[Role.ANTE_MORTEM])
    with pytest.raises(NotPermitted):
        bring_address(by(team.one[Role.MORTUARY]), person, HERE, capturing=pretended)
    for asked in (replace(HERE, purpose=" "), replace(HERE, address="http://127.1/")):
        with pytest.raises(InputError):
            bring_address(ours, person, asked, capturing=pretended)
    monkeypatch.delenv(ALLOWED)
    with pytest.raises(InputError, match="not captured at this desk"):
        bring_address(ours, person, HERE, capturing=pretended)
    assert asked_for == []
    assert "capture.ask" not in BOOK.kinds()
    assert not Capture.objects.exists()


def test_an_address_asked_in_vain_is_known_to_the_ledger(team: Team, person: File) -> None:
    def silent(address: str) -> Captured:
        raise InputError("the page could not be reached")

    with pytest.raises(InputError, match="could not be reached"):
        bring_address(by(team.one[Role.ANTE_MORTEM]), person, HERE, capturing=silent)
    assert BOOK.kinds()[-1] == "capture.ask"
    assert not Capture.objects.exists()


def test_addresses_are_limited_for_each_day(
    team: Team, person: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = replace(ADDRESSES_EACH_DAY, most=1)
    monkeypatch.setattr("nomina.desk.captures.browsed_act.ADDRESSES_EACH_DAY", limit)
    who = by(team.one[Role.ANTE_MORTEM])
    bring_address(who, person, HERE, capturing=pretended)
    with pytest.raises(TooOften):
        bring_address(who, person, HERE, capturing=pretended)
    assert len(asked_for) == 1
