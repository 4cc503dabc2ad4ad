"""Every row of a desk's database as lines of JSON, and back, whichever database it is."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import sql

from nomina.errors import StoreError
from nomina.words import tr

LEFT_OUT = frozenset({"sessions.session", "books.beat"})
"""Tables that stay behind: whoever is signed in here is not signed in elsewhere."""
_AT_ONCE = 200
_MARK = "$"


def tables() -> list[type[models.Model]]:
    """Give every table that is copied, in order of its name."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT
    ]
    return sorted(found, key=lambda model: model._meta.label_lower)


@contextmanager
def snapshot() -> Iterator[None]:
    """See one moment of the database until the block ends; nobody has to wait meanwhile."""
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    connection.ensure_connection()
    wrapper: Any = connection  # a proxy, whose attributes are those of this thread
    before, wrapper.transaction_mode = wrapper.transaction_mode, "DEFERRED"
    block = transaction.atomic(durable=True)
    try:
        block.__enter__()
    finally:
        wrapper.transaction_mode = before
    try:
        with connection.cursor() as cursor:  # the first read fixes the moment
            cursor.execute("SELECT count(*) FROM sqlite_master")
        yield
    finally:
        block.__exit__(None, None, None)


def _columns(model: type[models.Model]) -> list[Any]:
    return [f for f in model._meta.concrete_fields if f.column and not f.generated]


def dump(counts: dict[str, int]) -> Iterator[bytes]:
    """Give every row as lines; ``counts`` takes how many there were of each table."""
    for model in tables():
        label, names = model._meta.label_lower, [one.attname for one in _columns(model)]
        yield _line([label, names])
        n = 0
        rows: Any = models.QuerySet(model).order_by("pk").values_list(*names)
        for row in rows.iterator(chunk_size=2000):
            yield _line([_plain(value) for value in row])
            n += 1
        counts[label] = n
        yield _line({"end": label, "rows": n})


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:  # noqa: PLR0911 - one line a kind
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return {_MARK: "bytes", "v": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, float):
        return {_MARK: "float", "v": value.hex()}
    if isinstance(value, timedelta):
        exact = (value.days, value.seconds, value.microseconds)
        return {_MARK: "span", "v": list(exact)}
    if isinstance(value, datetime | date | time):
        return {_MARK: type(value).__name__, "v": value.isoformat()}
    if isinstance(value, UUID | Decimal):
        return {_MARK: type(value).__name__, "v": str(value)}
    if isinstance(value, list | dict):
        return {_MARK: "json", "v": value}
    raise TypeError(f"a row cannot hold {type(value).__name__}")


_KINDS: dict[str, Callable[[Any], Any]] = {
    "bytes": base64.b64decode,
    "float": float.fromhex,
    "span": lambda given: timedelta(*given),
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "UUID": UUID,
    "Decimal": Decimal,
    "json": lambda given: given,
}


def _value(given: Any) -> Any:
    return _KINDS[given[_MARK]](given["v"]) if isinstance(given, dict) else given


def load(pieces: Iterable[bytes]) -> dict[str, int]:
    """Put rows into an empty database, in one transaction; give how many of each table.

    Raises:
        StoreError: they are not of these tables, or do not go together.
    """
    known = {model._meta.label_lower: model for model in tables()}
    counts: dict[str, int] = {}
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # tables may be made in the same transaction
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        lines = _lines(pieces)
        for head in lines:
            label, names = _head(head)
            model = known.get(label)
            if model is None or names != [one.attname for one in _columns(model)]:
                raise _other(label)
            counts[label] = _load(model, lines)
        if set(counts) != set(known):
            raise _other(", ".join(sorted(set(known) ^ set(counts))))
        _continue_numbers()
    return counts


def _head(head: Any) -> tuple[str, list[str]]:
    if not isinstance(head, list) or len(head) != 2:
        raise _other("")
    return head[0], head[1]


def _load(model: type[models.Model], lines: Iterator[Any]) -> int:
    fields = _columns(model)
    waiting: list[models.Model] = []
    names = [one.attname for one in fields]
    for n, row in enumerate(lines):
        if isinstance(row, dict):
            if row != {"end": model._meta.label_lower, "rows": n}:
                raise _other(model._meta.label_lower)
            _insert(model, fields, waiting)
            return n
        waiting.append(model(**dict(zip(names, map(_value, row), strict=True))))
        if len(waiting) == _AT_ONCE:
            _insert(model, fields, waiting)
            waiting = []
    raise _other(model._meta.label_lower)


def _insert(model: type[models.Model], fields: list[Any], rows: list[models.Model]) -> None:
    """Insert rows as they are, past whatever a model does when it is saved."""
    if rows:
        query: Any = sql.InsertQuery(model)
        query.insert_values(fields, rows, raw=True)
        query.get_compiler(connection=connection).execute_sql()


def _continue_numbers() -> None:
    """Let numbers that the database gives go on behind those that came (PostgreSQL)."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)


def _lines(pieces: Iterable[bytes]) -> Iterator[Any]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield json.loads(line)
    if rest:
        raise _other("")


def _other(what: str) -> StoreError:
    return StoreError(
        tr("the rows of the backup are not of this version's tables"),
        where=what,
        todo=tr("Use the Nomina that wrote it"),
    )
