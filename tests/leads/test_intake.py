"""Folders and tables to cases: a line for each thing of no use, and the rest is taken."""

from __future__ import annotations

import errno
import os
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from nomina.errors import FolderError, LineNotCrossed, TableError
from nomina.leads.documents import Side
from nomina.leads.intake import CaseInput, HandBox, Intake, take_in
from tests.leads.fakes import write


def made(root: Path, *names: str, table: str | None = None) -> Path:
    for name in names:
        write(root / name, b"x")
    if table is not None:
        write(root / "table.csv", table.encode())
    return root


def shape(found: Intake) -> dict[str, list[str]]:
    return {case.id: [photo.file for photo in case.photos] for case in found.cases}


def codes(found: Intake) -> list[tuple[str, str, str]]:
    return [(one.code, one.case, one.file) for one in found.problems]


def one(found: Intake, name: str) -> CaseInput:
    [case] = [case for case in found.cases if case.id == name]
    return case


def test_a_folder_of_folders_is_one_case_a_folder_and_a_flat_one_a_photo(tmp_path: Path) -> None:
    folders = made(tmp_path / "a", "B10/2.jpg", "B10/1.jpg", "B2/x/y.jpg", "B2/z.jpg")
    assert shape(take_in(folders, "bodies")) == {
        "B2": ["B2/x/y.jpg", "B2/z.jpg"],
        "B10": ["B10/1.jpg", "B10/2.jpg"],
    }
    flat = made(tmp_path / "b", "B10.jpg", "B2.jpg", "c.1.png")
    found = take_in(flat, "bodies")
    assert list(shape(found).items()) == [
        ("B2", ["B2.jpg"]),
        ("B10", ["B10.jpg"]),
        ("c.1", ["c.1.png"]),
    ]
    assert not found.problems
    assert found.table == ""


def test_photos_beside_folders_are_cases_of_their_own_and_it_is_said(tmp_path: Path) -> None:
    found = take_in(made(tmp_path, "B1/a.jpg", "x.jpg", "y.jpg"), "bodies")
    assert shape(found) == {"B1": ["B1/a.jpg"], "x": ["x.jpg"], "y": ["y.jpg"]}
    [line] = found.problems
    assert line.code == "folder-mixed"
    assert "2 photos" in line.what


def test_a_table_groups_names_and_describes(tmp_path: Path) -> None:
    table = (
        "number;file;name;condition;left;top;right;bottom;turn\n"
        "17;a.jpg;Олена;fresh;;;;;\n"
        "17;b.jpg;;;10,5;20;30;40;90\n"
        "18;c;;injured;;;;;\n"
    )
    found = take_in(made(tmp_path, "a.jpg", "b.jpg", "c.jpg", "d.jpg", table=table), "missing")
    assert shape(found) == {"17": ["a.jpg", "b.jpg"], "18": ["c.jpg"], "d": ["d.jpg"]}
    first = one(found, "17")
    assert (first.label, first.stated) == ("Олена", "fresh")
    assert [photo.box for photo in first.photos] == [None, HandBox(10.5, 20, 30, 40, 90)]
    assert one(found, "18").stated == "injured"
    assert codes(found) == [("number-on-several-rows", "17", "table.csv: 2, 3")]
    assert len(found.table) == 64


def test_a_box_may_be_given_by_width_and_height_and_a_height_alone_is_a_person(
    tmp_path: Path,
) -> None:
    root = made(tmp_path / "a", "a.jpg", table="file,x,y,width,height\na.jpg,1,2,30,40\n")
    assert one(take_in(root, "bodies"), "a").photos[0].box == HandBox(1, 2, 31, 42)
    root = made(tmp_path / "b", "a.jpg", table="number,file,height,age\n1,a.jpg,178,30\n")
    found = take_in(root, "missing")
    assert one(found, "1").photos[0].box is None
    assert [code for code, *_ in codes(found)] == ["table-unknown-column"]


@pytest.mark.parametrize(
    "box",
    ["1,2,3", "1,2,2,9", "9,9,1,1", "a,2,30,40", "nan,2,30,40", "-inf,2,30,40", "1e999,2,3,4"],
)
def test_a_hand_box_that_is_none_is_one_line_and_the_photo_is_used(
    tmp_path: Path, box: str
) -> None:
    root = made(tmp_path, "a.jpg", table=f"number,file,left,top,right,bottom\n1,a.jpg,{box}\n")
    found = take_in(root, "bodies")
    assert one(found, "1").photos[0].box is None
    assert codes(found) == [("row-bad-box", "1", "table.csv: 2")]


def test_a_box_for_several_photos_is_not_used(tmp_path: Path) -> None:
    root = made(tmp_path, "B1/a.jpg", "B1/b.jpg", table="number,x,y,w,h\nB1,1,2,30,40\n")
    found = take_in(root, "bodies")
    assert [photo.box for photo in one(found, "B1").photos] == [None, None]
    assert codes(found) == [("row-box-many", "B1", "table.csv: 2")]


