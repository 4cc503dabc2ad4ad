"""Numbers of an exchange for the public: only such as tell nothing of a small group.

A number is published as the ten that it has reached: 10, 20, 30 "or more"; below ten nothing is
said, not even whether there was anybody. Exact numbers above ten would not do: the total of a
month less that of a batch, or of this week less that of last week, gives the few between. Whatever
is subtracted from whatever, the difference of published numbers is a ten, and never a small cell.
"""

from __future__ import annotations

from collections import Counter
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
    """Give what is published of a count; None where nothing may be said.

    Args:
        count: how many people there are, at least 0.
    """
    steps = count // LEAST
    return steps * LEAST if steps else None


def persons(finds: Iterable[Found]) -> int:
    """Count the people in finds; a bag of several of whom nobody knows the number counts two."""
    return sum(
        find.persons if find.persons is not None else 2 for find in finds if find.what != "nothing"
    )


@dataclass(frozen=True)
class Numbers:
    """What may be published of an operation.

    Attributes:
        batches: by number of the batch; None where nothing may be said.
        months: by first day of the month; batches without a day count for none.
        total: of all batches.
    """

    batches: Mapping[str, int | None]
    months: Mapping[date, int | None]
    total: int | None


def numbers(operation: Operation, way: str = IN) -> Numbers:
    """Give what may be published of the batches of an operation."""
    counts, months = Counter[str](), Counter[date]()
    rows = list(Batch.objects.filter(operation=operation, way=way))
    finds = Found.objects.filter(batch__in=rows).order_by("turn")
    last = {(find.batch_id, find.item_id): find for find in finds}
    for row in rows:
        n = persons(find for (batch, _), find in last.items() if batch == row.pk)
        counts[row.number] += n
        if row.day is not None:
            months[row.day.replace(day=1)] += n
    return published(counts, months)


def published(counts: Mapping[str, int], months: Mapping[date, int]) -> Numbers:
    """Give what may be published of exact counts."""
    return Numbers(
        {name: shown(n) for name, n in counts.items()},
        {day: shown(n) for day, n in months.items()},
        shown(sum(counts.values())),
    )
