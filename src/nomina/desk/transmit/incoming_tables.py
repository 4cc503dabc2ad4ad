"""Tables of missing people that another institution sent: CSV or XLSX, as items.

A table of descriptions is read by the code that reads those of our own tracing offices, so that
both mean the same; one whose columns are named as PFIF names them is read as PFIF is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from nomina.desk.files.fields import AM
from nomina.desk.files.imports.cases import Case, given
from nomina.errors import InputError
from nomina.leads.tables import lines_in
from nomina.packages.incoming import LONGEST, Offered, Value, of_pfif
from nomina.pfif import PERSON, Person, checked_person
from nomina.words import tr

LARGEST = 10 * 2**20
"""Bytes of a table."""
MOST = 5_000
"""Lines of a table."""
_KEY = "person_record_id"
_COLUMNS = 3
"""Columns that PFIF names, by which a table is told to be of that kind."""


def read(data: bytes, name: str, at: datetime) -> tuple[tuple[Offered, ...], list[InputError]]:
    """Read a table.

    Args:
        data: the table.
        name: that it came under.
        at: now.

    Returns:
        What can be taken, and what is wrong with the rest, row by row.

    Raises:
        InputError: nothing of it can be used, or it is too large.
    """
    workbook = data[:4] == b"PK\x03\x04"
    where = name[:80]
    # Before anything of it is understood: a table of a million lines costs no more than its limit.
    lines = lines_in(data, where, most=MOST, largest=LARGEST)
    headings = [cell.casefold() for cell in lines[0][1]] if lines else []
    if _KEY in headings and len(set(headings) & set(PERSON)) >= _COLUMNS:
        return _as_pfif(headings, lines[1:], where, at)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("table.xlsx" if workbook else "table.csv")
        path.write_bytes(data)
        found = given(path, AM)

    def named(text: str) -> str:
        return text.replace(path.name, where, 1)[:200] or where

    problems = [
        InputError(one.what, where=named(one.file), todo=one.todo) for one in found.problems
    ]
    return tuple(_item(case, named) for case in found.cases), problems


def _item(case: Case, named: Callable[[str], str]) -> Offered:
    values = [
        Value(
            field=key,
            text=said.get()[:LONGEST] if said.is_known else None,
            source=named(said.source.reference) if said.source is not None else "",
        )
        for key, said in case.said.items()
    ]
    return Offered(about="missing", key=case.name[:200] or "-", values=tuple(values))


def _as_pfif(
    headings: Sequence[str],
    lines: Sequence[tuple[int, tuple[str, ...]]],
    where: str,
    at: datetime,
) -> tuple[tuple[Offered, ...], list[InputError]]:
    people: dict[str, Person] = {}
    problems: list[InputError] = []
    for line, cells in lines:
        said: dict[str, Any] = {
            name: cell
            for name, cell in zip(headings, cells, strict=False)
            if name in PERSON and cell
        }
        place = f"{where}: {line}"
        try:
            one = checked_person(Person(**({_KEY: ""} | said)), place)
            if one.person_record_id in people:
                raise InputError(
                    tr("a record of this id stands in the file before: {id}").format(
                        id=one.person_record_id[:80]
                    ),
                    where=place,
                )
            people[one.person_record_id] = one
        except InputError as error:
            problems.append(error)
    return of_pfif(people.values(), (), at), problems
