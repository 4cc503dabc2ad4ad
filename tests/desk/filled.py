"""Both operations, with a row of each kind of object in either."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nomina.desk.files.models import Link
from tests.desk import facts
from tests.desk.files.people import Team, opened_all
from tests.desk.policy.records import reported


@dataclass
class Filled:
    """One row of each kind of object in both operations, and which of them are of One."""

    team: Team
    mine: dict[Any, set[Any]]


def filled_by(team: Team, models: Iterable[Any] = ()) -> dict[Any, set[Any]]:
    """Make the rows, and give by table which of them are of operation One."""
    mine: dict[Any, set[Any]] = {}
    for foreign in (False, True):
        files = opened_all(team, foreign=foreign)
        by = team.keeper("am", foreign=foreign)
        link = Link.objects.create(
            kind="identified", one=files["pm"], other=files["am"], why="w", made_by=by
        )
        decided = reported(files["pm"], files["am"], link, by)
        facts.rows(facts.Made(files["pm"].operation, by, files, decided["identification"]))
        mine = mine or {model: keys(model._default_manager.all()) for model in models}
    return mine


def keys(rows: Any) -> set[Any]:
    """Give which rows these are."""
    return set(rows.values_list("pk", flat=True))
