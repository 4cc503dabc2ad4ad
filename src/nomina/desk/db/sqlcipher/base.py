"""The backend: what Django's own for SQLite does, on connections that decrypt.

Every connection: 256-bit raw key, rollback-free reading (WAL), a commit that is on the disk when
it returns (``synchronous=FULL``), foreign keys checked, temporary tables in memory only. A
transaction takes the write lock when it begins (``BEGIN IMMEDIATE``): a transaction that reads
first and writes later can otherwise fail at once with "database is locked", whatever the timeout.
"""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base, features, operations
from django.db.backends.sqlite3._functions import register as register_functions
from django.utils.asyncio import async_unsafe
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from sqlcipher3 import dbapi2 as Database  # noqa: N812 - the name that Django asks for

from nomina.errors import FolderError, StoreError

OLDEST = (3, 51, 3)
"""SQLite before this may corrupt a database in WAL mode when checkpoints meet (REL-15)."""
TIMEOUT = 20.0
"""Seconds that a writer waits for another before it gives up."""

Key = Callable[[], bytes]


def _decoded(parse: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda value: parse(value.decode())


for _kind, _parse in {
    "date": parse_date,
    "time": parse_time,
    "datetime": parse_datetime,
    "timestamp": parse_datetime,
}.items():
    Database.register_converter(_kind, _decoded(_parse))
Database.register_converter("bool", b"1".__eq__)
Database.register_adapter(decimal.Decimal, str)
Database.register_adapter(datetime.date, base.adapt_date)
Database.register_adapter(datetime.datetime, base.adapt_datetime)


def check_engine(version: Sequence[int] | None = None) -> None:
    """Refuse an SQLite library that is not safe with a write-ahead log.

    Args:
        version: of the library; None asks the one that is loaded.

    Raises:
        StoreError: the library is older than `OLDEST`.
    """
    found = tuple(Database.sqlite_version_info if version is None else version)
    if found < OLDEST:
        raise StoreError(
            f"SQLite {'.'.join(map(str, found))} is too old for a write-ahead log",
            todo=f"Install a sqlcipher3 with SQLite {'.'.join(map(str, OLDEST))} or newer",
        )


def create(path: Path, key: bytes) -> None:
    """Make an empty encrypted database; connecting never does, so that a lost one is noticed.

    Raises:
        FolderError: there is a file of this name.
    """
    check_engine()
    if path.exists():
        raise FolderError("there is a database already", where=str(path))
    connection = Database.connect(path)
    try:
        path.chmod(0o600)
        unlock(connection, key)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA user_version = 1")
    finally:
        connection.close()


def unlock(connection: Any, key: bytes) -> None:
    """Give a new connection its key (32 bytes) and read the first page with it.

    Raises:
        StoreError: the key does not open this database, or it is damaged.
    """
    if len(key) != 32:
        raise ValueError("a database key is 32 bytes")
    # Failures are raised and need no lines on the terminal. SQLCipher wipes its keys either way; to
    # wipe and lock every other piece of memory too makes reading a page of a list 2.5 times and
    # adding rows 20 times as slow, while Python holds the same rows in memory of its own.
    connection.execute("PRAGMA cipher_log_level = NONE").fetchall()
    connection.execute("PRAGMA cipher_memory_security = OFF")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA temp_store = MEMORY")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except Database.DatabaseError as error:
        if "not a database" not in str(error):
            raise
        raise StoreError(
            "the key does not open this database, or the file is damaged",
            todo="Check that database and keys are of the same desk",
        ) from None


LONG = 8192
"""Statements from this length on, such as those that add many rows, are not remembered."""


@lru_cache(maxsize=1024)
def _in_order(query: str) -> str:
    converted: str = base.SQLiteCursorWrapper.convert_query(None, query)  # type: ignore[arg-type]
    return converted


class Cursor(Database.Cursor):  # type: ignore[misc]  # sqlcipher3 has no types
    """A cursor that takes Django's ``%s`` for SQLite's ``?``."""

    _converted = base.SQLiteCursorWrapper.convert_query

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        """Give a statement with SQLite's placeholders; of short ones that is remembered."""
        if param_names is None and len(query) < LONG:
            return _in_order(query)
        converted: str = self._converted(query, param_names=param_names)
        return converted

    def execute(self, query: str, params: Any = None) -> Any:
        """Run one statement; parameters in order or by name."""
        if params is None:
            return super().execute(query)
        names = list(params) if isinstance(params, Mapping) else None
        return super().execute(self.convert_query(query, param_names=names), params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        """Run one statement for each set of parameters."""
        rows = iter(param_list)
        first = next(rows, None)
        if first is None:
            return super().executemany(self.convert_query(query), [])
        names = list(first) if isinstance(first, Mapping) else None
        return super().executemany(
            self.convert_query(query, param_names=names), chain([first], rows)
        )


def _of_text(change: Callable[[str], str]) -> Callable[[object], str | None]:
    return lambda value: None if value is None else change(str(value))


class DatabaseOperations(operations.DatabaseOperations):
    """SQLite folds the case of ASCII alone; here "Їжак" is found by "їжак", as in PostgreSQL."""

    def lookup_cast(self, lookup_type: str, internal_type: str | None = None) -> str:
        """Give the form that a column takes in a lookup."""
        if lookup_type in _FOLDED:
            return "LOWER(%s)"
        return super().lookup_cast(lookup_type, internal_type)


_FOLDED = {
    "iexact": "{}",
    "icontains": "'%%' || {} || '%%'",
    "istartswith": "{} || '%%'",
    "iendswith": "'%%' || {}",
}


class DatabaseFeatures(features.DatabaseFeatures):
    """What the library that is loaded can do, which is not the one of Python's own module."""

    can_alter_table_drop_column = True
    can_return_columns_from_insert = True
    can_return_rows_from_bulk_insert = True


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection. OPTIONS: ``key``, called for the 32 bytes of the key when connecting."""

    display_name = "SQLCipher"
    transaction_mode: str | None
    init_commands: list[str]
    Database = Database
    features_class = DatabaseFeatures
    ops_class = DatabaseOperations
    operators = base.DatabaseWrapper.operators | dict.fromkeys(
        _FOLDED, r"LIKE LOWER(%s) ESCAPE '\'"
    )
    pattern_ops = base.DatabaseWrapper.pattern_ops | {
        name: f"LIKE {around.format('LOWER({})')} ESCAPE '\\'"
        for name, around in _FOLDED.items()
        if name != "iexact"
    }

    def get_connection_params(self) -> dict[str, Any]:
        """Give what `get_new_connection` takes; the key itself is fetched there."""
        params = super().get_connection_params()
        self.transaction_mode = self.transaction_mode or "IMMEDIATE"
        path = Path(params["database"])
        params["database"] = f"{path.absolute().as_uri()}?mode=rw"
        params.setdefault("timeout", TIMEOUT)
        return params

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, unlock and set what every connection needs.

        Raises:
            StoreError: there is no database, the key is of another one, or SQLite is too old.
        """
        check_engine()
        params = dict(conn_params)
        key: Key = params.pop("key")
        path = self.settings_dict["NAME"]
        if not Path(path).is_file():
            raise StoreError("the database is not here", where=str(path))
        connection = Database.connect(**params)
        try:
            unlock(connection, key())
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: Any) -> None:
        for pragma in (
            "foreign_keys = ON",
            "legacy_alter_table = OFF",
            "synchronous = FULL",
            "cell_size_check = ON",
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
        register_functions(connection)
        for name, change in (("LOWER", str.lower), ("UPPER", str.upper)):
            connection.create_function(name, 1, _of_text(change), deterministic=True)
        for command in filter(None, map(str.strip, self.init_commands)):
            connection.execute(command)

    def create_cursor(self, name: str | None = None) -> Any:
        """Give a cursor that takes Django's placeholders."""
        return self.connection.cursor(Cursor)
