"""Queries of every request, compiled once instead of at every request.

Django builds a query object and compiles it to SQL each time it is asked, which takes ten times as
long as the database takes to answer. Here that is done once for each kind of database and each form
of the question, by Django's own compiler from the very `QuerySet`; later only the values differ.

The query is compiled with stand-ins for the values, twice, with other ones each time. What is not
the same both times but for the stand-ins (a clock that is read while the query is made, a form that
hangs on a value) cannot be prepared, and is refused. `tests/desk/db/test_prepared.py` holds every
prepared query of the desk against its `QuerySet`.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, NoReturn, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)
from django.db.transaction import TransactionManagementError

T = TypeVar("T")

_FIELDS: Mapping[type, models.Field[Any, Any]] = {
    uuid.UUID: models.UUIDField(),
    datetime: models.DateTimeField(),
    str: models.TextField(),
}
"""The kinds of values that are put in later, and what brings each into the form of a database."""
MOST = 1000
"""How many forms of one question are kept before all are made anew."""
_CONVERTERS = "_nomina_converters"
"""Where a connection keeps what its values are read with: that belongs to it and ends with it."""


class Unprepared(TypeError):
    """The query is not the same for all values, or asks for more than rows; the message says why.

    It is a fault of the program, met at the first call.
    """


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where a value stands among the parameters: its name, and its place where it is a list."""

    name: str
    at: int | None
    field: models.Field[Any, Any]


@dataclass(frozen=True, eq=False, slots=True)
class _Text:
    """A compiled query.

    Attributes:
        params: what is given with ``sql``: a `_Slot` for a value, or what is always the same.
        compiler: what compiled it, without connection and query; it tells how columns are read.
        make: makes what the `QuerySet` would give of rows whose columns were read.
        locks: whether it locks rows, which only a transaction can.
    """

    sql: str
    params: tuple[Any, ...]
    compiler: Any
    make: Callable[[Iterable[Any]], list[Any]]
    locks: bool


class Prepared(Generic[T]):
    """A query that is made by a function of keyword arguments and compiled at its first call.

    A UUID, a moment (aware) or a text is put in at each call, and so is each value of a tuple of
    these, which stands for a list after ``__in``: its order and what it has twice do not count.
    Everything else given, None too, is part of the form, and each form is compiled once.

    Args:
        build: makes the query, of models or of ``values_list``; it may ask the database nothing.
        called: what the query is named by, where that is not ``build``.
    """

    every: list[Prepared[Any]] = []
    """All that were made, for the tests."""

    def __init__(
        self,
        build: Callable[..., models.QuerySet[Any, T]],
        called: Callable[..., Any] | None = None,
    ) -> None:
        self.build = build
        self.name = f"{(called or build).__module__}.{(called or build).__qualname__}"
        self._kept: dict[Any, _Text | None] = {}
        self.every.append(self)

    def __call__(self, **values: Any) -> list[T]:
        """Ask, and give what the `QuerySet` would give.

        Raises:
            Unprepared: such a query cannot be prepared.
            TransactionManagementError: it locks rows, and there is no transaction.
        """
        values = {name: _plain(value) for name, value in values.items()}
        connection = connections[DEFAULT_DB_ALIAS]
        text = self._text(connection, values)
        if text is None:
            return []
        if text.locks and connection.get_autocommit():
            raise TransactionManagementError("rows are locked within a transaction alone")
        with connection.cursor() as cursor:
            cursor.execute(text.sql, _filled(text, values, connection))
            rows: Iterable[Any] = cursor.fetchall()
        kept = vars(connection).setdefault(_CONVERTERS, {})
        found = kept.get(text)
        if found is None:
            compiler = copy(text.compiler)
            compiler.connection = connection
            converters = compiler.get_converters([one[0] for one in compiler.select])
            if len(kept) >= MOST:
                kept.clear()
            found = kept[text] = (compiler, converters)
        compiler, converters = found
        if converters:
            rows = compiler.apply_converters(rows, converters)
        return text.make(rows)

    def sql(self, **values: Any) -> tuple[str, tuple[Any, ...]] | None:
        """Give what a call would ask of the database; None where that could find nothing."""
        values = {name: _plain(value) for name, value in values.items()}
        connection = connections[DEFAULT_DB_ALIAS]
        text = self._text(connection, values)
        return None if text is None else (text.sql, tuple(_filled(text, values, connection)))

    def _text(self, connection: Any, values: Mapping[str, Any]) -> _Text | None:
        form = (connection.vendor, *((name, _form(value)) for name, value in values.items()))
        try:
            return self._kept[form]
        except KeyError:
            pass
        text = _compiled(self.build, values, connection)
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[form] = text
        return text


