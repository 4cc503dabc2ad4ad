"""What lies in a folder: what is taken, what is left, what is said, and that nothing leads out."""

from __future__ import annotations

import errno
import inspect
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from nomina.errors import FolderError
from nomina.leads.listing import Found, Names, list_folder
from tests.leads.fakes import write


def made(root: Path, *names: str) -> Path:
    for name in names:
        write(root / name, b"x")
    return root


def test_photos_folders_tables_and_others_are_told_apart(tmp_path: Path) -> None:
    root = made(
        tmp_path,
        "1.jpg",
        "no ending",
        "2.raw",
        "list.csv",
        "~$list.xlsx",
        "notes.txt",
        ".hidden.jpg",
        "Thumbs.db",
        "__MACOSX/1.jpg",
        "B1/a.jpg",
        "B1/deep/er/b.jpg",
        "B1/more.csv",
        "B2/c.pdf",
    )
    found = list_folder(root, "bodies")
    assert [(x.file, x.folder) for x in found.photos] == [
        ("1.jpg", ""),
        ("2.raw", ""),
        ("B1/a.jpg", "B1"),
        ("B1/deep/er/b.jpg", "B1"),
        ("no ending", ""),
    ]
    assert found.folders == ["B1", "B2"]
    assert [x.name for x in found.tables] == ["list.csv"]
    assert found.others == 4  # the temporary table, notes, the table and the text of a case
    assert not found.problems
    assert not found.alive


def test_the_order_is_that_of_the_names_wherever_they_lie(tmp_path: Path) -> None:
    names = [f"{a}/{b}/{c}.jpg" for a in "xzy" for b in "21" for c in "cab"]
    found = [x.file for x in list_folder(made(tmp_path, *names), "missing").photos]
    assert found == sorted(names)


@pytest.mark.parametrize(
    ("name", "is_declared"),
    [
        ("may be alive.txt", True),
        ("MAY_BE-ALIVE", True),
        ("may be alive.docx", True),
        ("B3/alive.txt", True),
        ("B3/може бути живий.txt", True),
        ("may be alive/1.jpg", True),
        ("B3/maybe alive/1.jpg", True),
        ("B3/alive and well.txt", False),
        ("olive.jpg", False),
    ],
)
def test_a_file_or_folder_may_declare_that_someone_may_be_alive(
    tmp_path: Path, name: str, is_declared: bool
) -> None:
    made(tmp_path, "B1.jpg", name)
    assert bool(list_folder(tmp_path, "bodies").alive) is is_declared
    assert not list_folder(tmp_path, "missing").alive


def test_links_are_followed_inside_alone(tmp_path: Path) -> None:
    root = made(tmp_path / "in", "B1/a.jpg")
    made(tmp_path / "out", "secret.jpg")
    links = {
        "out.jpg": tmp_path / "out" / "secret.jpg",
        "out folder": tmp_path / "out",
        "up": tmp_path,
        "same.jpg": root / "B1" / "a.jpg",
        "same folder": root / "B1",
        "to itself": root / "to itself",
        "ring one": root / "ring two",
        "ring two": root / "ring one",
        "nowhere.jpg": root / "nothing",
        "the root": root,
    }
    for name, target in links.items():
        (root / name).symlink_to(target)
    found = list_folder(root, "bodies")
    taken = {x.file for x in found.photos}
    refused = {x.file for x in found.problems}
    assert {x.code for x in found.problems} == {"link-outside"}
    assert {"out.jpg", "out folder", "up"} <= refused
    assert {"B1/a.jpg", "same.jpg", "nowhere.jpg"} <= taken
    assert {"to itself", "ring one", "ring two"} <= taken | refused
    assert found.folders == ["B1"]
    real = os.path.realpath(root)
    assert all(os.path.realpath(x.path).startswith(real) for x in found.photos)


def test_a_very_deep_folder_is_listed_without_end_of_stack(tmp_path: Path) -> None:
    made(tmp_path, "d/" * 300 + "p.jpg")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 120)  # in place of thousands of folders
    try:
        found = list_folder(tmp_path, "bodies")
    finally:
        sys.setrecursionlimit(limit)
    assert [x.folder for x in found.photos] == ["d"]


