"""Killed at every step and at any moment, on a full and on a failing disk: nothing kept is lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes do not fork there")


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """The library that lets calls of the system fail, compiled."""
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("needs a C compiler and Linux")
    made = tmp_path_factory.mktemp("faults") / "faults.so"
    source = repository / "tests" / "vault" / "faults.c"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", str(made), str(source), "-ldl"],
        check=True,
        capture_output=True,
    )
    return made


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a killed process does not need a disk to lose."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


def run(repository: Path, preload: Path | None, *arguments: object) -> dict[str, Any]:
    environment = dict(os.environ)
    if preload is not None:
        environment["LD_PRELOAD"] = str(preload)
    done = subprocess.run(
        [sys.executable, "-m", "tests.vault.faulty", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=repository,
        env=environment,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert found["bad"] == []
    return found


@pytest.mark.parametrize(
    ("scenario", "least"),
    [("every_step", 60), ("full_disk", 20), ("failing_sync", 15), ("rotation", 10)],
)
def test_at_every_step(
    place: Path, repository: Path, faults: Path, scenario: str, least: int
) -> None:
    assert run(repository, faults, scenario, place)["steps"] >= least


@pytest.mark.deep
def test_a_making_killed_at_every_step_is_made_again(
    place: Path, repository: Path, faults: Path
) -> None:
    assert run(repository, faults, "making", place)["steps"] > 256


def test_twenty_kills_at_any_moment_lose_nothing(place: Path, repository: Path) -> None:
    assert run(repository, None, "random_kills", place, 20, 3)["steps"] == 20


@pytest.mark.deep
@pytest.mark.parametrize("seed", [5, 6])
def test_two_hundred_kills_at_any_moment_lose_nothing(
    place: Path, repository: Path, seed: int
) -> None:
    assert run(repository, None, "random_kills", place, 100, seed)["steps"] == 100


def test_eight_at_once_with_the_same_bytes_keep_them_once(place: Path, repository: Path) -> None:
    assert run(repository, None, "duplicates", place, 8, 1)["steps"] == 8
