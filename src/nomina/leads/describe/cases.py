"""From the rows of a table to one `Described` for each case of a side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from nomina.cases.dates import Order, When, order
from nomina.cases.description import Described, Whereabouts
from nomina.leads.columns import Column
from nomina.leads.describe.cells import Cells
from nomina.leads.describe.entries import TITLES, Sheets, Thing
from nomina.leads.describe.features import marks, teeth
from nomina.leads.describe.listed import Found
from nomina.leads.describe.physical import in_order, physical
from nomina.leads.describe.things import effects, names, numbers, papers
from nomina.leads.describe.values import degrees, metres, when
from nomina.leads.describe.words import heading, problem
from nomina.leads.documents import Problem, Side
from nomina.leads.intake import Intake
from nomina.leads.tables import Row, Table
from nomina.names import folded

BODIES_ONLY: frozenset[Column] = frozenset({"papers", "regions missing", "died", "found"})
MISSING_ONLY: frozenset[Column] = frozenset(
    {"other names", "numbers", "born", "last known alive", "marks source"}
)
_THINGS_ONLY: dict[Side, Thing] = {"bodies": "numbers", "missing": "papers"}
"""Of each side, the further sheet that says nothing about it."""

Answer = tuple[tuple[Described, ...], tuple[Problem, ...]]


def of_intake(intake: Intake) -> Answer:
    """Describe every case of one side as it was taken in."""
    ids = [case.id for case in intake.cases]
    return describe(intake.read, intake.side, ids, [case.rows for case in intake.cases])


def describe(
    table: Table | Sequence[Row] | None,
    side: Side,
    ids: Sequence[str],
    lines: Sequence[Sequence[int]] | None = None,
) -> Answer:
    """Describe every case of one side.

    Args:
        table: as read; None where there is none.
        side: "bodies" or "missing".
        ids: the numbers of the cases.
        lines: of each case the lines of its rows; None takes a row for the case that has its
            number, else its folder, else the name of its file.

    Returns:
        One `Described` for each id, an empty one where the table has no row, and what could
        not be used.
    """
    if table is None:
        return tuple(Described(one) for one in ids), ()
    if not isinstance(table, Table):
        columns = frozenset(column for row in table for column in row.cells)
        table = Table("", tuple(table), columns, (), (), "")
    problems: list[Problem] = _of_columns(table, side)
    sheets = Sheets(table.sheets, table.name, side, problems)
    rows = _rows_of(table, side, ids, lines, problems)
    torn = _torn(rows)
    problems += _strangers(sheets, ids, torn, table, side)
    found: list[Described] = []
    for one, own in zip(ids, rows, strict=True):
        number = next((row.cells["number"] for row in own if "number" in row.cells), one)
        things: Found = {} if folded(number) in torn else sheets.of(number)
        if not own and not things:
            found.append(Described(one))
            continue
        cells = Cells(one, side, table.name, own, problems)
        found.append(_body(cells, things) if side == "bodies" else _person(cells, things))
    return tuple(found), tuple(problems)


def _of_columns(table: Table, side: Side) -> list[Problem]:
    """Say which columns and sheets say nothing about this side."""
    useless = MISSING_ONLY if side == "bodies" else BODIES_ONLY
    named = [heading(column) for column in sorted(table.columns & useless)]
    titles = {title.casefold() for title in TITLES[_THINGS_ONLY[side]]}
    named += [sheet.title for sheet in table.sheets if sheet.title.casefold() in titles]
    return [problem("describe-side", side, file=table.name, column=name) for name in named]


def _rows_of(
    table: Table,
    side: Side,
    ids: Sequence[str],
    lines: Sequence[Sequence[int]] | None,
    problems: list[Problem],
) -> list[list[Row]]:
    """Give the rows of each case; a row about nobody is said."""
    if lines is not None:
        by_line = {row.line: row for row in table.rows}
        return [[by_line[line] for line in own if line in by_line] for own in lines]
    place = {folded(one): at for at, one in enumerate(ids)}
    found: list[list[Row]] = [[] for _ in ids]
    for row in table.rows:
        at = place.get(folded(_key(row)))
        if at is not None:
            found[at].append(row)
        else:
            where = f"{table.name}: {row.line}"
            problems.append(problem("describe-row-nobody", side, case=_key(row), file=where))
    return found


def _key(row: Row) -> str:
    cells = row.cells
    if "number" in cells:
        return cells["number"]
    if "folder" in cells:
        return cells["folder"].replace("\\", "/").removeprefix("./").rstrip("/")
    return PurePosixPath(cells.get("file", "").replace("\\", "/")).stem


def _torn(rows: Sequence[Sequence[Row]]) -> set[str]:
    """Give the numbers that several cases have, so that a sheet may mean either."""
    holders: dict[str, set[int]] = {}
    for at, own in enumerate(rows):
        for row in own:
            if "number" in row.cells:
                holders.setdefault(folded(row.cells["number"]), set()).add(at)
    return {number for number, cases in holders.items() if len(cases) > 1}


def _strangers(
    sheets: Sheets, ids: Sequence[str], torn: set[str], table: Table, side: Side
) -> list[Problem]:
    """Say which rows of further sheets are about no case, or about several."""
    known = {folded(one) for one in ids}
    known |= {folded(row.cells["number"]) for row in table.rows if "number" in row.cells}
    said = []
    for number, (written, where) in sheets.numbers.items():
        if number in torn:
            said.append(problem("describe-row-several", side, case=written, file=where))
        elif number not in known:
            said.append(problem("describe-row-nobody", side, case=written, file=where))
    return said


def _body(cells: Cells, found: Found) -> Described:
    died, seen = cells.read("died", when), cells.read("found", when)
    if died is not None and seen is not None and order(died, seen) is Order.AFTER:
        cells.say("describe-died-after-found", "died", died=died.edtf, found=seen.edtf)
        cells.unknown("died", "found")
        died = seen = None
    return Described(
        cells.case,
        physical=physical(cells, None, None),
        papers=papers(cells, found, died),
        marks=marks(cells, found),
        teeth=teeth(cells, found),
        effects=effects(cells, found),
        whereabouts=_whereabouts(cells, died, seen),
        states=cells.states,
    )


def _person(cells: Cells, found: Found) -> Described:
    born, alive = cells.read("born", when), cells.read("last known alive", when)
    if not in_order(cells, born, alive):
        born = alive = None
    return Described(
        cells.case,
        physical=physical(cells, born, alive),
        names=names(cells),
        numbers=numbers(cells, found),
        marks=marks(cells, found),
        teeth=teeth(cells, found),
        effects=effects(cells, found),
        whereabouts=_whereabouts(cells, alive, None),
        born=born,
        states=cells.states,
    )


def _whereabouts(cells: Cells, moment: When | None, seen: When | None) -> Whereabouts | None:
    place, unit = cells.text("place"), cells.text("unit")
    latitude, longitude = _position(cells)
    accuracy = cells.read("accuracy", metres)
    if latitude is None:
        accuracy = None
    if not (place or unit) and latitude is None and moment is None and seen is None:
        return None
    return Whereabouts(place, latitude, longitude, accuracy, unit, moment, seen)


def _position(cells: Cells) -> tuple[float | None, float | None]:
    latitude = cells.read("latitude", lambda text: degrees(text, 90.0))
    longitude = cells.read("longitude", lambda text: degrees(text, 180.0))
    if latitude is not None and longitude is not None:
        return latitude, longitude
    said = cells.states.keys() & {"latitude", "longitude"}
    if (latitude is not None or longitude is not None) and not said:
        cells.say("describe-position", "longitude" if longitude is None else "latitude")
        cells.unknown("latitude", "longitude")
    return None, None
