"""The rows of a vault in a file of their own (SQLite), for use without a desk.

A rollback journal, not a write-ahead log: every SQLite before 3.51.3 may corrupt the latter.
``synchronous=EXTRA`` also syncs the folder after the journal is removed, without which a commit may
be undone by a power cut (SQLite manual, PRAGMA synchronous). Deleted rows are overwritten.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from nomina.documents import sync_folder
from nomina.errors import NominaError, SpaceError, StoreError
from nomina.progress import Progress, Silent
from nomina.vault.folder import not_made
from nomina.vault.master import Card, Cost
from nomina.vault.protocols import Row
from nomina.words import tr

_APPLICATION, _VERSION = 0x4E4F4D56, 1
_PAGE = 500
_WAIT = 60.0
_TABLES = """
create table master (id text primary key, salt blob not null, n integer not null,
    r integer not null, p integer not null, lookup blob not null) without rowid;
create table vault (one integer primary key check (one = 1), store text not null,
    master text not null references master (id));
create table object (tag text not null unique, name text not null unique, sealed blob not null,
    master text not null references master (id), kept_at text not null);
"""
_ROW = "tag, name, sealed, master, kept_at"


class FileIndex:
    """The `Index` in one file. For one thread; any number of processes, which wait for each other.

    Args:
        path: of an index that `create` made.

    Raises:
        StoreError: there is none, it is none, or it was changed; nothing is made.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._depth = 0
        self._failed = False
        self._after: list[Callable[[], None]] = []
        with self._said():
            self._db = _connected(path, "rw")
        try:
            with self._said():
                kind = [self._one(f"pragma {x}") for x in ("application_id", "user_version")]
                if kind != [_APPLICATION, _VERSION]:
                    raise self._changed(tr("this is no index of a vault"))
                self._store = str(self._one("select store from vault"))
        except BaseException:
            self.close()
            raise

    @classmethod
    def create(cls, path: Path, store: str, card: Card) -> FileIndex:
        """Make the index of a new store; it is there whole or not at all.

        Raises:
            FolderError: it cannot be made.
            SpaceError: there is no space.
            StoreError: there is an index, or the disk failed.
        """
        made = path.with_name(path.name + ".part")
        try:
            if path.exists():
                raise StoreError(tr("there is an index already"), where=str(path))
            made.unlink(missing_ok=True)
            made.touch(mode=0o600)
            with _said(made), contextlib.closing(_connected(made, "rw")) as db:
                db.execute(f"pragma application_id={_APPLICATION}")
                db.execute(f"pragma user_version={_VERSION}")
                db.executescript(f"begin;{_TABLES}commit;")
                db.execute("begin")
                _insert_card(db, card)
                db.execute("insert into vault values (1, ?, ?)", (store, card.id))
                db.execute("commit")
            made.replace(path)
            sync_folder(path.parent)
        except OSError as error:
            raise not_made(error, path.parent) from error
        return cls(path)

    @property
    def store(self) -> str:
        """The id of the objects that this index is of."""
        return self._store

    def card(self) -> Card:
        """Give the card of the master in use."""
        with self._said():
            found = self._db.execute(
                "select id, salt, n, r, p, lookup from master where id = (select master from vault)"
            ).fetchone()
            if found is None:
                raise self._changed(tr("the card of the master key is gone"))
            name, salt, n, r, p, lookup = found
            kinds = (str, bytes, int, int, int, bytes)
            if not all(isinstance(x, k) for x, k in zip(found, kinds, strict=True)):
                raise self._changed(tr("the card of the master key was changed"))
            return Card(name, salt, Cost(n, r, p), lookup)

    def ready(self) -> None:
        """Refuse after the disk failed; see `Index`."""
        if self._failed:
            raise StoreError(
                tr("the disk of the index failed; it can only be read now"),
                where=str(self._path),
                todo=tr("Check the disk, then run the same command again"),
            )

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Make several calls one; see `Index`."""
        if self._depth:
            yield
            return
        self.ready()
        with self._said():
            self._db.execute("begin immediate")
        self._depth = 1
        try:
            yield
            with self._said():
                self._db.execute("commit")
        except BaseException:
            self._after.clear()
            with contextlib.suppress(sqlite3.Error):  # an error may have ended it already
                self._db.execute("rollback")
            raise
        finally:
            self._depth = 0
        acts, self._after = self._after, []
        for act in acts:
            act()

    def after_commit(self, act: Callable[[], None]) -> None:
        """Do something once the transaction is kept; see `Index`."""
        if self._depth:
            self._after.append(act)
        else:
            act()

    def hold(self, tags: Iterable[str]) -> None:
        """Do nothing: one transaction writes at a time."""

    def add(self, row: Row) -> bool:
        """Add a row; see `Index`."""
        with self.transaction(), self._said():
            self._in_use(row)
            return self._changes(
                f"insert into object ({_ROW}) values (?, ?, ?, ?, ?) on conflict (tag) do nothing",
                _values(row),
            )

    def swap(self, row: Row, instead_of: str) -> bool:
        """Put a row in the place of one; see `Index`."""
        with self.transaction(), self._said():
            self._in_use(row)
            tag, *values = _values(row)
            return self._changes(
                "update object set name = ?, sealed = ?, master = ?, kept_at = ?"
                " where tag = ? and name = ?",
                (*values, tag, instead_of),
            )

    def drop(self, tag: str) -> Row | None:
        """Remove a row; see `Index`."""
        with self.transaction(), self._said():
            row = self.find(tag)
            self._changes("delete from object where tag = ?", (tag,))
            return row

    def find(self, tag: str) -> Row | None:
        """Give the row of a tag, if any."""
        with self._said():
            found = self._db.execute(f"select {_ROW} from object where tag = ?", (tag,)).fetchone()
            return None if found is None else _row(found)

    def known(self, tags: Iterable[str]) -> set[str]:
        """Give those of the tags that have rows."""
        return self._among("tag", tags)

    def named(self, names: Iterable[str]) -> set[str]:
        """Give those of the names of objects that have rows."""
        return self._among("name", names)

    def rows(self) -> Iterator[Row]:
        """Give every row, some at a time: nobody has to wait meanwhile."""
        last = -1
        while True:
            with self._said():
                page = self._db.execute(
                    f"select rowid, {_ROW} from object where rowid > ?"
                    f" order by rowid limit {_PAGE}",
                    (last,),
                ).fetchall()
            if not page:
                return
            for number, *found in page:
                if number <= last:  # or a changed file would be read for ever
                    raise self._changed(tr("this is no index of a vault"))
                last = number
                yield _row(tuple(found))

    def __len__(self) -> int:
        with self._said():
            return int(self._one("select count(*) from object"))

    def check(self) -> list[str]:
        """Check the file by SQLite's own means; give what is wrong."""
        with self._said():
            found = [str(x) for (x,) in self._db.execute("pragma integrity_check")]
            found += [str(x) for x in self._db.execute("pragma foreign_key_check")]
        return [] if found == ["ok"] else [x for x in found if x != "ok"]

    def rotate(
        self,
        card: Card,
        instead_of: str,
        reseal: Callable[[Row], Row],
        progress: Progress | None = None,
    ) -> int:
        """Put another master in the place of one; see `Index`."""
        progress = progress or Silent()
        with self.transaction():
            if self.card().id != instead_of:
                raise rotated(str(self._path))
            with self._said():
                _insert_card(self._db, card)
            done = 0
            for row in self.rows():
                new = reseal(row)
                with self._said():
                    self._db.execute(
                        "update object set sealed = ?, master = ? where tag = ?",
                        (new.sealed, card.id, row.tag),
                    )
                done += 1
                progress.advance()
            with self._said():
                self._db.execute("update vault set master = ?", (card.id,))
                self._db.execute("delete from master where id = ?", (instead_of,))
        return done

    def close(self) -> None:
        """Close the file; closing again does nothing."""
        self._db.close()

    def _in_use(self, row: Row) -> None:
        if self._one("select master from vault") != row.master:
            raise rotated(str(self._path))

    def _changes(self, statement: str, values: Iterable[object]) -> bool:
        return self._db.execute(statement, tuple(values)).rowcount > 0

    def _one(self, statement: str) -> Any:
        found = self._db.execute(statement).fetchone()
        return None if found is None else found[0]

    def _among(self, column: str, values: Iterable[str]) -> set[str]:
        found: set[str] = set()
        asked = iter(values)
        while page := list(islice(asked, _PAGE)):
            marks = ", ".join("?" * len(page))
            with self._said():
                found.update(
                    x
                    for (x,) in self._db.execute(
                        f"select {column} from object where {column} in ({marks})", page
                    )
                )
        return found

    @contextlib.contextmanager
    def _said(self) -> Iterator[None]:
        try:
            with _said(self._path):
                yield
        except NominaError as error:
            cause = error.__cause__
            if isinstance(cause, sqlite3.Error) and _code(cause) == sqlite3.SQLITE_IOERR:
                self._failed = True
            raise

    def _changed(self, what: str) -> StoreError:
        return StoreError(what, where=str(self._path), todo=tr("Put it back from a copy"))


