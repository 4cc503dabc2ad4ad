"""Templates: what is filled into them in any language is read back, and nothing else of them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from nomina.cases.description import Described
from nomina.errors import FolderError
from nomina.leads.columns import alive_of, condition_of
from nomina.leads.describe import describe, read_results
from nomina.leads.documents import Side
from nomina.leads.tables import read_table
from nomina.leads.templates import COLUMNS, write_templates
from nomina.words import LANGUAGES

SIDES: tuple[Side, ...] = ("bodies", "missing")


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The templates in every language."""
    folders = {one: tmp_path_factory.mktemp(one) / "new" / "forms" for one in LANGUAGES}
    for language, folder in folders.items():
        write_templates(folder, language)
    return folders


@pytest.fixture(params=LANGUAGES)
def made(request: pytest.FixtureRequest, forms: dict[str, Path]) -> Path:
    return forms[request.param]


def example_filled_in(path: Path, to: Path) -> Path:
    """A template whose example stands on its first sheet."""
    book = openpyxl.load_workbook(path)
    first, example = book.worksheets[0], book.worksheets[-2]
    for row in example.iter_rows(min_row=2, values_only=True):
        first.append(row)
    book.save(to)
    return to


def read_back(folder: Path, side: Side, to: Path) -> tuple[Described, ...]:
    table = read_table(example_filled_in(folder / f"{side}.xlsx", to))
    assert (table.unknown, table.repeated) == ((), ())
    ids = [row.cells["number"] for row in table.rows]
    assert len(ids) == 2
    found, problems = describe(table, side, ids)
    assert problems == ()
    return found


@pytest.mark.parametrize("side", SIDES)
def test_a_template_filled_in_reads_the_same_in_every_language(
    forms: dict[str, Path], side: Side, tmp_path: Path
) -> None:
    english = read_back(forms["en"], side, tmp_path / "en.xlsx")
    for language in ("uk", "ru"):
        found = read_back(forms[language], side, tmp_path / f"{language}.xlsx")
        same(found, english)


def same(found: tuple[Described, ...], wanted: tuple[Described, ...]) -> None:
    """Hold two readings together in everything that is coded."""
    for one, other in zip(found, wanted, strict=True):
        assert one.physical == other.physical
        assert (one.born, one.states) == (other.born, other.states)
        assert [x.kind for x in one.numbers] == [x.kind for x in other.numbers]
        papers, others = one.papers or (), other.papers or ()
        assert [(x.kind, x.carried, x.numbers) for x in papers] == [
            (x.kind, x.carried, x.numbers) for x in others
        ]
        assert (one.marks is None) == (other.marks is None)
        if one.marks is not None and other.marks is not None:
            assert one.marks.asked == other.marks.asked
            assert one.marks.preserved == other.marks.preserved
            assert [(x.kind, x.region) for x in one.marks.marks] == [
                (x.kind, x.region) for x in other.marks.marks
            ]
        assert (one.teeth and one.teeth.teeth) == (other.teeth and other.teeth.teeth)
    assert found[0].physical.age is not None
    assert found[0].teeth is not None


def test_a_template_as_written_holds_nobody(made: Path) -> None:
    for side in SIDES:
        table = read_table(made / f"{side}.xlsx")
        assert table.rows == ()
        assert len(table.columns) == len(COLUMNS[side])
        assert len(table.sheets) == 4
        assert describe(table, side, []) == ((), ())
    assert read_results(made / "results.xlsx") == ((), ())


def test_results_filled_in_are_read_back(made: Path, tmp_path: Path) -> None:
    found, problems = read_results(example_filled_in(made / "results.xlsx", tmp_path / "r.xlsx"))
    assert problems == ()
    dna, prints = found
    assert (dna.kind, dna.log10_lr, dna.report) == ("dna", 6.3, "2022/17")
    assert (prints.kind, prints.excludes, prints.date and prints.date.edtf) == (
        "fingerprints",
        True,
        "2022-06-02",
    )


def offered(path: Path) -> dict[str, dict[str, list[str]]]:
    """The words of every drop-down, by sheet and header."""
    book = openpyxl.load_workbook(path)
    lists = book.worksheets[-1]
    assert lists.sheet_state == "hidden"
    found: dict[str, dict[str, list[str]]] = {}
    for sheet in book.worksheets:
        for rule in sheet.data_validations.dataValidation:
            assert rule.prompt
            [cells] = rule.sqref.ranges
            header = sheet.cell(1, cells.min_col).value
            assert cells.min_row == 2
            assert rule.promptTitle == header[:32]
            if rule.type == "list":
                title, _, where = rule.formula1.rpartition("!")
                assert title.strip("'") == lists.title
                left, top, right, bottom = range_boundaries(where)
                assert left == right
                words = [lists.cell(row, left).value for row in range(top, bottom + 1)]
                assert None not in words
                found.setdefault(sheet.title, {})[header] = words
    return found


@pytest.mark.parametrize(
    ("side", "language"),
    [("bodies", "en"), ("bodies", "uk"), ("bodies", "ru"), ("missing", "uk")],
)
def test_every_word_of_every_drop_down_is_understood(
    forms: dict[str, Path], side: Side, language: str, tmp_path: Path
) -> None:
    path = forms[language] / f"{side}.xlsx"
    book = openpyxl.load_workbook(path)
    first = book.worksheets[0]
    heads = [cell.value for cell in first[1]]
    count = 0
    for title, columns in offered(path).items():
        sheet = book[title]
        own = [cell.value for cell in sheet[1]]
        for header, words in columns.items():
            for word in words:
                count += 1
                number = f"N{count}"
                row = {heads[0]: number}
                if sheet is first:
                    row[header] = word
                    column = COLUMNS[side][heads.index(header)]
                    if column == "condition":
                        assert condition_of(word)
                    if column == "alive":
                        assert alive_of(word)
                else:
                    values = {own[0]: number, own[1]: columns.get(own[1], ["11"])[0]}
                    if own[1] in columns and columns[own[1]][0] == "11":  # a tooth needs a state
                        values[own[2]] = columns[own[2]][1]
                    values[header] = word
                    if len(own) == 3:
                        values[own[2]] = "123"
                    sheet.append([values.get(head) for head in own])
                first.append([row.get(head) for head in heads])
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx")
    ids = [row.cells["number"] for row in table.rows]
    assert len(ids) == count > 80
    _, problems = describe(table, side, ids)
    assert problems == ()


def test_a_template_explains_itself(made: Path) -> None:
    for name in ("bodies", "missing", "results"):
        book = openpyxl.load_workbook(made / f"{name}.xlsx")
        first, explained, *_ = book.worksheets
        assert first.freeze_panes == "B2"
        texts: dict[object, str] = {}
        for head, text, *_ in explained.iter_rows(values_only=True):
            texts.setdefault(head, text)  # further sheets come after
        for cell in first[1]:
            assert cell.comment.text
            assert texts[cell.value].startswith(cell.comment.text)


def test_a_table_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "missing.xlsx").write_bytes(b"filled in")
    with pytest.raises(FolderError, match="already"):
        write_templates(tmp_path)
    assert (tmp_path / "missing.xlsx").read_bytes() == b"filled in"
    assert not (tmp_path / "bodies.xlsx").exists()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FolderError, match="cannot be written"):
        write_templates(tmp_path / "file" / "x")
