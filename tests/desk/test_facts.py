"""What the tests of the whole desk know of the newer apps leaves no table out."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from tests.desk.files.people import make_team
from tests.desk.filled import filled_by
from tests.desk.people.cast import make_cast

APPS = ("custody", "transmit", "families")


def test_every_table_has_rows_in_both_operations(db: str) -> None:
    """Of an empty table nothing shows who sees it, and it would pass every test of that."""
    models: list[Any] = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    assert len(models) > 150, "the tables were not looked at whole"
    mine = filled_by(make_team(make_cast()), models)
    assert [model._meta.label for model in models if not mine[model]] == []
    # Words of consent are of the desk, and of no operation.
    all_mine = {one for one in models if one._default_manager.count() == len(mine[one])}
    assert {one._meta.label for one in all_mine} == {"families.ConsentText"}
