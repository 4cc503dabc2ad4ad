"""One changed bit in a stored act, salt, commitment or hash is named (REL-11)."""

from __future__ import annotations

from pathlib import Path

import pytest

from nomina.ledger.audit import audit
from nomina.ledger.log import Log, alarms
from tests.ledger.acts import act, file_of, new_log


@pytest.fixture
def log(tmp_path: Path) -> Log:
    made = new_log(tmp_path / "log.db", entries=37)
    with file_of(made).transaction():
        made.checkpoint()
        made.erase(5, act(100, "erased"))
    return made


def forced(log: Log, statement: str) -> None:
    """Change the file as a hand would that knows how."""
    database = file_of(log).connection
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        database.execute(f"DROP TRIGGER {name}")
    database.execute(statement)


class Counting:
    """A progress that counts."""

    def __init__(self) -> None:
        self.done: list[int] = []

    def begin(self, label: str, total: int, done: int = 0) -> None:
        self.done.append(total)

    def advance(self, steps: int = 1) -> None:
        self.done.append(steps)

    def end(self) -> None:
        self.done.append(-1)


def test_a_whole_log_is_whole(log: Log) -> None:
    told = Counting()
    assert audit(file_of(log), told) == []
    assert told.done == [38, 38, -1]


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE entry SET event = replace(event, 'u7', 'u8') WHERE place = 9", 9),
        ("UPDATE entry SET salt = zeroblob(32) WHERE place = 9", 9),
        ("UPDATE entry SET committed = zeroblob(32) WHERE place = 9", 9),
        ("UPDATE entry SET committed = zeroblob(32) WHERE place = 5", 5),
        ("UPDATE node SET hash = zeroblob(32) WHERE level = 0 AND place = 12", 12),
        ("UPDATE node SET hash = zeroblob(32) WHERE level = 3 AND place = 1", 15),
    ],
)
def test_what_was_changed_is_named(log: Log, statement: str, named: int) -> None:
    forced(log, statement)
    assert audit(file_of(log))[0] == named


def test_a_history_that_was_rewritten_whole_is_an_alarm(log: Log, tmp_path: Path) -> None:
    """Whoever computes everything anew passes the audit, and not the signature."""
    other = new_log(tmp_path / "other.db", entries=36)
    with file_of(other).transaction():
        other.append(act(99))
        [kept] = file_of(log).kept()
        file_of(other).keep(kept.size, kept.stamp, kept.note)
    assert audit(file_of(other)) == []
    assert len(alarms(file_of(other), other.key)) == 1
