"""The address of a PostgreSQL database, as Django wants it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from nomina.errors import InputError


def postgres(address: str) -> dict[str, Any]:
    """Give Django's settings for ``postgresql://user:password@host:port/name?sslmode=...``.

    The password stays out of every message.

    Raises:
        InputError: the address is not of PostgreSQL, or names no database.
    """
    try:
        found = urlsplit(address)
        port = found.port
    except ValueError:
        found, port = urlsplit(""), None
    name = unquote(found.path.lstrip("/"))
    if found.scheme not in {"postgres", "postgresql"} or not name:
        raise InputError(
            "the database address cannot be used",
            where="NOMINA_DATABASE",
            todo="Write postgresql://user:password@host:5432/name",
        )
    options = dict(parse_qsl(found.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(found.username or ""),
        "PASSWORD": unquote(found.password or ""),
        "HOST": options.pop("host", "") or unquote(found.hostname or ""),
        "PORT": str(port or ""),
        "OPTIONS": options,
        "CONN_HEALTH_CHECKS": True,
        # A thread keeps its connection: to make one takes longer than most pages.
        "CONN_MAX_AGE": None,
    }
