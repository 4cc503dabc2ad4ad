"""The numbers behind the evidence, estimated again from cases that people have solved.

Solved cases were partly found by the same evidence that is estimated from them, so that pairs in
which it agreed are too many among them: errors come out too small, never too large. Give all
solved cases, above all those that were solved by other means (fingerprints, DNA).
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from nomina.cases.description import Described
from nomina.documents import Document, Part, write_bytes_atomic, write_json
from nomina.errors import CalibrationError, InputError, TableError
from nomina.evidence import KINDS, Kind, load
from nomina.leads.calibrate_biology import biology
from nomina.leads.calibrate_estimates import LEAST, WEIGHT, Learnt
from nomina.leads.calibrate_marks import marks, whereabouts
from nomina.leads.calibrate_papers import documents, names
from nomina.leads.columns import plain
from nomina.leads.describe import describe
from nomina.leads.describe.results import RESULTS
from nomina.leads.documents import Side
from nomina.leads.tables import FORMULA, Table, read_lines, read_table
from nomina.names import folded
from nomina.reconcile.findings import RowProblem
from nomina.words import tr

Pair = tuple[Described, Described]
_PACKAGE = Path(__file__).resolve().parents[1]
LINES: tuple[Kind, ...] = tuple(each for each in KINDS if each not in {"face", "exclusion"})


class EstimateRecord(Part):
    """One number that was estimated."""

    kind: Kind
    name: str = Field(description="Of the parameter; of a table with its row after a comma.")
    shipped: float
    estimated: float
    cases: int = Field(ge=0, description="Observations behind it.")


class CalibrationRecord(Document):
    """What became of the numbers of all lines."""

    solved: int = Field(ge=0, description="Solved cases used.")
    prior_cases: float = Field(description="Cases that each shipped number counts as.")
    least_cases: int = Field(description="A number with fewer cases is left as shipped.")
    digest: str = Field(description="SHA-256 of the tables that were read.")
    estimates: tuple[EstimateRecord, ...]
    kept: tuple[Kind, ...] = Field(description="Lines without a number that was estimated.")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run came to."""

    record: CalibrationRecord
    problems: tuple[RowProblem, ...]
    out: Path


def calibrate(solved: Path, bodies_table: Path, missing_table: Path, out: Path) -> Summary:
    """Estimate the numbers of every line and write ``<kind>.json`` of each into ``out``.

    Args:
        solved: table of the cases that people have solved: columns body, person.
        bodies_table, missing_table: descriptions, as for `identify`; the second holds the whole
            list, since shares come from it.
        out: folder; made where there is none.

    Raises:
        CalibrationError: there are fewer than `LEAST` solved cases.
        InputError: a table cannot be used, or the folder cannot be made or is that of the
            program.
    """
    tables = read_table(bodies_table), read_table(missing_table)
    bodies, people = _described(tables[0], "bodies"), _described(tables[1], "missing")
    pairs, problems = solved_pairs(solved, bodies, people)
    digest = hashlib.sha256(
        b"".join([solved.read_bytes(), *(bytes.fromhex(each.sha256) for each in tables)])
    ).hexdigest()
    record, learnt = estimated(pairs, people, digest)
    _write(out, record, learnt)
    if problems:
        write_bytes_atomic(out / "problems.csv", _table(problems))
    else:
        (out / "problems.csv").unlink(missing_ok=True)
    return Summary(record, tuple(problems), out)


