"""The yard, on both databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from nomina.desk.people.models import User
from tests.desk.custody.yard import Yard, make_yard
from tests.desk.files.people import Team, make_team
from tests.desk.look.conftest import browser as browser  # noqa: PLC0414 - a fixture
from tests.desk.people.cast import make_cast, sign_in
from tests.desk.people.conftest import client as client  # noqa: PLC0414 - a fixture


@pytest.fixture
def team(db: str) -> Team:
    return make_team(make_cast())


@pytest.fixture
def yard(team: Team) -> Yard:
    return make_yard(team)


@pytest.fixture
def signed_in(client: Client, yard: Yard) -> Callable[[User], Client]:
    """Sign somebody in; who was before is out."""

    def done(user: User) -> Client:
        sign_in(client, user)
        return client

    return done
