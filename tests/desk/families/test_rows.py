"""Every table of families: the database refuses to change its rows, and who sees none sees none."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from nomina.desk.people.models.rows import Row
from nomina.desk.policy.roles import SEES_NOTICES, Role
from tests.desk.custody.test_rows import triggers
from tests.desk.families.facts import telling
from tests.desk.files.people import Team
from tests.desk.filled import Filled, filled_by, keys
from tests.desk.people.cast import NOW

MODELS: list[Any] = list(apps.get_app_config("families").get_models())
ROWS = [model for model in MODELS if issubclass(model, Row)]
SHARED = apps.get_model("families", "ConsentText")
"""Of the desk, and of no operation."""
ENQUIRIES = {Role.LIAISON, Role.ANTE_MORTEM}
NOTICES = {Role.LIAISON, Role.BOARD}
PAGES = {Role.LIAISON, Role.ADMINISTRATOR}
WHO: dict[str, set[Role]] = {
    "asking": ENQUIRIES,
    "asking_case": ENQUIRIES,
    "hearing": ENQUIRIES,
    "mailbox": ENQUIRIES,
    "telling": NOTICES,
    "telling_told": NOTICES,
    "letters": NOTICES,
    "home": {Role.LIAISON, Role.BOARD, Role.TRANSMISSION, Role.CUSTODY},
    "threats": {Role.SECURITY},
}
"""Who sees the tables of which module, as docs/families.md says; whoever holds a role of the whole
desk, of all operations."""
OTHERS: dict[str, set[Role]] = {
    "EnquiryPage": PAGES,
    "EnquiryPageOpening": PAGES,
    "EnquiryPageEnd": PAGES,
    "ReturnNews": set(),
    "ReturnNewsSeen": set(),
}
"""Tables that others see than those of their module; news is seen by whom it is for."""
TELLING = [apps.get_model(label) for label in {*telling.FREE, *telling.CODED}]


def test_no_row_is_changed_or_removed(db: str) -> None:
    there = triggers()
    assert len(ROWS) > 40, "the tables were not looked at whole"
    for model in ROWS:
        for act in ("update", "delete"):
            assert f"{model._meta.db_table}_no_{act}" in there, model


@pytest.fixture
def filled(team: Team) -> Filled:
    return Filled(team, filled_by(team, MODELS))


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
        _seen_as_written(filled, model)
        for role, user in team.one.items():
            found = keys(every.visible_to(user, NOW))
            assert found <= mine, (model, role)
            if model in TELLING:
                assert found == (mine if role in SEES_NOTICES else set()), (model, role)
    assert Role.CUSTODY not in SEES_NOTICES


def _seen_as_written(filled: Filled, model: Any) -> None:
    """Whoever is to see a table sees all its rows of One, and nobody else any."""
    cast, mine, every = filled.team.cast, filled.mine[model], model._default_manager.all()
    who = OTHERS.get(model.__name__, WHO[model.__module__.rpartition(".")[2]])
    desk = {Role.ADMINISTRATOR: cast.ada, Role.SECURITY: cast.sam}
    for role, user in (filled.team.one | desk).items():
        theirs = keys(every) if role in desk else mine
        wanted = theirs if role in who else set()
        if model.__name__.startswith("ReturnNews"):
            way = "account" if model.__name__ == "ReturnNews" else "news__account"
            wanted = keys(every.filter(**{way: user}))
        assert keys(every.visible_to(user, NOW)) == wanted, (model, role)
