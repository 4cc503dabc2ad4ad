"""What leaves a folder of backups: old copies, objects that no copy names, checks that were cut.

Only whoever is alone at a folder removes anything in it: what another run has copied stands in no
manifest yet.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nomina.desk.books.backup import archive
from nomina.documents import PART, sync_folder
from nomina.errors import InputError, NominaError
from nomina.leads.lock import Lock
from nomina.words import tr

LOCK, CHECK = ".nomina-lock", ".nomina-check-"
_OBJECT = re.compile(r"[0-9a-f]{32}")
_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Keep other runs out of a folder; give False where its disk has no locks.

    Raises:
        StoreError: another run is at work there.
    """
    try:
        lock = Lock(folder / LOCK)
    except InputError:
        yield False
        return
    try:
        yield True
    finally:
        lock.remove()


def sweep(folder: Path) -> None:
    """Remove what a check or a copy that was cut short left in a folder; be alone there."""
    for place in folder.glob(f"{CHECK}*"):
        shutil.rmtree(place, ignore_errors=True)
    for half in folder.rglob(f"{PART[0]}*{PART[1]}"):
        half.unlink(missing_ok=True)


@dataclass(frozen=True)
class Gone:
    """What was removed.

    Attributes:
        copies, objects: how many.
        unread: copies that the key of this desk does not open; while there are any, no object is
            removed, for one of them may need it.
    """

    copies: int
    objects: int
    unread: int


def tidy(folder: Path, key: bytes, keep: int | None = None) -> Gone:
    """Remove copies but the newest, and objects that no copy names; be alone in the folder.

    Args:
        folder: of backups.
        key: see `keys.backup_key`.
        keep: how many copies of this desk stay; None for all.

    Raises:
        InputError: a file cannot be removed.
    """
    made: dict[Path, archive.Manifest] = {}
    unread = 0
    for path in folder.glob(f"*{archive.MANIFEST}"):
        try:
            made[path] = archive.read_manifest(path, key)
        except NominaError:
            unread += 1
    newest = sorted(made, key=lambda path: datetime.fromisoformat(made[path].made_at))
    old = newest[:-keep] if keep else []
    try:
        for path in old:
            path.unlink()  # first: what is left is no copy
            del made[path]
        sync_folder(folder)
        for path in _alone_standing(folder):
            path.unlink(missing_ok=True)
        objects = 0 if unread else _unnamed(folder / archive.OBJECTS, made.values())
    except OSError as error:
        raise InputError(
            tr("old copies cannot be removed ({why})").format(why=error.strerror),
            where=str(error.filename or folder),
        ) from error
    return Gone(len(old), objects, unread)


def _alone_standing(folder: Path) -> Iterator[Path]:
    """Give rows and keys without a manifest: nobody can put them back."""
    for suffix in (archive.ROWS, archive.KEY):
        for path in folder.glob(f"*{suffix}"):
            if _NAME.fullmatch(path.stem) and not path.with_suffix(archive.MANIFEST).exists():
                yield path


def _unnamed(objects: Path, manifests: Iterable[archive.Manifest]) -> int:
    named = {held.name for one in manifests for held in one.objects}
    found = [p for p in objects.glob("??/*") if _OBJECT.fullmatch(p.name) and p.name not in named]
    for path in found:
        path.unlink(missing_ok=True)
    for inside in {path.parent for path in found}:
        sync_folder(inside)
    return len(found)
