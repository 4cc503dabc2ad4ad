"""Vaults that a test opened are closed after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.vault.vaults import OPEN


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().close()