def test_two_people_in_one_photo_are_two_cases_with_a_box_each(tmp_path: Path) -> None:
    table = "number,file,x,y,w,h\n1,a.jpg,0,0,50,50\n2,a.jpg,60,0,50,50\n"
    found = take_in(made(tmp_path, "a.jpg", table=table), "missing")
    assert [photo.box for case in found.cases for photo in case.photos] == [
        HandBox(0, 0, 50, 50),
        HandBox(60, 0, 110, 50),
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("17,gone.jpg,", "row-photo-missing"),
        ("17,../a.jpg,", "row-photo-missing"),
        ("17,/etc/passwd,", "row-photo-missing"),
        (",gone.jpg,", "row-photo-missing"),
        ("17,same.jpg,", "row-photo-several"),
        ("17,,B9", "row-folder-missing"),
        ("17,,..", "row-folder-missing"),
        (",,B9", "row-folder-missing"),
        ('17,"a.jpg; gone.jpg",', "row-photo-missing"),
    ],
)
def test_a_row_that_names_what_is_not_there_is_one_line(
    tmp_path: Path, row: str, code: str
) -> None:
    names = ["a.jpg", "B1/same.jpg", "B2/same.jpg"]
    found = take_in(made(tmp_path, *names, table=f"number,file,folder\n{row}\n"), "bodies")
    asked = [line for line in codes(found) if line[0] not in {"folder-mixed"}]
    assert asked == [(code, "17" if row.startswith("17") else "", "table.csv: 2")]
    taken = sorted(file for files in shape(found).values() for file in files)
    assert taken == sorted(names)  # everything else is done
    assert "?" not in shape(found)


def test_a_missing_photo_with_a_box_is_still_one_line(tmp_path: Path) -> None:
    table = "number,file,x,y,w,h\n1,gone.jpg,0,0,50,50\n"
    found = take_in(made(tmp_path, "a.jpg", table=table), "bodies")
    assert [code for code, *_ in codes(found)] == ["row-photo-missing"]


def test_a_photo_without_an_ending_is_found_by_its_name(tmp_path: Path) -> None:
    found = take_in(made(tmp_path, "B1/scan", table="number,file\n17,scan\n"), "bodies")
    assert shape(found) == {"17": ["B1/scan"]}
    assert not found.problems


def test_two_bodies_with_one_number_are_kept_apart_and_said(tmp_path: Path) -> None:
    table = "number,folder,name\n7,A,\n7,B,\n"
    found = take_in(made(tmp_path, "A/1.jpg", "B/1.jpg", table=table), "bodies")
    assert shape(found) == {"7": ["A/1.jpg"], "7 (2)": ["B/1.jpg"]}
    [line] = found.problems
    assert (line.code, line.case, line.file) == ("number-twice", "7", "A, B")
    assert "2 different cases" in line.what
    assert "7, 7 (2)" in line.todo


def test_rows_that_contradict_each_other_are_different_cases(tmp_path: Path) -> None:
    table = "number,file,name\n7,a.jpg,Olena\n7,b.jpg,Ivan\n8,c.jpg,Petro\n8,d.jpg,\n"
    root = made(tmp_path, *(f"{x}.jpg" for x in "abcd"), table=table)
    found = take_in(root, "missing")
    assert sorted(map(len, shape(found).values())) == [1, 1, 2]
    assert {code for code, *_ in codes(found)} == {"number-twice", "number-on-several-rows"}


def test_names_that_differ_in_case_or_composition_alone_stay_apart(tmp_path: Path) -> None:
    names = ["b1/a.jpg", "B1/a.jpg", "й/a.jpg", "й/a.jpg"]
    found = take_in(made(tmp_path, *names), "bodies")
    assert len({id_.casefold() for id_ in shape(found)}) == len(list(tmp_path.iterdir()))
    assert sum(map(len, shape(found).values())) == len(list(tmp_path.rglob("*.jpg")))
    assert {code for code, *_ in codes(found)} == {"number-twice"}


def test_a_made_up_number_never_takes_that_of_another(tmp_path: Path) -> None:
    table = "number,folder\n7,A\n7,B\n7 (2),C\n"
    found = take_in(made(tmp_path, "A/1.jpg", "B/1.jpg", "C/1.jpg", table=table), "bodies")
    assert shape(found) == {"7": ["A/1.jpg"], "7 (2)": ["C/1.jpg"], "7 (3)": ["B/1.jpg"]}


def test_the_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    rows = ["1,a.jpg,Olena,fresh", "1,b.jpg,,", "2,c.jpg,Ivan,", "3,,Petro,injured"]
    seen = []
    for turn, order in enumerate(permutations(rows)):
        table = "\n".join(["number,file,name,condition", *order])
        root = made(tmp_path / f"{turn}", *(f"{x}.jpg" for x in "abc3"), table=table)
        found = take_in(root, "missing")
        seen.append([(c.id, c.label, c.stated, [p.file for p in c.photos]) for c in found.cases])
    assert len(seen) == 24
    assert all(each == seen[0] for each in seen)


