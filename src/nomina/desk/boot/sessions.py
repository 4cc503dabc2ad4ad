"""Sessions in the database, asked for by nothing but what one can be called.

A cookie is whatever somebody sends: a NUL in it would be a fault in PostgreSQL, not a session that
does not exist.
"""

from __future__ import annotations

from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore as Kept

_CHARS = frozenset(VALID_KEY_CHARS)


class SessionStore(Kept):
    """Django's own store."""

    def _validate_session_key(self, key: str | None) -> bool:
        """Say whether a session can be called so (Django asks this of every cookie)."""
        return bool(key) and len(key or "") == 32 and _CHARS.issuperset(key or "")
