"""Tables that came from outside: CSV of any common dialect and encoding, or XLSX, as rows.

A table is data: nothing in it becomes a path or a formula. A cell that a spreadsheet-safe writer
marked with ``'`` before `FORMULA` is read without that mark.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from nomina.errors import TableError
from nomina.leads.columns import Column, column_of, columns_of, plain
from nomina.leads.words import say

MAX_BYTES = 64 * 2**20
"""A larger table is refused; so is an XLSX that unpacks to more than four times this."""
MAX_ROWS = 1_000_000
TABLES = frozenset({".csv", ".tsv", ".xlsx"})
_DELIMITERS = ",;\t|"
_ZIP = b"PK\x03\x04"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take a cell for a formula by, at its start (OWASP, CSV injection)."""
_MARKED = re.compile(f"^'(?=[{re.escape(''.join(FORMULA))}'])")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ``line`` as a spreadsheet counts (the header is 1), cells that are not blank."""

    line: int
    cells: dict[Column, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A further sheet of a workbook: lines as a spreadsheet counts, each with all its cells."""

    title: str
    lines: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as read. ``name`` is for messages; ``unknown`` holds headers that are not used.

    ``sheets`` are those of `FURTHER` that a workbook has beside its first one.
    """

    name: str
    rows: tuple[Row, ...]
    columns: frozenset[Column]
    unknown: tuple[str, ...]
    repeated: tuple[str, ...]
    sha256: str
    sheets: tuple[Sheet, ...] = ()


FURTHER: frozenset[str] = frozenset(
    plain(title)
    for title in (
        "papers",
        "marks",
        "effects",
        "teeth",
        "numbers",
        "папери",
        "прикмети",
        "речі",
        "зуби",
        "номери",
        "бумаги",
        "приметы",
        "вещи",
        "зубы",
        "номера",
    )
)
"""Titles of further sheets that are read, one row a thing; any other sheet is somebody's notes."""


def read_table(path: Path) -> Table:
    """Read a table.

    Raises:
        TableError: it cannot be read, is too large, is of another kind, or has no header with
            at least a number, a file or a folder.
    """
    data, lines, sheets = _opened(path)
    return _understood(path.name, lines, data, sheets)


def read_lines(path: Path) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Read the first sheet of a table of another kind: its lines that are not blank.

    Raises:
        TableError: it cannot be read, is too large, or of another kind.
    """
    _, lines, _ = _opened(path)
    return tuple(_counted(path.name, lines))


def lines_in(
    data: bytes, name: str, *, most: int, largest: int
) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Do what `read_lines` does with bytes at hand, and stop at the first line that is too many.

    Args:
        data: the table.
        name: that it came under; says what it is, and stands in errors.
        most: lines that it may have.
        largest: bytes that it may have; an XLSX may unpack to four times as many.

    Raises:
        TableError: it cannot be read, is too large, has more lines, or is of another kind.
    """
    if len(data) > largest:
        raise _refused("table-too-large", name, limit=largest >> 20)
    if name.casefold().endswith(".xlsx") or data[:4] == _ZIP:
        _, lines = _xlsx(data, name, most, 4 * largest)[0]
        return tuple(_counted(name, lines, most))
    return tuple(_counted(name, _csv(data, name), most))


def _opened(path: Path) -> tuple[bytes, Iterable[list[str]], tuple[Sheet, ...]]:
    data = _bytes(path)
    suffix = path.suffix.casefold()
    if suffix == ".xlsx" or data[:4] == _ZIP:
        first, *others = _xlsx(data, path.name)
        sheets = tuple(Sheet(title, tuple(_counted(path.name, rows))) for title, rows in others)
        return data, first[1], sheets
    if suffix in TABLES or suffix == ".txt":
        return data, _csv(data, path.name), ()
    raise _refused("table-kind", path.name)


