"""No name, photo, picture or template is readable in the folder of a desk (SEC-30, P3)."""

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
    assert done.returncode == 0, done.stderr[-4000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["planted"] == ["name", "name of a file", "photo", "rendition", "template"]
    assert {"name", "photo"} <= set(seen["control"])  # it does find what lies open
    assert seen["photos"] == 2
    assert seen["files"] > 10  # database, log of it, objects, keys
    assert seen["wal"] > 100_000
    assert seen["found"] == []
