"""The log as a whole: no entry, no act; a fixed clock; erasure; and no way back."""

from __future__ import annotations

import shutil
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest

from nomina.errors import InputError, LedgerError, StoreError
from nomina.ledger.checkpoint import KeySigner, checkpoint_text, public_key, sign
from nomina.ledger.entry import Event
from nomina.ledger.file_leaves import FileLeaves
from nomina.ledger.formats import COSIGNATURE, open_checkpoint, parse_event, parse_key, parse_note
from nomina.ledger.log import HOUR, Log, alarms
from nomina.ledger.tree import root
from nomina.ledger.verify import check
from nomina.ledger.witness import Witness
from tests.ledger.acts import (
    BEGAN,
    KEY,
    SIGNER,
    WATCHING,
    WITNESS_KEY,
    Clock,
    Salts,
    act,
    file_of,
    new_log,
    store_of,
)


def signed(log: Log) -> bytes:
    with store_of(log).transaction():
        return log.checkpoint()


def holds(log: Log, index: int) -> bool:
    given = log.prove(index)
    found = check(given.event, given.salt.hex().encode(), given.proof, KEY, [])
    return found.place == index


def test_every_act_can_be_proven(tmp_path: Path) -> None:
    log = new_log(tmp_path / "log.db", entries=9)
    signed(log)
    assert all(holds(log, index) for index in range(9))
    with pytest.raises(InputError, match="erased, or there is none"):
        log.prove(9)
    with store_of(log).transaction():
        log.append(act(9))
    with pytest.raises(InputError, match="no checkpoint is over entry 9 yet"):
        log.prove(9)


def test_no_transaction_no_entry(tmp_path: Path) -> None:
    log = new_log(tmp_path / "log.db")
    with pytest.raises(StoreError, match="transaction of its act"):
        log.append(act(0))
    assert log.leaves.size() == 0


def test_what_fails_leaves_neither_act_nor_entry(tmp_path: Path) -> None:
    log = new_log(tmp_path / "log.db", entries=3)
    leaves = file_of(log)
    leaves.connection.execute("CREATE TABLE face (n INTEGER UNIQUE)")
    with leaves.transaction() as database:
        database.execute("INSERT INTO face VALUES (1)")
        log.append(act(3))

    def fails(number: int, event: Event) -> None:
        with leaves.transaction() as database:
            database.execute("INSERT INTO face VALUES (?)", (number,))
            log.append(event)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails(2, act(4))
    with pytest.raises(InputError):
        fails(3, act(5).model_copy(update={"who": "\ud800"}))
    assert leaves.connection.execute("SELECT n FROM face").fetchall() == [(1,)]
    assert leaves.size() == 4


def test_the_order_is_that_of_entries_whatever_the_clock_says(tmp_path: Path) -> None:
    """REL-12: a day forward, two back, summer time, the same second twice."""
    log = new_log(tmp_path / "log.db")
    jumps = [0, 86400, -172800, 3600, 0, -3600]
    times = [BEGAN + timedelta(seconds=sum(jumps[: n + 1])) for n in range(len(jumps))]
    with store_of(log).transaction():
        for number, time in enumerate(times):
            assert log.append(Event.of("login", "u1", time, id=UUID(int=number))) == number
    signed(log)
    for number in range(len(jumps)):
        given = log.prove(number)
        assert parse_event(given.event)["id"] == str(UUID(int=number))
        assert holds(log, number)


def test_checkpoints_come_by_the_clock_even_if_nothing_happened(tmp_path: Path) -> None:
    clock = Clock()
    log = new_log(tmp_path / "log.db", clock, entries=2)
    leaves, notes = store_of(log), []
    for _ in range(60 * 24):  # a day, asked every minute
        with leaves.transaction():
            note = log.tick()
        if note is not None:
            notes.append(note)
        clock.on(60)
    stamps = [open_checkpoint(note, parse_key(KEY))[1] for note in notes]
    assert [b - a for a, b in pairwise(stamps)] == [HOUR] * 23
    assert len(set(notes)) == 24, "two checkpoints over the same tree differ by their time"
    assert {open_checkpoint(note, parse_key(KEY))[0].size for note in notes} == {2}