def test_an_empty_case_folder_is_one_line(tmp_path: Path) -> None:
    made(tmp_path, "B1/a.jpg", "B2/notes.txt")
    found = take_in(tmp_path, "bodies")
    assert shape(found) == {"B1": ["B1/a.jpg"], "B2": []}
    assert codes(found) == [("no-photos", "B2", "B2")]


def closed(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    scandir = os.scandir

    def refusing(path: Any) -> Any:
        if Path(path).name in names:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)


def test_a_case_folder_that_cannot_be_read_is_one_line_and_all_of_them_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path, "B1/a.jpg", "B2/b.jpg")
    with monkeypatch.context() as patch:
        closed(patch, "B2")
        found = take_in(tmp_path, "bodies")
    assert shape(found) == {"B1": ["B1/a.jpg"], "B2": []}
    assert codes(found) == [("folder-unreadable", "", "B2")]
    with monkeypatch.context() as patch:
        closed(patch, "B1", "B2")
        with pytest.raises(FolderError, match="cannot be read"):  # not "there is no photo"
            take_in(tmp_path, "bodies")


def test_folders_without_photos_and_several_tables_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(FolderError, match="no photo"):
        take_in(tmp_path / "a", "bodies")
    root = made(tmp_path / "b", table="number,file\n1,gone.jpg\n")
    with pytest.raises(FolderError, match="no photo"):
        take_in(root, "bodies")
    root = made(tmp_path / "c", "a.jpg", "t.xlsx", table="number,file\n1,a.jpg\n")
    with pytest.raises(TableError, match="several tables"):
        take_in(root, "bodies")
    given = take_in(root, "bodies", table=root / "table.csv")  # the one that is meant
    assert shape(given) == {"1": ["a.jpg"]}


LIVING = [
    "number,alive\nB1,may be alive\n",
    "number,alive\nB1,так\n",
    "number,alive\nB99,yes\n",
    "number,alive\nB1,dead\nB1,alive\n",
    "number,file,alive\n,gone.jpg,yes\n",
    "number,name,alive\n,Olena,жива\n",
    "number,condition,alive\nB1,living,dead\n",
    "file,стан\nB1.jpg,живий\n",
    "№;може бути живий\nB1;1\n",
]


@pytest.mark.parametrize("table", LIVING)
def test_whoever_may_be_alive_stops_it_whatever_else_the_row_says(
    tmp_path: Path, table: str
) -> None:
    root = made(tmp_path, "B1.jpg", "B2.jpg", table=table)
    with pytest.raises(LineNotCrossed, match="may be alive") as refused:
        take_in(root, "bodies")
    assert str(root) in refused.value.where
    assert "take_in" not in str(refused.value)
    assert shape(take_in(root, "missing"))  # the missing may be alive; nobody looks for them


def test_a_condition_of_the_living_is_for_the_missing_alone(tmp_path: Path) -> None:
    root = made(tmp_path, "1.jpg", table="number,condition,alive\n1,living,yes\n")
    assert one(take_in(root, "missing"), "1").stated == "living"


@pytest.mark.parametrize("said", ["perhaps not", "2", "не знаю"])
def test_a_body_of_which_life_is_not_understood_is_left_out(tmp_path: Path, said: str) -> None:
    root = made(tmp_path, "B1.jpg", "B2.jpg", table=f"number,alive\nB1,{said}\n")
    found = take_in(root, "bodies")
    assert shape(found) == {"B2": ["B2.jpg"]}
    assert codes(found) == [("row-bad-alive", "B1", "table.csv: 2")]


def test_a_body_of_which_life_is_unknown_is_compared_and_asked_about(tmp_path: Path) -> None:
    root = made(tmp_path, "B1.jpg", "B2.jpg", table="number,alive\nB1,невідомо\nB2,dead\n")
    found = take_in(root, "bodies")
    assert shape(found) == {"B1": ["B1.jpg"], "B2": ["B2.jpg"]}
    assert codes(found) == [("alive-unknown", "B1", "table.csv: 2")]


@pytest.mark.parametrize("side", ["bodies", "missing"])
def test_no_path_leads_out_of_the_folder(tmp_path: Path, side: Side) -> None:
    """SEC-10: names of a table as hostile as can be; every photo lies below the root."""
    made(tmp_path, "secret.jpg", "in/B1/a.jpg")
    hostile = ["../secret.jpg", "..\\secret.jpg", str(tmp_path / "secret.jpg"), "B1/../../secret"]
    hostile += ["CON", "x" * 300, "\u202egpj.a", "~/secret.jpg", "file:///secret.jpg", "B1/a.jpg"]
    rows = [f'{n},"{name}","{name}"' for n, name in enumerate(hostile)]
    table = "\n".join(["number,file,folder", *rows])
    found = take_in(made(tmp_path / "in", table=table), side)
    paths = [photo.path for case in found.cases for photo in case.photos]
    assert paths
    root = os.path.realpath(tmp_path / "in")
    assert all(os.path.realpath(path).startswith(root + os.sep) for path in paths)
