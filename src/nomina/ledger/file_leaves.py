"""Entries in one SQLite file, for use without a desk.

The journal is a rollback journal: SQLite below 3.51.3 can corrupt a file in its other mode
(REL-15). ``synchronous=EXTRA`` syncs the folder, too, after a commit: an entry that was
acknowledged is there after a power cut. What is erased is overwritten with zeros.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from nomina.errors import NominaError, SpaceError, StoreError
from nomina.ledger.entry import Sealed
from nomina.ledger.log import Kept
from nomina.ledger.tree import Place
from nomina.words import tr

VERSION = 1
_WAIT = 30.0
"""Seconds to wait for somebody else's transaction."""

_READ_AT_ONCE = 300
_TABLES = f"""
BEGIN IMMEDIATE;
CREATE TABLE entry (
    place INTEGER PRIMARY KEY CHECK (place >= 0),
    committed BLOB NOT NULL CHECK (length(committed) = 32),
    event BLOB,
    salt BLOB,
    CHECK ((event IS NULL) = (salt IS NULL))
);
CREATE TABLE node (
    level INTEGER NOT NULL,
    place INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, place)
) WITHOUT ROWID;
CREATE TABLE checkpoint (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    size INTEGER NOT NULL,
    stamp INTEGER NOT NULL,
    note BLOB NOT NULL
);
CREATE TRIGGER entry_stays BEFORE DELETE ON entry
    BEGIN SELECT RAISE(ABORT, 'an entry stays'); END;
CREATE TRIGGER commitment_stays BEFORE UPDATE OF place, committed ON entry
    BEGIN SELECT RAISE(ABORT, 'a commitment stays'); END;
CREATE TRIGGER act_stays BEFORE UPDATE ON entry WHEN new.event IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'an act can only be erased'); END;
CREATE TRIGGER hash_stays BEFORE DELETE ON node
    BEGIN SELECT RAISE(ABORT, 'a hash stays'); END;
CREATE TRIGGER hash_is_kept BEFORE UPDATE ON node
    BEGIN SELECT RAISE(ABORT, 'a hash stays'); END;
PRAGMA application_id = 0x4e4f4d4c;
PRAGMA user_version = {VERSION};
COMMIT;
"""


