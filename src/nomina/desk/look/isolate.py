"""Foreign text inside our own: it keeps its direction to itself.

A name written from right to left, or one with marks that turn the text around, would reorder the
words beside it. Unicode isolates (UAX #9, section 2.4) hold it in, also in attributes, where no
``<bdi>`` can stand.
"""

from __future__ import annotations

import unicodedata

FIRST_STRONG, POP = "\u2068", "\u2069"
TURNING = frozenset({"R", "AL", "RLE", "RLO", "LRE", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI"})
"""Bidirectional classes that can reach beyond the text that they stand in."""


def isolated(text: str) -> str:
    """Give ``text`` so that it cannot turn what stands around it; plain text is unchanged."""
    # A text of thousands of signs has but a few different ones, and plain ASCII turns nothing.
    if text.isascii() or TURNING.isdisjoint(map(unicodedata.bidirectional, set(text))):
        return text
    held = text.replace(POP, "")
    # Isolates opened inside and never closed would swallow the closing mark.
    opened = sum(unicodedata.bidirectional(sign) in {"RLI", "LRI", "FSI"} for sign in held)
    return FIRST_STRONG + held + POP * (opened + 1)
