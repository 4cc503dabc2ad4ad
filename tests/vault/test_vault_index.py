"""The file of rows: one transaction or none, one master at a time, and no row for a gone index."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nomina.errors import FolderError, StoreError
from nomina.progress import Silent
from nomina.vault import Card, FileIndex, Index, Row
from tests.vault.vaults import CHEAP, NOON

STORE = "cd" * 16
CARD = Card("1" * 16, bytes(16), CHEAP, b"lookup")
NEXT = replace(CARD, id="2" * 16)


def row(n: int, master: str = CARD.id) -> Row:
    return Row(f"{n:064x}", f"{n:032x}", bytes([n % 256]) * 3, master, NOON)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    FileIndex.create(tmp_path / "i", STORE, CARD).close()
    return tmp_path / "i"


@pytest.fixture
def index(path: Path) -> Iterator[FileIndex]:
    found = FileIndex(path)
    yield found
    found.close()


Again = Callable[[], Index]


@pytest.fixture
def another(path: Path) -> Iterator[Again]:
    """Opens the same index again; bodies with `index` and this alone also run over a desk's."""
    with contextlib.ExitStack() as stack:
        yield lambda: stack.enter_context(contextlib.closing(FileIndex(path)))


def test_rows_come_back_as_they_were_added(index: Index, another: Again) -> None:
    rows = [row(n) for n in range(1203)]
    with index.transaction():
        assert all(index.add(one) for one in rows)
    again = another()
    assert (again.store, again.card(), len(again)) == (STORE, CARD, 1203)
    assert sorted(again.rows(), key=lambda x: x.tag) == rows
    assert again.find(rows[7].tag) == rows[7]
    assert again.find("f" * 64) is None
    assert again.known(x.tag for x in [*rows, row(5000)]) == {x.tag for x in rows}
    assert again.named([rows[0].name, "0" * 31 + "f", "f" * 32]) == {rows[0].name, "0" * 31 + "f"}
    assert again.check() == []


def test_a_tag_is_there_once(index: Index) -> None:
    assert index.add(row(1))
    assert not index.add(replace(row(1), name="e" * 32))
    assert index.find(row(1).tag) == row(1)
    with pytest.raises(StoreError, match=r"(?i)unique"):
        index.add(replace(row(2), name=row(1).name))
    assert len(index) == 1


def test_a_row_is_swapped_only_for_the_one_that_was_seen(index: Index) -> None:
    index.add(row(1))
    new = replace(row(1), name="e" * 32)
    assert not index.swap(new, "f" * 32)
    assert index.swap(new, row(1).name)
    assert not index.swap(new, row(1).name)
    assert index.find(new.tag) == new


def test_what_is_dropped_is_given_and_overwritten(index: FileIndex, path: Path) -> None:
    secret = b"a key that must not stay in a free page"
    index.add(replace(row(1), sealed=secret))
    assert secret in path.read_bytes()
    found = index.drop(row(1).tag)
    assert found is not None
    assert found.sealed == secret
    assert index.drop(row(1).tag) is None
    assert secret not in path.read_bytes()


def test_a_transaction_is_kept_whole_or_not_at_all(index: Index) -> None:
    acts: list[str] = []

    def undone() -> None:
        with index.transaction():
            index.add(row(1))
            with index.transaction():
                index.add(row(2))
                index.after_commit(lambda: acts.append("undone"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        undone()
    assert len(index) == 0
    assert acts == []
    with index.transaction():
        index.add(row(1))
        index.after_commit(lambda: acts.append("kept"))
        assert acts == []
    assert acts == ["kept"]
    index.after_commit(lambda: acts.append("now"))
    assert acts == ["kept", "now"]
    assert len(index) == 1


def test_a_row_of_another_master_is_refused(index: Index) -> None:
    acts: tuple[Callable[[], object], ...] = (
        lambda: index.add(row(1, NEXT.id)),
        lambda: index.swap(row(1, NEXT.id), "x"),
    )
    for act in acts:
        with pytest.raises(StoreError, match="rotated meanwhile"):
            act()
    assert len(index) == 0


def resealed(one: Row) -> Row:
    return replace(one, sealed=one.sealed + b"!", master=NEXT.id)


def test_another_master_takes_the_place_with_all_rows(index: Index, another: Again) -> None:
    with index.transaction():
        for n in range(1100):
            index.add(row(n))
    other = another()
    assert index.rotate(NEXT, CARD.id, resealed, Silent()) == 1100
    assert other.card() == NEXT
    assert sorted(other.rows(), key=lambda x: x.tag) == [resealed(row(n)) for n in range(1100)]
    with pytest.raises(StoreError, match="rotated meanwhile"):
        other.add(row(5000))
    with pytest.raises(StoreError, match="rotated meanwhile"):
        other.rotate(CARD, CARD.id, resealed, Silent())


def test_nothing_is_left_of_the_card_of_another_master(index: FileIndex, path: Path) -> None:
    assert CARD.id.encode() in path.read_bytes()
    index.rotate(NEXT, CARD.id, resealed)
    assert CARD.id.encode() not in path.read_bytes()


def test_a_rotation_that_fails_at_any_row_changes_nothing(index: Index) -> None:
    rows = [row(n) for n in range(5)]
    for one in rows:
        index.add(one)
    for bad in range(5):

        def reseal(one: Row, bad: int = bad) -> Row:
            if one == rows[bad]:
                raise StoreError("changed")
            return resealed(one)

        with pytest.raises(StoreError, match="changed"):
            index.rotate(NEXT, CARD.id, reseal, Silent())
        assert index.card() == CARD
        assert list(index.rows()) == rows


def test_nothing_is_made_where_there_is_no_index(tmp_path: Path) -> None:
    for bad in (b"", b"x" * 5000):
        (tmp_path / "bad").write_bytes(bad)
        with pytest.raises(StoreError):
            FileIndex(tmp_path / "bad")
        assert (tmp_path / "bad").read_bytes() == bad
    with pytest.raises(StoreError, match="cannot be used"):
        FileIndex(tmp_path / "none")
    other = sqlite3.connect(tmp_path / "other")
    other.execute("create table vault (x)")
    other.close()
    with pytest.raises(StoreError, match="no index of a vault"):
        FileIndex(tmp_path / "other")
    assert sorted(x.name for x in tmp_path.iterdir()) == ["bad", "other"]


def test_an_index_is_made_once_and_over_one_that_was_stopped(path: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="already"):
        FileIndex.create(path, "ef" * 16, CARD)
    with pytest.raises(FolderError):
        FileIndex.create(tmp_path / "no" / "i", STORE, CARD)
    (tmp_path / "j.part").write_bytes(b"half")
    FileIndex.create(tmp_path / "j", STORE, CARD).close()
    assert sorted(x.name for x in tmp_path.iterdir()) == ["i", "j"]


def test_a_writer_waits_for_another_and_says_so_at_last(
    path: Path, index: FileIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nomina.vault.index._WAIT", 0.05)
    late = FileIndex(path)
    with index.transaction():
        index.add(row(1))
        with pytest.raises(StoreError, match="another run is at work"):
            late.add(row(2))
        assert late.find(row(1).tag) is None
    assert late.add(row(2))
    late.close()


def test_it_keeps_what_it_said_after_a_power_cut(path: Path) -> None:
    """No write-ahead log, every commit synced with its folder (SQLite manual: EXTRA is 3)."""
    index = FileIndex(path)
    found = [
        index._db.execute(f"pragma {x}").fetchone()[0]
        for x in ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
    ]
    index.close()
    index.close()
    assert found == ["delete", 3, 1, 1]
