"""A disk that is full at any write of a run: it is said, nothing is half done, and it goes on."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nomina.documents import write_bytes_atomic
from nomina.errors import NominaError, SpaceError
from tests.leads.fakes import FakeDoor, operation
from tests.leads.test_identify import outputs, run, timeless

deep = pytest.mark.deep
REPORTS = ("leads.json", "leads.csv", "problems.csv", "report.html")


class Disk:
    """Counts writes; from the nth on, and for so many, there is no space: half is written."""

    def __init__(self, patch: pytest.MonkeyPatch, nth: int, code: int = errno.ENOSPC) -> None:
        self.writes = 0
        self._real, self._nth, self._code = os.write, nth, code
        patch.setattr(os, "write", self._write)

    def _write(self, handle: int, data: bytes) -> int:
        self.writes += 1
        if self.writes == self._nth:
            return self._real(handle, data[: len(data) // 2])  # the last that fits
        if self.writes > self._nth:
            raise OSError(self._code, os.strerror(self._code))
        return self._real(handle, data)


def refusal(root: Path, nth: int) -> tuple[NominaError | None, int]:
    with pytest.MonkeyPatch.context() as patch:
        disk = Disk(patch, nth)
        try:
            run(root)
        except NominaError as error:
            return error, disk.writes
        return None, disk.writes


def test_a_file_is_as_it_was_or_new_at_every_write(tmp_path: Path) -> None:
    path = tmp_path / "a"
    for nth in range(1, 10):
        path.write_bytes(b"as it was")
        with pytest.MonkeyPatch.context() as patch:
            disk = Disk(patch, nth)
            if nth > 1:
                write_bytes_atomic(path, b"new" * 1000)
                assert disk.writes == 1
                break
            with pytest.raises(SpaceError):
                write_bytes_atomic(path, b"new" * 1000)
        assert path.read_bytes() == b"as it was"
        assert [x.name for x in tmp_path.iterdir()] == ["a"]
    assert path.read_bytes() == b"new" * 1000


def whole_run(tmp_path: Path, step: int) -> int:
    """Fill the disk at every ``step``-th write of a run, then give it space; count the writes."""
    operation(tmp_path / "whole", missing=3, bodies=2)
    run(tmp_path / "whole")
    wanted = outputs(tmp_path / "whole")
    for nth in range(1, 10_000, step):
        root = operation(tmp_path / "full", missing=3, bodies=2)
        refused, writes = refusal(root, nth)
        if writes < nth:
            assert refused is None
            return writes
        if refused is not None or writes > nth:
            assert isinstance(refused, SpaceError), nth
            assert "no space left" in refused.what
            assert "run the same command again" in refused.todo
        out = root / "out"
        assert not list(out.rglob("*.part")), nth
        for name in REPORTS[:3]:  # each is there whole or not at all
            if (out / name).exists():
                assert timeless(out / name) == wanted[name]
        door = FakeDoor()
        run(root, door, day=2)
        assert outputs(root) == wanted, nth
        shutil.rmtree(root)
    raise AssertionError("a run never came to an end")


def test_a_run_that_was_full_at_some_writes_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    assert whole_run(tmp_path, step=13) > 20


@deep
def test_a_run_that_was_full_at_any_write_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    assert whole_run(tmp_path, step=1) > 20


def test_reports_of_an_earlier_run_stay_when_the_disk_is_full(tmp_path: Path) -> None:
    root = operation(tmp_path, missing=3, bodies=2)
    run(root)
    before = {name: (root / "out" / name).read_bytes() for name in REPORTS}
    shutil.copy(root / "missing" / "M1" / "0.jpg", root / "missing" / "M1" / "new.jpg")
    refused, _ = refusal(root, 1)
    assert isinstance(refused, SpaceError)
    assert {name: (root / "out" / name).read_bytes() for name in REPORTS} == before


LIMITED = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from tests.leads.test_identify import run
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    run(Path(sys.argv[1]))
except Exception as error:
    print(type(error).__name__, error)
"""


@deep
@pytest.mark.parametrize("limit", [50, 6000, 20_000])
def test_a_real_limit_of_the_system_is_met_alike(
    tmp_path: Path, limit: int, repository: Path
) -> None:
    pytest.importorskip("resource", reason="no such limits on this system")
    root = operation(tmp_path, missing=3, bodies=2)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(root), f"{limit}", str(repository)],
        capture_output=True,
        text=True,
        check=False,
        cwd=repository,
    )
    assert done.stderr == ""
    [line] = done.stdout.splitlines()
    assert line.startswith("SpaceError ")
    assert "no space left" in line
    assert not list((root / "out").rglob("*.part"))
    sizes = [path.stat().st_size for path in (root / "out").rglob("*") if path.is_file()]
    assert max(sizes) <= limit
    run(root, day=2)
    again = operation(tmp_path / "whole", missing=3, bodies=2)
    run(again)
    assert outputs(root) == outputs(again)
