"""What the tests of the whole desk must know of custody, a module for each subject.

A subject says which columns hold text of people (`FREE`) and which hold codes (`CODED`), what each
route is about (`OBJECTS`), which routes are no pages (`NO_PAGES`, `FRAGMENTS`), and makes one row
of each kind of object in an operation (`rows`).
"""

from __future__ import annotations

from typing import Any

from tests.desk.custody.facts import (
    climate,
    effects,
    exchange,
    graves,
    over,
    register,
    release,
    scanning,
)
from tests.desk.custody.facts.made import Made

__all__ = ["CODED", "EITHER", "FRAGMENTS", "FREE", "NO_PAGES", "OBJECTS", "Made", "rows"]

_SUBJECTS = (register, scanning, climate, effects, exchange, release, graves, over)

FREE: dict[str, tuple[str, ...]] = {}
CODED: dict[str, tuple[str, ...]] = {}
OBJECTS: dict[str, str] = {}
NO_PAGES: dict[str, str] = {}
EITHER = {("custody.Examined", "doctor"), ("custody.Examined", "why")}
"""Columns of which one is empty, as the database itself demands; that stays so."""
FRAGMENTS = scanning.FRAGMENTS
for _subject in _SUBJECTS:
    FREE |= _subject.FREE
    CODED |= _subject.CODED
    OBJECTS |= _subject.OBJECTS
    NO_PAGES |= _subject.NO_PAGES


def rows(made: Made) -> dict[str, Any]:
    """One row of each kind of object, by the name that `OBJECTS` gives it."""
    for subject in _SUBJECTS:
        made.rows |= subject.rows(made)
    return made.rows
