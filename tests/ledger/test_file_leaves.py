"""Entries in a file: killed anywhere, a full disk, two at once, and hands on the file."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from nomina.errors import SpaceError, StoreError
from nomina.ledger.file_leaves import FileLeaves
from nomina.ledger.log import Log
from nomina.ledger.tree import root
from tests.ledger.acts import KEY, SIGNER, Clock, Salts, act, file_of, new_log, store_of
from tests.ledger.faulty import prepared, whole


def ran(repository: Path, path: Path, *arguments: object) -> int:
    """Run `tests.ledger.faulty`; give how many kills there were."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.ledger.faulty", str(path), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=repository,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["bad"] == []
    return int(found["kills"])


needs_kill = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL there")


@needs_kill
def test_killed_at_random(tmp_path: Path, repository: Path) -> None:
    assert ran(repository, tmp_path / "log.db", "moments", 3, 1) == 3


@needs_kill
@pytest.mark.deep
def test_killed_at_random_a_hundred_times(tmp_path: Path, repository: Path) -> None:
    assert ran(repository, tmp_path / "log.db", "moments", 100, 2) == 100


def killed_at_steps(path: Path, repository: Path, every: int) -> int:
    """Kill at every so many steps of the machine that runs the statements of one act."""
    kills = ran(repository, path, "steps", every)
    assert whole(path) >= 8  # one that was killed after its commit is done, too
    return kills


@needs_kill
def test_killed_at_steps_there_is_never_an_act_without_its_entry(
    tmp_path: Path, repository: Path
) -> None:
    assert killed_at_steps(tmp_path / "log.db", repository, every=17) > 10


@needs_kill
@pytest.mark.deep
def test_killed_at_every_step_there_is_never_an_act_without_its_entry(
    tmp_path: Path, repository: Path
) -> None:
    assert killed_at_steps(tmp_path / "log.db", repository, every=1) > 200


@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits on files there")
def test_a_full_disk_leaves_the_log_as_it_was(tmp_path: Path, repository: Path) -> None:
    path = tmp_path / "log.db"
    prepared(path, 40)
    code = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from nomina.errors import NominaError
from nomina.ledger.file_leaves import FileLeaves
from nomina.ledger.log import Log
from tests.ledger.acts import SIGNER, Clock, act
path = Path(sys.argv[2])
leaves = FileLeaves(path)
log, number = Log(leaves, SIGNER, Clock()), leaves.size()
limit = path.stat().st_size + 8192
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    while True:
        with leaves.transaction() as database:
            database.execute("INSERT INTO done VALUES (?)", (number,))
            log.append(act(number))
        number += 1
except NominaError as error:
    print(type(error).__name__, number, leaves.size())
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(repository), str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=repository,
    )
    kind, acts, size = done.stdout.split()
    assert kind in {"SpaceError", "StoreError"}
    assert int(acts) == int(size) == whole(path)
    assert int(acts) > 40


def test_no_space_is_said(tmp_path: Path) -> None:
    leaves = file_of(new_log(tmp_path / "log.db", entries=1))
    log = Log(leaves, SIGNER, Clock())
    leaves.connection.execute("PRAGMA max_page_count = 8")
    size = leaves.size()

    def fill() -> None:
        nonlocal size
        while True:
            with leaves.transaction():
                log.append(act(size))
            size += 1

    with pytest.raises(SpaceError, match="no space left to enter this act"):
        fill()
    assert leaves.size() == size


