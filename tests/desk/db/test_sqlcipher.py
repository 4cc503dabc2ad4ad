"""The encrypted database: nothing readable on the disk, nothing lost, nothing half understood."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError, connection, connections, transaction
from sqlcipher3 import dbapi2

from nomina.desk.db.sqlcipher import base
from nomina.errors import FolderError, StoreError
from tests.desk.conftest import embedded, use

KEY = bytes(range(32))
PLANTED = ("Перепелиця-Оксана", "PLANTED-NAME-77", "ZW1iZWRkaW5n")


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """An empty encrypted database behind "default"."""
    found = tmp_path / "desk.db"
    base.create(found, KEY)
    use({**embedded(found), "OPTIONS": {"key": lambda: KEY}})
    yield found
    connections.close_all()


def fill(rows: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (id integer PRIMARY KEY, said text)")
        cursor.execute("CREATE INDEX kept_said ON kept (said)")
        with transaction.atomic():
            cursor.executemany(
                "INSERT INTO kept (said) VALUES (%s)",
                [(f"{PLANTED[i % 3]} {i * 7919 % 10007:05d} " + "x" * 100,) for i in range(rows)],
            )


def readable(folder: Path) -> list[str]:
    """Which planted values stand in any file below a folder, in either width of character."""
    found = []
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            data = file.read_bytes()
            found += [
                f"{file.name}: {value}"
                for value in PLANTED
                for code in ("utf-8", "utf-16-le", "utf-16-be")
                if value.encode(code) in data
            ]
    return found


def test_nothing_is_readable_in_the_file_or_its_log(path: Path) -> None:
    fill(2000)
    log = path.with_name("desk.db-wal")
    assert log.stat().st_size > 100_000, "the values were to be in the log by now"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kept SET said = said || 'y'")
        assert readable(path.parent) == []
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert path.stat().st_size > 200_000
    assert readable(path.parent) == []
    assert not path.read_bytes().startswith(b"SQLite format 3")


def test_the_search_for_readable_values_finds_them(tmp_path: Path) -> None:
    plain = sqlite3.connect(tmp_path / "plain.db")
    plain.execute("CREATE TABLE kept (said text)")
    plain.execute("INSERT INTO kept VALUES (?)", (PLANTED[0],))
    plain.commit()
    plain.close()
    assert readable(tmp_path) == [f"plain.db: {PLANTED[0]}"]


def temporary_files() -> list[str]:
    """Temporary files of SQLite that this process holds open, although they have no name."""
    names = []
    for entry in Path("/proc/self/fd").iterdir():
        try:
            names.append(str(entry.readlink()))
        except OSError:
            continue
    return [name for name in names if "etilqs" in name]


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="no /proc to look into")
@pytest.mark.parametrize("store", [None, "FILE"])
def test_sorting_leaves_nothing_in_temporary_files(path: Path, store: str | None) -> None:
    """SQLite sorts on the disk in plain text unless told otherwise; FILE shows that it would."""
    fill(4000)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size = 20")
        if store:
            cursor.execute(f"PRAGMA temp_store = {store}")
        cursor.execute("SELECT said FROM kept AS a ORDER BY substr(said, 12) || said")
        cursor.fetchone()
        assert bool(temporary_files()) is (store == "FILE")


def test_another_key_says_so_and_changes_nothing(path: Path) -> None:
    fill(10)
    connections.close_all()
    before = path.read_bytes()
    use({**embedded(path), "OPTIONS": {"key": lambda: bytes(32)}})
    with pytest.raises(StoreError, match="the key does not open this database"):
        connection.ensure_connection()
    assert path.read_bytes() == before


def test_a_plain_database_is_not_taken_for_an_encrypted_one(tmp_path: Path) -> None:
    found = tmp_path / "desk.db"
    plain = sqlite3.connect(found)
    plain.execute("CREATE TABLE kept (said text)")
    plain.close()
    use({**embedded(found), "OPTIONS": {"key": lambda: KEY}})
    with pytest.raises(StoreError, match="the key does not open"):
        connection.ensure_connection()


def test_a_changed_byte_is_refused(path: Path) -> None:
    """Every page carries an HMAC: a flipped bit is an error and never another value."""
    fill(2000)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()
    data = bytearray(path.read_bytes())
    for place in range(3 * 4096 + 100, len(data), 4096):
        data[place] ^= 1
    path.write_bytes(data)
    with pytest.raises(dbapi2.DatabaseError), connection.cursor() as cursor:
        cursor.connection.execute("SELECT count(said) FROM kept NOT INDEXED").fetchall()


def test_a_database_that_is_gone_is_not_made_anew(path: Path) -> None:
    connections.close_all()
    path.unlink()
    with pytest.raises(StoreError, match="the database is not here"):
        connection.ensure_connection()
    assert not path.exists()


def test_a_database_is_never_made_over_another(path: Path) -> None:
    with pytest.raises(FolderError, match="already"):
        base.create(path, KEY)


@pytest.mark.parametrize("version", [(3, 51, 2), (3, 40, 1), (3, 7)])
def test_an_engine_that_may_corrupt_its_log_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...]
) -> None:
    """REL-15."""
    monkeypatch.setattr(dbapi2, "sqlite_version_info", version)
    with pytest.raises(StoreError, match="too old for a write-ahead log"):
        connection.ensure_connection()


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 53, 4), (4, 0)])
def test_an_engine_that_is_new_enough_is_taken(version: tuple[int, ...]) -> None:
    base.check_engine(version)


def test_every_connection_is_durable_and_checked(path: Path) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "temp_store": 2,
        "cipher_memory_security": "0",
        "cipher_use_hmac": "1",
    }
    with connection.cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
    assert found == wanted


def test_the_key_is_in_no_setting_that_an_error_page_prints(path: Path) -> None:
    fill(1)
    assert KEY.hex() not in repr(connection.settings_dict)
    assert KEY.hex() not in repr(connection.get_connection_params())


def test_twenty_threads_write_without_losing_or_locking(path: Path) -> None:
    """Each reads, then writes what follows from it: that needs the lock from the beginning."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE sums (id integer PRIMARY KEY, n integer)")
        cursor.execute("INSERT INTO sums VALUES (1, 0)")
    failures: list[BaseException] = []
    start = threading.Barrier(20)

    def work() -> None:
        try:
            start.wait(10)
            for _ in range(10):
                with transaction.atomic(), connection.cursor() as cursor:
                    n = cursor.execute("SELECT n FROM sums WHERE id = 1").fetchone()[0]
                    cursor.execute("UPDATE sums SET n = %s WHERE id = 1", [n + 1])
        except BaseException as error:  # noqa: BLE001 - shown by the test below
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with connection.cursor() as cursor:
        assert cursor.execute("SELECT n FROM sums").fetchone()[0] == 200


