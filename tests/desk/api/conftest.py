"""A team with files, and programs that ask."""

from __future__ import annotations

import pytest

from tests.desk.api.asking import Program
from tests.desk.files.people import Team, make_team
from tests.desk.people.cast import make_cast
from tests.desk.people.conftest import cast as cast  # noqa: PLC0414 - a fixture
from tests.desk.people.conftest import client as client  # noqa: PLC0414 - a fixture


@pytest.fixture
def team(db: str) -> Team:
    """The fixed cast and its team, in each database in turn."""
    return make_team(make_cast())


@pytest.fixture
def program(client: object) -> Program:
    """Whoever asks the interface, by session or by token."""
    return Program()
