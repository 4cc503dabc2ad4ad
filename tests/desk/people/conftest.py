"""The cast, in each database."""

from __future__ import annotations

import pytest

from tests.desk.people.cast import Cast, make_cast


@pytest.fixture
def cast(db: str) -> Cast:
    """Everyone and everything, in each database in turn."""
    return make_cast()
