"""Lists and searches against a plain reading of every card; each query by an index."""

from __future__ import annotations

import random
from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nomina.desk.files import finding
from nomina.desk.files.finding import Wanted, by_number, part_of, words_of
from nomina.desk.files.models import Card, File, Word
from nomina.desk.files.models.cards import words_on_card
from nomina.desk.files.record import folded
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from tests.desk.files.people import Team
from tests.desk.people.cast import NOW

NAMES = ("Зразок", "Зразченко", "Олександр", "Олена", "Sample", "O’Neil", "Їжак", "😀smile", "a b")


def fill(team: Team, count: int, seed: int = 1) -> None:
    """Cards with their words, straight into the tables; numbers in no order of time."""
    draw = random.Random(seed)
    keep, one = team.keeper("am"), team.cast.one
    numbers = draw.sample(range(1, 10 * count), count)
    files = [File(operation=one, kind="am", number=f"AM-{n:06d}", made_by=keep) for n in numbers]
    File.objects.bulk_create(files)
    cards, words = [], []
    for file in files:
        name = " ".join(draw.sample(NAMES, 2))
        mine = set(folded(name)) | set(folded(file.number))
        held = words_on_card(mine) if draw.random() < 0.9 else ""
        cards.append(
            Card(
                file=file, operation=one, kind="am", number=file.number, title=name,
                sex=draw.choice(["female", "male", ""]), lacks=draw.choice([0, 0, 0, 2]),
                unsettled=int(draw.random() < 0.05), changed_at=NOW,
                words=held,
            )
        )  # fmt: skip
        words += [
            Word(file=file, operation=one, kind="am", word=word, number=file.number, words=held)
            for word in mine
        ]
    Card.objects.bulk_create(cards, batch_size=500)
    Word.objects.bulk_create(words, batch_size=500)


@pytest.fixture
def reader(team: Team) -> User:
    return team.one[Role.EXAMINER]


def plainly(wanted: Wanted) -> list[str]:
    """What a list holds, by reading every card and its words."""
    words: dict[Any, list[str]] = {}
    for file, word in Word.objects.values_list("file", "word"):
        words.setdefault(file, []).append(word)
    return sorted(
        card.number
        for card in Card.objects.filter(operation=wanted.operation, kind=wanted.kind)
        if (not wanted.sex or card.sex == wanted.sex)
        and (not wanted.lacks or card.lacks)
        and (not wanted.unsettled or card.unsettled)
        and all(any(w.startswith(q) for w in words[card.pk]) for q in wanted.words)
    )


def walked(user: User, wanted: Wanted, *, back: bool = False) -> Iterator[list[str]]:
    """The pages of seven of a list, from its beginning, or from its end backwards."""
    part = part_of(user, wanted, size=7)
    if back:
        while part.after:
            part = part_of(user, wanted, part.rows[-1].pk, size=7)
    while True:
        yield [card.number for card in part.rows]
        if not (part.before if back else part.after):
            return
        edge = part.rows[0 if back else -1].pk
        part = part_of(user, wanted, edge, back=back, size=7)


QUERIES = ("", "зраз", "зраз олек", "am", "am 0001", "o'neil", "їж", "a", "😀", "олена зразченко",
           "nobody", "зразок зразок")  # fmt: skip


@pytest.mark.parametrize("rare", [2000, 20], ids=["looked up", "walked"])
def test_every_page_holds_what_a_plain_reading_finds(
    team: Team, reader: User, monkeypatch: pytest.MonkeyPatch, rare: int
) -> None:
    monkeypatch.setattr(finding, "RARE", rare)
    fill(team, 150)
    draw = random.Random(2)
    for query in QUERIES:
        wanted = Wanted(
            operation=team.cast.one.pk,
            kind="am",
            sex=draw.choice(["", "male"]),
            lacks=draw.random() < 0.3,
            unsettled=draw.random() < 0.1,
            words=words_of(query),
        )
        truth = plainly(wanted)
        there = list(walked(reader, wanted))
        assert [n for page in there for n in page] == truth, query
        assert all(len(page) == 7 for page in there[:-1])
        back = list(walked(reader, wanted, back=True))
        assert [n for page in reversed(back) for n in page] == truth, query