def test_a_reader_sees_one_state_while_another_writes(path: Path) -> None:
    fill(3)
    other = connections.create_connection("default")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM kept")
            with other.cursor() as reading:
                assert reading.execute("SELECT count(*) FROM kept").fetchone()[0] == 3
    finally:
        other.close()


def test_a_writer_that_waits_too_long_is_told(path: Path) -> None:
    fill(1)
    other = connections.create_connection("default")
    other.settings_dict["OPTIONS"]["timeout"] = 0.05
    try:
        with transaction.atomic(), pytest.raises(OperationalError, match="locked"):
            other.cursor().execute("DELETE FROM kept")
    finally:
        other.close()


KILLED = """
import sys
from sqlcipher3 import dbapi2
from nomina.desk.db.sqlcipher import base
connection = dbapi2.connect(sys.argv[1], isolation_level=None)
base.unlock(connection, bytes(range(32)))
connection.execute("PRAGMA synchronous = FULL")
connection.execute("CREATE TABLE IF NOT EXISTS kept (id integer PRIMARY KEY, said text)")
n = connection.execute("SELECT coalesce(max(id), 0) FROM kept").fetchone()[0]
while True:
    n += 1
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO kept VALUES (?, ?)", (n, "x" * 500))
    connection.execute("COMMIT")
    print(n, flush=True)
"""


def test_what_was_acknowledged_survives_a_kill(path: Path) -> None:
    connections.close_all()
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, text=True
        ) as worker:
            assert worker.stdout is not None
            said = [worker.stdout.readline() for _ in range(40)]
            os.kill(worker.pid, signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
            said += worker.stdout.readlines()
        last = int([line for line in said if re.fullmatch(r"\d+\n", line)][-1])
        with connection.cursor() as cursor:
            kept = [row[0] for row in cursor.execute("SELECT id FROM kept ORDER BY id")]
            assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert cursor.execute("PRAGMA cipher_integrity_check").fetchall() == []
        connections.close_all()
        assert kept[:last] == list(range(1, last + 1))
        assert len(kept) - last in {0, 1}