@pytest.mark.parametrize("jump", [-90000, -3600, 3600, 90000])
def test_a_clock_that_jumps_stops_no_checkpoint(tmp_path: Path, jump: int) -> None:
    clock = Clock()
    log = new_log(tmp_path / "log.db", clock, entries=1)
    leaves = store_of(log)
    with leaves.transaction():
        assert log.tick() is not None
    clock.on(jump)
    with leaves.transaction():
        assert log.tick() is not None
        assert log.tick() is None
    assert alarms(leaves, log.key) == []


def test_cover_makes_every_period_alike(tmp_path: Path) -> None:
    clock = Clock()
    log = new_log(tmp_path / "log.db", clock)
    leaves, sizes, number = store_of(log), [0], 0
    for happened in (0, 1, 7, 8, 0, 3):
        with leaves.transaction():
            for _ in range(happened):
                log.append(act(number := number + 1))
        with leaves.transaction():
            log.tick(cover=8)
        sizes.append(leaves.size())
        clock.on(HOUR)
    assert [b - a for a, b in pairwise(sizes)] == [8] * 6
    with leaves.transaction():
        for _ in range(9):
            log.append(act(number := number + 1))
        log.tick(cover=8)
    assert leaves.size() - sizes[-1] == 16


def test_erasure_opens_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    log = new_log(tmp_path / "log.db", entries=9)
    leaves = store_of(log)
    signed(log)
    erased, old = log.prove(4), root(leaves, 9)
    with leaves.transaction():
        assert log.erase(4, act(100, "erased")) == 9
    signed(log)
    assert root(leaves, 9) == old
    assert leaves.opened(4) is None
    assert leaves.opened(9) is not None
    assert all(holds(log, index) for index in range(10) if index != 4)
    with pytest.raises(InputError, match="entry 4 was erased"):
        log.prove(4)
    with pytest.raises(InputError, match="erased"), leaves.transaction():
        log.erase(4, act(101, "erased"))
    assert leaves.size() == 10
    found = check(erased.event, erased.salt.hex().encode(), erased.proof, KEY, [])
    assert found.place == 4, "who was handed the proof before can still show it"


def test_nothing_of_what_was_erased_is_left_in_the_file(tmp_path: Path) -> None:
    log = new_log(tmp_path / "log.db", entries=9)
    signed(log)
    erased = log.prove(4)
    with file_of(log).transaction():
        log.erase(4, act(100, "erased"))
    file_of(log).close()
    data = (tmp_path / "log.db").read_bytes()
    assert erased.salt not in data
    assert b"B-0004" not in data
    assert b"B-0005" in data


def test_a_shorter_log_is_an_alarm(tmp_path: Path) -> None:
    """REL-32: last month's copy is put back; its own last checkpoint says nothing."""
    path, clock = tmp_path / "log.db", Clock()
    log = new_log(path, clock, entries=5)
    signed(log)
    file_of(log).close()
    shutil.copy(path, tmp_path / "backup.db")
    log = Log(FileLeaves(path), SIGNER, clock, salts=Salts(5))
    with file_of(log).transaction():
        log.append(act(5))
    newest = signed(log)
    file_of(log).close()
    shutil.copy(tmp_path / "backup.db", path)
    leaves = FileLeaves(path)
    Log(leaves, SIGNER, clock)
    with pytest.raises(LedgerError, match="has 5 entries, and 6 were signed"):
        Log(leaves, SIGNER, clock, known=[newest])
    assert [type(alarm) for alarm in alarms(leaves, parse_key(KEY), [newest])] == [LedgerError]


