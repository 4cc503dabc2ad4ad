"""The manual explains every code of problems.csv and no other, and its table can be taken in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from nomina.images.refusals import REASONS
from nomina.leads import columns, words
from nomina.leads.intake import take_in

SPEAKERS = {"problem", "say", "_say", "_refused"}
"""What is called with a code."""
HALF = {"not-compared"}
"""The second half of a sentence, never a code by itself."""


@pytest.fixture
def manual(repository: Path) -> str:
    return (repository / "docs" / "identify.md").read_text("utf-8")


def explained(manual: str) -> list[str]:
    """The codes in the first column of the table under the heading of problems.csv."""
    section = manual.split("## What went wrong: problems.csv")[1].split("\n## ", maxsplit=1)[0]
    return re.findall(r"^\| `([a-z-]+)` \|", section, re.M)


def worded() -> set[str]:
    """The codes that have words."""
    of_door = {f"photo-refused-{reason}" for reason in REASONS}
    return (set(words._texts("en")) | of_door) - HALF


def spoken(source: str) -> Iterator[str]:
    """The literal codes that code gives to whatever speaks."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            first = node.args[0]
            if name in SPEAKERS and isinstance(first, ast.Constant):
                yield str(first.value)
        elif isinstance(node, ast.Tuple) and node.elts:  # a table of codes that a loop says
            first = node.elts[0]
            if isinstance(first, ast.Constant) and str(first.value).startswith("table-"):
                yield str(first.value)


def test_every_code_is_in_the_manual_and_every_code_in_the_manual_has_words(manual: str) -> None:
    codes = explained(manual)
    assert len(codes) == len(set(codes))
    assert set(codes) == worded()


def test_every_code_that_is_given_has_words_and_the_reverse(repository: Path) -> None:
    folder = repository / "src" / "nomina" / "leads"
    given = {
        code
        for path in folder.glob("*.py")
        if path.name != "words.py"
        for code in spoken(path.read_text("utf-8"))
    }
    statuses = {"no-face", "box-outside"}  # of one photo, said by their names in `assemble`
    of_door = {f"photo-refused-{reason}" for reason in REASONS}
    assert given <= worded() | HALF | {""}
    assert worded() - given - statuses - of_door == set()


def test_every_column_is_in_the_manual(manual: str) -> None:
    section = manual.split("## The table")[1].split("\n## ", maxsplit=1)[0]
    named = {
        name
        for line in re.findall(r"^\| (`[^|]+`) \|", section, re.M)
        for name in re.findall(r"`([a-z]+)`", line)
    }
    assert named == set(columns._HEADERS)


def test_the_example_in_the_manual_is_taken_as_it_says(manual: str, tmp_path: Path) -> None:
    table = re.search(r"```csv\n(.*?)```", manual, re.S)
    assert table is not None
    (tmp_path / "bodies.csv").write_text(table[1], "utf-8")
    for folder in ("B-001", "B-002"):
        (tmp_path / folder).mkdir()
    photos = ("B-001/face.jpg", "B-001/left side.jpg", "B-002/IMG_2201.HEIC", "group.jpg")
    for name in photos:
        (tmp_path / name).write_bytes(b"not opened")
    taken = take_in(tmp_path, "bodies")
    assert [problem.code for problem in taken.problems] == []
    assert [(case.id, case.stated) for case in taken.cases] == [
        ("B-001", "fresh"),
        ("B-002", "early_change"),
        ("B-003", "injured"),
        ("B-004", "injured"),
    ]
    assert [photo.file for photo in taken.cases[0].photos] == [
        "B-001/face.jpg",
        "B-001/left side.jpg",
    ]
    [photo] = taken.cases[1].photos
    assert photo.box is not None
    assert (photo.box.left, photo.box.bottom, photo.box.roll) == (812, 1180, 90)
    assert [len(case.photos) for case in taken.cases[1:]] == [1, 1, 1]
