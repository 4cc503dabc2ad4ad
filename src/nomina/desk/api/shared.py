"""A cache in the desk's own database: limits hold over all threads, processes and machines.

Values are JSON, never pickles. It is for few and small things: attempts to sign in, one-time codes
that were used.
"""

from __future__ import annotations

import json
import time
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection
from django.db.models import Q

from nomina.desk.api.models import Kept

_CULL = 100
"""What is over is removed once in so many writes."""


class Shared(BaseCache):
    """Django's cache over the table `Kept`."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._writes = 0

    def _put(self, key: str, value: Any, timeout: Any, version: int | None, where: str) -> bool:
        made, until = self.make_and_validate_key(key, version=version), self._until(timeout)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO api_kept (key, value, until) VALUES (%s, %s, %s) "
                "ON CONFLICT (key) DO UPDATE SET value = excluded.value, until = excluded.until "
                f"{where}",
                [made, json.dumps(value), until, *([time.time()] if where else [])],
            )
            done = bool(cursor.rowcount > 0)
        self._writes += 1
        if self._writes % _CULL == 0:
            self._rows().filter(until__lte=time.time()).delete()
        return done

    def _until(self, timeout: Any) -> float | None:
        if timeout == DEFAULT_TIMEOUT:
            timeout = self.default_timeout
        return None if timeout is None else time.time() + float(timeout)

    def _rows(self) -> Any:
        # Not `objects`, which refuses to remove for every table: this is no record.
        return Kept._base_manager.all()

    def _current(self, key: str, version: int | None) -> Any:
        made = self.make_and_validate_key(key, version=version)
        return self._rows().filter(Q(until=None) | Q(until__gt=time.time()), key=made)

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Keep a value where there is none, in one step; say whether it was kept."""
        return self._put(key, value, timeout, version, "WHERE api_kept.until <= %s")

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Give a value, or ``default``."""
        row = self._current(key, version).first()
        return default if row is None else json.loads(row.value)

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Keep a value."""
        self._put(key, value, timeout, version, "")

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value for longer; say whether there is one."""
        return bool(self._current(key, version).update(until=self._until(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a value; say whether there was one."""
        there = bool(self._current(key, version).exists())
        self._rows().filter(key=self.make_and_validate_key(key, version=version)).delete()
        return there

    def clear(self) -> None:
        """Forget everything."""
        self._rows().delete()
