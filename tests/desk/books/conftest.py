"""Empty books for the tests that other rooms wrote: one body, every place that keeps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connection, connections, transaction

from nomina.desk.books.bookguard import guard, unguard
from tests.desk.conftest import Makers, use


class Plain:
    """As much of a schema editor as `guard` asks for, within the transaction of the test."""

    connection = connection

    def execute(self, statement: str, params: None = None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


def emptied(*tables: str) -> None:
    """Remove all rows of tables of the books, past their triggers."""
    editor: Any = Plain()
    with transaction.atomic():
        unguard(editor)
        for table in tables:
            editor.execute(f"DELETE FROM books_{table}")
        guard(editor)


@pytest.fixture
def no_entries(db: str) -> None:
    """A log without entries; each test is undone."""
    emptied("book", "entry", "node", "checkpoint")


@pytest.fixture(scope="module")
def copies(makers: Makers) -> Iterator[dict[str, Any]]:
    """One database of each kind for a module, where commits are real."""
    with ExitStack() as stack:
        stack.callback(connections.close_all)
        made: dict[str, Any] = {}
        yield made | {"make": lambda kind: made.setdefault(kind, makers.copied(kind, stack))}


@pytest.fixture
def no_rows(kind: str, copies: dict[str, Any]) -> Iterator[str]:
    """A database whose vault has no rows; commits are real. Gives the kind."""
    use(copies["make"](kind))
    emptied("object", "store", "master")
    yield kind
    connections["default"].close()
