"""Lists of the other side: every line is taken or said, and the same list again adds nothing."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from nomina.desk.custody.actions.exchange import AttachPaper, ImportList, WithdrawList
from nomina.desk.custody.exchange_lists import FIELDS, field_of, lines_of, read
from nomina.desk.custody.exchange_papers import unwrapped
from nomina.desk.custody.models import Batch, Listed
from nomina.errors import InputError, Refused
from tests.desk.custody.exchanges import batch
from tests.desk.custody.yard import Yard

UKRAINIAN = """\
Список тіл, що передаються (9-й обмін)

№ з/п;№ мішка;ПІБ;В/звання;Жетон;В/ч;Місце виявлення;Примітка
1;17/4;Зразок Іван Петрович;солдат;АБ-1;А0001;поле біля К.;без голови
2;17/5;;;;;;
3;;;;;;;лише примітка
4;17/6;=HYPERLINK("http://x.invalid");{x};;;;<script>
5;17/7;\u202eзразок;;;;;
6;{long};;;;;;
"""


def sheet(*rows: list[str]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("№ мішка", "number"), ("Номер мешка", "number"), ("Bag No.", "number"), ("№", "number"),
        ("ПІБ", "said_name"), ("Ф.И.О.", "said_name"), ("Прізвище, ім’я, по батькові", "said_name"),
        ("Military rank", "rank"), ("В/звання", "rank"), ("Воинское звание", "rank"),
        ("Жетон", "military"), ("Личный номер", "military"), ("Service number", "military"),
        ("В/Ч", "unit"), ("Воинская часть", "unit"), ("Unit", "unit"),
        ("Місце виявлення", "place"), ("Где найден", "place"), ("Where found", "place"),
        ("Примітки", "note"), ("Примечание", "note"), ("Remarks", "note"),
        ("Цвет волос", ""), ("", ""),
    ],
)  # fmt: skip
def test_headings_of_three_languages_are_known(heading: str, field: str) -> None:
    assert field_of(heading) == field


def test_a_list_under_a_title_is_read_and_bad_lines_are_named() -> None:
    long = "9" * 201
    found = read(UKRAINIAN.replace("{long}", long).encode("utf-8-sig"), "list.csv")
    assert found.columns == (
        "", "number", "said_name", "rank", "military", "unit", "place", "note",
    )  # fmt: skip
    lines = lines_of(found, found.columns)
    assert [(one.line, one.wrong) for one in lines] == [
        (4, ""), (5, ""), (6, "blank"), (7, ""), (8, "signs"), (9, "long"),
    ]  # fmt: skip
    assert lines[0].said["said_name"] == "Зразок Іван Петрович"
    assert lines[3].said["said_name"].startswith("=HYPERLINK")  # text, and nothing else
    assert lines[5].cells[1] == long  # what cannot be used is kept all the same


def test_csv_and_xlsx_of_one_list_are_one_list() -> None:
    rows = [["Bag number", "Name", "Other"], ["7", "A. Sample", "x"], ["8", "", ""]]
    one = read(sheet(*rows), "a.csv")
    two = read(workbook(["Bag number", "Name", "Other"], [7, "A. Sample", "x"], [8.0]), "a.xlsx")
    marks = [[line.mark for line in lines_of(x, x.columns)] for x in (one, two)]
    assert marks[0] == marks[1]


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"%PDF-1.7 ...", "l.pdf", "cannot be read"),
        (b"PK\x03\x04broken", "l.xlsx", "damaged|broken|cannot"),
        (b"Bag number,Name\n", "l.csv", "no line below"),
        (b"", "l.csv", "no line below"),
        (b"x" * (10 * 2**20 + 1), "l.csv", "larger"),
        (b"n\n" + b"1\n" * 5_001, "l.csv", "lines at most"),
    ],
)
def test_what_is_no_list_is_refused(data: bytes, name: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        read(data, name)


def test_columns_that_make_no_list_are_refused() -> None:
    found = read(sheet(["a", "b"], ["1", "2"]), "x.csv")
    for columns, why in (
        (("number", "number"), "cannot be the same"),
        (("rank", ""), "no column is a number"),
        (("number", "password"), "no such choice"),
    ):
        with pytest.raises(InputError, match=why):
            lines_of(found, columns)


_CELLS = st.text(st.characters(exclude_characters="\r\n\x00", codec="utf-8"), max_size=250)


@given(st.lists(st.tuples(_CELLS, _CELLS, _CELLS), min_size=1, max_size=12))
def test_no_line_of_any_list_is_lost(rows: list[tuple[str, str, str]]) -> None:
    """The oracle is the reader of CSV of Python alone."""
    data = sheet(["Bag number", "Name", "Note"], *(list(row) for row in rows))
    wanted = [
        n
        for n, cells in enumerate(csv.reader(io.StringIO(data.decode(), newline="")), start=1)
        if n > 1 and any(cell.strip() for cell in cells)
    ]
    try:
        found = read(data, "x.csv")
    except InputError:
        assert not wanted
        return
    lines = lines_of(found, found.columns)
    assert [one.line for one in lines] == wanted
    for one in lines:
        assert set(one.said) == set(FIELDS)
        assert one.wrong or one.said["number"] or one.said["said_name"]


def brought(yard: Yard, one: Batch, data: bytes, name: str = "list.csv") -> Any:
    action = AttachPaper(batch=one, data=data, name=name, media="text/csv", paper="list")
    return yard.do(action, yard.clerk)


def test_the_same_list_again_adds_nothing_and_two_equal_lines_are_two(yard: Yard) -> None:
    one = batch(yard)
    rows = [["Bag number", "Name"], ["1", "A"], ["1", "A"], ["2", "B"], ["", ""], ["", "=1"]]
    paper = brought(yard, one, sheet(*rows))
    first = yard.do(ImportList(document=paper, columns=("number", "said_name")), yard.clerk)
    assert ([x.number for x in first.added], first.there) == (["1", "1", "2", ""], 0)
    again = yard.do(ImportList(document=paper, columns=("number", "said_name")), yard.clerk)
    assert (again.added, again.there) == ((), 4)
    assert brought(yard, one, sheet(*rows)) == paper
    longer = brought(yard, one, sheet(*rows, ["3", "C"]), "newer.csv")
    more = yard.do(ImportList(document=longer, columns=("number", "said_name")), yard.clerk)
    assert ([x.number for x in more.added], more.there) == (["3"], 4)
    assert Listed.objects.filter(batch=one).count() == 5


def test_a_list_that_was_read_wrong_is_withdrawn_and_taken_anew(yard: Yard) -> None:
    one = batch(yard)
    paper = brought(yard, one, sheet(["A", "B"], ["1", "x"], ["2", "y"]))
    yard.do(ImportList(document=paper, columns=("said_name", "number")), yard.clerk)
    assert yard.do(WithdrawList(document=paper, why="columns")) == 2
    with pytest.raises(Refused, match="no line"):
        yard.do(WithdrawList(document=paper, why="again"))
    made = yard.do(ImportList(document=paper, columns=("number", "said_name")), yard.clerk)
    assert [x.number for x in made.added] == ["1", "2"]
    assert Listed.objects.filter(batch=one).count() == 4  # what was withdrawn stays
    assert Listed.objects.current().filter(batch=one).count() == 2


def test_a_paper_is_kept_as_it_came_under_a_name_that_is_no_path(yard: Yard) -> None:
    one = batch(yard)
    data = b"%PDF-1.7 \x00 whatever"
    action = AttachPaper(
        batch=one, data=data, name="..\\..\\/etc/x\u202e.pdf", media="application/pdf"
    )
    paper = yard.do(action, yard.clerk)
    assert paper.name == "x.pdf"
    assert unwrapped(paper) == data
    with pytest.raises(Refused, match="cannot be read"):
        yard.do(ImportList(document=paper, columns=("number",)), yard.clerk)
