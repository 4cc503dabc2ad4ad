"""The cast, in each database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from tests.desk.people.cast import BOOK, Cast, make_cast


@pytest.fixture
def cast(db: str) -> Cast:
    """Everyone and everything, in each database in turn."""
    return make_cast()


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """A browser without scripts, at a desk whose ledger is in memory."""
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()
    cache.clear()
    yield Client()
    cache.clear()
