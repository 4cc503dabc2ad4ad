"""One-time sign-in codes: how they are drawn, written, read back and held against a digest."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: without I, L, O and U, so that a code can be read over a telephone."""

LENGTH = 16
"""Characters of a code, or of one half of a code for recovery: 80 bits."""

GOOD_FOR = timedelta(hours=72)
"""A first code: handed over in person, maybe after a weekend."""

RECOVERY_GOOD_FOR = timedelta(hours=24)

_READ = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def drawn() -> str:
    """Give a new code, as 16 characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def spaced(code: str) -> str:
    """Write a code in groups of four."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def read(typed: str) -> str:
    """Give what was typed without spaces and dashes, with letters that look alike put right."""
    return typed.upper().translate(_READ)[: 4 * LENGTH]


def digest(row: UUID, code: str, half: str = "") -> str:
    """Give what is kept of a code: SHA-256 (hex) over the id of its row, so no two are alike.

    80 random bits need no slow function. ``half`` is the digest of the other administrator's
    half, where there is one.
    """
    return hashlib.sha256(f"{row}|{half}|{code}".encode()).hexdigest()


def same(kept: str, offered: str) -> bool:
    """Compare two digests in constant time."""
    return hmac.compare_digest(kept, offered)
