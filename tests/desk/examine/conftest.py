"""An operation with a run, pictures and several examiners, in each database."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.cache import cache

from tests.desk.examine.bench import Bench, make_bench
from tests.desk.files.people import make_team
from tests.desk.people.cast import BOOK, make_cast


@pytest.fixture
def bench(db: str, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Two bodies and three missing people, each a lead of either; four examiners."""
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    BOOK.entries.clear()
    cache.clear()
    return make_bench(make_team(make_cast()))
