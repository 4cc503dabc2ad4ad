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
from pathlib import Path

from nomina.errors import TableError
from nomina.leads.columns import Column, column_of
from nomina.leads.words import say

MAX_BYTES = 64 * 2**20
"""A larger table is refused; so is an XLSX that unpacks to more than four times this."""
MAX_ROWS = 1_000_000
TABLES = frozenset({".csv", ".tsv", ".xlsx"})
_DELIMITERS = ",;\t|"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take a cell for a formula by, at its start (OWASP, CSV injection)."""
_MARKED = re.compile(f"^'(?=[{re.escape(''.join(FORMULA))}'])")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ``line`` as a spreadsheet counts (the header is 1), cells that are not blank."""

    line: int
    cells: dict[Column, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as read. ``name`` is for messages; ``unknown`` holds headers that are not used."""

    name: str
    rows: tuple[Row, ...]
    columns: frozenset[Column]
    unknown: tuple[str, ...]
    repeated: tuple[str, ...]
    sha256: str


def read_table(path: Path) -> Table:
    """Read a table.

    Raises:
        TableError: it cannot be read, is too large, is of another kind, or has no header with
            at least a number, a file or a folder.
    """
    data = _bytes(path)
    suffix = path.suffix.casefold()
    if suffix == ".xlsx" or data[:4] == b"PK\x03\x04":
        lines: Iterable[list[str]] = _xlsx(data, path.name)
    elif suffix in TABLES or suffix == ".txt":
        lines = _csv(data, path.name)
    else:
        raise _refused("table-kind", path.name)
    return _understood(path.name, lines, data)


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


def _xlsx(data: bytes, name: str) -> Iterator[list[str]]:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > 4 * MAX_BYTES:
                raise _refused("table-too-large", name, limit=4 * MAX_BYTES >> 20)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that do not concern us
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            try:
                sheet = book.worksheets[0]
                sheet.reset_dimensions()  # what a file says of its size may leave rows out
                for row in sheet.iter_rows(values_only=True):
                    yield [_cell(value) for value in row]
            finally:
                book.close()
    except TableError:
        raise
    except Exception as error:  # a parser of hostile files: anything may come out
        raise _refused("table-broken", name, why=type(error).__name__) from error


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a number typed as 17 is kept as 17.0 in the file
    return str(value)


def _understood(name: str, lines: Iterable[list[str]], data: bytes) -> Table:
    columns: list[Column | None] = []
    unknown: list[str] = []
    repeated: list[str] = []
    rows: list[Row] = []
    for line, cells in enumerate(lines, start=1):
        if line > MAX_ROWS:  # also of blank ones: a file may claim any number of them
            raise _refused("table-too-long", name, limit=MAX_ROWS)
        clean = [_MARKED.sub("", cell).strip() for cell in cells]
        if not any(clean):
            continue
        if not columns:
            for header in clean:
                column = column_of(header)
                if column is not None and column in columns:
                    repeated.append(header)
                    column = None
                elif column is None and header:
                    unknown.append(header)
                columns.append(column)
            if not {"number", "file", "folder"} & set(columns):
                raise _refused("table-header", name)
            continue
        named = zip(columns, clean, strict=False)
        rows.append(Row(line, {column: cell for column, cell in named if column and cell}))
    if not columns:
        raise _refused("table-empty", name)
    return Table(
        name,
        tuple(rows),
        frozenset(column for column in columns if column),
        tuple(unknown),
        tuple(repeated),
        hashlib.sha256(data).hexdigest(),
    )
