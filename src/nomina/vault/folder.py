"""Objects as files in a folder, two levels deep, with a marker that says which store it is.

All 256 subfolders are made with the store, so that nothing is ever made where the folder of a disk
that is not attached would be: a write there fails, and says that the store is gone.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from nomina.documents import FULL, PART, sync_folder, write_synced
from nomina.errors import FolderError, NominaError, SpaceError, StoreError
from nomina.words import tr

MARKER = "nomina-store"
_MARKED = re.compile(rb"nomina objects 1 ([0-9a-f]{32})\n")
_NAME = re.compile(r"[0-9a-f]{32}")
_SUBFOLDERS = tuple(f"{n:02x}" for n in range(256))


class FolderObjects:
    """The `Objects` of one folder. Any number of processes at once.

    Args:
        folder: of a store that `create` made.

    Raises:
        StoreError: there is no store; nothing is made.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._failure: OSError | None = None
        self._id = self._marked()

    @classmethod
    def create(cls, folder: Path, store: str = "") -> FolderObjects:
        """Make a store in a folder that is new or empty; the marker comes last.

        Args:
            folder: for the store.
            store: its id, where one is put back from a copy; drawn where empty.

        Raises:
            FolderError: there is something in the folder, or it cannot be made.
            SpaceError: there is no space.
        """
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            if next(_strangers(folder), None) is not None:
                raise FolderError(
                    tr("the folder is not empty"),
                    where=str(folder),
                    todo=tr("Choose another folder"),
                )
            for name in _SUBFOLDERS:
                folder.joinpath(name).mkdir(mode=0o700, exist_ok=True)
            sync_folder(folder)
            mark = f"nomina objects 1 {store or secrets.token_hex(16)}\n".encode()
            write_synced(folder / MARKER, (mark,), mode=0o600)
            sync_folder(folder.parent)
        except OSError as error:
            raise not_made(error, folder) from error
        return cls(folder)

    @property
    def id(self) -> str:
        """32 hex digits drawn at random when the store was made."""
        return self._id

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        """Keep an object; see `Objects`."""
        path = self._path(name)
        with self._writing():
            write_synced(path, pieces, mode=0o600)
        self._present()  # or it lies where another store was attached meanwhile

    def get(self, name: str) -> BinaryIO:
        """Open an object; see `Objects`."""
        path = self._path(name)
        try:
            return path.open("rb")
        except FileNotFoundError:
            self._present()
            raise StoreError(
                tr("this object is gone from the vault"),
                where=str(path),
                todo=tr("Put it back from a copy, or import its original again"),
            ) from None
        except OSError as error:
            raise self._unread(error, path) from error

    def has(self, name: str) -> bool:
        """Say whether an object is there; see `Objects`."""
        path = self._path(name)
        try:
            path.stat()
        except FileNotFoundError:
            self._present()
            return False
        except OSError as error:
            raise self._unread(error, path) from error
        return True

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Give every object and when it was put; see `Objects`."""
        for name, path, put in self._files():
            if _NAME.fullmatch(name) and path.parent.name == name[:2]:
                yield name, put

    def remove(self, name: str) -> None:
        """Remove an object; see `Objects`."""
        path = self._path(name)
        with self._writing():
            path.unlink(missing_ok=True)
            sync_folder(path.parent)

    def sweep(self, before: datetime) -> int:
        """Remove halves of objects; see `Objects`."""
        halves = [
            path
            for name, path, put in self._files()
            if name.startswith(PART[0]) and name.endswith(PART[1]) and put < before
        ]
        with self._writing():
            for path in halves:
                path.unlink(missing_ok=True)
        return len(halves)

    def _files(self) -> Iterator[tuple[str, Path, datetime]]:
        self._present()
        for subfolder in _SUBFOLDERS:
            folder = self._folder / subfolder
            try:
                with os.scandir(folder) as found:
                    names = sorted(one.name for one in found)
                for name in names:
                    with contextlib.suppress(FileNotFoundError):  # removed meanwhile
                        put = datetime.fromtimestamp((folder / name).stat().st_mtime, UTC)
                        yield name, folder / name, put
            except OSError as error:
                self._present()
                raise self._unread(error, folder) from error

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):  # a name from a changed index never becomes a path
            raise StoreError(tr("this is no name of an object"), where=repr(name))
        return self._folder / name[:2] / name

    def _marked(self) -> str:
        try:
            marked = _MARKED.fullmatch((self._folder / MARKER).read_bytes())
        except OSError as error:
            raise StoreError(
                tr("the store of the vault is not here ({why}); nothing was changed").format(
                    why=error.strerror
                ),
                where=str(self._folder),
                todo=tr("Attach its disk or give the right folder; nothing counts as deleted"),
            ) from error
        if marked is None:
            raise self._foreign()
        return marked[1].decode()

    def _foreign(self) -> StoreError:
        return StoreError(
            tr("this is another store than the one of the vault; nothing was changed"),
            where=str(self._folder),
            todo=tr("Attach its disk or give the right folder; nothing counts as deleted"),
        )

    def _present(self) -> None:
        if self._marked() != self._id:
            raise self._foreign()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Refuse after a failure, and after the disk failed: a later sync would only seem to work.

        What the system could not write it forgets, so no sync is tried again (REL-04). A full disk
        is not such a failure: what was begun is gone, and a later try writes all of it anew.
        """
        self._present()
        if self._failure is not None:
            raise self._failed(self._failure)
        try:
            yield
        except OSError as error:
            self._present()
            if error.errno in FULL:
                raise SpaceError(
                    tr("there is no space left in the vault"),
                    where=str(self._folder),
                    todo=tr("Free some space and run the same command again"),
                ) from error
            self._failure = error
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> StoreError:
        return StoreError(
            tr("the disk of the vault failed ({why}); it can only be read now").format(
                why=error.strerror
            ),
            where=str(self._folder),
            todo=tr("Check the disk, then run the same command again"),
        )

    def _unread(self, error: OSError, path: Path) -> StoreError:
        return StoreError(
            tr("the vault cannot be read here ({why})").format(why=error.strerror),
            where=str(path),
            todo=tr("Check its permissions and that the disk is attached"),
        )


def _strangers(folder: Path) -> Iterator[tuple[str, ...]]:
    """Give what is in a folder beside the empty subfolders of a store that was not finished."""
    for one in folder.iterdir():
        if one.name.startswith(PART[0]) and one.name.endswith(PART[1]):
            continue
        if one.name not in _SUBFOLDERS or not one.is_dir():
            yield (one.name,)
        else:
            yield from ((one.name, inner.name) for inner in one.iterdir())


def not_made(error: OSError, folder: Path) -> NominaError:
    """Say why a folder cannot be made."""
    if error.errno in FULL:
        return SpaceError(
            tr("there is no space left in the vault"),
            where=str(folder),
            todo=tr("Free some space and run the same command again"),
        )
    why = os.strerror(errno.ENOTDIR) if isinstance(error, FileExistsError) else error.strerror
    return FolderError(
        tr("the folder cannot be written ({why})").format(why=why),
        where=str(folder),
        todo=tr("Choose another folder, or check that you may write there"),
    )