def test_numbers_of_a_page_are_in_order_and_a_strange_place_is_the_beginning(
    team: Team, reader: User
) -> None:
    fill(team, 120)
    wanted = Wanted(operation=team.cast.one.pk, kind="am")
    first = [card.number for card in part_of(reader, wanted).rows]
    assert len(first) == 50
    assert all(one < other for one, other in pairwise(first))
    for back in (False, True):
        strange = part_of(reader, wanted, uuid4(), back=back)
        assert [card.number for card in strange.rows] == first
        assert not strange.before


@pytest.mark.parametrize("rare", [2000, 20], ids=["looked up", "walked"])
def test_a_search_fills_pages_of_25(
    team: Team, reader: User, monkeypatch: pytest.MonkeyPatch, rare: int
) -> None:
    monkeypatch.setattr(finding, "RARE", rare)
    fill(team, 120)
    wanted = Wanted(operation=team.cast.one.pk, kind="am", words=words_of("am"))
    truth = plainly(wanted)
    first = part_of(reader, wanted)
    second = part_of(reader, wanted, first.rows[-1].pk)
    assert [card.number for card in (*first.rows, *second.rows)] == truth[:50]
    assert len(first.rows) == len(second.rows) == 25
    assert first.after
    assert second.after


def test_a_whole_number_leads_to_its_file(team: Team, reader: User) -> None:
    fill(team, 30)
    card = Card.objects.order_by("number").first()
    assert card is not None
    here = [(team.cast.one.pk, "am", "AM-{n:6}")]
    digits = str(int(card.number.removeprefix("AM-")))
    for typed in (card.number, card.number.lower(), f"  {card.number} ", digits):
        assert by_number(reader, typed, here) == (card,), typed
    for typed in ("AM-", "AM", "0", "", "999999999", "²", "1e3", "-1"):
        assert by_number(reader, typed, here) == (), typed


def test_words_are_folded_as_they_are_kept() -> None:
    assert words_of("O’Neil, ЇЖАК-їжак  Ёлка") == ("oneil", "їжак", "елка")
    assert words_of(" .,;:-()/ ") == ()
    assert len(words_of(" ".join(map(str, range(100))))) == finding.WORDS


def test_the_migration_writes_words_on_cards_as_they_are_drawn(team: Team) -> None:
    fill(team, 40)
    long = File.objects.order_by("number")[0]
    more = [f"{n:063d}" for n in range(6)]
    Word.objects.bulk_create(
        Word(file=long, operation=long.operation, kind="am", word=word, number=long.number)
        for word in more
    )
    Card.objects.update(words="")
    Word.objects.update(words="")
    for name in ("0008_words_on_cards", "0009_words_beside_words"):
        migration = import_module(f"nomina.desk.files.migrations.{name}")
        with connection.cursor() as cursor:
            migration.fill(None, SimpleNamespace(connection=connection, execute=cursor.execute))
    for card in Card.objects.all():
        words = Word.objects.filter(file=card.pk).values_list("word", flat=True)
        assert sorted(card.words.split()) == ([] if card.pk == long.pk else sorted(words))
        assert card.words == words_on_card(card.words.split())
        assert set(Word.objects.filter(file=card.pk).values_list("words", flat=True)) == {
            card.words
        }


EVERY: tuple[dict[str, Any], ...] = (
    {}, {"sex": "male"}, {"lacks": True}, {"unsettled": True}, {"words": ("зраз",)},
    {"words": ("am", "зраз")}, {"sex": "male", "unsettled": True},
)  # fmt: skip


