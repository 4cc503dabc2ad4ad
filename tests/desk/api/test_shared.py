"""The cache in the database: what one process keeps, another finds."""

from __future__ import annotations

import threading

import pytest
from django.db import connections
from django.utils.module_loading import import_string

from nomina.desk import settings as of_the_desk
from nomina.desk.api.shared import Shared
from nomina.desk.limits import Limit, TooOften, spend


@pytest.fixture
def shared(db: str) -> Shared:
    return Shared("", {})


def test_the_desk_counts_in_its_database() -> None:
    backend = of_the_desk.CACHES["default"]["BACKEND"]
    assert import_string(backend) is Shared


def test_it_is_a_cache(shared: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Shared("", {})
    assert shared.get("a", "none") == "none"
    shared.set("a", [1.5, "x"], 60)
    assert other.get("a") == [1.5, "x"]
    assert not other.add("a", 2, 60)
    assert other.add("b", True, 60)
    assert shared.get_many(["a", "b"]) == {"a": [1.5, "x"], "b": True}
    assert shared.delete("a")
    assert not shared.delete("a")
    assert shared.incr("b") == 2
    monkeypatch.setattr("time.time", lambda: 4e9)
    assert shared.get("b") is None
    assert shared.add("b", 3, None)
    assert shared.touch("b", 60)
    shared.clear()
    assert shared.get("b") is None


def test_what_is_over_is_removed(shared: Shared) -> None:
    from nomina.desk.api.models import Kept

    for n in range(99):
        shared.set(f"k{n}", n, -1)
    assert Kept.objects.count() == 99
    shared.set("last", 1, 60)
    assert Kept.objects.count() == 1


def test_of_many_who_come_at_once_one_is_first_and_each_is_counted(fresh_db: str) -> None:
    first: list[bool] = []
    refused: list[TooOften] = []

    def come() -> None:
        try:
            first.append(Shared("", {}).add("once", True, 60))
            for _ in range(5):
                try:
                    spend(Limit("x", 10, 10**9), "who")
                except TooOften as late:
                    refused.append(late)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=come) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(first) == [False, False, False, True]
    assert len(refused) == 10