def _plain(value: Any) -> Any:
    # As `__in` does it: what stands there twice or is None is asked once or not at all.
    return (
        tuple(dict.fromkeys(v for v in value if v is not None)) if type(value) is tuple else value
    )


def _form(value: Any) -> Any:
    kind = type(value)
    if kind is tuple:
        return (tuple, *map(type, value))
    return kind if kind in _FIELDS else value


def _filled(text: _Text, values: Mapping[str, Any], connection: Any) -> list[Any]:
    """Give the parameters of a call."""
    filled = []
    for one in text.params:
        if type(one) is _Slot:
            value = values[one.name] if one.at is None else values[one.name][one.at]
            filled.append(one.field.get_db_prep_value(value, connection))
        else:
            filled.append(one)
    return filled


def _known(kind: type) -> type:
    if kind not in _FIELDS:
        raise Unprepared(f"a list of {kind.__name__} cannot be put in")
    return kind


def _stand_in(kind: type) -> Any:
    if kind is uuid.UUID:
        return uuid.uuid4()
    if kind is datetime:
        # Before everything that a desk can hold, and in no query by chance.
        return datetime(1, 1, 2, tzinfo=UTC) + timedelta(microseconds=secrets.randbits(52))
    return f"stand-in {secrets.token_hex(16)}"


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise Unprepared("the database is asked while the query is made")


@contextmanager
def _silent(connection: Any) -> Iterator[None]:
    """Have the database asked nothing: an answer about a stand-in would hold for everybody."""
    ways = dict.fromkeys(("cursor", "chunked_cursor"), _refuse)
    vars(connection).update(ways)
    try:
        yield
    finally:
        for way in ways:
            del vars(connection)[way]


def _compiled(
    build: Callable[..., models.QuerySet[Any, Any]], values: Mapping[str, Any], connection: Any
) -> _Text | None:
    once, again = (_once(build, values, connection) for _ in range(2))
    if once is None or again is None:
        if once is not again:
            raise Unprepared("the query finds nothing for some values whatever is there")
        return None
    if (once.sql, once.params) != (again.sql, again.params):
        raise Unprepared("the query is another one each time that it is made")
    return once


def _once(
    build: Callable[..., models.QuerySet[Any, Any]], values: Mapping[str, Any], connection: Any
) -> _Text | None:
    """Compile with new stand-ins; None where the query can find nothing."""
    stand_ins: dict[str, Any] = {}
    slots: dict[tuple[type, Any], _Slot] = {}

    def instead(name: str, at: int | None, drawn: Any) -> Any:
        field = _FIELDS[type(drawn)]
        param = field.get_db_prep_value(drawn, connection)
        slots[type(param), param] = _Slot(name, at, field)
        return drawn

    for name, value in values.items():
        if type(value) is tuple:
            # In ascending order, so that a query that sorts them is the same each time.
            drawn = sorted(_stand_in(_known(type(one))) for one in value)
            stand_ins[name] = tuple(instead(name, at, one) for at, one in enumerate(drawn))
        else:
            known = type(value) in _FIELDS
            stand_ins[name] = instead(name, None, _stand_in(type(value))) if known else value
    with _silent(connection):
        asked: Any = build(**stand_ins)
    query = asked.query
    if asked._prefetch_related_lookups or asked._known_related_objects:
        raise Unprepared("rows to which more is read cannot be prepared")
    compiler: Any = query.get_compiler(using=connection.alias)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    # What is kept holds neither a connection nor the query itself: reading columns needs none.
    compiler.connection = None
    placed = tuple(slots.get((type(one), one), one) for one in params)
    make = _maker(asked, compiler)
    locks = query.select_for_update and connection.features.has_select_for_update
    compiler.query = None
    return _Text(sql, placed, compiler, make, locks)


def _maker(asked: Any, compiler: Any) -> Callable[[Iterable[Any]], list[Any]]:
    """Give what makes objects, tuples or single values of rows, as the `QuerySet` would."""
    kind = asked._iterable_class
    if kind is FlatValuesListIterable:
        return lambda rows: [row[0] for row in rows]
    if kind is ValuesListIterable:
        return lambda rows: [tuple(row) for row in rows]
    if kind is not ModelIterable or compiler.annotation_col_map:
        raise Unprepared("only models without annotations and lists of values can be prepared")
    info, select = compiler.klass_info, compiler.select
    first, last = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [one[0].target.attname for one in select[first:last]]
    populators: Any = get_related_populators  # whose stubs are those of a later Django
    beside = populators(info, select, DEFAULT_DB_ALIAS)

    def objects(rows: Iterable[Any]) -> Iterator[Any]:
        for row in rows:
            made = info["model"].from_db(DEFAULT_DB_ALIAS, names, row[first:last])
            for one in beside:
                one.populate(row, made)
            yield made

    return lambda rows: list(objects(rows))
