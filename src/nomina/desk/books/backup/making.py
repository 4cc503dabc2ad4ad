"""Making a backup of the open desk, and letting another process prove that it can be put back."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from nomina.desk import books
from nomina.desk.acts import Actor
from nomina.desk.books.backup import archive, keeping, rows, taken
from nomina.desk.books.backup.keeping import Gone
from nomina.desk.books.backup.receipts import MakeBackup, RecordRestore, Report
from nomina.desk.books.folder import log_key
from nomina.desk.books.index import DeskIndex
from nomina.desk.books.leaves import DeskLeaves
from nomina.desk.books.models import Object, Restored
from nomina.desk.boot import config, keys, vault_secret
from nomina.documents import sync_folder, write_bytes_atomic
from nomina.errors import InputError, StoreError
from nomina.ledger.tree import root as root_of
from nomina.progress import Progress, Silent
from nomina.words import tr

_TRIES = 3
_NOT_MEANT = ("NOMINA_DATABASE", "DJANGO_SETTINGS_MODULE", "NOMINA_DESK")


class _Forgotten(Exception):
    """An object was forgotten while it was copied: what was written is of no moment."""


def make(
    desk: Path, out: Path, *, with_key: bool = False, progress: Progress | None = None
) -> Path:
    """Copy the open desk into the folder ``out``, and give the file of the manifest.

    Nobody has to wait meanwhile. What lies there of earlier copies is kept and used.

    Args:
        desk: folder of the desk.
        out: made where there is none; best on another disk.
        with_key: also copy a key that no passphrase protects.
        progress: is told how many objects are copied.

    Raises:
        StoreError: an object of the vault is missing: first see to that.
        SpaceError: the disk is full.
        InputError: the folder cannot be written.
    """
    MakeBackup().do(Actor())
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        (out / archive.OBJECTS).mkdir(mode=0o700, exist_ok=True)
        for folder in (out, out.parent):
            sync_folder(folder)
    except OSError as error:
        raise InputError(
            tr("this folder cannot be used ({why})").format(why=error.strerror), where=str(out)
        ) from error
    with keeping.alone(out):
        for _ in range(_TRIES):
            try:
                return _made(desk, out, with_key, progress or Silent())
            except _Forgotten:
                continue
    raise StoreError(tr("objects were forgotten while they were copied"), todo=tr("Try again"))


def _made(desk: Path, out: Path, with_key: bool, progress: Progress) -> Path:
    at, of = timezone.now(), secrets.token_hex(16)
    name = f"{at:%Y%m%dT%H%M%SZ}-{of[:8]}"
    counts: dict[str, int] = {}
    with rows.snapshot():
        index = DeskIndex()
        secret = vault_secret.drawn(desk, index.card(), index.store)
        gone = taken.of_desk()
        written = archive.write_rows(out / (name + archive.ROWS), of, rows.dump(counts))
        log = _log(desk)
        names = list(Object.objects.order_by("name").values_list("name", flat=True))
        migrations = sorted(
            f"{app}.{one}" for app, one in MigrationRecorder.Migration.objects.values_list(
                "app", "name"
            )
        )  # fmt: skip
    objects = _objects(out / archive.OBJECTS, names, progress)
    manifest = archive.Manifest(
        id=of,
        made_at=at.isoformat(),
        tables=counts,
        migrations=migrations,
        rows=written,
        log=log,
        store=books.vault().objects.id,
        objects=objects,
        config=(desk / config.FILE).read_text("utf-8"),
        vault=secret,
    )
    if with_key or keys.has_passphrase(desk):
        key = (desk / keys.FILE).read_bytes()
        write_bytes_atomic(out / (name + archive.KEY), key, mode=0o600)
    taken.write(out, index.store, keys.backup_key(desk), gone)
    path = out / (name + archive.MANIFEST)
    archive.write_manifest(path, manifest, keys.backup_key(desk))
    return path


def _log(desk: Path) -> archive.Logged:
    leaves = DeskLeaves()
    size, last = leaves.size(), next(leaves.kept(), None)
    return archive.Logged(
        size=size,
        root=root_of(leaves, size).hex(),
        checkpoint=last.note.decode() if last else "",
        key=log_key(desk),
    )


def _objects(folder: Path, names: list[str], progress: Progress) -> list[archive.Held]:
    objects, held = books.vault().objects, []
    progress.begin(tr("Copying what is kept"), len(names))
    for name in names:
        try:
            with objects.get(name) as source:
                held.append(archive.take_object(source, folder, name))
        except StoreError:
            if Object.objects.filter(name=name).exists():
                raise
            raise _Forgotten from None
        progress.advance()
    progress.end()
    return held


def prove(desk: Path, made: Path, keep: int | None = None) -> tuple[Restored, Gone]:
    """Put a backup back in a temporary place, by another process, and write down that it held.

    No key is written for that: the other process is given it through a pipe. Then what no copy in
    the folder needs leaves it.

    Args:
        desk: the open desk that it is of.
        made: file of the manifest.
        keep: how many copies of this desk stay, this one among them; None for all.

    Raises:
        StoreError: it could not be put back, or what came back is not what went in.
    """
    with keeping.alone(made.parent) as alone:
        if alone:
            keeping.sweep(made.parent)
        with tempfile.TemporaryDirectory(prefix=keeping.CHECK, dir=made.parent) as place:
            done = _restored_elsewhere(made, Path(place) / "desk", keys.root(desk))
        row = _recorded(made, done)
        gone = Gone(0, 0, 0)
        if alone:
            gone = keeping.tidy(made.parent, keys.backup_key(desk), keep)
    return row, gone


def _recorded(made: Path, done: subprocess.CompletedProcess[bytes]) -> Restored:
    """Write down what the other process said."""
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise StoreError(
            tr("the backup could not be put back, and is none: {why}").format(
                why=said[-1] if said else done.returncode
            ),
            where=str(made),
            todo=tr("Make another one, on a sound disk"),
        )
    try:
        report = Report.model_validate_json(done.stdout.strip().splitlines()[-1])
    except (IndexError, ValueError) as error:
        raise StoreError(tr("the check of the backup said nothing"), where=str(made)) from error
    return RecordRestore(report=report).do(Actor())


def _restored_elsewhere(made: Path, place: Path, root: bytes) -> subprocess.CompletedProcess[bytes]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(_NOT_MEANT)}
    code = "from nomina.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, "restore", str(made), str(place), "--report"],
        env=environment,
        input=root,
        capture_output=True,
        check=False,
    )
