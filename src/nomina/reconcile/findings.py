"""Findings as a table, ``pm, am, kind, log10_lr``, and lists of ids: read row by row."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nomina.documents import Part
from nomina.errors import TableError
from nomina.reconcile.problem import Rows
from nomina.words import tr

EXCLUSION = "exclusion"
_COLUMNS = ("pm", "am", "kind", "log10_lr")
_LARGEST = 100.0
"""log10 LR beyond which a value is a slip of the pen: no method gives as much."""


class RowProblem(Part):
    """One row that could not be used as it stands."""

    code: str
    where: str
    what: str
    todo: str


@dataclass(slots=True)
class Findings:
    """Findings as read: rows by pair, kinds by pair, and what was wrong."""

    rows: Rows = field(default_factory=Rows)
    kinds: dict[tuple[int, int], dict[str, float]] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    read: int = 0


_HEADS = frozenset(
    {
        *("id", "ids", "pm", "am", "number", "numbers", "body", "bodies"),
        *("person", "people", "missing", "name", "header"),
    }
)


def read_ids(path: Path) -> tuple[dict[str, int], list[RowProblem]]:
    """Read ids, one a line or the first column of a table.

    Returns:
        Their places in order, and the lines that name one again.

    Raises:
        TableError: the file cannot be read or has no id.
    """
    ids: dict[str, int] = {}
    problems = []
    for at, cells in enumerate(_cells(path)):
        name = cells[0].strip() if cells else ""
        if not name or (at == 0 and name.casefold() in _HEADS):
            continue
        if name in ids:
            problems.append(
                RowProblem(
                    code="number-twice",
                    where=f"{path.name}: {at + 1}",
                    what=tr("{name} stands in this list twice; it counts once").format(
                        name=name[:80]
                    ),
                    todo=tr("Delete one of the lines, or correct the number"),
                )
            )
        ids.setdefault(name, len(ids))
    if not ids:
        raise TableError(tr("there is no number in this list"), where=str(path))
    return ids, problems


def read_findings(
    path: Path, bodies: dict[str, int] | None = None, people: dict[str, int] | None = None
) -> Findings:
    """Read findings.

    A row that cannot be used is named in ``problems`` and left out; every other row counts.

    Args:
        path: CSV with the columns ``pm, am, kind, log10_lr`` in any order.
        bodies, people: all ids by place; None where the ids of the findings are all there are.

    Raises:
        TableError: the file cannot be read or lacks a column.
    """
    lines = _cells(path)
    heads = [cell.strip().casefold() for cell in (lines[0] if lines else [])]
    lacking = [name for name in _COLUMNS if name not in heads]
    if lacking:
        raise TableError(
            tr("this table lacks the column {column}").format(column=lacking[0]),
            where=str(path),
            todo=tr("The columns are pm, am, kind and log10_lr"),
        )
    place = {name: heads.index(name) for name in _COLUMNS}
    found = Findings(Rows(dict(bodies or {}), dict(people or {})))
    reader = _Reader(path.name, found, bodies is not None, people is not None)
    for line, cells in enumerate(lines[1:], start=2):
        if any(cell.strip() for cell in cells):
            values = {
                name: cells[at].strip() if at < len(cells) else "" for name, at in place.items()
            }
            reader.row(line, values)
    return found


def _cells(path: Path) -> list[list[str]]:
    try:
        text = path.read_text("utf-8-sig")
        head = text.partition("\n")[0]
        delimiter = max(",;\t", key=head.count)
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except (OSError, ValueError, csv.Error) as error:
        raise TableError(
            tr("this table cannot be read ({why})").format(why=error),
            where=str(path),
            todo=tr("Save it as CSV in UTF-8"),
        ) from error


class _Reader:
    """Reads rows one by one."""

    def __init__(
        self, name: str, found: Findings, closed_bodies: bool, closed_people: bool
    ) -> None:
        self._name = name
        self._found = found
        self._closed = closed_bodies, closed_people
        self._seen: set[tuple[str, str, str, float]] = set()

    def _say(self, code: str, line: int, what: str, todo: str) -> None:
        where = f"{self._name}: {line}"
        self._found.problems.append(RowProblem(code=code, where=where, what=what, todo=todo))

    def row(self, line: int, values: dict[str, str]) -> None:
        found = self._found
        body, person, kind = values["pm"], values["am"], values["kind"].casefold()
        if not body or not person or not kind:
            self._say(
                "finding-incomplete",
                line,
                tr("this row lacks a body, a person or a kind; it is not used"),
                tr("Fill in pm, am and kind"),
            )
            return
        for name, known, closed in (
            (body, found.rows.bodies, self._closed[0]),
            (person, found.rows.people, self._closed[1]),
        ):
            if closed and name not in known:
                self._say(
                    "finding-unknown-number",
                    line,
                    tr("{name} is not on the list that was given; the row is not used").format(
                        name=name[:80]
                    ),
                    tr("Correct the number, or add it to the list"),
                )
                return
        lr = self._value(line, kind, values["log10_lr"])
        if lr is None:
            return
        if (body, person, kind, lr) in self._seen:
            self._say(
                "finding-twice",
                line,
                tr("the same finding stands here twice; it counts once"),
                tr("Delete one of the rows"),
            )
            return
        self._seen.add((body, person, kind, lr))
        found.read += 1
        found.rows.add(body, person, lr)
        by_kind = found.kinds.setdefault(found.rows.pair(body, person), {})
        if kind in by_kind and kind != EXCLUSION:
            self._say(
                "finding-kind-again",
                line,
                tr("{kind} stands on this pair already; both are multiplied").format(
                    kind=kind[:40]
                ),
                tr("Keep one of them, unless they are of independent examinations"),
            )
        by_kind[kind] = by_kind.get(kind, 0.0) + lr

    def _value(self, line: int, kind: str, text: str) -> float | None:
        if kind == EXCLUSION:
            if text and text.casefold() not in {"-inf", "-infinity"}:
                self._say(
                    "exclusion-with-value",
                    line,
                    tr("an exclusion has no strength; the pair is excluded"),
                    tr("Leave the strength empty, or give the kind of the finding"),
                )
            return -math.inf
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or abs(value) > _LARGEST:
            self._say(
                "finding-bad-value",
                line,
                tr("'{value}' is no log10 of a likelihood ratio; the row is not used").format(
                    value=text[:40]
                ),
                tr("Give a finite number such as 2.3; a pair that cannot be has kind exclusion"),
            )
            return None
        return value


def read_shares(path: Path, bodies: Mapping[str, int]) -> tuple[dict[int, float], list[RowProblem]]:
    """Read shares of bodies on the list by site or date: columns ``pm, on_list``.

    Returns:
        Share by place of the body, and rows that could not be used.

    Raises:
        TableError: the file cannot be read or lacks a column.
    """
    lines = _cells(path)
    heads = [cell.strip().casefold() for cell in (lines[0] if lines else [])]
    for name in ("pm", "on_list"):
        if name not in heads:
            raise TableError(
                tr("this table lacks the column {column}").format(column=name),
                where=str(path),
                todo=tr("The columns are pm and on_list"),
            )
    shares: dict[int, float] = {}
    problems = []
    for line, cells in enumerate(lines[1:], start=2):
        row = dict(zip(heads, (cell.strip() for cell in cells), strict=False))
        body, text = row.get("pm", ""), row.get("on_list", "")
        if not body and not text:
            continue
        try:
            share = float(text.replace(",", "."))
        except ValueError:
            share = math.nan
        if body not in bodies or not 0.0 < share < 1.0 or bodies[body] in shares:
            problems.append(
                RowProblem(
                    code="share-not-used",
                    where=f"{path.name}: {line}",
                    what=tr("this share cannot be used; the body has that of the whole"),
                    todo=tr("Give each body on the list once, with a share above 0 and below 1"),
                )
            )
        else:
            shares[bodies[body]] = share
    return shares, problems
