"""What a run keeps so that it can go on: templates, boxes and small crops, encrypted (SEC-30).

It lies in ``OUT/.nomina``: a log of records and the key beside it. Whoever has both can read it,
so `forget` destroys the key; without it the rest is noise.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nomina.documents import write_bytes_atomic
from nomina.errors import FolderError, InputError, StoreError
from nomina.leads.lock import Lock
from nomina.leads.seal import SealedLog
from nomina.words import tr

FOLDER = ".nomina"
_LOG, _KEY = "work.log", "key"
_LENGTHS = struct.Struct("<III")


@dataclass(frozen=True, slots=True)
class Kept:
    """What was found in one photo, once and for all.

    Attributes:
        key: what it was found with; see `work_key`.
        facts: plain values (JSON): the photo, its face, or why there is none.
        templates: one (dim,) float32 array a pack, in the order of the packs; empty without a
            face.
        crop: where the small picture of the face lies in the log; None without one.
    """

    key: str
    facts: dict[str, Any]
    templates: tuple[NDArray[np.float32], ...]
    crop: int | None


def work_key(photo_sha256: str, engine: str, box: object) -> str:
    """Give the key under which the work on a photo is kept.

    Args:
        photo_sha256: of the file.
        engine: digest of packs, finder and code settings.
        box: the hand box, or None.
    """
    return hashlib.sha256(f"{photo_sha256}\n{engine}\n{box!r}".encode()).hexdigest()


class Store:
    """The kept work of one output folder. A context manager; one run at a time.

    Args:
        out: the output folder, which must exist.
        binding: what the work belongs to, in any of a few spellings, such as the two folders by
            full and by relative path. Work bound to none of them is refused.

    Raises:
        StoreError: another run is at work, the key is gone, the work was changed, or it belongs
            to other folders.
        SpaceError: the disk is full.
    """

    def __init__(self, out: Path, binding: tuple[str, ...]) -> None:
        self._out = out
        self._folder = out / FOLDER
        self._work: dict[str, Kept] = {}
        self._notes: dict[str, bytes] = {}  # as text: scores as objects are ten times the size
        self._seen: dict[str, tuple[list[int], str]] = {}
        _made(self._folder)
        self._lock = Lock(self._folder / "lock")
        try:
            with contextlib.suppress(OSError):
                _swept(out, self._folder)
            self._log = SealedLog(self._folder / _LOG, self._key())
            try:
                self._load()
                self._bind(binding)
            except BaseException:
                self._log.close()
                raise
        except BaseException:
            self._lock.release()
            raise

    def _key(self) -> bytes:
        path, log = self._folder / _KEY, self._folder / _LOG
        try:
            key = path.read_bytes()
        except FileNotFoundError:
            if log.exists() and log.stat().st_size:
                raise self._refused(tr("the key of the kept work is gone")) from None
            key = os.urandom(32)
            write_bytes_atomic(path, key, mode=0o600)
        except OSError as error:
            raise StoreError(
                tr("the file cannot be read ({why})").format(why=error.strerror),
                where=str(path),
                todo=tr("Check that it exists and that you may read it"),
            ) from error
        if len(key) != 32:
            raise self._refused(tr("the key of the kept work is damaged"))
        return key

    def _refused(self, what: str) -> StoreError:
        return StoreError(
            what,
            where=str(self._folder),
            todo=tr("Run nomina forget on this folder, then the same command; all is done anew"),
        )

    def _load(self) -> None:
        for offset, record in self._log.read():
            kind, facts, templates, _ = _unpacked(record)
            if kind == "work":
                key = facts.pop("key")
                place = offset if facts.pop("crop", False) else None
                self._work[key] = Kept(key, facts, templates, place)
            elif kind == "file":
                self._seen[facts["file"]] = (facts["stamp"], facts["sha256"])
            else:
                self._notes[kind] = json.dumps(facts).encode()

    def _bind(self, binding: tuple[str, ...]) -> None:
        bound = self.noted("binding").get("to")
        if bound is None:
            self.note("binding", {"to": list(binding)})
        elif not set(bound) & set(binding):
            raise StoreError(
                tr("this folder holds the leads of other folders"),
                where=str(self._out),
                todo=tr("Choose another folder for the leads, or run nomina forget on this one"),
            )

    def __len__(self) -> int:
        return len(self._work)

    def __contains__(self, key: object) -> bool:
        return key in self._work

    def get(self, key: str) -> Kept | None:
        """Give the work kept under a key, if any."""
        return self._work.get(key)

    def keep(
        self,
        key: str,
        facts: dict[str, Any],
        templates: tuple[NDArray[np.float32], ...] = (),
        crop: bytes = b"",
    ) -> None:
        """Keep the work on one photo. Not for several threads at once.

        Raises:
            SpaceError: the disk is full; what was kept before stays.
        """
        offset = self._log.append(
            _packed("work", {**facts, "key": key, "crop": bool(crop)}, templates, crop)
        )
        self._work[key] = Kept(key, facts, templates, offset if crop else None)

    def crop(self, key: str) -> bytes | None:
        """Give the small picture kept under a key, if any. Safe between threads."""
        kept = self._work.get(key)
        if kept is None or kept.crop is None:
            return None
        return _unpacked(self._log.at(kept.crop))[3]

    def saw(self, file: str, stamp: list[int], sha256: str) -> None:
        """Keep which bytes a file held when it looked like ``stamp``."""
        if self._seen.get(file) != (stamp, sha256):
            facts = {"file": file, "stamp": stamp, "sha256": sha256}
            self._log.append(_packed("file", facts, (), b""))
            self._seen[file] = (stamp, sha256)

    def digest_of(self, file: str, stamp: list[int]) -> str | None:
        """Give the digest of a file that still looks like ``stamp``, None of any other."""
        seen = self._seen.get(file)
        return seen[1] if seen is not None and seen[0] == stamp else None

    def note(self, kind: str, facts: dict[str, Any]) -> None:
        """Keep plain values under a name; the last ones count. Equal ones are not kept twice."""
        text = json.dumps(facts).encode()
        if self._notes.get(kind) != text:
            self._log.append(_packed(kind, facts, (), b""))
            self._notes[kind] = text

    def noted(self, kind: str) -> dict[str, Any]:
        """Give the last values kept under a name."""
        facts: dict[str, Any] = json.loads(self._notes.get(kind, b"{}"))
        return facts

    def sync(self) -> None:
        """Make everything kept so far safe from a power cut."""
        self._log.sync()

    def close(self) -> None:
        """Make everything safe and let others in."""
        try:
            self._log.close()
        finally:
            self._lock.release()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _packed(
    kind: str, facts: dict[str, Any], templates: tuple[NDArray[np.float32], ...], crop: bytes
) -> bytes:
    head = json.dumps({"kind": kind, "facts": facts, "dims": [len(x) for x in templates]}).encode()
    numbers = b"".join(np.asarray(x, "<f4").tobytes() for x in templates)
    return _LENGTHS.pack(len(head), len(numbers), len(crop)) + head + numbers + crop


def _unpacked(
    record: bytes,
) -> tuple[str, dict[str, Any], tuple[NDArray[np.float32], ...], bytes]:
    n_head, n_numbers, _ = _LENGTHS.unpack_from(record)
    start = _LENGTHS.size
    head = json.loads(record[start : start + n_head])
    numbers = np.frombuffer(record[start + n_head : start + n_head + n_numbers], "<f4")
    cuts = np.cumsum(head["dims"])[:-1]
    templates = tuple(np.split(numbers, cuts)) if head["dims"] else ()
    return head["kind"], head["facts"], templates, record[start + n_head + n_numbers :]


def _made(folder: Path) -> None:
    try:
        if folder.is_symlink():  # forget would not find what was kept elsewhere
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise InputError(
            tr("the folder for the leads cannot be written ({why})").format(why=error.strerror),
            where=str(folder.parent),
            todo=tr("Check that you may write there"),
        ) from error


def _swept(*folders: Path) -> int:
    """Remove the halves of files that a killed run was writing, and count them."""
    halves = [path for folder in folders for path in folder.glob(".nomina-*.part")]
    for path in halves:
        path.unlink()
    return len(halves)


def forget(out: Path) -> int:
    """Destroy what a run kept: overwrite and remove the key, then remove the rest.

    Halves of files that a killed run was writing go too. The reports stay. On a disk that writes
    elsewhere instead of over (flash, snapshots, backups) an old copy of the key may survive; see
    the manual.

    Args:
        out: the output folder of a run.

    Returns:
        How many files were removed; 0 where nothing was kept.

    Raises:
        FolderError: there is no such folder.
        StoreError: a run is at work in it, or a file cannot be removed.
    """
    if not out.is_dir():
        raise FolderError(
            tr("this folder does not exist"), where=str(out), todo=tr("Check the name")
        )
    folder = out / FOLDER
    if folder.is_symlink():
        raise _stays(folder, os.strerror(errno.ENOTDIR))
    if not folder.is_dir():
        return 0
    lock = Lock(folder / "lock")
    removed = 0
    try:
        for path in _own(folder):
            try:
                if path.name == _KEY:
                    _overwrite(path)
            finally:
                path.unlink()
            removed += 1
        removed += _swept(out)
        lock.remove()
    except OSError as error:
        raise _stays(folder, error.strerror) from error
    finally:
        lock.release()
    with contextlib.suppress(OSError):
        folder.rmdir()
    return removed


def _stays(folder: Path, why: str | None) -> StoreError:
    return StoreError(
        tr("the kept work cannot be removed ({why})").format(why=why),
        where=str(folder),
        todo=tr("Check that you may write there, then run nomina forget again"),
    )


def _own(folder: Path) -> Iterator[Path]:
    """The key first: whatever happens then, the rest cannot be read."""
    files = sorted(folder.iterdir(), key=lambda path: (path.name != _KEY, path.name))
    yield from (path for path in files if path.name != "lock" and not path.is_dir())


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(os.urandom(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
