"""The numbers on paper and as a table; the same that are shown, and no other."""

from __future__ import annotations

from collections.abc import Iterator
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
    median_text,
    stage_name,
    step_name,
)
from nomina.desk.people.models import Operation
from nomina.leads.spreadsheet import csv_bytes
from nomina.words import tr

HEADER = ("operation", "row", "month", "at_least", "median_days")
ALL = "all"
"""Stands in the place of a month where a line is of all of them."""


def rows() -> list[str]:
    """Give every row of the numbers, in order."""
    return [*STAGES, *STEPS, *(row for row, _ in label_rows())]


def csv(operation: Operation, numbers: Numbers) -> bytes:
    """Give the numbers as a table; what may not be shown has no line."""
    return csv_bytes(HEADER, _lines(operation, numbers))


def _lines(operation: Operation, numbers: Numbers) -> Iterator[tuple[str | int, ...]]:
    for row in rows():
        for month in numbers.every:
            yield from _line(operation, row, f"{month:%Y-%m}", numbers.at(row, month))
        yield from _line(operation, row, ALL, numbers.total(row))


def _line(
    operation: Operation, row: str, month: str, shown: Shown
) -> Iterator[tuple[str | int, ...]]:
    if shown.count is not None:
        days = "" if shown.median is None else shown.median
        yield operation.name, row, month, shown.count, days


def paper(
    operation: Operation, numbers: Numbers, late: dict[str, int | None], language: str, at: datetime
) -> Paper:
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


def _parts(operation: Operation, numbers: Numbers, late: dict[str, int | None]) -> Parts:
    months = numbers.every[-12:]
    heads = tuple(f"{month:%Y-%m}" for month in months)
    stages = [(one, stage_name(one)) for one in STAGES]
    return (
        Facts(tr("Operation"), (Fact(tr("Operation"), operation.name),)),
        Text("", (tr("Groups under ten are not shown, and no total contains them."),)),
        _grid(tr("How many"), numbers, stages, heads),
        Grid(
            tr("How long each step takes"),
            (tr("Step"), tr("Median")),
            tuple((step_name(one), median_text(numbers.total(one))) for one in STEPS),
            (2, 1),
        ),
        Grid(
            tr("How families answered"),
            (tr("Holds"), tr("Replies")),
            tuple((name, count_text(numbers.total(row))) for row, name in label_rows()),
            (2, 1),
        ),
        Grid(
            tr("Late now"),
            (tr("What"), tr("How many")),
            tuple((late_name(one), count_text(Shown(late[one]))) for one in LATE),
            (2, 1),
        ),
    )


def _grid(
    title: str, numbers: Numbers, rows: list[tuple[str, str]], heads: tuple[str, ...]
) -> Grid:
    months = numbers.every[-len(heads) :] if heads else ()
    return Grid(
        title,
        ("", *heads, tr("In all")),
        tuple(
            (
                name,
                *(_cell(numbers.at(row, month)) for month in months),
                _cell(numbers.total(row)),
            )
            for row, name in rows
        ),
        (4, *(1 for _ in heads), 1),
    )


def _cell(shown: Shown) -> str:
    return "–" if shown.count is None else f"{shown.count}+"
