"""A vault in one folder: its objects, and the index beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nomina.documents import sync_folder
from nomina.errors import FolderError, StoreError
from nomina.vault.folder import FolderObjects, not_made
from nomina.vault.index import FileIndex
from nomina.vault.master import Cost, Master
from nomina.vault.vault import Vault
from nomina.words import tr

OBJECTS, INDEX = "objects", "index.sqlite"


@dataclass(frozen=True, slots=True)
class Status:
    """What a vault is, as far as it can be told without its passphrase.

    Attributes:
        store: its id.
        master: id of the master key in use.
        rows: of the index.
        objects: that lie there.
        orphans: of those, the ones that no row knows.
    """

    store: str
    master: str
    rows: int
    objects: int
    orphans: int


def create(
    folder: Path, secret: bytes, now: Callable[[], datetime], *, cost: Cost | None = None
) -> Vault:
    """Make a vault in a new or empty folder; one whose making was stopped is finished.

    Raises:
        FolderError: there is something in the folder, or it cannot be made.
        StoreError: there is a vault, or objects whose index is gone.
        SpaceError: there is no space.
    """
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)
        found = {one.name for one in folder.iterdir()}
    except OSError as error:
        raise not_made(error, folder) from error
    if INDEX in found:
        raise StoreError(
            tr("there is a vault here already"), where=str(folder), todo=tr("Choose another folder")
        )
    if found - {OBJECTS, INDEX + ".part", INDEX + ".part-journal"}:
        raise FolderError(
            tr("the folder is not empty"), where=str(folder), todo=tr("Choose another folder")
        )
    objects = _objects(folder / OBJECTS)
    master = Master.made(secret, objects.id, cost)
    index = FileIndex.create(folder / INDEX, objects.id, master.card)
    return Vault(objects, index, master, now)


def _objects(folder: Path) -> FolderObjects:
    """Make the objects, or take those of a making that was stopped, which holds nothing."""
    try:
        objects = FolderObjects(folder)
    except StoreError:
        return FolderObjects.create(folder)
    if next(objects.names(), None) is not None:
        raise StoreError(
            tr("there are objects here, and their index with the keys is gone"),
            where=str(folder),
            todo=tr("Put the index back from a copy"),
        )
    return objects


def opened(folder: Path, secret: bytes, now: Callable[[], datetime]) -> Vault:
    """Open the vault in a folder; nothing is ever made.

    Raises:
        StoreError: objects or index are not here, are of different vaults, or were changed.
        InputError: the passphrase is another.
    """
    objects, index = FolderObjects(folder / OBJECTS), FileIndex(folder / INDEX)
    try:
        _of_one(objects, index)
        return Vault(objects, index, Master.opened(index.card(), secret, index.store), now)
    except BaseException:
        index.close()
        raise


def status(folder: Path) -> Status:
    """Tell what a vault is, without its passphrase. Nothing is read of the objects but names.

    Raises:
        StoreError: objects or index are not here, are of different vaults, or were changed.
    """
    objects, index = FolderObjects(folder / OBJECTS), FileIndex(folder / INDEX)
    try:
        _of_one(objects, index)
        names = [name for name, _ in objects.names()]
        orphans = len(names) - len(index.named(names))
        return Status(index.store, index.card().id, len(index), len(names), orphans)
    finally:
        index.close()


def _of_one(objects: FolderObjects, index: FileIndex) -> None:
    if objects.id != index.store:
        raise StoreError(
            tr("objects and index are of different vaults; nothing was changed"),
            where=f"{objects.id} / {index.store}",
            todo=tr("Attach its disk or give the right folder; nothing counts as deleted"),
        )
