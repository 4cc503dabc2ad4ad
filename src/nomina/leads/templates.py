"""Tables to fill in, as XLSX: drop-downs, a sheet of explanations and an example not to be read."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from nomina.errors import FolderError
from nomina.leads.describe.entries import FIELDS, TITLES, Thing, sheet_headers
from nomina.leads.describe.results import RESULTS
from nomina.leads.describe.words import heading
from nomina.leads.templates_example import example, example_of_results
from nomina.leads.templates_lists import of_field, of_result, offered
from nomina.leads.templates_words import (
    explained,
    explained_fields,
    explained_results,
    lead_in,
    titles,
)
from nomina.words import LANGUAGES, current, tr

ROWS = 5000
"""Rows for which a template offers its lists."""
COLUMNS: dict[str, tuple[str, ...]] = {
    "bodies": (
        "number",
        "file",
        "folder",
        "note",
        "condition",
        "alive",
        "sex",
        "sex basis",
        "age from",
        "age to",
        "age coverage",
        "age method",
        "stature",
        "height source",
        "height error",
        "bone",
        "build",
        "hair",
        "eyes",
        "blood group",
        "papers",
        "marks",
        "marks asked",
        "regions missing",
        "teeth",
        "teeth charted",
        "effects",
        "unit",
        "place",
        "latitude",
        "longitude",
        "accuracy",
        "died",
        "found",
    ),
    "missing": (
        "number",
        "file",
        "folder",
        "name",
        "family name",
        "given name",
        "patronymic",
        "other names",
        "sex",
        "born",
        "last known alive",
        "age from",
        "age to",
        "stature",
        "height source",
        "build",
        "hair",
        "eyes",
        "blood group",
        "numbers",
        "marks",
        "marks asked",
        "marks source",
        "teeth",
        "teeth charted",
        "effects",
        "unit",
        "place",
        "latitude",
        "longitude",
        "accuracy",
    ),
}
"""Columns of the two templates of descriptions; a body's name is a note."""
FIRST = {
    "number": ("number", "номер", "номер"),
    "file": ("file", "файл", "файл"),
    "folder": ("folder", "папка", "папка"),
    "note": ("name", "ПІБ", "ФИО"),
    "name": ("name", "ПІБ", "ФИО"),
    "condition": ("condition", "стан тіла", "состояние тела"),
    "alive": ("alive", "чи живий", "жив ли"),
}
_SHEETS: dict[str, tuple[Thing, ...]] = {
    "bodies": ("papers", "marks", "effects", "teeth"),
    "missing": ("numbers", "marks", "effects", "teeth"),
}
_HEAD = PatternFill("solid", fgColor="FF1F3A5F")
_PROMPT, _PROMPT_TITLE = 255, 32
"""Longest prompt and its title that spreadsheets take."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a template: its header, what is said of it, and the words it offers."""

    header: str
    explanation: str
    words: tuple[str, ...] = ()


