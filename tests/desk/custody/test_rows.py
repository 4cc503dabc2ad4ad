"""Every table of custody: the database refuses to change its rows, and who sees none sees none."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from nomina.desk.people.models.rows import Row
from nomina.desk.policy.roles import SEES_CUSTODY, Role
from tests.desk.files.people import Team
from tests.desk.filled import Filled, filled_by, keys
from tests.desk.people.cast import NOW

MODELS: list[Any] = list(apps.get_app_config("custody").get_models())
CUSTODY = {Role.MORTUARY, Role.CUSTODY, Role.BOARD, Role.LIAISON, Role.TRANSMISSION}
"""Who sees all of it, as docs/custody.md says."""
OF_FAMILIES = {Role.ANTE_MORTEM, Role.LIAISON, Role.BOARD, Role.TRANSMISSION}
"""Who sees what a family wishes: those who see its file."""
ROWS = [model for model in MODELS if issubclass(model, Row)]


def triggers() -> set[str]:
    wanted = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(wanted)
        return {row[0] for row in cursor.fetchall()}


def test_no_row_is_changed_or_removed(db: str) -> None:
    there = triggers()
    for model in ROWS:
        table = model._meta.db_table
        for act in ("update", "delete"):
            assert f"{table}_no_{act}" in there, table
    assert "custody_stay_no_delete" in there


@pytest.fixture
def filled(team: Team) -> Filled:
    return Filled(team, filled_by(team, MODELS))


def test_nobody_sees_what_is_not_theirs(filled: Filled) -> None:
    """In each table: strangers nothing; whoever sees custody in One no row of Two, and theirs."""
    cast, team = filled.team.cast, filled.team
    nobody = [cast.olga, cast.eve, cast.carl, AnonymousUser(), cast.ada, cast.sam]
    seen_somewhere = 0
    for model in MODELS:
        every = model._default_manager.all()
        for user in nobody:
            assert not every.visible_to(user, NOW).exists(), (model, user)
        for role in Role:
            user = team.one.get(role)
            if user is None:
                continue
            found = every.visible_to(user, NOW)
            foreign = [row for row in found if _operation(row) == cast.two.pk]
            assert foreign == [], (model, role)
            if role is Role.EXAMINER and model.__name__ != "FurtherRemains":
                assert not found.exists(), model
            who = OF_FAMILIES if model.__module__.endswith(".effects_family") else CUSTODY
            wanted = filled.mine[model] if role in who else set()
            assert keys(found) == wanted, (model, role)
            seen_somewhere += role in SEES_CUSTODY and found.exists()
    assert seen_somewhere > len(MODELS)


def _operation(row: Any) -> Any:
    """The operation of a row, by the ways that tables have."""
    for way in (
        "operation_id", "item.operation_id", "place.operation_id", "handover.operation_id",
        "count.operation_id", "incident.operation_id", "file.operation_id",
    ):  # fmt: skip
        found = row
        for step in way.split("."):
            found = getattr(found, step, None)
        if found is not None:
            return found
    return None
