"""Names from outside: fit to be written, and told apart."""

from __future__ import annotations

import unicodedata


def shown(text: str) -> str:
    """Give a name from outside fit to be written: what cannot be printed becomes U+FFFD."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def folded(text: str) -> str:
    """Fold case and Unicode composition of a name, so that two spellings of one are told."""
    return unicodedata.normalize("NFC", text.strip()).casefold()
