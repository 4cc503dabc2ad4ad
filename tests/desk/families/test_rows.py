"""Every table of families: the database refuses to change its rows, and who sees none sees none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from nomina.desk.files.models import Link
from nomina.desk.people.models.rows import Row
from nomina.desk.policy.roles import SEES_NOTICES, Role
from tests.desk import facts
from tests.desk.custody.test_rows import triggers
from tests.desk.families.facts import telling
from tests.desk.files.people import Team, opened_all
from tests.desk.people.cast import NOW
from tests.desk.policy.records import reported

MODELS: list[Any] = [
    model for model in apps.get_app_config("families").get_models() if issubclass(model, Row)
]
SHARED = apps.get_model("families", "ConsentText")
"""Of the desk, and of no operation."""
TELLING = [apps.get_model(label) for label in {*telling.FREE, *telling.CODED}]


def test_no_row_is_changed_or_removed(db: str) -> None:
    there = triggers()
    assert len(MODELS) > 40, "the tables were not looked at whole"
    for model in MODELS:
        for act in ("update", "delete"):
            assert f"{model._meta.db_table}_no_{act}" in there, model


@dataclass
class Filled:
    """One row of each kind of object in both operations, and which of them are of One."""

    team: Team
    mine: dict[Any, set[Any]]


@pytest.fixture
def filled(team: Team) -> Filled:
    mine: dict[Any, set[Any]] = {}
    for foreign in (False, True):
        files = opened_all(team, foreign=foreign)
        by = team.keeper("am", foreign=foreign)
        link = Link.objects.create(
            kind="identified", one=files["pm"], other=files["am"], why="w", made_by=by
        )
        decided = reported(files["pm"], files["am"], link, by)
        facts.rows(facts.Made(files["pm"].operation, by, files, decided["identification"]))
        mine = mine or {model: _of(model._default_manager.all()) for model in MODELS}
    return Filled(team, mine)


def _of(rows: Any) -> set[Any]:
    return set(rows.values_list("pk", flat=True))


def test_nobody_sees_what_is_not_theirs(filled: Filled) -> None:
    """In each table: strangers see nothing, and whoever works in One no row of Two."""
    cast, team = filled.team.cast, filled.team
    full = {model: rows for model, rows in filled.mine.items() if rows}
    assert set(TELLING) <= set(full)
    assert len(full) >= 40, "tables of which nobody would see that all may read them"
    for model, mine in full.items():
        every = model._default_manager.all()
        assert model is SHARED or every.count() > len(mine), "the other operation has rows, too"
        runs = [cast.ada, cast.sam] if model in TELLING else []
        for user in (cast.olga, cast.eve, cast.carl, AnonymousUser(), *runs):
            assert not every.visible_to(user, NOW).exists(), (model, user)
        for role, user in team.one.items():
            found = _of(every.visible_to(user, NOW))
            assert found <= mine, (model, role)
            if model in TELLING:
                assert found == (mine if role in SEES_NOTICES else set()), (model, role)
    assert Role.CUSTODY not in SEES_NOTICES
