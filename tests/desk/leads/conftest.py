"""An operation with leads to be found, in each database, and an engine without networks."""

from __future__ import annotations

import pytest
from django.conf import settings

from tests.desk.files.people import make_team
from tests.desk.leads.engines import DOOR
from tests.desk.leads.town import Town, make_town, with_faces
from tests.desk.people.cast import BOOK, make_cast
from tests.desk.people.conftest import client as client  # noqa: PLC0414 - a fixture


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger in memory and an engine without networks."""
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    monkeypatch.setattr(settings, "DESK_ENGINE", "tests.desk.leads.engines.fake", raising=False)
    BOOK.entries.clear()
    DOOR.opened = 0


@pytest.fixture
def town(db: str, quiet: None) -> Town:
    """Six missing people and four bodies, of which three are on the list."""
    return make_town(make_team(with_faces(make_cast())))