def test_two_at_once_wait_for_one_another(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    prepared(path, 0)
    faults: list[BaseException] = []

    def work(start: int) -> None:
        try:
            leaves = FileLeaves(path)
            log = Log(leaves, SIGNER, Clock(), salts=Salts(start))
            for number in range(start, start + 25):
                with leaves.transaction() as database:
                    database.execute("INSERT INTO done VALUES (?)", (number,))
                    log.append(act(number))
            leaves.close()
        except BaseException as error:  # noqa: BLE001 - the test says it, whatever it is
            faults.append(error)

    threads = [threading.Thread(target=work, args=(start,)) for start in (0, 1000, 2000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert whole(path) == 75


def test_whoever_only_read_cannot_append_to_what_has_grown(tmp_path: Path) -> None:
    """A transaction that began by reading sees an old size; it is refused, not believed."""
    path = tmp_path / "log.db"
    prepared(path, 2)
    first, second = FileLeaves(path), FileLeaves(path)
    for leaves in (first, second):
        leaves.connection.execute("PRAGMA busy_timeout = 50")
    log = Log(first, SIGNER, Clock())
    first.connection.execute("BEGIN")
    assert first.size() == 2
    with pytest.raises(StoreError, match="somebody else is writing"), second.transaction():
        Log(second, SIGNER, Clock()).append(act(2))
    log.append(act(3))
    first.connection.execute("COMMIT")
    assert second.size() == 3


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM entry WHERE place = 1",
        "UPDATE entry SET committed = zeroblob(32) WHERE place = 1",
        "UPDATE entry SET place = 9 WHERE place = 1",
        "UPDATE entry SET event = CAST('{}' AS BLOB) WHERE place = 1",
        "UPDATE entry SET event = NULL WHERE place = 1",
        "DELETE FROM node",
        "UPDATE node SET hash = zeroblob(32)",
        "INSERT INTO entry VALUES (1, zeroblob(32), NULL, NULL)",
        "INSERT INTO entry VALUES (7, zeroblob(31), NULL, NULL)",
        "INSERT INTO entry VALUES (-1, zeroblob(32), NULL, NULL)",
    ],
)
def test_the_file_itself_refuses_to_be_rewritten(tmp_path: Path, statement: str) -> None:
    leaves = file_of(new_log(tmp_path / "log.db", entries=3))
    with pytest.raises(sqlite3.IntegrityError):
        leaves.connection.execute(statement)


def test_what_is_no_log_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no log here"):
        FileLeaves(tmp_path / "log.db")
    (tmp_path / "text").write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match="cannot be used"):
        FileLeaves(tmp_path / "text")
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE mine (n)")
    other.close()
    with pytest.raises(StoreError, match="no log that can be used"):
        FileLeaves(tmp_path / "other.db", make=True)
    with pytest.raises(StoreError, match="cannot be used"):
        FileLeaves(tmp_path / "none" / "log.db", make=True)


def test_it_is_never_in_the_journal_mode_that_can_corrupt(tmp_path: Path) -> None:
    """REL-15: a file that something else put into WAL is brought back, or refused while in use."""
    path = tmp_path / "log.db"
    prepared(path, 2)
    other = sqlite3.connect(path)
    assert other.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
    other.execute("SELECT count(*) FROM done").fetchone()
    with pytest.raises(StoreError):
        FileLeaves(path)
    other.close()
    assert whole(path) == 2
    with pytest.raises(StoreError, match="no log that can be used"):
        FileLeaves(Path(":memory:"), make=True)


def test_a_part_that_is_missing_is_said(tmp_path: Path) -> None:
    leaves = store_of(new_log(tmp_path / "log.db", entries=3))
    with pytest.raises(StoreError, match="part of the log is missing"):
        leaves.hashes([(0, 3)])
    assert leaves.hashes([(0, 2), (0, 0), (0, 2)])[0] == leaves.hashes([(0, 2)])[0]


def test_many_places_are_read_at_once(tmp_path: Path) -> None:
    leaves = store_of(new_log(tmp_path / "log.db", entries=1000))
    places = [(0, n) for n in range(1000)]
    assert leaves.hashes(places) == [leaves.hashes([place])[0] for place in places]
    assert len(leaves.commitments(0, 1000)) == 1000


def steps_of(path: Path, size: int) -> list[int]:
    """Count the steps of SQLite's machine for a root, a proof, a request, and many hashes."""
    log = new_log(path, entries=size)
    counts: list[int] = []
    leaves = file_of(log)
    with leaves.transaction():
        log.checkpoint()

    def count() -> int:
        counts[-1] += 1
        return 0

    leaves.connection.set_progress_handler(count, 1)
    for call in (
        lambda: root(leaves, size - 45),
        lambda: log.prove(size // 3),
        lambda: log.request(size // 3),
        lambda: leaves.hashes([(0, n) for n in range(200)]),
    ):
        counts.append(0)
        call()
    return counts


def test_a_large_log_is_read_with_as_many_steps_as_a_small_one(tmp_path: Path) -> None:
    """Nothing is scanned, whatever is asked."""
    small, large = (steps_of(tmp_path / f"{size}.db", size) for size in (300, 5000))
    assert all(more < 3 * few for few, more in zip(small, large, strict=True))


def test_nothing_of_an_act_is_in_what_is_published(tmp_path: Path) -> None:
    from nomina.ledger.tiles import export

    log = new_log(tmp_path / "log.db", entries=300)
    leaves = store_of(log)
    with leaves.transaction():
        note = log.checkpoint()
    export(leaves, tmp_path / "public", 0, 300, note)
    files = [path for path in (tmp_path / "public").rglob("*") if path.is_file()]
    data = b"".join(path.read_bytes() for path in files)
    assert len(files) == 6
    for number in range(300):
        opened = leaves.opened(number)
        assert opened is not None
        shown = opened.event[:40], opened.salt, opened.salt.hex().encode(), b"B-%04d" % number
        for secret in shown:
            assert secret not in data
    assert root(leaves, 300) not in data
    assert KEY.split("+")[0].encode() in data, "the search would find what is there"