def closed(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Refuse to list folders of these names; modes do not stop an administrator."""
    scandir = os.scandir

    def refusing(path: Any) -> Any:
        if Path(path).name in names:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)


def test_a_folder_that_cannot_be_read_is_one_line_and_the_root_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = made(tmp_path / "in", "B1/a.jpg", "B2/b.jpg", "B2/deep/c.jpg")
    with monkeypatch.context() as patch:
        closed(patch, "B1", "deep")
        found = list_folder(root, "bodies")
    assert [(x.code, x.file) for x in found.problems] == [
        ("folder-unreadable", "B1"),
        ("folder-unreadable", "B2/deep"),
    ]
    assert [x.file for x in found.photos] == ["B2/b.jpg"]
    with monkeypatch.context() as patch:
        closed(patch, "in")
        with pytest.raises(FolderError, match="cannot be read") as refused:
            list_folder(root, "bodies")
    assert refused.value.where == str(root)


def test_a_name_that_may_not_be_looked_at_is_taken_and_said_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder with the right to list and none to enter gives names alone."""
    root = made(tmp_path, "B1/a.jpg")
    stat = os.stat

    def refusing(path: Any, **more: Any) -> os.stat_result:
        if str(path).endswith("a.jpg"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return stat(path, **more)

    monkeypatch.setattr(os, "stat", refusing)
    assert [x.file for x in list_folder(root, "bodies").photos] == ["B1/a.jpg"]


@pytest.mark.parametrize("name", ["none", "file.jpg", "nul\x00"])
def test_what_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    made(tmp_path, "file.jpg")
    with pytest.raises(FolderError, match="does not exist"):
        list_folder(tmp_path / name, "bodies")


def test_a_folder_with_nothing_of_use_is_refused(tmp_path: Path) -> None:
    made(tmp_path, "notes.txt", ".hidden.jpg")
    (tmp_path / "B1").mkdir()
    with pytest.raises(FolderError, match="no photo"):
        list_folder(tmp_path, "bodies")


NAMES = Names(
    [
        Found(Path("/x"), file, file.rpartition("/")[0].split("/")[0])
        for file in ("a.jpg", "B1/a.jpg", "B1/sub/b.JPG", "B2/ім'я.png", "B2/c", "A.JPG", "d.e.jpg")
    ]
)


@pytest.mark.parametrize(
    ("asked", "folder", "found"),
    [
        ("a.jpg", "", ["a.jpg"]),  # written exactly so
        ("A.jpg", "", ["a.jpg", "A.JPG"]),
        ("a.jpg", "B1", ["a.jpg"]),
        ("B1/a.jpg", "", ["B1/a.jpg"]),
        ("B1\\sub\\b.jpg", "", ["B1/sub/b.JPG"]),
        ("./B1/a.jpg", "", ["B1/a.jpg"]),
        ("sub/b.jpg", "b1", ["B1/sub/b.JPG"]),
        ("b.jpg", "", ["B1/sub/b.JPG"]),
        ("b", "B1", ["B1/sub/b.JPG"]),
        ("b", "B2", []),
        ("c", "", ["B2/c"]),
        ("d.e", "", ["d.e.jpg"]),
        ("ІМ'Я.PNG", "", ["B2/ім'я.png"]),
        ("../a.jpg", "", []),
        ("/a.jpg", "", []),
        ("/etc/passwd", "", []),
        ("B1/../a.jpg", "", []),
        ("B1", "", []),
        ("", "", []),
    ],
)
def test_a_name_from_a_table_is_looked_up_among_what_was_found(
    asked: str, folder: str, found: list[str]
) -> None:
    assert [x.file for x in NAMES.find(asked, folder)] == found


def test_hostile_names_are_shown_and_never_followed(tmp_path: Path) -> None:
    names = ["up\\..\\..\\x.jpg", "CON.jpg", "\u202egpj.exe.jpg", "a\nb.jpg", "x" * 250 + ".jpg"]
    found = list_folder(made(tmp_path, *names), "bodies")
    assert {x.path.parent for x in found.photos} == {tmp_path}
    assert {x.file for x in found.photos} == set(names)
