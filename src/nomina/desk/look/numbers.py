"""Numbers as the language of the page writes them."""

from __future__ import annotations

from nomina import words

GROUPING = {"en": ","}
"""What stands between thousands; elsewhere a space that does not break (CLDR: U+00A0)."""


def grouped(number: int) -> str:
    """Write a whole number with its thousands apart: 1,284 or 1 284."""
    return f"{number:,}".replace(",", GROUPING.get(words.current(), "\u00a0"))