class FileLeaves:
    """An open file of entries; one thread at a time.

    ``connection`` may be used for the caller's own tables: what is written there within
    `transaction` is committed together with the entries, or not at all.

    Args:
        path: the file.
        make: make it where there is none.

    Raises:
        StoreError: it is missing, is no such file, or cannot be used safely.
        SpaceError: the disk is full.
    """

    def __init__(self, path: Path, *, make: bool = False) -> None:
        self._path = path
        if not make and not path.is_file():
            raise StoreError(tr("there is no log here"), where=str(path))
        with self._told():
            self.connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
        try:
            self._set_up(make)
        except BaseException:
            self.connection.close()
            raise

    def _set_up(self, make: bool) -> None:
        with self._told():
            [mode] = self.connection.execute("PRAGMA journal_mode = DELETE").fetchone()
            self.connection.execute("PRAGMA synchronous = EXTRA")
            self.connection.execute("PRAGMA secure_delete = ON")
            self.connection.execute("PRAGMA foreign_keys = ON")
            [version] = self.connection.execute("PRAGMA user_version").fetchone()
            [tables] = self.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if make and not version and not tables:
                self.connection.executescript(_TABLES)
                version = VERSION
        if mode != "delete" or version != VERSION:
            raise StoreError(
                tr("this is no log that can be used here"),
                where=str(self._path),
                todo=tr("Close whatever else has it open, or use the Nomina that wrote it"),
            )

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def _explained(self, error: sqlite3.Error) -> NominaError:
        where = str(self._path)
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
            return SpaceError(
                tr("there is no space left to enter this act, and it did not happen"),
                where=where,
                todo=tr("Free some space and do it again"),
            )
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
            return StoreError(
                tr("somebody else is writing into the log"), where=where, todo=tr("Try again")
            )
        return StoreError(tr("the log cannot be used ({why})").format(why=error), where=where)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Begin; commit at the end, or undo everything where anything fails.

        Raises:
            StoreError: somebody else has been writing for long, or the disk failed.
            SpaceError: the disk is full; nothing happened.
        """
        with self._told():
            self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
            with self._told():
                self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    def lock(self) -> int:
        """Give the number of entries in a transaction that is open, and that nobody else has."""
        if not self.connection.in_transaction:
            raise StoreError(tr("an entry needs the transaction of its act"), where=str(self._path))
        with self._told():  # a transaction that has only read takes its right to write here
            self.connection.execute("UPDATE checkpoint SET size = size WHERE number < 0")
        return self.size()

    def size(self) -> int:
        """Give the number of entries."""
        with self._told():
            found = self.connection.execute("SELECT max(place) FROM entry").fetchone()[0]
        return 0 if found is None else int(found) + 1

    def add(self, index: int, sealed: Sealed, made: Sequence[tuple[Place, bytes]]) -> None:
        """Keep an entry and the hashes that it completes."""
        with self._told():
            self.connection.execute(
                "INSERT INTO entry VALUES (?, ?, ?, ?)",
                (index, sealed.committed, sealed.event, sealed.salt),
            )
            self.connection.executemany(
                "INSERT INTO node VALUES (?, ?, ?)",
                [(level, place, found) for (level, place), found in made],
            )

    def opened(self, index: int) -> Sealed | None:
        """Give an act with its salt; None where it was erased or never was."""
        with self._told():
            row = self.connection.execute(
                "SELECT CAST(event AS BLOB), CAST(salt AS BLOB), committed FROM entry"
                " WHERE place = ?",
                (index,),
            ).fetchone()
        return None if row is None or row[0] is None else Sealed(*row)

    def erase(self, index: int) -> None:
        """Destroy an act and its salt; its commitment and all hashes stay."""
        with self._told():
            self.connection.execute(
                "UPDATE entry SET event = NULL, salt = NULL WHERE place = ?", (index,)
            )

    def hashes(self, places: Sequence[Place]) -> list[bytes]:
        """Give the hashes at these places, in their order."""
        found: dict[Place, bytes] = {}
        with self._told():
            for start in range(0, len(places), _READ_AT_ONCE):
                part = places[start : start + _READ_AT_ONCE]
                rows = self.connection.execute(  # the order of a cross join is kept: by index
                    "WITH wanted (level, place) AS (VALUES "
                    + ", ".join(["(?, ?)"] * len(part))
                    + ") SELECT node.level, node.place, hash FROM wanted CROSS JOIN node"
                    " ON node.level = wanted.level AND node.place = wanted.place",
                    [number for place in part for number in place],
                )
                found.update({(level, place): value for level, place, value in rows})
        missing = [place for place in places if place not in found]
        if missing:
            raise StoreError(
                tr("a part of the log is missing"),
                where=str(self._path),
                todo=tr("Add nothing. Find the newest whole copy"),
            )
        return [found[place] for place in places]

    def commitments(self, start: int, stop: int) -> list[bytes]:
        """Give the commitments of the entries ``start`` to ``stop``."""
        with self._told():
            rows = self.connection.execute(
                "SELECT committed FROM entry WHERE place >= ? AND place < ? ORDER BY place",
                (start, stop),
            ).fetchall()
        return [committed for (committed,) in rows]

    def keep(self, size: int, stamp: int, note: bytes) -> None:
        """Keep a checkpoint."""
        with self._told():
            self.connection.execute(
                "INSERT INTO checkpoint (size, stamp, note) VALUES (?, ?, ?)", (size, stamp, note)
            )

    def kept(self) -> Iterator[Kept]:
        """Give the checkpoints, the newest first."""
        number = None
        while True:  # one by one: there may be years of them, and mostly the first will do
            with self._told():
                row = self.connection.execute(
                    "SELECT number, size, stamp, note FROM checkpoint"
                    " WHERE ?1 IS NULL OR number < ?1 ORDER BY number DESC LIMIT 1",
                    (number,),
                ).fetchone()
            if row is None:
                return
            number = row[0]
            yield Kept(*row)

    def renew(self, number: int, note: bytes) -> None:
        """Keep a checkpoint with more signatures than before."""
        with self._told():
            self.connection.execute(
                "UPDATE checkpoint SET note = ? WHERE number = ?", (note, number)
            )

    def close(self) -> None:
        """Close the file; what is not committed is undone."""
        self.connection.close()
