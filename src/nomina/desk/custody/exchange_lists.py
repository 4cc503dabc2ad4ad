"""Lists of the other side: a table of any common kind becomes lines, none of which is lost.

What a list says is hostile: it is kept as plain text, shown as text, and nothing in it is a name of
a file, a formula or markup. A line that cannot be taken says why, keeps its cells, and the others
go on.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nomina.desk.people.text import NAME, NOTE, clean_name, clean_note
from nomina.errors import InputError
from nomina.leads.tables import FORMULA, decoded, read_lines
from nomina.ledger.formats import canonical
from nomina.words import tr

FIELDS = ("number", "said_name", "rank", "military", "unit", "place", "note")
"""What a column of a list may be; a column that is none of them is kept with the line."""
LARGEST = 10 * 2**20
"""Bytes of a list or a paper."""
MOST = 5_000
"""Lines of a list; no exchange has as many."""
WIDEST = 60
"""Columns of a list."""
_CELL = 4_000
_TITLES = 20
"""Lines above the headings, at most: a list often begins with its title."""

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": (
        "number", "no", "nr", "n", "#", "bag", "bag number", "bag no", "body number", "body no",
        "body", "remains number", "id", "ref", "reference", "seal", "item",
        "номер", "no з п", "n з п", "з п", "№", "№ з п", "№ п п", "п п", "номер мішка", "мішок",
        "номер тіла", "№ мішка", "№ тіла", "бирка", "номер бирки", "шифр",
        "номер мешка", "мешок", "номер тела", "№ мешка", "№ тела", "бирка №", "номер пакета",
    ),
    "said_name": (
        "name", "full name", "names", "surname and name", "surname", "last name",
        "name and surname",
        "піб", "п і б", "прізвище", "прізвище ім'я по батькові", "прізвище ім я по батькові",
        "ім'я", "ім я", "прізвище та ім'я", "прізвище та ім я",
        "фио", "ф и о", "фамилия", "фамилия имя отчество", "имя", "фамилия и имя",
    ),
    "rank": (
        "rank", "military rank", "звання", "військове звання", "в звання", "звание",
        "воинское звание", "в звание",
    ),
    "military": (
        "military number", "service number", "personal number", "army number", "serial number",
        "regimental number", "token", "disc", "identity disc", "disc number",
        "особистий номер", "жетон", "номер жетона", "військовий номер", "№ жетона",
        "личный номер", "военный номер", "жетон №", "номер удостоверения",
    ),
    "unit": (
        "unit", "military unit", "regiment", "brigade", "частина", "військова частина", "в ч",
        "підрозділ", "бригада", "часть", "воинская часть", "подразделение",
    ),
    "place": (
        "place", "place found", "place of death", "location", "found at", "where found", "area",
        "місце", "місце виявлення", "місце загибелі", "місцевість", "де знайдено", "район",
        "место", "место обнаружения", "место гибели", "местность", "где найдено", "где найден",
    ),
    "note": (
        "note", "notes", "remark", "remarks", "comment", "comments", "description",
        "примітка", "примітки", "опис", "коментар", "примечание", "примечания", "описание",
        "комментарий",
    ),
}  # fmt: skip
_COUNTING = ("no", "nr", "n", "#", "з п", "no з п", "n з п", "# з п", "п п", "# п п", "item")
"""Headings of a column that may only count the lines; another number goes before it."""
_MARKED = re.compile(f"^'(?=[{re.escape(''.join(FORMULA))}'])")
"""The mark that a careful writer puts before what a spreadsheet would take for a formula."""
_BETWEEN = re.compile(r"[\W_]+")
_APOSTROPHES = str.maketrans(dict.fromkeys("ʼ’`´‘", "'"))


def _plain(text: str) -> str:
    marked = text.replace("№", " # ").translate(_APOSTROPHES)
    folded = unicodedata.normalize("NFKC", marked).casefold()
    return " ".join(re.sub(r"[^\w#]+", " ", folded).replace("_", " ").split())


_FIELD_OF: dict[str, str] = {
    _plain(heading): field for field, headings in _HEADINGS.items() for heading in headings
}


def field_of(heading: str) -> str:
    """Give the field that a heading names, in English, Ukrainian or Russian; empty for none."""
    return _FIELD_OF.get(_plain(heading), "")


@dataclass(frozen=True)
class Sheet:
    """A list as it was read, before anybody said what its columns are.

    Attributes:
        headings: of the columns; empty texts where a column has none.
        lines: what stands below, each with its number as a spreadsheet counts.
        columns: what each column seems to be, by its heading; empty for none.
    """

    headings: tuple[str, ...]
    lines: tuple[tuple[int, tuple[str, ...]], ...]
    columns: tuple[str, ...]


def read(data: bytes, name: str) -> Sheet:
    """Read a list from CSV or XLSX.

    Raises:
        InputError: it is another kind, too large, broken, or holds no line.
    """
    if len(data) > LARGEST:
        raise InputError(
            tr("this file is larger than {n} megabytes").format(n=LARGEST >> 20), where=_file(name)
        )
    lines = _workbook(data) if _is_workbook(data, name) else _text(data, name)
    if len(lines) > MOST:
        raise InputError(tr("a list has {n} lines at most").format(n=MOST), where=_file(name))
    at = _heading(lines)
    if at is None or at + 1 >= len(lines):
        raise InputError(
            tr("there is no line below the headings of this list"),
            where=_file(name),
            todo=tr("The first line names the columns"),
        )
    wide = min(WIDEST, max(len(cells) for _, cells in lines))
    headings = _wide(lines[at][1], wide)
    below = tuple((line, cells) for line, cells in lines[at + 1 :])
    return Sheet(headings, below, _guessed(headings))


def _file(name: str) -> str:
    return name[:80]


def _is_workbook(data: bytes, name: str) -> bool:
    if data[:5] == b"%PDF-" or data[:4] == b"\xd0\xcf\x11\xe0" or data[:2] == b"\xff\xd8":
        raise InputError(
            tr("the lines of this file cannot be read"),
            where=_file(name),
            todo=tr("Attach it as a paper, and type or scan its lines into a CSV or XLSX"),
        )
    return data[:4] == b"PK\x03\x04"


_Lines = list[tuple[int, tuple[str, ...]]]


def _workbook(data: bytes) -> _Lines:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        path.write_bytes(data)
        return list(read_lines(path))


def _text(data: bytes, name: str) -> _Lines:
    """Read a CSV by the delimiter that names most columns; a title above may hold any sign."""
    try:
        text = decoded(data).replace("\x00", "")
        read = [_rows(text, sign) for sign in ",;\t|"]
    except (ValueError, csv.Error) as error:
        raise InputError(
            tr("this list cannot be read ({why})").format(why=error), where=_file(name)
        ) from error
    return max(read, key=_named)


def _rows(text: str, delimiter: str) -> _Lines:
    found = []
    for line, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
        clean = tuple(_MARKED.sub("", cell).strip() for cell in cells)
        if any(clean):
            found.append((line, clean))
    return found


def _named(lines: _Lines) -> tuple[int, int]:
    """Give how many columns a reading names, and how many it has."""
    head = lines[:_TITLES]
    names = (len({field_of(cell) for cell in cells} - {""}) for _, cells in head)
    return max(names, default=0), max((len(cells) for _, cells in head), default=0)


def _heading(lines: Sequence[tuple[int, tuple[str, ...]]]) -> int | None:
    """Give which line holds the headings: the first that names two columns, else the first."""
    for at, (_, cells) in enumerate(lines[:_TITLES]):
        if len({field_of(cell) for cell in cells} - {""}) >= 2:
            return at
    return 0 if lines else None


def _wide(cells: Sequence[str], wide: int) -> tuple[str, ...]:
    return tuple(cells[:wide]) + ("",) * (wide - len(cells))


def _guessed(headings: Sequence[str]) -> tuple[str, ...]:
    """Give what each column seems to be; the first of two that say the same."""
    found = [""] * len(headings)
    seen: set[str] = set()
    # What may only count the lines comes last: a number of a bag or body goes before it.
    order = sorted(range(len(headings)), key=lambda n: _plain(headings[n]) in _COUNTING)
    for at in order:
        field = field_of(headings[at])
        if field and field not in seen:
            found[at] = field
            seen.add(field)
    return tuple(found)


@dataclass(frozen=True)
class Line:
    """One line of a list.

    Attributes:
        said: what stands in each of `FIELDS`.
        wrong: why it cannot be used, one of `models.exchange.WRONG`; empty where it can.
        cells: all of it, as it was read.
        mark: SHA-256 over the cells.
    """

    line: int
    said: Mapping[str, str]
    wrong: str
    cells: tuple[str, ...]
    mark: str


def lines_of(sheet: Sheet, columns: Sequence[str]) -> list[Line]:
    """Give the lines of a list.

    Args:
        sheet: the list.
        columns: what each column is, one of `FIELDS` or empty.

    Raises:
        InputError: two columns are said to be the same, or none is a number or name.
    """
    named = [one for one in columns if one]
    if len(set(named)) != len(named):
        raise InputError(tr("two columns cannot be the same"))
    if not set(named) <= set(FIELDS):
        raise InputError(tr("there is no such choice"))
    if not {"number", "said_name", "military"} & set(named):
        raise InputError(
            tr("no column is a number or a name"),
            todo=tr("Say which column holds their number"),
        )
    return [_line(line, cells, columns) for line, cells in sheet.lines]


def _line(line: int, cells: tuple[str, ...], columns: Sequence[str]) -> Line:
    kept = tuple(_kept(cell) for cell in cells[:WIDEST])
    while kept and not kept[-1].strip():  # of one file as CSV and as XLSX the same cells
        kept = kept[:-1]
    mark = hashlib.sha256(canonical(list(kept))).hexdigest()
    said = dict.fromkeys(FIELDS, "")
    wrong = ""
    for field, cell in zip(columns, cells, strict=False):
        if not field or not cell.strip():
            continue
        longest = NOTE if field == "note" else NAME
        if len(cell) > longest:
            wrong = wrong or "long"
            continue
        try:
            said[field] = clean_note(cell) if field == "note" else clean_name(cell)
        except InputError:
            wrong = wrong or "signs"
    if not wrong and not (said["number"] or said["said_name"] or said["military"]):
        wrong = "blank"
    if len(cells) > WIDEST or any(len(cell) > _CELL for cell in cells):
        wrong = wrong or "long"
    return Line(line, said, wrong, kept, mark)


def _kept(cell: str) -> str:
    """Give a cell as it can be kept by both databases: no zero byte, no half of a sign."""
    return "".join(
        "\ufffd" if sign == "\x00" or "\ud800" <= sign <= "\udfff" else sign
        for sign in cell[:_CELL]
    )


def folded(text: str) -> str:
    """Give a number or name as it is compared: without case, space and signs between."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text).casefold())
