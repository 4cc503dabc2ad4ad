"""Imports killed at every step and at any moment, on a full and on a failing disk.

Every acknowledged photo is there, none twice and none broken; and the same import, run again, ends
with all of them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.desk.conftest import HOME, Makers
from tests.vault.test_vault_faults import faults as faults  # noqa: PLC0414 - a fixture

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes do not fork there")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a killed process does not need a disk to lose."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@pytest.fixture
def desk(kind: str, makers: Makers, place: Path) -> Iterator[dict[str, str]]:
    """A migrated desk without people at ``place/desk``; gives what its processes need to know."""
    with ExitStack() as stack:
        database = makers.copied(kind, stack)
        made = place / "desk"
        made.mkdir()
        shutil.copytree(HOME / "keys", made / "keys")
        for name in ("desk.toml", "log.vkey"):
            shutil.copy(HOME / name, made / name)
        store = HOME / f"vault of {database['ENGINE']}"
        for folder in store.iterdir():  # the store of the template, without what tests kept in it
            if folder.is_dir():
                (made / "vault" / folder.name).mkdir(parents=True)
            else:
                shutil.copy(folder, made / "vault" / folder.name)
        if kind == "sqlcipher":
            shutil.copy(database["NAME"], made / "desk.db")
            yield {}
        else:
            host, name = database["HOST"], database["NAME"]
            yield {"NOMINA_DATABASE": f"postgresql://nomina@/{name}?host={host}"}


def run(
    repository: Path,
    place: Path,
    more: dict[str, str],
    preload: Path | None,
    *arguments: object,
) -> dict[str, Any]:
    known = {name: value for name, value in os.environ.items() if not name.startswith("NOMINA_")}
    environment = {**known, **more, "OMP_NUM_THREADS": "1"}
    if preload is not None:
        environment["LD_PRELOAD"] = str(preload)
    scenario, *numbers = map(str, arguments)
    done = subprocess.run(
        [sys.executable, "-m", "tests.desk.files.photos_faulty", scenario, str(place), *numbers],
        capture_output=True,
        text=True,
        check=False,
        cwd=repository,
        env=environment,
    )
    assert done.returncode == 0, done.stderr[-4000:] + done.stdout[-2000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert found["bad"] == []
    return found


STEPS = [("every_step", 250, 61), ("full_disk", 250, 61), ("failing_sync", 12, 4)]
"""Scenario, the least number of steps that it has, and how many of them a quick test goes at once:
all of them take minutes."""


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
@pytest.mark.parametrize("scenario", STEPS)
def test_three_photos_at_steps_of_all_kinds(
    place: Path,
    repository: Path,
    desk: dict[str, str],
    faults: Path,
    scenario: tuple[str, int, int],
) -> None:
    name, least, every = scenario
    assert run(repository, place, desk, faults, name, every)["steps"] >= least


@pytest.mark.deep
@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
@pytest.mark.parametrize(
    "scenario", [("every_step", 150, 6), ("full_disk", 6, 1), ("failing_sync", 6, 1)]
)
def test_three_photos_where_a_server_keeps_the_rows(
    place: Path,
    repository: Path,
    desk: dict[str, str],
    faults: Path,
    scenario: tuple[str, int, int],
) -> None:
    """Steps are those of the vault, and all that is sent to the server."""
    name, least, every = scenario
    assert run(repository, place, desk, faults, name, every)["steps"] >= least


@pytest.mark.deep
@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
@pytest.mark.parametrize("scenario", [("every_state", 250, 1), *STEPS[1:]])
def test_three_photos_at_every_step(
    place: Path,
    repository: Path,
    desk: dict[str, str],
    faults: Path,
    scenario: tuple[str, int, int],
) -> None:
    name, least, _ = scenario
    assert run(repository, place, desk, faults, name, 1)["steps"] >= least


@pytest.mark.parametrize(
    "kind", ["sqlcipher", pytest.param("postgres", marks=pytest.mark.deep)], indirect=True
)
def test_a_vault_that_vanishes_is_an_error_and_loses_nothing(
    place: Path, repository: Path, desk: dict[str, str]
) -> None:
    assert run(repository, place, desk, None, "no_vault")["steps"] == 4


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_twenty_kills_of_an_import_of_two_thousand_lose_nothing(
    place: Path, repository: Path, desk: dict[str, str]
) -> None:
    assert run(repository, place, desk, None, "random_kills", 20, 3, 2000, 400)["steps"] == 20


@pytest.mark.deep
@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
def test_twenty_kills_lose_nothing_where_a_server_keeps_the_rows(
    place: Path, repository: Path, desk: dict[str, str]
) -> None:
    assert run(repository, place, desk, None, "random_kills", 20, 3, 300)["steps"] == 20


@pytest.mark.deep
@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_two_hundred_kills_of_an_import_of_two_thousand_lose_nothing(
    place: Path, repository: Path, desk: dict[str, str]
) -> None:
    assert run(repository, place, desk, None, "random_kills", 200, 7, 2000)["steps"] == 200
