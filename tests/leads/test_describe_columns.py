"""Headers of descriptions: each has one meaning in every language, and old headers keep theirs."""

from __future__ import annotations

from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import get_args

import openpyxl
import pytest

from nomina.leads import columns
from nomina.leads.columns import Column, columns_of, plain
from nomina.leads.headers import DESCRIBED, DescribedColumn
from nomina.leads.intake import take_in
from nomina.leads.rows import height_is_of_box
from nomina.leads.tables import read_table

WHOLE = {"прізвище", "фамилия", "імʼя", "имя"}
"""What heads a whole name where no other part has a column."""


def words_of(column: DescribedColumn) -> set[str]:
    return {plain(word) for words in DESCRIBED[column] for word in words.split("|")}


def test_no_header_of_a_description_has_two_meanings() -> None:
    assert set(DESCRIBED) == set(get_args(DescribedColumn))
    for one, other in combinations(DESCRIBED, 2):
        assert not words_of(one) & words_of(other), (one, other)
    photos = {plain(word) for text in columns._HEADERS.values() for word in text.split("|")}
    described = set().union(*(words_of(column) for column in DESCRIBED))
    assert photos & described == {plain(word) for word in WHOLE}


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        (["Прізвище", "Ім'я", "По батькові"], ["family name", "given name", "patronymic"]),
        (["Фамилия", "Имя", "Отчество"], ["family name", "given name", "patronymic"]),
        (["surname", "name"], ["family name", "given name"]),
        (["Прізвище"], ["name"]),
        (["Ім’я"], ["name"]),
        (["name", "family name"], ["name", "family name"]),
        (["ПІБ", "Прізвище", "Ім'я"], ["name", "family name", "given name"]),
        (["Height", "Height (cm)", "зріст", "Рост (см)"], ["height"] + ["stature"] * 3),
    ],
)
def test_a_name_alone_is_whole_and_beside_another_part_it_is_a_part(
    headers: list[str], wanted: list[str]
) -> None:
    assert columns_of(headers) == wanted


@pytest.mark.parametrize(
    ("given", "box"),
    [
        ({"height"}, False),
        ({"left", "top", "width", "height"}, True),
        ({"left", "top", "right", "bottom", "height"}, False),
        ({"left", "top", "right", "height"}, True),
        ({"stature"}, False),
    ],
)
def test_a_height_belongs_to_the_box_only_where_the_box_needs_it(
    given: set[Column], box: bool
) -> None:
    assert height_is_of_box(dict.fromkeys(given, "10")) is box


def test_a_height_beside_a_whole_box_leaves_the_box_alone(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"not opened")
    (tmp_path / "t.csv").write_text(
        "number,file,left,top,right,bottom,height,зріст\n1,a.jpg,1,2,30,40,170-175,172\n", "utf-8"
    )
    [case] = (taken := take_in(tmp_path, "missing")).cases
    assert taken.problems == ()
    [photo] = case.photos
    assert photo.box is not None
    assert (photo.box.bottom, case.rows) == (40, (2,))
    assert taken.read is not None
    assert taken.read.sha256 == taken.table


def test_parts_of_a_name_make_the_label(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"not opened")
    (tmp_path / "t.csv").write_text(
        "файл,прізвище,ім'я,по батькові\na.jpg,Щербак,Олена,Іванівна\n", "utf-8"
    )
    [case] = (taken := take_in(tmp_path, "missing")).cases
    assert (case.label, taken.problems) == ("Щербак Олена Іванівна", ())


def test_columns_of_descriptions_are_no_unknown_columns(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"not opened")
    for language in range(3):
        heads = [words[language].split("|")[0] for words in DESCRIBED.values()]
        (tmp_path / "t.csv").write_text(
            ";".join(["№", "файл", *heads]) + "\n1;a.jpg" + ";" * len(heads) + "\n", "utf-8"
        )
        assert take_in(tmp_path, "missing").problems == ()
        table = read_table(tmp_path / "t.csv")
        assert table.columns == {"number", "file", *DESCRIBED}


def test_further_sheets_of_a_workbook_are_read_by_their_titles(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["number", "born"])
    book.active.append(["1", datetime(1987, 3, 12)])
    notes, papers = book.create_sheet("Notes"), book.create_sheet("Папери")
    notes.append(["number", "kind"])
    papers.append([])
    papers.append(["number", "kind"])
    papers.append([1, "'=x"])
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx")
    assert [row.cells for row in table.rows] == [{"number": "1", "born": "1987-03-12"}]
    [sheet] = table.sheets
    assert sheet.title == "Папери"
    assert sheet.lines == ((2, ("number", "kind")), (3, ("1", "=x")))
