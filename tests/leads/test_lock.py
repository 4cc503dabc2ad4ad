"""The lock: one run at a time, let go by whoever dies, never held on a file that is gone."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from nomina.errors import InputError, StoreError
from nomina.leads import lock as module
from nomina.leads.lock import Lock

HOLD = """
import sys
from pathlib import Path
from nomina.leads.lock import Lock
lock = Lock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_two_processes_exclude_each_other_and_a_killed_one_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(StoreError, match="another run is at work") as refused:
            Lock(path)
        assert refused.value.where == str(tmp_path)
        other.kill()
    Lock(path).release()


def test_two_in_one_process_exclude_each_other_until_release(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "lock")
    with pytest.raises(StoreError):
        Lock(tmp_path / "lock")
    lock.release()
    lock.release()
    Lock(tmp_path / "lock").release()


def test_who_waited_on_a_file_that_was_removed_holds_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lock"
    real, calls = module._grab, []

    def grab(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 1:  # `forget` finished between opening and grabbing
            path.unlink()
        real(handle)

    with monkeypatch.context() as patch:
        patch.setattr(module, "_grab", grab)
        lock = Lock(path)
    assert len(calls) == 2
    assert path.exists()
    with pytest.raises(StoreError):
        Lock(path)
    lock.remove()
    assert not path.exists()
    Lock(path).release()


def handles() -> int:
    """Count the open files, where the system lists them."""
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


def test_a_place_that_cannot_be_written_or_has_no_locks_is_said_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        Lock(tmp_path / "none" / "lock")
    before = handles()

    def no_locks(_handle: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(module, "_grab", no_locks)
    with pytest.raises(InputError, match=os.strerror(errno.ENOLCK)):
        Lock(tmp_path / "lock")
    assert handles() == before
