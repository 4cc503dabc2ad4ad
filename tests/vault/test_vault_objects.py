"""One body of tests over every kind of objects; then what only a folder can go through."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nomina.documents import write_synced
from nomina.errors import FolderError, NominaError, SpaceError, StoreError
from nomina.vault import FolderObjects, Objects
from nomina.vault.folder import MARKER
from tests.vault.vaults import MemoryObjects, age

A, B = "a" * 32, "0123456789abcdef" * 2


@pytest.fixture(params=["folder", "memory"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> Objects:
    return MemoryObjects() if request.param == "memory" else FolderObjects.create(tmp_path / "o")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    FolderObjects.create(tmp_path / "o")
    return tmp_path / "o"


def got(objects: Objects, name: str) -> bytes:
    with objects.get(name) as file:
        return file.read()


def test_what_is_put_is_there_and_what_is_removed_is_not(objects: Objects) -> None:
    assert len(objects.id) == 32
    assert not objects.has(A)
    before = datetime.now(UTC) - timedelta(seconds=2)
    objects.put(A, [b"some ", b"", b"bytes"])
    objects.put(B, [])
    assert got(objects, A) == b"some bytes"
    assert got(objects, B) == b""
    assert objects.has(A)
    found = dict(objects.names())
    assert set(found) == {A, B}
    assert all(before <= put <= datetime.now(UTC) + timedelta(seconds=2) for put in found.values())
    objects.remove(A)
    objects.remove(A)
    assert not objects.has(A)
    assert set(dict(objects.names())) == {B}
    with pytest.raises(StoreError, match="gone"):
        objects.get(A)
    assert objects.sweep(datetime.now(UTC) + timedelta(days=9)) == 0
    assert objects.has(B)


@pytest.mark.parametrize("name", ["", "a", "A" * 32, "../" + "a" * 29, "a" * 31 + "\n", "a" * 33])
def test_other_names_never_become_places(objects: Objects, name: str) -> None:
    for act in (objects.get, objects.has, objects.remove, lambda x: objects.put(x, [b"x"])):
        with pytest.raises(StoreError):
            act(name)
    assert list(objects.names()) == []


def test_a_source_that_fails_leaves_nothing(objects: Objects) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise FolderError("the source is gone")

    with pytest.raises(FolderError, match="the source is gone"):
        objects.put(A, pieces())
    assert list(objects.names()) == []
    objects.put(A, [b"whole"])
    assert got(objects, A) == b"whole"


def test_two_stores_are_two(tmp_path: Path) -> None:
    ids = {FolderObjects.create(tmp_path / f"{n}").id for n in range(5)}
    assert len(ids) == 5
    assert FolderObjects(tmp_path / "0").id in ids


def test_nothing_is_made_where_there_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "none", tmp_path / "empty"):
        with pytest.raises(StoreError, match="not here"):
            FolderObjects(folder)
    assert [x.name for x in tmp_path.rglob("*")] == ["empty"]


def test_a_folder_with_something_in_it_is_not_taken(root: Path, tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="not empty"):
        FolderObjects.create(root)
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "photo.jpg").write_bytes(b"x")
    with pytest.raises(FolderError, match="not empty"):
        FolderObjects.create(tmp_path / "f")
    with pytest.raises(FolderError, match="Not a directory"):
        FolderObjects.create(tmp_path / "f" / "photo.jpg")
    assert [x.name for x in (tmp_path / "f").iterdir()] == ["photo.jpg"]


@pytest.mark.skipif(os.name != "posix", reason="no such rights on this system")
def test_only_the_owner_may_look(root: Path) -> None:
    FolderObjects(root).put(A, [b"x"])
    assert {path.stat().st_mode & 0o077 for path in (root, *root.rglob("*"))} == {0}


def emptied(root: Path) -> None:
    root.rename(root.with_name("away"))
    root.mkdir()


GONE: dict[str, Callable[[Path], object]] = {
    "renamed": lambda root: root.rename(root.with_name("away")),
    "empty mount point": emptied,
    "marker gone": lambda root: (root / MARKER).unlink(),
    "another store": lambda root: (
        root.rename(root.with_name("away")),
        FolderObjects.create(root),
    ),
    "marker changed": lambda root: (root / MARKER).write_bytes(b"nomina objects 1 x\n"),
}


@pytest.mark.parametrize("how", GONE)
def test_a_store_that_vanished_is_an_error_and_never_a_deletion(root: Path, how: str) -> None:
    objects = FolderObjects(root)
    objects.put(A, [b"kept"])
    GONE[how](root)
    left = sorted(root.parent.rglob("*"))
    acts: dict[str, Callable[[], object]] = {
        "get": lambda: objects.get(B),
        "has": lambda: objects.has(B),
        "names": lambda: list(objects.names()),
        "put": lambda: objects.put(B, [b"new"]),
        "remove": lambda: objects.remove(A),
        "sweep": lambda: objects.sweep(datetime.now(UTC) + timedelta(days=9)),
    }
    for name, act in acts.items():
        with pytest.raises(StoreError, match="nothing was changed"):
            act()
        assert sorted(root.parent.rglob("*")) == left, name
    shutil.rmtree(root, ignore_errors=True)
    if (away := root.with_name("away")).exists():
        away.rename(root)
        assert got(objects, A) == b"kept"


def test_a_store_exchanged_while_something_is_put_is_noticed(root: Path) -> None:
    objects = FolderObjects(root)

    def pieces() -> Iterator[bytes]:
        yield b"half"
        root.rename(root.with_name("away"))
        FolderObjects.create(root)

    with pytest.raises(StoreError, match="nothing was changed"):
        objects.put(A, pieces())
    assert list(FolderObjects(root).names()) == []


def test_a_store_exchanged_just_before_something_is_put_is_noticed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It then lies in the other store, and is not acknowledged here."""
    objects, write = FolderObjects(root), write_synced

    def late(path: Path, pieces: Iterable[bytes], *, mode: int) -> None:
        monkeypatch.undo()
        root.rename(root.with_name("away"))
        FolderObjects.create(root)
        write(path, pieces, mode=mode)

    monkeypatch.setattr("nomina.vault.folder.write_synced", late)
    with pytest.raises(StoreError, match="another store"):
        objects.put(A, [b"x"])