def estimated(
    pairs: Sequence[Pair], people: Sequence[Described], digest: str
) -> tuple[CalibrationRecord, list[Learnt]]:
    """Estimate from solved pairs, whose people are of ``people``, the whole list.

    Raises:
        CalibrationError: there are fewer than `LEAST` pairs.
    """
    if len(pairs) < LEAST:
        raise CalibrationError(
            tr("{n} solved cases can be used, and at least {least} are needed").format(
                n=len(pairs), least=LEAST
            ),
            todo=tr("Use the shipped numbers until more cases are solved"),
        )
    by_kind = {
        "biology": lambda: biology(pairs, people, load("biology")),
        "names": lambda: names(pairs, people, load("names")),
        "documents": lambda: documents(pairs, people, load("documents")),
        "marks": lambda: marks(pairs, load("marks")),
        "whereabouts": lambda: whereabouts(pairs, people, load("whereabouts")),
    }
    learnt = [by_kind[kind]() if kind in by_kind else Learnt(load(kind)) for kind in LINES]
    found = tuple(
        EstimateRecord(
            kind=each.kind,
            name=each.name,
            shipped=each.shipped,
            estimated=each.estimated,
            cases=each.cases,
        )
        for line in learnt
        for each in line.estimates
    )
    return CalibrationRecord(
        solved=len(pairs),
        prior_cases=WEIGHT,
        least_cases=LEAST,
        digest=digest,
        estimates=found,
        kept=tuple(each.shipped.kind for each in learnt if not each.estimates),
    ), learnt


def _described(table: Table, side: Side) -> tuple[Described, ...]:
    ids = list(dict.fromkeys(row.cells["number"] for row in table.rows if "number" in row.cells))
    return describe(table, side, ids)[0]


def solved_pairs(
    path: Path, bodies: Sequence[Described], people: Sequence[Described]
) -> tuple[list[Pair], list[RowProblem]]:
    """Read solved cases; a row that cannot be used is named, and every other one counts.

    Raises:
        TableError: the table cannot be read or lacks a column.
    """
    lines = read_lines(path)
    heads = [plain(cell) for cell in (lines[0][1] if lines else ())]
    places = [
        next((at for at, head in enumerate(heads) if head in _headers(column)), None)
        for column in ("body", "person")
    ]
    if None in places:
        raise TableError(
            tr("this table lacks the columns of body and person"),
            where=path.name,
            todo=tr("Give one row for each solved case, with the columns body and person"),
        )
    known = [{folded(each.id): each for each in side} for side in (bodies, people)]
    pairs: dict[str, Pair] = {}
    problems = []
    for line, cells in lines[1:]:
        named = [cells[at] if at is not None and at < len(cells) else "" for at in places]
        found = [side.get(folded(name)) for side, name in zip(known, named, strict=True)]
        body, person = found
        if body is None or person is None:
            problems.append(_problem("solved-unknown-number", f"{path.name}: {line}", named))
        elif body.id in pairs:
            problems.append(_problem("solved-twice", f"{path.name}: {line}", named))
        else:
            pairs[body.id] = body, person
    return list(pairs.values()), problems


def _headers(column: str) -> set[str]:
    languages = next(words for name, words in RESULTS.items() if name == column)
    return {plain(word) for words in languages for word in words.split("|")}


def _problem(code: str, where: str, named: Sequence[str]) -> RowProblem:
    pair = ", ".join(name[:80] or "-" for name in named)
    if code == "solved-twice":
        what = tr("{pair}: this body stands here twice; the first row counts").format(pair=pair)
        todo = tr("Keep the row that is right")
    else:
        what = tr("{pair}: not both are in the tables of descriptions; the row is not used").format(
            pair=pair
        )
        todo = tr("Correct the number, or add the description")
    return RowProblem(code=code, where=where, what=what, todo=todo)


def _write(out: Path, record: CalibrationRecord, learnt: Sequence[Learnt]) -> None:
    if _PACKAGE in (out.resolve(), *out.resolve().parents):
        raise InputError(
            tr("the numbers that came with the program are never overwritten"),
            where=str(out),
            todo=tr("Choose another folder"),
        )
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            tr("the folder for the leads cannot be made ({why})").format(why=error.strerror),
            where=str(out),
            todo=tr("Choose another folder, or check that you may write there"),
        ) from error
    for each in learnt:
        parameters = each.parameters(record.solved, record.digest)
        write_json(out / f"{parameters.kind}.json", parameters)
    write_json(out / "calibration.json", record)


def _table(problems: Sequence[RowProblem]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("code", "where", "what", "todo"))
    for one in problems:
        cells = (one.code, one.where, one.what, one.todo)
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return out.getvalue().encode("utf-8-sig")
