"""What effects show on the pages of items and operations."""

from __future__ import annotations

from nomina.desk.custody import effects_rules


def join() -> None:
    """Listen to movements."""
    effects_rules.join()
