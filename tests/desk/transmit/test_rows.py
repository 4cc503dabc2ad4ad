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
from tests.desk.filled import Filled, filled_by, keys
from tests.desk.people.cast import NOW
from tests.desk.transmit.facts.routes import CODED, FREE

MODELS: list[Any] = list(apps.get_app_config("transmit").get_models())
ROWS = [model for model in MODELS if issubclass(model, Row)]
INCOMING = {Role.TRANSMISSION, Role.ANTE_MORTEM}
BUREAU = {Role.TRANSMISSION, Role.BOARD, Role.LIAISON}
"""Who sees what came before it is part of a file, and who all else, as docs/transmit.md says."""
MINE = [apps.get_model(label) for label in {*FREE, *CODED}]


def test_no_row_is_changed_or_removed(db: str) -> None:
    there = triggers()
    for model in ROWS:
        for act in ("update", "delete"):
            assert f"{model._meta.db_table}_no_{act}" in there, model


@pytest.fixture
def filled(team: Team) -> Filled:
    return Filled(team, filled_by(team, MODELS))


def test_nobody_sees_what_is_not_theirs(filled: Filled) -> None:
    """Strangers see nothing; who sees the bureau of One, its rows and none of Two; others none."""
    cast, team = filled.team.cast, filled.team
    nobody = [cast.olga, cast.eve, cast.carl, AnonymousUser(), cast.ada, cast.sam]
    seen = dict.fromkeys(SEES_BUREAU, 0)
    for model in MINE:
        every = model._default_manager.all()
        for user in nobody:
            assert not every.visible_to(user, NOW).exists(), (model, user)
        for role in team.one:
            found = list(every.visible_to(team.one[role], NOW))
            if role not in SEES_BUREAU:
                assert found == [], (model, role)
                continue
            assert all(cast.one.pk in _operations(row) for row in found), (model, role)
            assert len(found) == every.count() // 2, (model, role)
            seen[role] += len(found)
    assert Role.CUSTODY not in SEES_BUREAU
    assert min(seen.values()) >= len(MINE)
    _seen_as_written(filled)


def _seen_as_written(filled: Filled) -> None:
    """Whoever is to see a table sees all its rows of One, and nobody else any."""
    cast, team = filled.team.cast, filled.team
    for model in MODELS:
        every = model._default_manager.all()
        who = INCOMING if model.__module__.endswith(".incoming") else BUREAU
        for user in (cast.olga, cast.eve, cast.carl, AnonymousUser(), cast.ada, cast.sam):
            assert not every.visible_to(user, NOW).exists(), (model, user)
        for role, user in team.one.items():
            wanted = filled.mine[model] if role in who else set()
            assert keys(every.visible_to(user, NOW)) == wanted, (model, role)


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


def test_the_database_itself_keeps_a_sealed_row(filled: Filled) -> None:
    """Nobody who reaches the database makes sealed bytes into others."""
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE transmit_othersidekin SET relation = 'child'")
