"""Putting a backup back into a new folder, and reading all that came: whole, or loudly not.

It needs a process of its own, since a process opens one desk. The database is a new file, or the
empty one of NOMINA_DATABASE.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from nomina.desk.books import folder as places
from nomina.desk.books.backup import archive
from nomina.desk.boot import config, keys, vault_secret
from nomina.desk.db.sqlcipher import base as sqlcipher
from nomina.documents import sync_folder, write_bytes_atomic
from nomina.errors import FolderError, InputError, LedgerError, StoreError
from nomina.progress import Progress, Silent
from nomina.vault import FolderObjects
from nomina.words import tr

if TYPE_CHECKING:
    from nomina.desk.books.backup.receipts import Report

DATABASE = "desk.db"


@dataclass(frozen=True)
class Done:
    """What came of a restore.

    Attributes:
        report: what came back.
        alarms: why the desk can only be read, where a checkpoint that was given is newer.
        photos, consents: how many had been taken back after the copy was made, as the list beside
            it says, and were taken away again.
    """

    report: Report
    alarms: list[LedgerError]
    photos: int = 0
    consents: int = 0


def restore(
    made: Path,
    to: Path,
    *,
    key: Path | None = None,
    passphrase: str | None = None,
    root: bytes | None = None,
    check: bool = False,
    known: Sequence[bytes] = (),
    progress: Progress | None = None,
) -> Done:
    """Put a backup back, read all of it, and give what came and what is alarming.

    Args:
        made: file of the manifest.
        to: a new folder; it is there whole and safe from a power cut, or not at all.
        key: the key file of the desk; that beside the manifest where None.
        passphrase: of the key; None asks the environment.
        root: the key itself, in the place of its file.
        check: the desk is only looked at: its key is never written, and nothing is synced.
        known: newer checkpoints, from witnesses or paper. Where the log is shorter than or differs
            from one of them the desk is restored, can only be read, and says why.
        progress: is told how far it is.

    Raises:
        FolderError: there is something in the folder.
        InputError: the key or the passphrase is missing or wrong.
        StoreError: the backup was changed, cut or is incomplete; nothing is left of it.
    """
    to = to.absolute()
    if to.exists():
        raise FolderError(
            tr("the folder is there already"), where=str(to), todo=tr("Name a new one")
        )
    beside = to.with_name(f".{to.name}.{os.urandom(4).hex()}")
    progress = progress or Silent()
    try:
        beside.mkdir(mode=0o700, parents=True)
        (beside / keys.FILE).parent.mkdir(mode=0o700)
        source = key or made.with_suffix(archive.KEY)
        keys.hold(beside, _root(source, passphrase) if root is None else root)
        manifest = archive.read_manifest(made, keys.backup_key(beside))
        archive.demand_rows(made.with_suffix(archive.ROWS), manifest)
        if not check:
            write_bytes_atomic(beside / keys.FILE, source.read_bytes(), mode=0o600)
        _put_files(manifest, beside)
        if manifest.vault:
            vault_secret.write(beside, bytes.fromhex(manifest.vault))
        _put_objects(made.parent / archive.OBJECTS, manifest, beside, progress)
        _open_database(beside)
        from django.db import connections

        with _whole():
            _put_rows(made.with_suffix(archive.ROWS), manifest)
            report, alarms = _verified(made, manifest, beside, known, progress)
            done = Done(report, alarms)
            if not check:
                done = _taken_again(made.parent, manifest, beside, done)
        connections.close_all()
        if not check:
            _sync(beside)
        beside.rename(to)
        sync_folder(to.parent)
    finally:
        keys.forget(beside)
        shutil.rmtree(beside, ignore_errors=True)
    return done


def _taken_again(folder: Path, manifest: archive.Manifest, beside: Path, done: Done) -> Done:
    """Take away what families took back after the copy was made, before anybody opens the desk.

    It is an entry of the log, but for a log that takes none (REL-32): a withdrawal holds there too.
    """
    from nomina.desk.acts import Actor
    from nomina.desk.books.backup import taken

    found = taken.read(folder, manifest.store, keys.backup_key(beside))
    if not taken.is_missing(found):
        return done
    again = taken.TakeAgain(found).do(Actor(), _NoEntry() if done.alarms else None)
    return replace(done, photos=len(again.photos), consents=len(again.consents))


class _NoEntry:
    """The ledger of a desk that can only be read."""

    def append(self, entry: object) -> None:
        """Keep nothing."""


@contextmanager
def _whole() -> Iterator[None]:
    """Leave nothing in a database of others (PostgreSQL) unless the block ends well.

    Tables are made within the transaction too, so that a second try finds it empty again. The
    embedded database goes with its folder.
    """
    from django.db import connection, transaction

    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        yield


def _sync(folder: Path) -> None:
    """Make safe every file and folder within a folder."""
    for place, _, names in os.walk(folder, topdown=False):
        for name in names:
            with (Path(place) / name).open("rb+") as file:
                os.fsync(file.fileno())
        sync_folder(Path(place))


def _root(source: Path, passphrase: str | None) -> bytes:
    if not source.is_file():
        raise InputError(
            tr("the key of the desk is not here"),
            where=str(source),
            todo=tr("Give its file with --key"),
        )
    given = keys.passphrase_given() if passphrase is None else passphrase
    return keys.open_file(source, given, private=False)


def _put_files(manifest: archive.Manifest, beside: Path) -> None:
    (beside / config.FILE).write_text(manifest.config, encoding="utf-8")
    write_bytes_atomic(beside / places.VKEY, f"{manifest.log.key}\n".encode(), mode=0o600)
    places.signer(beside)


def _put_objects(
    source: Path, manifest: archive.Manifest, beside: Path, progress: Progress
) -> None:
    folder = beside / places.VAULT
    FolderObjects.create(folder, manifest.store)
    progress.begin(tr("Putting back what is kept"), len(manifest.objects))
    for held in manifest.objects:
        path = archive.demand_object(source, held)
        shutil.copyfile(path, archive.object_path(folder, held.name))
        archive.demand_object(folder, held)
        progress.advance()
    progress.end()


def _open_database(beside: Path) -> None:
    if not os.environ.get(config.DATABASE):
        sqlcipher.create(beside / DATABASE, keys.database_key(beside))
    from nomina.desk.boot.opening import open_desk

    open_desk(beside)


def _put_rows(source: Path, manifest: archive.Manifest) -> None:
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    from nomina.desk.books.backup import rows
    from nomina.desk.db.tables import make_tables

    if not make_tables(first_rows=False):
        raise FolderError(
            tr("there is something in the database already"),
            where=str(connection.settings_dict["NAME"]),
            todo=tr("Name an empty one in NOMINA_DATABASE"),
        )
    ours = sorted(
        f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
    )
    if ours != manifest.migrations:
        raise StoreError(
            tr("the backup is of another version of Nomina"),
            todo=tr("Use the Nomina that wrote it"),
        )
    counts = rows.load(archive.read_rows(source, manifest))
    if counts != manifest.tables:
        raise archive.damaged(source)


def _verified(
    made: Path,
    manifest: archive.Manifest,
    beside: Path,
    known: Sequence[bytes],
    progress: Progress,
) -> tuple[Report, list[LedgerError]]:
    """Read everything that came back, from the places where it lies now."""
    from nomina.desk.books.backup.receipts import Report
    from nomina.desk.books.backup.rows import tables
    from nomina.desk.boot.doctor import database

    counts = {model._meta.label_lower: _count(model) for model in tables()}
    faults = [found.says for found in database() if found.level == "bad"]
    if counts != manifest.tables:
        faults.append(tr("there are other numbers of rows than in the manifest"))
    faults += _vault_faults(manifest, progress)
    log_faults, alarms = _log_faults(manifest, beside, known, progress)
    faults += log_faults
    if faults:
        raise StoreError(
            tr("what came back is not what went in: {why}").format(why="; ".join(faults[:5])),
            where=str(made),
            todo=tr("Take another copy"),
        )
    report = Report(
        backup=manifest.id,
        manifest=hashlib.sha256(made.read_bytes()).hexdigest(),
        rows=sum(counts.values()),
        blobs=len(manifest.objects),
        size=manifest.log.size,
        root=manifest.log.root,
    )
    return report.sealed(keys.receipt_key(beside)), alarms


def _count(model: type) -> int:
    from django.db.models import QuerySet

    return int(QuerySet(model).count())


def _vault_faults(manifest: archive.Manifest, progress: Progress) -> list[str]:
    from nomina.desk import books

    vault = books.vault()
    found = [f"{fault.name}: {fault.what}" for fault in vault.verify(progress)]
    if len(vault.index) != len(manifest.objects):
        found.append(tr("there are other numbers of objects than in the manifest"))
    return found


def _log_faults(
    manifest: archive.Manifest, beside: Path, known: Sequence[bytes], progress: Progress
) -> tuple[list[str], list[LedgerError]]:
    from nomina.desk.books import acts_log
    from nomina.desk.books.leaves import DeskLeaves
    from nomina.ledger.audit import audit
    from nomina.ledger.formats import parse_key
    from nomina.ledger.log import alarms
    from nomina.ledger.tree import root

    leaves, key = DeskLeaves(), parse_key(manifest.log.key)
    own = [manifest.log.checkpoint.encode()] if manifest.log.checkpoint else []
    faults = [str(alarm) for alarm in alarms(leaves, key, own)]
    faults += [tr("Entry {n} was changed").format(n=n) for n in audit(leaves, progress)]
    size = leaves.size()
    if (size, root(leaves, size).hex()) != (manifest.log.size, manifest.log.root):
        faults.append(tr("the log has another root than in the manifest"))
    newer = [note for note in known if alarms(leaves, key, [note])]
    acts_log.remember(beside, newer)
    return faults, [alarm for note in newer for alarm in alarms(leaves, key, [note])]
