"""No list of the desk grows with what the desk holds, in queries or in what they look through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from nomina.desk.files import fields
from nomina.desk.files.models import Card, File, Word
from nomina.desk.files.record import draw_card
from tests.desk import crowd, lists
from tests.desk.people.cast import SECRET

EXAMINER, ADMINISTRATOR = 1, 18
MOST = 25
"""Queries of one list."""
MORE = 4
"""Queries by which a list may grow that shows several tables, where each has something to show; one
for every row would be more than twenty."""
GROWS = re.compile(r"\b(files_(?!tally)\w+|leads_(?!ground|job)\w+|books_(?:entry|node|object))\b")


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    cache.clear()


@contextmanager
def filled(files: int) -> Iterator[crowd.Crowd]:
    """A desk with so many files, of which nothing stays."""
    with transaction.atomic():
        made = crowd.fill(files, people=24)
        crowd.lead(made, each=4)
        for user in made.askers:
            TOTP.activate(user, SECRET)
        yield made
        transaction.set_rollback(True)


def asked(made: crowd.Crowd) -> dict[str, list[str]]:
    """What each list asks the database."""
    found: dict[str, list[str]] = {}
    for place in (EXAMINER, ADMINISTRATOR):
        walker = lists.Walker(made.askers[place], made)
        for name, path in walker.walk().items():
            with CaptureQueriesContext(
                connection,
            ) as caught:
                assert walker.client.get(path, headers={"host": "localhost"}).status_code == 200
            found[name] = [query["sql"] for query in caught.captured_queries]
    return found


def _looked(sql: str) -> list[str]:
    """The large tables that a query reads from one end to the other."""
    if not sql.startswith(("SELECT", "WITH")):
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            steps = [step for *_, step in cursor.fetchall() if step.startswith("SCAN")]
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}")
            steps = [step for (step,) in cursor.fetchall() if "Seq Scan" in step]
            cursor.execute("SET LOCAL enable_seqscan = on")
    return [step.strip() for step in steps if GROWS.search(step)]


@pytest.mark.parametrize(
    "kind", ["sqlcipher", pytest.param("postgres", marks=pytest.mark.deep)], indirect=True
)
def test_no_list_asks_more_of_a_larger_desk_or_looks_through_a_table(db: str) -> None:
    with filled(60) as made:
        few = {name: len(queries) for name, queries in asked(made).items()}
    with filled(600) as made:
        many = asked(made)
        scanned = {
            name: found
            for name, queries in many.items()
            if (found := [step for sql in queries for step in _looked(sql)])
        }
    assert {"files:list kind=am", "files:list kind=pm deep page", "leads:body"} <= many.keys()
    assert {"found by two words, everywhere", "people:accounts"} <= many.keys()
    assert {name: len(sql) for name, sql in many.items() if len(sql) > MOST} == {}
    grown = {
        name: (few[name], len(queries))
        for name, queries in many.items()
        if name in few and len(queries) > few[name] + MORE
    }
    assert (grown, scanned) == ({}, {})


def test_the_crowd_is_what_acts_would_have_left(db: str) -> None:
    """A line drawn anew from the rows of a file is the line that was put in."""
    with filled(300):
        assert File.objects.filter(kind__in=(fields.AM, fields.PM)).count() == 300
        assert Card.objects.filter(unsettled=1).exists()
        assert Card.objects.filter(lacks__gt=0).exists()
        for file in File.objects.order_by("pk")[:60]:
            before = Card.objects.filter(pk=file.pk).values().get()
            words = set(Word.objects.filter(file=file).values_list("word", flat=True))
            draw_card(file)
            assert Card.objects.filter(pk=file.pk).values().get() == before
            assert set(Word.objects.filter(file=file).values_list("word", flat=True)) == words
