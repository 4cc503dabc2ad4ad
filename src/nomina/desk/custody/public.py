"""Numbers of an exchange for the public: only such as tell nothing of a small group.

The number of a batch is published as the ten that it has reached: 10, 20, 30 "or more"; of fewer
than ten nothing is said, not even whether there was anybody. The number of a month, and that of all
batches, is the sum of what is published of their batches, and never of what is kept from it. So a
small batch leaves no trace in any total: whatever is subtracted from whatever, this week's from
last week's or a month's from its batches', is a ten or nothing. Totals that are exact, or rounded
by themselves, would give small groups away: 29 and 9 make 38, and who reads "20 or more" and "30 or
more" knows that somebody was in the second.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from nomina.desk.custody.models import Batch, Found
from nomina.desk.custody.models.exchange import IN
from nomina.desk.people.models import Operation

LEAST = 10
"""The smallest group of which a number is published, and the step of all published numbers.

A constant and no policy of an operation: a smaller one would break what was published before."""


def shown(count: int) -> int | None:
    """Give what is published of the number of a batch; None where nothing may be said.

    Args:
        count: how many people there are, at least 0.
    """
    return count // LEAST * LEAST or None


def persons(finds: Iterable[Found]) -> int:
    """Count the people in finds; a bag of several of whom nobody knows the number counts two."""
    return sum(
        find.persons if find.persons is not None else 2 for find in finds if find.what != "nothing"
    )


@dataclass(frozen=True)
class Counted:
    """One batch with its exact number, which is never published."""

    number: str
    month: date | None
    people: int


@dataclass(frozen=True)
class Numbers:
    """What may be published of an operation; None where nothing may be said.

    Attributes:
        batches: by number of the batch.
        months: by first day of the month; batches without a day count for none.
        total: of all batches.
    """

    batches: Mapping[str, int | None]
    months: Mapping[date, int | None]
    total: int | None


def numbers(operation: Operation, way: str = IN) -> Numbers:
    """Give what may be published of the batches of an operation. Two queries."""
    rows = list(Batch.objects.filter(operation=operation, way=way))
    finds = Found.objects.filter(batch__in=rows).order_by("turn")
    last = {(find.batch_id, find.item_id): find for find in finds}
    by_batch: dict[object, list[Found]] = {}
    for (batch, _), find in last.items():
        by_batch.setdefault(batch, []).append(find)
    return published(
        Counted(
            row.number,
            row.day.replace(day=1) if row.day is not None else None,
            persons(by_batch.get(row.pk, ())),
        )
        for row in rows
    )


def published(counted: Iterable[Counted]) -> Numbers:
    """Give what may be published of exact numbers."""
    every = list(counted)
    batches = {one.number: shown(one.people) for one in every}
    months = {one.month for one in every if one.month is not None}
    return Numbers(
        batches,
        {month: _sum(batches[x.number] for x in every if x.month == month) for month in months},
        _sum(batches.values()),
    )


def _sum(told: Iterable[int | None]) -> int | None:
    return sum(n or 0 for n in told) or None