def test_another_history_is_an_alarm_and_is_never_signed(tmp_path: Path) -> None:
    clock = Clock()
    ours = new_log(tmp_path / "log.db", clock, entries=5)
    note = signed(ours)
    other = new_log(tmp_path / "other.db", clock, entries=4)
    with file_of(other).transaction():
        other.append(act(77))
        other.append(act(78))
    with pytest.raises(LedgerError, match="another history"):
        Log(file_of(other), SIGNER, clock, known=[note])
    with file_of(other).transaction():
        other.leaves.keep(5, 1, note)
    with pytest.raises(LedgerError, match="another history"):
        Log(file_of(other), SIGNER, clock)
    with pytest.raises(LedgerError, match="another history"):
        signed(other)
    with file_of(other).transaction():
        other.leaves.keep(9, 1, sign(checkpoint_text(SIGNER.name, 9, bytes(32)), SIGNER, 1))
    with pytest.raises(LedgerError, match="has 6 entries, and 9 were signed"):
        signed(other)


def test_a_changed_checkpoint_is_an_alarm(tmp_path: Path) -> None:
    log = new_log(tmp_path / "log.db", entries=2)
    note = signed(log)
    leaves = store_of(log)
    stranger = KeySigner(SIGNER.name, bytes(32))
    for wrong in (note.replace(b"\n2\n", b"\n1\n"), b"", sign("x\n0\n", stranger, 1)):
        found = alarms(leaves, log.key, [wrong])
        assert [alarm.what for alarm in found] == ["a checkpoint was changed, or is of another log"]
    assert alarms(leaves, log.key, [note, note]) == []


def test_what_a_witness_signed_is_taken_in(tmp_path: Path) -> None:
    clock = Clock()
    log = new_log(tmp_path / "log.db", clock, entries=3)
    leaves = store_of(log)
    with pytest.raises(InputError, match="no checkpoint is over 0 entries"):
        log.request(0)
    note = signed(log)
    with pytest.raises(InputError, match="no checkpoint is over 4 entries"):
        log.request(4)
    with pytest.raises(InputError, match="no checkpoint"):
        log.prove(1, witnessed=True)
    answer = Witness(tmp_path / "w", WATCHING, clock).cosign(log.request(0), KEY)
    clock.on(HOUR)
    with leaves.transaction():
        log.append(act(3))
        log.tick()
    with leaves.transaction():
        whole = log.witnessed(answer, [WITNESS_KEY])
        assert log.witnessed(answer, [WITNESS_KEY]) == whole, "twice is once"
    assert whole == answer
    assert len(parse_note(whole).lines) == 3
    given = log.prove(1, witnessed=True)
    assert given.proof.endswith(whole)
    assert not log.prove(1).proof.endswith(whole)
    other = public_key(KeySigner("w2.example", bytes(32)), COSIGNATURE)
    for wrong, keys in ((note, [WITNESS_KEY]), (answer, [other]), (b"", []), (answer, ["x"])):
        with pytest.raises(InputError, match="should have signed"):
            log.witnessed(wrong, keys)
    elsewhere = sign(checkpoint_text(SIGNER.name, 3, bytes(32)), SIGNER, 1)
    with pytest.raises(InputError, match="never signed"):
        log.witnessed(elsewhere, [])


def test_a_log_is_held_against_its_last_checkpoint_alone(tmp_path: Path) -> None:
    """There may be one for every hour of years, and it is done whenever a log is opened."""
    log = new_log(tmp_path / "log.db", entries=1)
    asked: list[str] = []
    for checkpoints in (1, 50):
        with store_of(log).transaction():
            for _ in range(checkpoints):
                log.checkpoint()
        asked.clear()
        file_of(log).connection.set_trace_callback(asked.append)
        assert alarms(log.leaves, parse_key(KEY)) == []
        file_of(log).connection.set_trace_callback(None)
        assert sum("FROM checkpoint" in statement for statement in asked) == 1
