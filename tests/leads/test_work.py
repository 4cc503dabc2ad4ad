"""Photos through the engine once: equal files, changed files, what is no photo, and failures."""

from __future__ import annotations

import errno
import os
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from nomina.errors import SpaceError
from nomina.images import Limits
from nomina.images.refusals import refuse
from nomina.leads.intake import HandBox
from nomina.leads.store import Store
from nomina.leads.work import Done, Job, run_all
from nomina.progress import Silent
from tests.leads.fakes import FakeDoor, engine, photo, write

LATER = datetime(2040, 1, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "out").mkdir()
    with Store(tmp_path / "out", ("x",)) as kept:
        yield kept


def jobs(*paths: Path) -> list[Job]:
    return [Job(path.name, path, None) for path in paths]


def do(
    todo: list[Job], store: Store, door: Any = None, workers: int = 2, now: datetime = LATER
) -> dict[str, Done]:
    return run_all(
        todo,
        engine(door or FakeDoor()),
        store,
        workers=workers,
        progress=Silent(),
        clock=lambda: now,
    )


def photos(folder: Path, count: int) -> list[Path]:
    for n in range(count):
        write(folder / f"{n}.jpg", photo(n))
    return [folder / f"{n}.jpg" for n in range(count)]


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_equal_files_are_done_once_and_known_under_each_name(
    tmp_path: Path, store: Store, workers: int
) -> None:
    paths = photos(tmp_path / "in", 3)
    for n in range(20):
        write(tmp_path / "in" / f"copy {n}.jpg", photo(n % 3))
        paths.append(tmp_path / "in" / f"copy {n}.jpg")
    door = FakeDoor()
    done = do(jobs(*paths), store, door, workers)
    assert door.opened == 3
    assert len(done) == 23
    assert len({(x.sha256, x.key) for x in done.values()}) == 3
    assert {x.facts["status"] for x in done.values()} == {"face"}
    assert do(jobs(*paths), store, FakeDoor(refuse_all)) == done  # again, without opening any


def refuse_all(_count: int) -> None:
    raise AssertionError("a photo was opened twice")


def test_the_same_photo_with_another_box_is_other_work(tmp_path: Path, store: Store) -> None:
    [path] = photos(tmp_path / "in", 1)
    boxes = [None, HandBox(20, 20, 60, 60), HandBox(20, 20, 60, 61)]
    door = FakeDoor()
    done = do([Job(f"{box}", path, box) for box in boxes], store, door)
    assert door.opened == 3
    assert len({x.key for x in done.values()}) == 3
    assert len({x.sha256 for x in done.values()}) == 1


def test_a_file_that_changed_is_done_anew_even_at_the_same_size(
    tmp_path: Path, store: Store
) -> None:
    paths = photos(tmp_path / "in", 3)
    before = do(jobs(*paths), store)
    looks = paths[1].stat()
    paths[1].write_bytes(photo(7))
    assert paths[1].stat().st_size == looks.st_size
    os.utime(paths[1], ns=(looks.st_atime_ns, looks.st_mtime_ns))  # as `cp -p` leaves it
    door = FakeDoor()
    after = do(jobs(*paths), store, door)
    assert door.opened == 1
    assert [after[x.name] == before[x.name] for x in paths] == [True, False, True]


def test_a_file_just_written_is_read_again_before_it_is_trusted(
    tmp_path: Path, store: Store
) -> None:
    [path] = photos(tmp_path / "in", 1)
    now = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    do(jobs(path), store, now=now)
    assert store.digest_of(path.name, stamp_of(path)) is None
    do(jobs(path), store, FakeDoor(refuse_all), now=LATER)  # read, not opened
    assert store.digest_of(path.name, stamp_of(path)) is not None


def stamp_of(path: Path) -> list[int]:
    facts = path.stat()
    return [facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino]