def plans(statements: list[str]) -> list[str]:
    """How the database would answer; PostgreSQL is told that reading a whole table is dear."""
    found = []
    with connection.cursor() as cursor:
        postgres = connection.vendor == "postgresql"
        if postgres:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("ANALYZE files_card, files_word, files_file")
        for sql in statements:
            head = "EXPLAIN " if postgres else "EXPLAIN QUERY PLAN "
            cursor.execute(head + sql)
            rows = cursor.fetchall()
            found.append("\n".join(str(row[0] if postgres else row[3]) for row in rows))
    return found


@pytest.mark.parametrize("rare", [2000, 20], ids=["looked up", "walked"])
def test_no_query_of_a_list_reads_a_whole_table(
    team: Team, reader: User, monkeypatch: pytest.MonkeyPatch, rare: int
) -> None:
    monkeypatch.setattr(finding, "RARE", rare)
    fill(team, 300)
    place = Card.objects.order_by("number")[100].pk
    for more in EVERY:
        wanted = Wanted(operation=team.cast.one.pk, kind="am", **more)
        for at, back in ((None, False), (place, False), (place, True)):
            with CaptureQueriesContext(connection) as asked:
                part_of(reader, wanted, at, back=back)
            statements = [q["sql"] for q in asked if '"files_' in q["sql"]]
            assert 1 <= len(statements) <= 6, "no query for each row"
            assert not any("OFFSET" in sql for sql in statements)
            counting = [sql for sql in statements if "COUNT(" in sql]
            assert all(f"LIMIT {rare + 1})" in sql for sql in counting), counting
            for sql, plan in zip(statements, plans(statements), strict=True):
                assert not any(sign in plan for sign in ("SCAN files_", "Seq Scan on files_")), (
                    f"{sql}\n{plan}"
                )
                few = '"files_card"."file_id" IN (' in sql
                rare_word = 'FROM "files_word"' in sql and "counted" not in sql
                assert few or rare_word or "TEMP B-TREE FOR ORDER" not in plan, f"{sql}\n{plan}"
                # SQLite needs no figures of the tables for it: few files are looked up, not walked.
                looked_up = few and connection.vendor == "sqlite"
                assert not looked_up or "(file_id=?" in plan, f"{sql}\n{plan}"


def test_files_with_two_common_words_are_walked_to_within_one_index(
    team: Team, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "RARE", 20)
    fill(team, 300)
    words = ("олена", "зразченко")
    here = Word.objects.filter(operation=team.cast.one.pk)
    assert all(here.filter(word__startswith=word).count() > 20 for word in words)
    wanted = Wanted(operation=team.cast.one.pk, kind="am", words=words)
    with CaptureQueriesContext(connection) as asked:
        found = part_of(reader, wanted)
    assert 0 < len(found.rows) < 20
    assert [card.number for card in found.rows] == plainly(wanted)
    statements = [q["sql"] for q in asked if '"files_' in q["sql"]]
    assert len(statements) == 3, "counted, walked, drawn"
    plan = plans([statements[1]])[0]
    sign = "Index Only Scan" if connection.vendor == "postgresql" else "COVERING INDEX card_words"
    assert sign in plan, plan


def test_a_common_word_beside_a_rare_one_is_read_beside_it(team: Team, reader: User) -> None:
    """What a gathering of the common one costs would grow with the list."""
    fill(team, 300)
    wanted = Wanted(operation=team.cast.one.pk, kind="am", words=("зраз", "0001"))
    with CaptureQueriesContext(connection) as asked:
        found = part_of(reader, wanted)
    assert found.rows
    assert [card.number for card in found.rows] == plainly(wanted)
    sql = asked.captured_queries[-2]["sql"]
    plan = plans([sql])[0]
    sign = "Index Only Scan using" if connection.vendor == "postgresql" else "COVERING INDEX"
    assert '"files_word"."word" >= \'0001\'' in sql, "the rarer one is looked up"
    assert f"{sign} word_files" in plan, plan
