"""A desk of every released version still opens, and holds what it held."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = Path(__file__).parent / "fixtures"
VERSIONS = sorted(FIXTURES.glob("*.tar.gz"))
BEFORE_DESKS = {"0.1.0"}
"""Versions that had no desk."""
VALUE = r'"value": "[^"]+"'
CLEAN = {k: v for k, v in os.environ.items() if not k.startswith(("NOMINA_", "DJANGO_"))}


def unpacked(version: Path, to: Path) -> Path:
    with tarfile.open(version) as archive:
        archive.extractall(to, filter="data")
    for path in (to, *to.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return to


def migrated(desk: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.desk.migrated", str(desk)],
        env=CLEAN | {"PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_version_that_was_released_with_a_desk_has_its_fixture() -> None:
    said = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = set(re.findall(r"^## (\d+\.\d+\.\d+)", said, re.M))
    assert released - BEFORE_DESKS <= {path.name.removesuffix(".tar.gz") for path in VERSIONS}
    assert VERSIONS, "the version in the making has one, too"
    assert all(path.stat().st_size < 300_000 for path in VERSIONS)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda path: path.name.removesuffix(".tar.gz"))
def test_a_desk_of_an_earlier_version_is_brought_to_this_one_whole(
    version: Path, tmp_path: Path
) -> None:
    said = migrated(unpacked(version, tmp_path / "desk"))
    assert said == "", f"{said}\nNot released yet? Then: python -m tools.desk_fixture"


def test_what_is_lost_on_the_way_is_found(tmp_path: Path) -> None:
    """A word of a file, an act of the log and a row, each changed before the desk is opened."""
    desk = unpacked(VERSIONS[-1], tmp_path / "desk")
    sql = (desk / "desk.sql").read_text(encoding="utf-8")
    lines = sql.splitlines(keepends=True)
    place = {
        table: next(
            n for n, line in enumerate(lines) if re.match(f'INSERT INTO "{table}".*{of}', line)
        )
        for table, of in (("files_entry", VALUE), ("books_entry", ""), ("people_site", ""))
    }
    for table, old, new in (
        ("files_entry", VALUE, '"value": "changed"'),
        ("books_entry", "X'[0-9A-F]{2}", "X'00"),
    ):
        before = lines[place[table]]
        lines[place[table]] = re.sub(old, new, before, count=1)
        assert lines[place[table]] != before
    del lines[place["people_site"]]
    (desk / "desk.sql").write_text("".join(lines), encoding="utf-8")
    found = migrated(desk)
    assert "people_site" in found
    assert "entry 0 was changed" in found
    assert "changed" in found
