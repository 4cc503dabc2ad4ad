"""Errors of the database, said as those of the vault and of the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import Error, OperationalError, connection
from psycopg import errors as postgres

from nomina.errors import NominaError

_FULL, _BUSY, _IO = 13, {5, 6}, 10  # SQLITE_FULL, _BUSY and _LOCKED, _IOERR
_PG_FULL = (postgres.DiskFull, postgres.OutOfMemory)
_PG_BUSY = (
    postgres.LockNotAvailable,
    postgres.DeadlockDetected,
    postgres.SerializationFailure,
    postgres.QueryCanceled,
)


def code(error: BaseException) -> int:
    """Give SQLite's primary code of an error of Django's; 0 where it has none."""
    return getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF


def is_full(error: BaseException) -> bool:
    """Say whether there was no space."""
    return code(error) == _FULL or isinstance(error.__cause__, _PG_FULL)


def is_busy(error: BaseException) -> bool:
    """Say whether somebody else was writing."""
    return code(error) in _BUSY or isinstance(error.__cause__, _PG_BUSY)


def is_broken(error: BaseException) -> bool:
    """Say whether the disk failed."""
    return code(error) == _IO or isinstance(error.__cause__, postgres.IoError)


@contextmanager
def told(explained: Callable[[Error], NominaError]) -> Iterator[None]:
    """Say an error of the database by what ``explained`` makes of it."""
    try:
        yield
    except (Error, OverflowError) as error:  # a number that no column holds
        shown = error if isinstance(error, Error) else OperationalError(str(error))
        raise explained(shown) from error


def place() -> str:
    """Give the name of the database, without its password."""
    return str(connection.settings_dict["NAME"])
