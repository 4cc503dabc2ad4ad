"""Which cases a folder or a table holds, and what its rows say of each, as fields of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nomina.cases import Source, SourceKind, State
from nomina.desk.files import fields
from nomina.desk.files.fields import AM, PM, Field, Form, Said
from nomina.errors import InputError, LineNotCrossed
from nomina.leads.columns import Column, alive_of, condition_of
from nomina.leads.describe.cells import Cells
from nomina.leads.describe.entries import Entry, Sheets
from nomina.leads.describe.values import Bad, when
from nomina.leads.describe.vocabulary import SEX
from nomina.leads.describe.words import heading
from nomina.leads.documents import Problem, Side
from nomina.leads.intake import PhotoInput, take_in
from nomina.leads.rows import understand
from nomina.leads.tables import Table, read_table
from nomina.leads.words import say
from nomina.names import folded, shown
from nomina.words import tr

SIDES: dict[str, Side] = {PM: "bodies", AM: "missing"}
"""Kinds of file that folders and tables hold."""
_PAIRS = frozenset({"numbers", "teeth"})


@dataclass(frozen=True, slots=True)
class Case:
    """One case as given.

    Attributes:
        key: its name there, folded; the same name is the same case when it is given again.
        name: the same as written.
        said: values by key of field.
        photos: as they lie there.
        dead: whether its row says so; somebody who may be alive stops the whole import.
    """

    key: str
    name: str
    said: dict[str, Said] = field(default_factory=dict)
    photos: tuple[PhotoInput, ...] = ()
    dead: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """Everything that was given: cases in order, and what could not be used."""

    cases: tuple[Case, ...]
    problems: tuple[Problem, ...]

    @property
    def photos(self) -> int:
        """How many photos there are."""
        return sum(len(case.photos) for case in self.cases)


def given(place: Path, kind: str, table: Path | None = None) -> Given:
    """Read a folder with one subfolder a case, or a table of descriptions alone.

    Args:
        place: the folder, or a table.
        kind: `fields.AM` or `fields.PM`.
        table: of a folder; None looks for a single one at its top.

    Raises:
        FolderError: the folder is missing, empty or cannot be read.
        TableError: the table cannot be used, or there are several.
        LineNotCrossed: a body may be alive; nothing is taken in.
    """
    side = SIDES[kind]
    if table is None and place.is_file():
        read = read_table(place)
        cases, problems = _by_number(read, side)
    else:
        intake = take_in(place, side, table=table)
        read_or_none, problems = intake.read, list(intake.problems)
        cases = [(one.id, one.rows, one.photos) for one in intake.cases]
        if read_or_none is None:
            plain = tuple(Case(folded(name), name, {}, photos) for name, _, photos in cases)
            return Given(plain, tuple(problems))
        read = read_or_none
    rows = {row.line: row for row in read.rows}
    sheets = Sheets(read.sheets, read.name, side, problems)
    made = []
    for name, lines, photos in cases:
        of_case = [rows[line] for line in lines]
        cells = Cells(name, side, read.name, of_case, problems)
        written = ", ".join(map(str, lines))
        source = Source(kind=SourceKind.REGISTER, reference=f"{read.name}: {written}"[:200])
        things: dict[str, list[Entry]] = {str(k): v for k, v in sheets.of(name).items()}
        said = _Reader(kind, cells, source, things).said()
        dead = alive_of(cells.raw("alive")) == "dead"
        made.append(Case(folded(name), name, said, photos, dead))
    return Given(tuple(made), tuple(problems))


_Loose = tuple[str, Sequence[int], tuple[PhotoInput, ...]]


def _by_number(table: Table, side: Side) -> tuple[list[_Loose], list[Problem]]:
    """Give the cases of a table without a folder: a number is a case."""
    claims, problems = understand(table, [], [], side)
    living = [claim.said() for claim in claims if claim.alive == "may be alive"]
    if side == "bodies" and living:
        what, todo = say("alive")
        raise LineNotCrossed(what, where=f"{table.name}: {', '.join(living[:5])}", todo=todo)
    found: dict[str, tuple[str, list[int]]] = {}
    for claim in claims:
        if claim.number and claim.alive != "not understood":
            name = shown(claim.number)
            found.setdefault(folded(name), (name, []))[1].append(claim.line)
    return [(name, lines, ()) for name, lines in found.values()], problems


class _Reader:
    """Reads the rows of one case into values of fields."""

    def __init__(self, kind: str, cells: Cells, source: Source, things: Mapping[str, list[Entry]]):
        self._kind = kind
        self._cells = cells
        self._things = things
        self._source = source
        self._rest: list[str] = []

    def said(self) -> dict[str, Said]:
        """Give the values; what could not be read stands in the note as it was written."""
        said: dict[str, Said] = {}
        for one in fields.of_kind(self._kind):
            value = self._field(one) if one.table else None
            if value is not None:
                said[one.key] = value
        whole = self._cells.text("name") if self._kind == AM else ""
        if whole and not said.keys() & {"family name", "given name", "patronymic"}:
            others = said.get("other names")
            text = f"{whole}; {others.get()}" if others is not None and others.is_known else whole
            said["other names"] = Said.of(text, self._source)
        if self._rest:
            said["note"] = Said.of("\n".join(self._rest)[: fields.LONGEST], self._source)
        return said

    def _field(self, one: Field) -> Said | None:
        column: Column = one.key  # type: ignore[assignment]
        entries = self._things.get(one.key, [])
        raw = self._cells.raw(column)
        if column == "stature" and not raw:
            raw = self._cells.height
        if not raw and not entries:
            return None
        text = self._cells.text(column) if self._cells.raw(column) else raw
        if entries:
            listed = "; ".join(_written(one.key, entry) for entry in entries)
            text = f"{text}; {listed}" if text else listed
        if not text:
            return self._without(one, column, raw)
        return self._kept(one, column, text)

    def _without(self, one: Field, column: Column, raw: str) -> Said:
        state = self._cells.states.get(column, State.UNKNOWN)
        if state is State.REFUSED:
            return Said.refused(self._source)
        if state is State.KNOWN and one.form in {Form.TEXT, Form.LONG}:
            return Said.of(raw, self._source)  # "none", where that is something known
        return Said.unknown(self._source)

    def _kept(self, one: Field, column: Column, text: str) -> Said | None:
        try:
            value = value_of(one, text)
            return fields.checked(self._kind, one.key, Said.of(value, self._source))
        except Bad as bad:
            self._cells.say(bad.code, column, **bad.values)
        except InputError as error:
            self._say(error, column)
        self._rest.append(f"{heading(column)}: {text}")
        return None

    def _say(self, error: InputError, column: Column) -> None:
        reference = self._source.reference
        self._cells.problems.append(
            Problem(
                code="field-not-understood",
                side=self._cells.side,
                case=shown(self._cells.case),
                file=shown(reference),
                what=shown(f"{heading(column)}: {error.what}"),
                todo=shown(error.todo),
            )
        )


def _written(thing: str, entry: Entry) -> str:
    """Write a row of a further sheet as its cell in the table would be written."""
    if thing in _PAIRS and len(entry.fields) > 1:
        first, *others = entry.fields
        return f"{first}: {' '.join(filter(None, others))}" if first else " ".join(others).strip()
    return " | ".join(entry.fields).rstrip(" |")


def value_of(one: Field, text: str) -> str:
    """Give the value of a cell of any table as its field wants it.

    Raises:
        Bad: it is no date that can be read.
        InputError: it is no word of the field.
    """
    if one.form is Form.DATE:
        return when(text).edtf
    if one.key == "sex":
        sex = SEX.read(text)
        if sex is None:
            raise InputError(tr("this word is not understood"), todo=", ".join(one.choices))
        return str(sex)
    if one.key == "condition":
        return condition_of(text) or text
    return text