def test_a_subfolder_that_is_gone_is_not_an_empty_one(root: Path) -> None:
    objects = FolderObjects(root)
    objects.put(A, [b"x"])
    shutil.rmtree(root / "aa")
    with pytest.raises(StoreError, match="cannot be read"):
        list(objects.names())
    with pytest.raises(StoreError):
        objects.put(A, [b"x"])
    assert not (root / "aa").exists()


def test_halves_of_killed_writers_are_swept_when_old(root: Path) -> None:
    objects = FolderObjects(root)
    objects.put(A, [b"x"])
    for name in ("aa/.nomina-1.part", "00/.nomina-2.part", "00/stranger"):
        (root / name).write_bytes(b"half")
        age(root / name, 2)
    (root / "00/.nomina-3.part").write_bytes(b"being written")
    assert set(dict(objects.names())) == {A}
    assert objects.sweep(datetime.now(UTC) - timedelta(days=1)) == 2
    assert sorted(x.name for x in (root / "00").iterdir()) == [".nomina-3.part", "stranger"]
    assert objects.has(A)


def test_a_name_in_the_wrong_subfolder_is_no_object(root: Path) -> None:
    (root / "00" / A).write_bytes(b"x")
    assert list(FolderObjects(root).names()) == []


class Failing:
    """Lets the nth call of a function of the system fail; counts how often it was called."""

    def __init__(self, patch: pytest.MonkeyPatch, name: str, nth: int, code: int) -> None:
        self.calls, self._nth, self._code = 0, nth, code
        self._real = getattr(os, name)
        patch.setattr(os, name, self._call)

    def _call(self, *args: object, **more: object) -> object:
        self.calls += 1
        if self.calls == self._nth:
            raise OSError(self._code, os.strerror(self._code))
        return self._real(*args, **more)


@pytest.mark.parametrize("nth", [1, 2], ids=["of the file", "of the folder"])
def test_after_a_failed_sync_nothing_is_written_until_it_is_opened_again(
    root: Path, nth: int
) -> None:
    objects = FolderObjects(root)
    objects.put(B, [b"before"])
    with pytest.MonkeyPatch.context() as patch:
        failing = Failing(patch, "fsync", nth, errno.EIO)
        with pytest.raises(StoreError, match="can only be read now"):
            objects.put(A, [b"x"])
        assert failing.calls == nth, "a sync that failed is not tried again"
        refused: tuple[Callable[[], object], ...] = (
            lambda: objects.put(A, [b"x"]),
            lambda: objects.remove(B),
        )
        for act in refused:
            with pytest.raises(StoreError, match="can only be read now"):
                act()
        assert failing.calls == nth
    assert got(objects, B) == b"before"
    again = FolderObjects(root)
    again.put(A, [b"x"])
    assert got(again, A) == b"x"


@pytest.mark.parametrize("name", ["write", "fsync", "replace"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_said_and_a_later_try_is_a_new_one(root: Path, name: str, code: int) -> None:
    objects = FolderObjects(root)
    with pytest.MonkeyPatch.context() as patch:
        Failing(patch, name, 1, code)
        with pytest.raises(SpaceError, match="no space left"):
            objects.put(A, [b"x"])
    assert [x for x in root.rglob("*") if x.is_file()] == [root / MARKER]
    objects.put(A, [b"whole"])
    assert got(objects, A) == b"whole"


def test_a_disk_that_cannot_be_read_is_no_deletion(root: Path) -> None:
    objects = FolderObjects(root)
    objects.put(A, [b"x"])
    with pytest.MonkeyPatch.context() as patch:
        Failing(patch, "stat", 1, errno.EIO)
        with pytest.raises(NominaError, match="Input/output error"):
            objects.has(A)
    assert objects.has(A)


def test_every_sync_stands_where_it_must(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write, sync the file, rename, sync its folder: in that order, before `put` returns."""
    objects = FolderObjects(root)
    done: list[str] = []
    for name in ("write", "fsync", "replace"):
        real = getattr(os, name)

        def call(*args: object, real: object = real, name: str = name) -> object:
            done.append(name)
            return real(*args)  # type: ignore[operator]

        monkeypatch.setattr(os, name, call)
    objects.put(A, [b"x", b"y"])
    assert done == ["write", "write", "fsync", "replace", "fsync"]
