"""Of how long each step takes, in numbers."""

from __future__ import annotations

from typing import Any

from tests.desk.custody.facts.made import Made

FREE: dict[str, tuple[str, ...]] = {}
CODED: dict[str, tuple[str, ...]] = {}
OBJECTS: dict[str, str] = {
    "families:numbers": "operation",
    "families:take_numbers": "operation",
}
NO_PAGES: dict[str, str] = {}
FRAGMENTS: set[str] = set()


def rows(made: Made) -> dict[str, Any]:
    return {}
