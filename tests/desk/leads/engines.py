"""Engines of the tests: one without networks, and one of another pack."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from nomina.desk.leads.engines import Tools
from tests.leads.fakes import FakeDoor, FakePack, engine

DOOR = FakeDoor()
"""Counts what was opened."""


@contextmanager
def fake() -> Iterator[Tools]:
    yield Tools(engine(DOOR), ())


@contextmanager
def other() -> Iterator[Tools]:
    """The same door with another pack."""
    yield Tools(engine(DOOR, (FakePack("other", 1),)), ())
