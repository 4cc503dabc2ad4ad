"""The numbers on paper and as a table; the same that are shown, and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from nomina.desk.custody.papers.known import speaking
from nomina.desk.custody.papers.page import Fact, Facts, Grid, Paper, Parts, Text
from nomina.desk.families.looking import STAGES, STEPS, Numbers, Shown
from nomina.desk.families.looking_words import (
    LATE,
    count_text,
    label_rows,
    late_name,
    stage_name,
    step_name,
)
from nomina.desk.people.models import Operation
from nomina.leads.spreadsheet import csv_bytes
from nomina.words import tr

HEADER = ("operation", "row", "month", "at_least", "median_days")
ALL, NOW = "all", "now"
"""Stand in the place of a month where a line is of all of them, or of what is late now."""
NONE = "–"
"""Stands on paper where nothing may be said."""
Late = Mapping[str, int | None]
"""What may be shown of what is late."""


def rows() -> list[str]:
    """Give every row of the numbers, in order."""
    return [*STAGES, *STEPS, *(row for row, _ in label_rows())]


def csv(operation: Operation, numbers: Numbers, late: Late) -> bytes:
    """Give the numbers as a table; what may not be shown has no line."""
    return csv_bytes(HEADER, _lines(operation, numbers, late))


def _lines(operation: Operation, numbers: Numbers, late: Late) -> Iterator[tuple[str | int, ...]]:
    for row in rows():
        for month in numbers.every:
            yield from _line(operation, row, f"{month:%Y-%m}", numbers.at(row, month))
        yield from _line(operation, row, ALL, numbers.total(row))
    for one in LATE:
        yield from _line(operation, f"late-{one}", NOW, Shown(late[one]))


def _line(
    operation: Operation, row: str, month: str, shown: Shown
) -> Iterator[tuple[str | int, ...]]:
    if shown.count is not None:
        days = "" if shown.median is None else shown.median
        yield operation.name, row, month, shown.count, days


def paper(operation: Operation, numbers: Numbers, late: Late, language: str, at: datetime) -> Paper:
    """Give the numbers as a paper."""
    with speaking(language):
        return Paper(
            title=tr("From recovery to home, in numbers"),
            number=f"{timezone.localtime(at):%Y-%m-%d}",
            language=language,
            parts=_parts(operation, numbers, late),
            at=at,
            wide=True,
        )


def _parts(operation: Operation, numbers: Numbers, late: Late) -> Parts:
    months = numbers.every[-12:]
    heads = tuple(f"{month:%Y-%m}" for month in months)
    stages = [(one, stage_name(one)) for one in STAGES]
    return (
        Facts(tr("Operation"), (Fact(tr("Operation"), operation.name),)),
        Text(
            "",
            (
                tr("Groups under ten are not shown, and no total contains them."),
                tr("10+ says ten or more, a dash under ten or none."),
            ),
        ),
        _grid(tr("How many"), numbers, stages, heads),
        _grid(
            tr("Median days of each step, by month"),
            numbers,
            [(one, step_name(one)) for one in STEPS],
            heads,
            _days,
        ),
        _grid(tr("How families answered"), numbers, label_rows(), heads),
        Grid(
            tr("Late now"),
            (tr("What"), tr("How many")),
            tuple((late_name(one), count_text(Shown(late[one]))) for one in LATE),
            (2, 1),
        ),
    )


def _count(shown: Shown) -> str:
    return NONE if shown.count is None else f"{shown.count}+"


def _days(shown: Shown) -> str:
    return NONE if shown.median is None else f"{shown.median}"


def _grid(
    title: str,
    numbers: Numbers,
    rows: Sequence[tuple[str, str]],
    heads: Sequence[str],
    written: Callable[[Shown], str] = _count,
) -> Grid:
    months = numbers.every[-len(heads) :] if heads else ()
    return Grid(
        title,
        ("", *heads, tr("In all")),
        tuple(
            (
                name,
                *(written(numbers.at(row, month)) for month in months),
                written(numbers.total(row)),
            )
            for row, name in rows
        ),
        (4, *(1 for _ in heads), 1),
    )