def rotated(where: str) -> StoreError:
    """Say that another process put another master in the place of the one in use."""
    return StoreError(
        tr("the master key was rotated meanwhile"),
        where=where,
        todo=tr("Open the vault again with the new passphrase"),
    )


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=_WAIT, isolation_level=None
    )
    db.text_factory = lambda data: data.decode("utf-8", "replace")
    try:
        for pragma in (
            "journal_mode=delete",
            "synchronous=extra",
            "secure_delete=on",
            "foreign_keys=on",
            "trusted_schema=off",
            "cell_size_check=on",
            "mmap_size=0",
        ):
            db.execute(f"pragma {pragma}").fetchall()
    except BaseException:
        db.close()
        raise
    return db


def _insert_card(db: sqlite3.Connection, card: Card) -> None:
    db.execute(
        "insert into master values (?, ?, ?, ?, ?, ?)",
        (card.id, card.salt, *card.cost, card.lookup),
    )


def _row(found: tuple[Any, ...]) -> Row:
    """Give a row. One that was changed is given too, so that it can be named: its seal tells."""
    tag, name, sealed, master, kept_at = found
    try:
        at = datetime.fromisoformat(str(kept_at))
    except ValueError:
        at = datetime.min.replace(tzinfo=UTC)
    return Row(str(tag), str(name), sealed if isinstance(sealed, bytes) else b"", str(master), at)


def _values(row: Row) -> tuple[object, ...]:
    return row.tag, row.name, row.sealed, row.master, written(row.kept_at)


def written(at: datetime) -> str:
    """Give a time as text, in UTC, so that equal times are equal texts."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


@contextlib.contextmanager
def _said(path: Path) -> Iterator[None]:
    """Say an error of SQLite as one of ours."""
    try:
        yield
    except (sqlite3.Error, OverflowError, UnicodeDecodeError) as error:  # of a changed file
        code = _code(error) if isinstance(error, sqlite3.Error) else sqlite3.SQLITE_CORRUPT
        where = str(path)
        if code == sqlite3.SQLITE_FULL:
            raise SpaceError(
                tr("there is no space left in the vault"),
                where=where,
                todo=tr("Free some space and run the same command again"),
            ) from error
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise StoreError(
                tr("another run is at work in this folder"),
                where=where,
                todo=tr("Wait for it, or stop it; then run the same command again"),
            ) from error
        raise StoreError(
            tr("the index of the vault cannot be used ({why})").format(why=error),
            where=where,
            todo=tr("Check that it is there and its disk is sound, or put it back from a copy"),
        ) from error
