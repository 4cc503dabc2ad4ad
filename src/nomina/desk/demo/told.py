"""Rows of the tables of an invented operation as what is said in files."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from nomina.cases import Known, Source, SourceKind, When
from nomina.desk.files import fields
from nomina.desk.files.fields import Said
from nomina.errors import FolderError
from nomina.words import tr

Row = Mapping[str, str]
_HEIGHT = {"stature": "height"}
"""Fields whose column is written otherwise."""


def rows(folder: Path, table: str) -> dict[str, Row]:
    """Read a table by the numbers in its first column; empty cells are left out.

    Raises:
        FolderError: it is not there.
    """
    path = folder / f"{table}.csv"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = list(csv.DictReader(file))
    except OSError as error:
        raise FolderError(
            tr("the folder cannot be read: {why}").format(why=error.strerror), where=str(path)
        ) from error
    return {
        next(iter(row.values())): {name: cell for name, cell in row.items() if cell}
        for row in found
    }


def missing(row: Row) -> dict[str, Said]:
    """Give the file of a missing person as the family told it, in part by papers."""
    dice = random.Random(row["number"])
    teller = dice.choice((tr("the mother"), tr("the wife"), tr("a brother"), tr("a sister")))
    family = fields.source(SourceKind.RELATIVE, teller)
    papers = fields.source(SourceKind.DOCUMENT, tr("the medical file"))
    said = _said(fields.AM, row, family)
    if row.get("marks source") == "medical file":
        again = {key: row[key] for key in ("marks", "marks asked", "teeth") if key in row}
        said |= _said(fields.AM, again, papers)
    if row.get("height source") == "service file" and "stature" in said:
        army = fields.source(SourceKind.DOCUMENT, tr("the service file"))
        said["stature"] = _cell(row["height"], army)
    said["informant"] = fields.known(f"{row.get('family name', '')}, {teller}".lstrip(", "), family)
    said |= _reported(row.get("last known alive", ""), dice)
    return _whole(fields.AM, said)


def _reported(alive: str, dice: random.Random) -> dict[str, Said]:
    desk = fields.source(SourceKind.REGISTER, tr("the register of the tracing office"))
    try:
        last = When(edtf=alive).span().latest
    except ValueError:
        last = None
    if last is None:
        return {}
    reported = (last + timedelta(days=dice.randint(2, 40))).date()
    expires = reported.replace(year=reported.year + 5, day=min(reported.day, 28))
    return {
        "reported": fields.known(reported.isoformat(), desk),
        "expires": fields.known(expires.isoformat(), desk),
    }


def body(row: Row) -> dict[str, Said]:
    """Give the file of a body as it was examined."""
    examined = fields.source(SourceKind.EXAMINATION, tr("external examination"))
    team = fields.source(SourceKind.WITNESS, tr("the recovery team"))
    said = _said(fields.PM, row, examined)
    found = {key: row[key] for key in ("found", "place", "latitude", "longitude") if key in row}
    said |= _said(fields.PM, found, team)
    said["completeness"] = fields.known("whole", examined)
    if "condition" in row:
        said["condition"] = _cell(row["condition"].replace(" ", "_"), examined)
    return _whole(fields.PM, said)


def part(row: Row) -> dict[str, Said]:
    """Give the file of a part that lay in the bag of another body."""
    examined = fields.source(SourceKind.EXAMINATION, tr("external examination"))
    bag = tr("bag {number}").format(number=row["bag"])
    said = {
        "completeness": fields.known("fragment", examined),
        "lay with": fields.known(bag, examined),
        "note": fields.known(row["elements"], examined),
    }
    return _whole(fields.PM, said)


def _said(kind: str, row: Row, by: Source) -> dict[str, Said]:
    said = {}
    for field in fields.of_kind(kind):
        cell = row.get(_HEIGHT.get(field.key, field.key))
        if cell and field.table:
            said[field.key] = _cell(cell, by)
    return said


def _cell(cell: str, by: Source) -> Said:
    if cell == "unknown":
        return Known.unknown(by)
    return Known.refused(by) if cell == "refused" else fields.known(cell, by)


def _whole(kind: str, said: dict[str, Said]) -> dict[str, Said]:
    """Add, to what was said, that of the rest of the minimum record nobody was asked."""
    rest = {key: Known[str].not_asked() for key in fields.lacking(kind, said)}
    return {**said, **rest}
