"""Many at once on real commits: no number twice, and nothing that anybody wrote is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connections

from nomina.desk.files.actions import OpenFile, Say
from nomina.desk.files.models import Card, Entry, File, Replaced, Tally
from nomina.desk.files.record import record_of
from tests.desk.files.people import Team, make_team, opened, said
from tests.desk.people.cast import Book, by, make_cast

R = TypeVar("R")
THREADS = 6


@pytest.fixture
def team(fresh_db: str) -> Team:
    """The team on a database where commits are real."""
    return make_team(make_cast())


def at_once(act: Callable[[int], R]) -> list[R]:
    """Do ``act`` in several threads that begin together; what one raises is raised."""
    begin = Barrier(THREADS)

    def one(i: int) -> R:
        try:
            begin.wait(10)
            return act(i)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


def test_no_number_is_given_out_twice(team: Team) -> None:
    keep, one = team.keeper("am"), team.cast.one

    def open_three(i: int) -> list[str]:
        action = OpenFile(operation=one, file_kind="am", complete=False)
        return [action.do(by(keep), Book()).number for _ in range(3)]

    numbers = [number for some in at_once(open_three) for number in some]
    assert sorted(numbers) == [f"AM-{n:05d}" for n in range(1, 3 * THREADS + 1)]
    assert Tally.objects.get(kind="am", scope="").n == File.objects.count() == 3 * THREADS


def test_what_each_wrote_in_one_field_stands(team: Team) -> None:
    """All saw the same value. Each replaces that one, and none replaces another's."""
    keep = team.keeper("am")
    file = opened("am", keep, team.cast.one)
    seen = {"born": record_of(file)["born"].seen}
    at_once(lambda i: Say(file=file, given={"born": said(f"19{60 + i}")}, seen=seen).do(
        by(keep), Book()
    ))  # fmt: skip
    standing = record_of(file)["born"]
    assert {e.said.get() for e in standing.entries} == {f"19{60 + i}" for i in range(THREADS)}
    assert Replaced.objects.count() == THREADS
    assert Card.objects.get(file=file).unsettled == 1


def test_those_who_write_in_different_fields_do_not_meet(team: Team) -> None:
    keep = team.keeper("am")
    file = opened("am", keep, team.cast.one)
    keys = ("hair", "eyes", "build", "stature", "marks", "teeth")

    def write(i: int) -> object:
        return Say(file=file, given={keys[i]: said(str(170 + i))}).do(by(keep), Book())

    at_once(write)
    record = record_of(file)
    assert [record[key].said.get() for key in keys] == [str(170 + i) for i in range(THREADS)]
    assert Card.objects.get(file=file).unsettled == 0


def test_a_crowd_that_reads_and_writes_loses_nothing(team: Team) -> None:
    """Each looks, writes what it saw plus its own, again and again; every word stays readable."""
    keep = team.keeper("am")
    file = opened("am", keep, team.cast.one)

    def write(i: int) -> None:
        for turn in range(4):
            standing = record_of(file).get("hair")
            seen = {"hair": standing.seen} if standing else {}
            Say(file=file, given={"hair": said(f"{i}-{turn}")}, seen=seen).do(by(keep), Book())

    at_once(write)
    wrote = Counter(e.said.get() for e in Entry.objects.filter(file=file, field="hair"))
    assert wrote == {f"{i}-{turn}": 1 for i in range(THREADS) for turn in range(4)}
    standing = record_of(file)["hair"]
    # What no longer stands was seen by the one who replaced it: no entry vanished unseen.
    gone = Entry.objects.filter(file=file, field="hair").exclude(
        pk__in=[entry.pk for entry in standing.entries]
    )
    assert all(entry.replaced_by.exists() for entry in gone)
    assert Card.objects.get(file=file).unsettled == int(standing.unsettled)
