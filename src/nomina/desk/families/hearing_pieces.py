"""A text cut into pieces that a reader can point at, one by one: clauses, and no more words."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 240
"""Most characters of a piece; a text without a stop is cut between words."""
# A clause ends at a stop, comma or line; what closes a quotation, and the space behind, is its own.
_CLAUSE = re.compile(r"[^\n,;:.!?…。،؛؟]*(?:\n|[,;:.!?…。،؛؟]+[\"'»”’)\]]*)?[^\S\n]*")


@dataclass(frozen=True)
class Piece:
    """Something a reader can point at.

    Attributes:
        number: its place in the whole reply, from 0.
        text: as written; None where a part is gone.
    """

    number: int
    text: str | None


def split(text: str) -> list[str]:
    """Cut a text into clauses; joined again they are the text, sign by sign."""
    clauses = [one for one in _CLAUSE.findall(text) if one]
    return [short for clause in _joined(clauses) for short in _short(clause)]


def _joined(clauses: list[str]) -> list[str]:
    """Let what is only space or stops stand with what is before it."""
    found: list[str] = []
    for one in clauses:
        if found and not any(sign.isalnum() for sign in one):
            found[-1] += one
        else:
            found.append(one)
    return found


def _short(clause: str) -> list[str]:
    found = []
    while len(clause) > LONGEST:
        at = clause.rfind(" ", 1, LONGEST) + 1 or LONGEST
        found.append(clause[:at])
        clause = clause[at:]
    return [*found, clause] if clause else found


def pieces(parts: tuple[str | None, ...]) -> list[Piece]:
    """Give the pieces of a reply, those that are gone among them."""
    texts: list[str | None] = []
    for part in parts:
        texts.extend([None] if part is None else split(part))
    return [Piece(number, text) for number, text in enumerate(texts)]


def without(parts: tuple[str | None, ...], numbers: frozenset[int]) -> tuple[str | None, ...]:
    """Give what is left where pieces are taken out; pieces in a row leave one gap."""
    left: list[str | None] = []
    for one in pieces(parts):
        text = None if one.number in numbers else one.text
        if left and text is None and left[-1] is None:
            continue
        before = left[-1] if left else None
        if text is not None and before is not None:
            left[-1] = before + text
        else:
            left.append(text)
    return tuple(left)


def taken(parts: tuple[str | None, ...], numbers: frozenset[int]) -> tuple[str | None, ...]:
    """Give what is taken out, with a gap wherever something else stood between."""
    every = pieces(parts)
    kept = frozenset(one.number for one in every) - numbers
    gone = frozenset(one.number for one in every if one.text is None)
    return without(parts, kept | gone)
