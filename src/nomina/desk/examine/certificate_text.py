"""Text of a certificate as it can be printed: whatever somebody typed stays on its own line.

A document for archives (PDF/A) may hold no character that its fonts cannot show, and what turns
lines round or is not seen could show a reader something else than was signed. Such characters are
printed by their numbers, as ``[U+202E]``; the attached JSON holds them as they are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

SURE = frozenset(
    [chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x180))]
    + [chr(code) for code in (*range(0x400, 0x460), 0x490, 0x491)]
    + list("–—‘’“”„…№ʼ")
)
"""Characters that the fonts certainly have, alone and beside each other."""
_LIKELY = (
    range(0x180, 0x530),
    range(0x5D0, 0x5EB),
    range(0x620, 0x670),
    range(0x671, 0x6D4),
    range(0x1E00, 0x2000),
    range(0x200E, 0x2010),  # marks of direction, which names have
    range(0x2010, 0x2028),
    range(0x2030, 0x205F),
    range(0x20A0, 0x20C0),
    range(0x2100, 0x2190),
)
"""Where it is worth asking the fonts; everything else is printed by its number."""
_WORD, _PIECE = 40, 20
"""Characters of a word that is broken where it has no place, and of its pieces."""
_BREAK = "\u200b"

Shows = Callable[[str], bool]
"""Whether the fonts have all characters of a text."""


def spelt(text: str, unshown: frozenset[str] = frozenset()) -> str:
    """Give a line with every character by its number that cannot be shown as it is."""
    told = "".join(
        c if _may(c) and c not in unshown else f"[U+{ord(c):04X}]" for c in text.replace("\t", " ")
    )
    return " ".join(_broken(word) for word in told.split(" "))


def _may(c: str) -> bool:
    if c in SURE:
        return True
    if unicodedata.category(c) in {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}:
        return c in "\u200e\u200f"
    return any(ord(c) in few for few in _LIKELY) or bool(unicodedata.combining(c) and c < "\u0370")


def _broken(word: str) -> str:
    if len(word) <= _WORD:
        return word
    return _BREAK.join(word[at : at + _PIECE] for at in range(0, len(word), _PIECE))


def rare(texts: Iterable[str]) -> list[str]:
    """Give the characters of texts that the fonts may not have, in order."""
    return sorted({c for text in texts for c in text if c not in SURE and c != _BREAK})


def unshown(characters: list[str], shows: Shows) -> frozenset[str]:
    """Give those of ``characters`` that fonts have not, by asking for halves: few questions."""
    if not characters or shows(" ".join(characters)):
        return frozenset()
    if len(characters) == 1:
        return frozenset(characters)
    half = len(characters) // 2
    return unshown(characters[:half], shows) | unshown(characters[half:], shows)


def every(value: Any, change: Callable[[str], str]) -> Any:
    """Give nested lists and objects with every text changed; keys stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: every(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [every(inner, change) for inner in value]
    return value


def texts(value: Any) -> list[str]:
    """Give every text of nested lists and objects."""
    found: list[str] = []
    every(value, lambda text: found.append(text) or text)  # type: ignore[func-returns-value]
    return found
