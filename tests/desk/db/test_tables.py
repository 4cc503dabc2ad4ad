"""A new desk has the tables that an old one comes to, and has all of them or none."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from nomina.desk.boot.opening import migrate
from nomina.desk.db.tables import make_tables
from nomina.desk.db.upgrade import upgrade
from nomina.vault import FolderObjects
from tests.desk.conftest import Makers, use

POSTGRES = {
    "columns": """
        SELECT table_name, column_name, data_type, character_maximum_length, is_nullable,
               column_default, is_identity, identity_generation, collation_name, numeric_precision
        FROM information_schema.columns WHERE table_schema = 'public'""",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), condeferred
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "triggers": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
}
ROWS = {
    "migrations": "SELECT app, name FROM django_migrations",
    "types": "SELECT app_label, model FROM django_content_type",
    "permissions": """
        SELECT app_label, model, codename, name FROM auth_permission JOIN django_content_type
        ON content_type_id = django_content_type.id""",
}


def asked(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return sorted(cursor.fetchall(), key=str)


def parts(body: str) -> Iterator[str]:
    """Give the columns and constraints of a table: what stands between its outermost commas."""
    depth, begun = 0, 0
    for place, sign in enumerate(body):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            yield body[begun:place].strip()
            begun = place + 1
    yield body[begun:].strip()


def embedded() -> list[tuple[object, ...]]:
    """Everything that an embedded database says of itself; the order of columns is no difference.

    A table that was altered is written with another name first, and says so in its quotes only.
    """
    told: list[tuple[object, ...]] = []
    for kind, name, sql in asked("SELECT type, name, sql FROM sqlite_master"):
        assert isinstance(sql, str | None)
        if (
            kind == "table"
            and sql
            and (found := re.match(r"CREATE TABLE \S+ \((.*)\)$", sql, re.S))
        ):
            told.extend((kind, name, one) for one in sorted(parts(found[1])))
        else:
            told.append((kind, name, sql))
    return told


def told() -> dict[str, list[tuple[object, ...]]]:
    """Everything that the database says of its tables, and what is in them before anybody comes."""
    rows = {name: asked(statement) for name, statement in ROWS.items()}
    if connection.vendor != "postgresql":
        return rows | {"all": embedded()}
    return rows | {name: asked(statement) for name, statement in POSTGRES.items()}


@pytest.fixture
def empty(kind: str, makers: Makers, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Begins with a database that has no table, and with a store in which nothing lies."""
    with ExitStack() as stack:

        def begin() -> None:
            use(makers.empty(kind, stack))
            settings.DESK_VAULT = tmp_path / secrets.token_hex(4)
            FolderObjects.create(settings.DESK_VAULT)

        yield begin
        connections.close_all()


def by_django() -> None:
    call_command("migrate", verbosity=0, interactive=False)


@pytest.mark.parametrize(
    ("kind", "step"),
    [
        ("sqlcipher", upgrade),
        pytest.param("postgres", upgrade, marks=pytest.mark.deep),
        pytest.param("sqlcipher", by_django, marks=pytest.mark.deep),
        pytest.param("postgres", by_django, marks=pytest.mark.deep),
    ],
    indirect=["kind"],
)
def test_tables_made_at_once_are_those_that_all_migrations_make(
    empty: Callable[[], None], step: Callable[[], None]
) -> None:
    """By our way of running them, and by Django's own."""
    empty()
    step()
    step_by_step = told()
    empty()
    assert make_tables()
    at_once = told()
    for what, rows in step_by_step.items():
        assert len(rows) > 10 or what == "functions"
        assert sorted(set(rows) - set(at_once[what]), key=str) == []
        assert sorted(set(at_once[what]) - set(rows), key=str) == []
        assert len(rows) == len(at_once[what])
    assert not make_tables(), "there are tables now"
    assert told() == at_once


def test_a_desk_that_is_killed_while_its_tables_are_made_has_none(
    empty: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    empty()
    with monkeypatch.context() as patched:
        patched.setattr("nomina.desk.db.tables._runs", None)
        with pytest.raises(TypeError):  # every table is made, and no trigger
            make_tables()
    assert connection.introspection.table_names() == []
    assert make_tables()


def test_a_desk_that_is_killed_before_its_first_rows_gets_them_later(
    empty: Callable[[], None],
) -> None:
    empty()
    assert make_tables(first_rows=False)
    assert asked(ROWS["types"]) == []
    migrate()
    now = told()
    empty()
    assert make_tables()
    assert now == told()
