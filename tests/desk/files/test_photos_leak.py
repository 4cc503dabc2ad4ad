"""No name, photo, picture or template is readable in what a desk writes (SEC-30, P3): its folder,
its database, temporary files, a backup, and what its processes say of themselves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desk.files.test_photos_faults import desk as desk  # noqa: PLC0414 - a fixture
from tests.desk.files.test_photos_faults import place as place  # noqa: PLC0414 - a fixture


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_nothing_planted_is_readable_after_an_import_and_all_work(
    place: Path, repository: Path, desk: dict[str, str]
) -> None:
    known = {name: value for name, value in os.environ.items() if not name.startswith("NOMINA_")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.desk.files.photos_leak", str(place)],
        capture_output=True,
        text=True,
        check=False,
        cwd=repository,
        env={**known, "OMP_NUM_THREADS": "1"},
    )
    said = place / "tmp" / "diary"
    assert done.returncode == 0, said.read_text("utf-8")[-4000:] if said.exists() else done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["planted"] == ["name", "name of a file", "photo", "rendition", "template"]
    assert {"name", "photo"} <= set(seen["control"])  # it does find what lies open
    assert seen["photos"] == 2
    assert seen["files"] > 10  # database, log of it, objects, keys
    assert seen["wal"] > 100_000
    assert seen["answers"] == {
        "page": 200, "search": 302, "no such page": 404, "no photo": 302, "not understood": 422,
        "full": 500, "fault": 500,
    }  # fmt: skip
    assert seen["backup"] > 10_000
    diary = "\n".join(seen["diary"])
    assert "the diary is written to" in diary  # it is the terminal that was read
    assert "builtins.RuntimeError" in diary  # the fault is told, without what it was about
    assert "a fault about" not in diary
    assert seen["found"] == []
