"""What the tests of the whole desk must know of each app that says it subject by subject."""

from __future__ import annotations

from typing import Any

from tests.desk.custody import facts as custody
from tests.desk.custody.facts.made import Made
from tests.desk.families.facts import SUBJECTS as FAMILIES
from tests.desk.transmit.facts import SUBJECTS as TRANSMIT

__all__ = ["CODED", "EITHER", "FRAGMENTS", "FREE", "NO_PAGES", "OBJECTS", "Made", "rows"]

FREE: dict[str, tuple[str, ...]] = dict(custody.FREE)
CODED: dict[str, tuple[str, ...]] = dict(custody.CODED)
OBJECTS: dict[str, str] = dict(custody.OBJECTS)
NO_PAGES: dict[str, str] = dict(custody.NO_PAGES)
EITHER: set[tuple[str, str]] = set(custody.EITHER)
FRAGMENTS: set[str] = set(custody.FRAGMENTS)
for _subject in (*TRANSMIT, *FAMILIES):
    FREE |= _subject.FREE
    CODED |= _subject.CODED
    OBJECTS |= _subject.OBJECTS
    NO_PAGES |= _subject.NO_PAGES
    FRAGMENTS |= _subject.FRAGMENTS
    EITHER |= getattr(_subject, "EITHER", set())


def rows(made: Made) -> dict[str, Any]:
    """One row of each kind of object, by the name that `OBJECTS` gives it."""
    custody.rows(made)
    for subject in (*TRANSMIT, *FAMILIES):
        made.rows |= subject.rows(made)
    return made.rows
