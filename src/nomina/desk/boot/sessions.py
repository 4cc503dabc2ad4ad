"""Sessions in the database, asked for by nothing but what one can be called.

A cookie is whatever somebody sends: a NUL in it would be a fault in PostgreSQL, not a session that
does not exist.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore as Kept
from django.db.models import QuerySet
from django.utils import timezone

from nomina.desk.db.prepared import Prepared

if TYPE_CHECKING:
    from django.contrib.sessions.models import Session

_CHARS = frozenset(VALID_KEY_CHARS)


@Prepared
def _lasting(key: str, at: datetime) -> QuerySet[Session]:
    kept: type[Session] = Kept.get_model_class()
    return kept.objects.filter(session_key=key, expire_date__gt=at)


class SessionStore(Kept):
    """Django's own store."""

    def _get_session_from_db(self) -> Session | None:
        """Give the row of this session, as Django's own does; None, and no key, where none is."""
        key = self.session_key
        for row in _lasting(key=key, at=timezone.now()) if key else ():
            return row
        self._session_key = None
        return None

    def _validate_session_key(self, key: str | None) -> bool:
        """Say whether a session can be called so (Django asks this of every cookie)."""
        return bool(key) and len(key or "") == 32 and _CHARS.issuperset(key or "")
