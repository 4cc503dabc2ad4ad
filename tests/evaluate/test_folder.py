"""Which photo of whom is enrolled and which is searched with, and folders of no use."""

from __future__ import annotations

from pathlib import Path

import pytest

from nomina.errors import FolderError
from nomina.evaluate.folder import read_people
from tests.evaluate.world_of_numbers import write_people


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return write_people(tmp_path / "people")


def test_photos_count_by_name_and_the_first_two_are_used(people: Path) -> None:
    found = read_people(people)
    assert [x.name for x in found] == [f"person {i:02d}" for i in range(60)]
    assert (found[0].enrolled.name, found[0].probe and found[0].probe.name) == ("a.JPG", "b.jpg")
    assert (found[50].enrolled.name, found[50].probe) == ("b.jpg", None)


def test_folders_of_no_use_are_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="cannot be read"):
        read_people(tmp_path / "missing")
    with pytest.raises(FolderError, match="0 people"):
        read_people(tmp_path)
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "a.jpg").touch()
    (tmp_path / "one" / "b.jpg").touch()
    (tmp_path / "empty").mkdir()
    with pytest.raises(FolderError, match="1 people"):
        read_people(tmp_path)
    (tmp_path / "one" / "b.jpg").unlink()
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "a.png").touch()
    with pytest.raises(FolderError, match="nobody has two photos"):
        read_people(tmp_path)
