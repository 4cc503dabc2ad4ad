"""A team with files, in each database, and a browser without scripts."""

from __future__ import annotations

import pytest

from tests.desk.files.people import Team, make_team
from tests.desk.look.conftest import browser as browser  # noqa: PLC0414 - a fixture
from tests.desk.people.cast import make_cast
from tests.desk.people.conftest import client as client  # noqa: PLC0414 - a fixture


@pytest.fixture
def team(db: str) -> Team:
    """The fixed cast and its team, in each database in turn."""
    return make_team(make_cast())