def _counted(
    name: str, lines: Iterable[list[str]], most: int | None = None
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Give the lines that are not blank, cleaned of marks, with their numbers."""
    limit = MAX_ROWS if most is None else most
    for line, cells in enumerate(lines, start=1):
        if line > limit:  # also of blank ones: a file may claim any number of them
            raise _refused("table-too-long", name, limit=limit)
        clean = tuple(_MARKED.sub("", cell).strip() for cell in cells)
        if any(clean):
            yield line, clean


def _refused(code: str, name: str, **values: object) -> TableError:
    what, todo = say(code, None, **values)
    return TableError(what, where=name, todo=todo)


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():  # a pipe would be waited for
            path.stat()
            raise _refused("table-kind", path.name)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _refused("table-unreadable", path.name, why=error.strerror or error) from error
    if len(data) > MAX_BYTES:
        raise _refused("table-too-large", path.name, limit=MAX_BYTES >> 20)
    return data


def decoded(data: bytes) -> str:
    """Give the text of a CSV: by its mark, else UTF-8, else UTF-16 by its zeros, else cp1251.

    Raises:
        ValueError: none of these fits.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    head = data[:4096]
    if head.count(0) > len(head) // 8:
        even, odd = head[::2].count(0), head[1::2].count(0)
        return data.decode("utf-16-le" if odd >= even else "utf-16-be")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251")


def _csv(data: bytes, name: str) -> Iterator[list[str]]:
    try:
        text = decoded(data)
    except ValueError as error:
        raise _refused("table-encoding", name) from error
    text = text.replace("\x00", "")
    first = next((line for line in text.splitlines() if line.strip()), "")
    try:
        delimiter = max(_DELIMITERS, key=lambda sign: (_known(first, sign), first.count(sign)))
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise _refused("table-broken", name, why=error) from error


def _known(line: str, delimiter: str) -> int:
    cells = next(csv.reader([line], delimiter=delimiter), [])
    return sum(column_of(cell) is not None for cell in cells)


def _xlsx(
    data: bytes, name: str, most: int | None = None, unpacked: int | None = None
) -> list[tuple[str, list[list[str]]]]:
    """Give the rows of the first sheet and of those in `FURTHER`, by title."""
    limit = MAX_ROWS if most is None else most
    size = 4 * MAX_BYTES if unpacked is None else unpacked
    import openpyxl

    found: list[tuple[str, list[list[str]]]] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > size:
                raise _refused("table-too-large", name, limit=size >> 20)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that do not concern us
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            try:
                for place, sheet in enumerate(book.worksheets):
                    if place and plain(sheet.title) not in FURTHER:
                        continue
                    sheet.reset_dimensions()  # what a file says of its size may leave rows out
                    rows: list[list[str]] = []
                    found.append((sheet.title, rows))
                    for row in sheet.iter_rows(values_only=True):
                        if len(rows) >= limit:
                            raise _refused("table-too-long", name, limit=limit)
                        rows.append([_cell(value) for value in row])
            finally:
                book.close()
    except TableError:
        raise
    except Exception as error:  # a parser of hostile files: anything may come out
        raise _refused("table-broken", name, why=type(error).__name__) from error
    return found


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a number typed as 17 is kept as 17.0 in the file
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()  # a day typed into a sheet is kept as its midnight
    return str(value)


def _understood(
    name: str, lines: Iterable[list[str]], data: bytes, sheets: tuple[Sheet, ...]
) -> Table:
    columns: list[Column | None] = []
    unknown: list[str] = []
    repeated: list[str] = []
    rows: list[Row] = []
    for line, clean in _counted(name, lines):
        if columns:
            named = zip(columns, clean, strict=False)
            rows.append(Row(line, {column: cell for column, cell in named if column and cell}))
            continue
        for header, column in zip(clean, columns_of(clean), strict=True):
            if column is not None and column in columns:
                repeated.append(header)
                columns.append(None)
                continue
            if column is None and header:
                unknown.append(header)
            columns.append(column)
        if not {"number", "file", "folder"} & set(columns):
            raise _refused("table-header", name)
    if not columns:
        raise _refused("table-empty", name)
    return Table(
        name,
        tuple(rows),
        frozenset(column for column in columns if column),
        tuple(unknown),
        tuple(repeated),
        hashlib.sha256(data).hexdigest(),
        sheets,
    )