def test_what_is_no_file_to_read_is_refused_by_its_own_reason(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    [good] = photos(folder, 1)
    os.mkfifo(folder / "pipe.jpg")
    (folder / "folder.jpg").mkdir()
    with (folder / "huge.jpg").open("wb") as huge:
        huge.truncate(Limits().max_bytes + 1)
    write(folder / "closed.jpg", b"x")
    wanted = {
        "pipe.jpg": "not-a-file",
        "folder.jpg": "not-a-file",
        "socket.jpg": "not-a-file",
        "huge.jpg": "too-large",
        "gone.jpg": "not-found",
        "closed.jpg": "unreadable",
    }
    opened = os.open

    def closed(path: Any, flags: int, *rest: int) -> int:
        if Path(path).name == "closed.jpg":  # modes do not stop an administrator
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return opened(path, flags, *rest)

    monkeypatch.setattr(os, "open", closed)
    with socket.socket(socket.AF_UNIX) as line:
        monkeypatch.chdir(folder)  # the path of a socket is short
        line.bind("socket.jpg")
        for _ in range(2):  # and nothing of it is kept
            for order in (sorted(wanted), sorted(wanted, reverse=True)):
                done = do([*jobs(*(folder / name for name in order)), *jobs(good)], store)
                assert {name: done[name].facts["reason"] for name in wanted} == wanted
                assert all(done[name].sha256 is None for name in wanted)
                assert done[good.name].facts["status"] == "face"
            assert len(store) == 1
    (folder / "pipe.jpg").unlink()
    write(folder / "pipe.jpg", photo(3))
    assert do(jobs(folder / "pipe.jpg"), store)["pipe.jpg"].facts["status"] == "face"


def test_no_file_stays_open(tmp_path: Path, store: Store) -> None:
    here = Path("/proc/self/fd")
    if not here.is_dir():
        pytest.skip("open files are not listed on this system")
    (tmp_path / "folder.jpg").mkdir()
    os.mkfifo(tmp_path / "pipe.jpg")
    before = len(list(here.iterdir()))
    do(jobs(tmp_path / "folder.jpg", tmp_path / "pipe.jpg", *photos(tmp_path / "in", 2)), store)
    assert len(list(here.iterdir())) == before


class FailingDoor(FakeDoor):
    def __init__(self, reason: str) -> None:
        super().__init__()
        self._reason = reason

    def open(self, data: bytes, *, max_side: int | None = None) -> Any:
        self.opened += 1
        raise refuse(self._reason)


@pytest.mark.parametrize(
    ("reason", "passes"),
    [
        ("too-slow", True),
        ("decoder-died", True),
        ("memory", True),
        ("broken", False),
        ("truncated", False),
        ("not-an-image", False),
    ],
)
def test_failures_that_pass_are_tried_again_and_others_are_kept(
    tmp_path: Path, store: Store, reason: str, passes: bool
) -> None:
    paths = photos(tmp_path / "in", 2)
    write(tmp_path / "in" / "twin.jpg", photo(0))
    paths.append(tmp_path / "in" / "twin.jpg")
    door = FailingDoor(reason)
    done = do(jobs(*paths), store, door)
    assert {x.facts["reason"] for x in done.values()} == {reason}
    assert door.opened == 2
    again = FakeDoor()
    done = do(jobs(*paths), store, again)
    assert again.opened == (2 if passes else 0)
    assert {x.facts["status"] for x in done.values()} == {"face" if passes else "refused"}


def test_an_error_of_a_worker_reaches_the_caller_and_the_work_before_it_stays(
    tmp_path: Path, store: Store
) -> None:
    def third(count: int) -> None:
        if count == 3:
            raise ZeroDivisionError

    paths = photos(tmp_path / "in", 12)
    with pytest.raises(ZeroDivisionError):
        do(jobs(*paths), store, FakeDoor(third), workers=1)
    assert len(store) == 2
    assert threading.active_count() == 1
    door = FakeDoor()
    do(jobs(*paths), store, door)
    assert door.opened == 10


def test_a_full_disk_stops_the_workers_and_what_was_done_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = photos(tmp_path / "in", 12)
    out = tmp_path / "out"
    out.mkdir()
    write_, left = os.write, [5]

    def full(handle: int, data: bytes) -> int:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write_(handle, data)

    kept = Store(out, ("x",))
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(SpaceError, match="no space left"):
            do(jobs(*paths), kept)
        with pytest.raises(SpaceError):
            kept.close()
    assert threading.active_count() == 1
    door = FakeDoor()
    with Store(out, ("x",)) as store:
        assert len(store) == 3  # each photo is two records, its work and its looks
        do(jobs(*paths), store, door)
    assert door.opened == 9
