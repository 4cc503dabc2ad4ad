"""Tables from outside: every dialect and encoding read alike, and what is broken refused."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nomina.errors import TableError
from nomina.leads import tables
from nomina.leads.columns import Column
from nomina.leads.tables import read_table

Cells = list[dict[Column, str]]
WANTED: Cells = [
    {"number": "B-1", "file": "один.jpg", "condition": "fresh"},
    {"number": "B-2", "file": "a, b; c.jpg"},
]
HEADER = ["Номер тіла", "фото", "стан"]
ROWS = [["B-1", "один.jpg", "fresh"], ["B-2", "a, b; c.jpg", ""]]


def cells(path: Path) -> Cells:
    return [row.cells for row in read_table(path).rows]


def csv_text(delimiter: str, newline: str = "\n") -> str:
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in [HEADER, *ROWS]]
    return newline.join(lines) + newline


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_dialect_and_encoding_is_read_alike(
    tmp_path: Path, delimiter: str, encoding: str, newline: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(csv_text(delimiter, newline).encode(encoding))
    assert cells(path) == WANTED


def test_an_old_cyrillic_page_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(csv_text(";").encode("cp1251"))
    assert cells(path) == WANTED


def workbook(path: Path, rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("name", ["t.xlsx", "T.XLSX", "really xlsx.csv"])
def test_a_workbook_is_read_like_a_csv(tmp_path: Path, name: str) -> None:
    workbook(tmp_path / "made.xlsx", [HEADER, *ROWS]).rename(tmp_path / name)
    assert cells(tmp_path / name) == WANTED


def test_typed_cells_are_read_as_they_are_shown(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["number", "left", "alive"],
        [17, 10.5, True],
        [18.0, -3, False],
        ["007", None, None],
    ]
    assert cells(workbook(tmp_path / "t.xlsx", rows)) == [
        {"number": "17", "left": "10.5", "alive": "True"},
        {"number": "18", "left": "-3", "alive": "False"},
        {"number": "007"},
    ]


def repacked(path: Path, old: bytes, new: bytes) -> Path:
    """Change the sheet of a workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as given_, zipfile.ZipFile(out, "w") as made:
        for part in given_.infolist():
            data = given_.read(part)
            if part.filename.endswith("sheet1.xml"):
                assert old in data
                data = data.replace(old, new)
            made.writestr(part.filename, data)
    path.write_bytes(out.getvalue())
    return path


def test_a_sheet_that_is_wrong_about_its_size_is_read_whole(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", [HEADER, *ROWS])
    assert cells(repacked(path, b'"A1:C3"', b'"A1"')) == WANTED


def test_lines_are_counted_as_a_spreadsheet_counts(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('\nnumber,name\n\n1,"two\nlines"\n2,x\n', "utf-8")
    table = read_table(path)
    assert [row.line for row in table.rows] == [4, 5]
    assert table.columns == {"number", "name"}


def test_columns_that_are_not_used_or_twice_are_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("number,rank,id,,photo\n1,captain,2,x,a.jpg\n", "utf-8")
    table = read_table(path)
    assert (table.unknown, table.repeated) == (("rank",), ("id",))
    assert [row.cells for row in table.rows] == [{"number": "1", "file": "a.jpg"}]


def test_what_cannot_be_a_table_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(name: str, data: bytes) -> Path:
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    monkeypatch.setattr(tables, "MAX_ROWS", 1000)
    one_row = workbook(tmp_path / "far.xlsx", [["number"], ["1"]])
    for path, said in [
        (tmp_path / "none.csv", "cannot be read"),
        (tmp_path / "pipe.csv", "not a table"),
        (tmp_path / "folder.csv", "not a table"),
        (made("t.pdf", b"%PDF"), "not a table"),
        (made("empty.csv", b""), "table is empty"),
        (made("blank.csv", b"\n \n,,\n"), "table is empty"),
        (made("no-header.csv", b"17,left.jpg\n18,b.jpg\n"), "first row names neither"),
        (made("odd.csv", b"number\n\x98\xff"), "letters of the table"),
        (made("long-line.csv", b"number," + b"x" * 200_000), "damaged"),
        (made("long-cell.csv", b"number\n" + b"x" * 200_000), "damaged"),
        (made("broken.xlsx", b"PK\x03\x04" + b"x" * 500), "damaged"),
        (made("text.xlsx", b"number\n1\n"), "damaged"),
        (made("rows.csv", b"number\n" + b"1\n" * 1000), "more than 1000 rows"),
        (made("many-blank.csv", b"number\n" + b"\n" * 2000 + b"1\n"), "more than 1000 rows"),
        (repacked(one_row, b'r="2"', b'r="999999999999"'), "more than 1000 rows"),
    ]:
        with pytest.raises(TableError, match=said) as refused:
            read_table(path)
        assert refused.value.where == path.name
        assert refused.value.todo
        assert "\n" not in str(refused.value)


def test_a_table_over_the_limit_is_refused_without_being_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"number\n" + b"1\n" * 600)
    monkeypatch.setattr(tables, "MAX_BYTES", 1000)
    with pytest.raises(TableError, match="larger than"):
        read_table(path)
    monkeypatch.setattr(tables, "MAX_BYTES", 2**20)
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/worksheets/sheet1.xml", bytes(4 * 2**20 + 1))
    assert (tmp_path / "bomb.xlsx").stat().st_size < 10_000
    with pytest.raises(TableError, match="larger than 4 MB"):
        read_table(tmp_path / "bomb.xlsx")


@settings(max_examples=40)
@given(st.binary(max_size=300), st.sampled_from(["t.csv", "t.xlsx", "t.tsv"]))
def test_any_bytes_are_a_table_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str
) -> None:
    path = tmp_path_factory.mktemp("t") / name
    path.write_bytes(b"number;file\n" + data if data[:1] > b"\x80" else data)
    try:
        table = read_table(path)
    except TableError:
        return
    assert table.columns & {"number", "file", "folder"}