def write_templates(out: Path, language: str | None = None) -> tuple[Path, ...]:
    """Write ``bodies.xlsx``, ``missing.xlsx`` and ``results.xlsx`` into a folder.

    Args:
        out: the folder; made where it is missing.
        language: of headers, words and explanations; None for the current one.

    Raises:
        FolderError: a file of that name is there, or the folder cannot be written.
    """
    chosen = language or current()
    books = {
        "bodies.xlsx": _of_cases("bodies", chosen),
        "missing.xlsx": _of_cases("missing", chosen),
        "results.xlsx": _of_results(chosen),
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        there = [name for name in books if os.path.lexists(out / name)]
        if there:
            raise FolderError(
                tr("there is such a file already, perhaps filled in"),
                where=str(out / there[0]),
                todo=tr("Choose another folder, or move it away"),
            )
        for name, book in books.items():
            book.save(out / name)
    except OSError as error:
        raise FolderError(
            tr("the folder cannot be written ({why})").format(why=error.strerror or error),
            where=str(out),
            todo=tr("Check its permissions and that the disk is attached"),
        ) from error
    return tuple(out / name for name in books)


def header(column: str, language: str) -> str:
    """Give the header that a template writes for a column."""
    place = LANGUAGES.index(language)
    return FIRST[column][place] if column in FIRST else heading(column, language)


def _of_cases(table: str, language: str) -> Workbook:
    texts = explained(language)
    fields = {
        column: Field(header(column, language), texts[column], offered(column, language))
        for column in COLUMNS[table]
    }
    book = _Book(header_title(table, language), fields, language)
    for thing in _SHEETS[table]:
        book.further(thing)
    return book.finished(example(table, language))


def header_title(table: str, language: str) -> str:
    """Give the title of the first sheet."""
    return {
        "bodies": tr("Bodies", language),
        "missing": tr("Missing people", language),
        "results": tr("Results", language),
    }[table]


def _of_results(language: str) -> Workbook:
    place = LANGUAGES.index(language)
    texts = explained_results(language)
    fields: dict[str, Field] = {
        column: Field(names[place].split("|")[0], texts[column], of_result(column, language))
        for column, names in RESULTS.items()
    }
    return _Book(header_title("results", language), fields, language).finished(
        example_of_results(language)
    )


class _Book:
    """A workbook in the making: the first sheet, explanations, further sheets, example, lists."""

    def __init__(self, title: str, fields: Mapping[str, Field], language: str) -> None:
        self._language = language
        self._fields = fields
        self.book = Workbook()
        first = self.book.worksheets[0]
        first.title = title
        explained_title, example_title, lists_title = titles(language)
        self._explained = self.book.create_sheet(explained_title)
        self._example_title = example_title
        self._lists = self.book.create_sheet(lists_title)
        self._lists.sheet_state = "hidden"
        self._lists_used = 0
        self._explain([*((line, "") for line in lead_in(language)), ("", "")])
        self._fill(first, list(fields.values()))

    def further(self, thing: Thing) -> None:
        """Add one further sheet."""
        place = LANGUAGES.index(self._language)
        texts = explained_fields(self._language)
        names = ["case", *FIELDS[thing]]
        if thing == "numbers":  # its text is the number itself
            texts = {**texts, "text": tr("The number as written.", self._language)}
        fields = [
            Field(head, texts[name], of_field(thing, name, self._language))
            for head, name in zip(sheet_headers(thing, self._language), names, strict=True)
        ]
        sheet = self.book.create_sheet(TITLES[thing][place])
        self._explain([("", ""), (sheet.title, "")])
        self._fill(sheet, fields)

    def finished(self, rows: Sequence[Mapping[str, str]]) -> Workbook:
        """Add the example and give the workbook, with the lists behind everything."""
        sheet = self.book.create_sheet(self._example_title)
        _heads(sheet, [field.header for field in self._fields.values()])
        for row in rows:
            sheet.append([row.get(column, "") for column in self._fields])
        self.book.move_sheet(self._lists, len(self.book.worksheets))
        self.book.active = 0
        return self.book

    def _explain(self, lines: Sequence[tuple[str, str]]) -> None:
        for line in lines:
            self._explained.append(line)
        self._explained.column_dimensions["A"].width = 30
        self._explained.column_dimensions["B"].width = 110

    def _fill(self, sheet: Worksheet, fields: Sequence[Field]) -> None:
        _heads(sheet, [field.header for field in fields])
        sheet.freeze_panes = "B2"
        for place, field in enumerate(fields, start=1):
            letter = get_column_letter(place)
            dimension = sheet.column_dimensions[letter]
            dimension.width = max(14, len(field.header) + 3)
            dimension.number_format = "@"  # what is typed stays as it is typed
            cell = sheet.cell(1, place)
            cell.comment = Comment(field.explanation, "Nomina", height=120, width=320)
            sheet.add_data_validation(self._validation(field, f"{letter}2:{letter}{ROWS + 1}"))
            words = ", ".join(field.words)
            self._explain([(field.header, f"{field.explanation} {words}".strip())])

    def _validation(self, field: Field, cells: str) -> DataValidation:
        rule = DataValidation(allow_blank=True, showInputMessage=True)
        if field.words:
            self._lists_used += 1
            letter = get_column_letter(self._lists_used)
            for row, word in enumerate(field.words, start=1):
                self._lists.cell(row, self._lists_used, word)
            rule.type = "list"
            rule.formula1 = f"'{self._lists.title}'!${letter}$1:${letter}${len(field.words)}"
            rule.showErrorMessage = True
            rule.errorStyle = "warning"  # other words are understood too
            rule.error = tr("This word is not on the list.", self._language)
        rule.promptTitle = field.header[:_PROMPT_TITLE]
        rule.prompt = field.explanation[:_PROMPT]
        rule.add(cells)
        return rule


def _heads(sheet: Worksheet, heads: Sequence[str]) -> None:
    sheet.append(list(heads))
    for place in range(1, len(heads) + 1):
        cell = sheet.cell(1, place)
        cell.font = Font(bold=True, color="FFFFFFFF")
        cell.fill = _HEAD
        cell.alignment = Alignment(vertical="center")
