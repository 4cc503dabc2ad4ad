"""Tables of the bureau: the database refuses to change rows, and who sees none sees none."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction

from nomina.desk.people.models.rows import Row
from nomina.desk.policy.roles import SEES_BUREAU, Role
from tests.desk.custody.test_rows import triggers
from tests.desk.files.people import Team
from tests.desk.filled import filled_by
from tests.desk.people.cast import NOW
from tests.desk.transmit.facts.routes import CODED, FREE

MODELS: list[Any] = list(apps.get_app_config("transmit").get_models())
ROWS = [model for model in MODELS if issubclass(model, Row)]
MINE = [apps.get_model(label) for label in {*FREE, *CODED}]


def test_no_row_is_changed_or_removed(db: str) -> None:
    there = triggers()
    for model in ROWS:
        for act in ("update", "delete"):
            assert f"{model._meta.db_table}_no_{act}" in there, model


@pytest.fixture
def filled(team: Team) -> Team:
    """One row of each kind of object, in both operations."""
    filled_by(team)
    return team


def test_nobody_sees_what_is_not_theirs(filled: Team) -> None:
    """Strangers see nothing; who sees the bureau of One, its rows and none of Two; others none."""
    cast = filled.cast
    nobody = [cast.olga, cast.eve, cast.carl, AnonymousUser(), cast.ada, cast.sam]
    seen = dict.fromkeys(SEES_BUREAU, 0)
    for model in MINE:
        every = model._default_manager.all()
        for user in nobody:
            assert not every.visible_to(user, NOW).exists(), (model, user)
        for role in filled.one:
            found = list(every.visible_to(filled.one[role], NOW))
            if role not in SEES_BUREAU:
                assert found == [], (model, role)
                continue
            assert all(cast.one.pk in _operations(row) for row in found), (model, role)
            assert len(found) == every.count() // 2, (model, role)
            seen[role] += len(found)
    assert Role.CUSTODY not in SEES_BUREAU
    assert min(seen.values()) >= len(MINE) - 2  # ends have no row in the facts


def _operations(row: Any) -> frozenset[Any]:
    for way in (
        "operation_id", "partner.operation_id", "policy.operation_id", "file.operation_id",
        "detriment.file.operation_id", "kin.file.operation_id",
    ):  # fmt: skip
        found = row
        for step in way.split("."):
            found = getattr(found, step, None)
        if found is not None:
            return frozenset({found})
    return frozenset()


def test_the_database_itself_keeps_a_sealed_row(filled: Team) -> None:
    """Nobody who reaches the database makes sealed bytes into others."""
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE transmit_othersidekin SET relation = 'child'")
