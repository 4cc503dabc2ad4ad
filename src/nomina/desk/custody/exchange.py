"""The list of a batch held against what was found: every line and every find in one account.

An account is a line with all that was found for it, or a find that no line stands for. Each line
and each find stands in exactly one; what differs is said of the account, and is for a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from nomina.desk.custody.exchange_lists import folded
from nomina.desk.custody.models import Batch, Found, Item, Listed, ManifestItem, Movement
from nomina.desk.custody.models.exchange import IN
from nomina.desk.db.prepared import Prepared
from nomina.desk.files.models import Link

NOT_FOUND, BAGS, SEVERAL, TWICE = "not-found", "several-bags", "several-persons", "twice"
NO_LINE, NOTHING, OWN, FOREIGN, UNREAD = "no-line", "nothing-human", "ours", "not-ours", "unread"
DIFFERENCES = (NOT_FOUND, BAGS, SEVERAL, TWICE, NO_LINE, NOTHING, OWN, FOREIGN, UNREAD)
"""How list and find differ: a line of which nothing was found, or several bags; a bag with several
people; a person listed twice; a bag that no line stands for, or with nothing human; our own dead
among what goes out, the other side's among what came; a line that could not be read."""


class Said(Protocol):
    """What must be known of a line."""

    @property
    def pk(self) -> UUID:
        """Its id."""

    number: str
    said_name: str
    military: str
    wrong: str


class Seen(Protocol):
    """What must be known of a find."""

    item_id: UUID
    listed_id: UUID | None
    what: str
    persons: int | None
    ours: str


@dataclass(frozen=True)
class Account:
    """One line with what was found for it, or a find without a line.

    Attributes:
        line: None of a find that no line stands for.
        finds: what was found for it, in order of tags.
        differs: codes of `DIFFERENCES`, in their order; empty where list and find agree.
    """

    line: Listed | None
    finds: tuple[Found, ...]
    differs: tuple[str, ...]


def accounts(lines: Sequence[Listed], finds: Sequence[Found], way: str = IN) -> list[Account]:
    """Hold a list against finds: each line and each find is in exactly one account.

    Args:
        lines: those that count, in order.
        finds: the last of each item.
        way: of the batch; it says whose dead do not belong in it.
    """
    by_line: dict[UUID, list[Found]] = {line.pk: [] for line in lines}
    alone: list[Found] = []
    for find in finds:
        kept = by_line.get(find.listed_id) if find.listed_id is not None else None
        (alone if kept is None else kept).append(find)
    twins = _twins(lines)
    found = [
        Account(line, tuple(by_line[line.pk]), differs(line, by_line[line.pk], twins, way))
        for line in lines
    ]
    return found + [Account(None, (one,), differs(None, [one], twins, way)) for one in alone]


def differs(
    line: Said | None, finds: Sequence[Seen], twins: frozenset[UUID], way: str
) -> tuple[str, ...]:
    """Say how a line and what was found for it differ."""
    human = [one for one in finds if one.what != "nothing"]
    holds = {
        NOT_FOUND: line is not None and not line.wrong and not human,
        BAGS: line is not None and len(human) > 1,
        SEVERAL: any(one.what == "several" or (one.persons or 0) > 1 for one in human),
        TWICE: line is not None and line.pk in twins,
        NO_LINE: line is None,
        NOTHING: len(human) < len(finds),
        OWN: way != IN and any(one.ours == "yes" for one in human),
        FOREIGN: way == IN and any(one.ours == "no" for one in human),
        UNREAD: line is not None and bool(line.wrong),
    }
    return tuple(code for code in DIFFERENCES if holds[code])


S = TypeVar("S", bound=Said)


def _twins(lines: Sequence[Said]) -> frozenset[UUID]:
    """Give the lines that name what another names: by number, by military number, or by name."""
    found: set[UUID] = set()
    ways: tuple[Callable[[Said], Hashable], ...] = (
        lambda line: folded(line.number),
        lambda line: folded(line.military),
        lambda line: "" if line.number or line.military else folded(line.said_name),
    )
    for key in ways:
        keys = {line.pk: key(line) for line in lines if not line.wrong}
        often = Counter(name for name in keys.values() if name)
        found |= {pk for pk, name in keys.items() if often[name] > 1}
    return frozenset(found)


def lines_of(batch: Batch) -> list[Listed]:
    """Give the lines of a batch that count, in the order of its lists."""
    return list(batch.lines.current().select_related("document"))


def finds_of(batch: Batch) -> list[Found]:
    """Give what was found last in each bag of a batch, in order of tags."""
    last: dict[UUID, Found] = {}
    for row in batch.finds.select_related("item__file").order_by("item__code", "turn"):
        last[row.item_id] = row
    return list(last.values())


def of(batch: Batch) -> list[Account]:
    """Give the accounts of a batch. Three queries."""
    return accounts(lines_of(batch), finds_of(batch), batch.way)


def keys(found: Iterable[Account]) -> Iterator[tuple[str, Account, str]]:
    """Give each difference with what tells it from every other of its batch."""
    for one in found:
        about = one.line.pk if one.line is not None else one.finds[0].item_id
        for code in one.differs:
            yield code, one, f"{code} {about.hex}"


MOST_FILES = 200
"""Files that are followed from one; a person in more pieces is not looked for further."""


@Prepared
def _bags(items: tuple[UUID, ...]) -> QuerySet[Item, Any]:
    """Bags and coffins in which one of the items ever lay."""
    within = Movement.objects.filter(item__in=items, inside__isnull=False).values("inside")
    rows = Item.objects.filter(pk__in=within, kind__in=("bag", "coffin"))
    return rows.order_by().values_list("pk", flat=True)


@Prepared
def _came(operation: UUID, items: tuple[UUID, ...]) -> QuerySet[Batch]:
    found = Found.objects.filter(item__in=items).values("batch")
    return Batch.objects.filter(operation=operation, pk__in=found).order_by()


@Prepared
def _went(operation: UUID, items: tuple[UUID, ...]) -> QuerySet[Batch]:
    sent = ManifestItem.objects.filter(item__in=items).values("manifest__batch")
    return Batch.objects.filter(operation=operation, pk__in=sent).order_by()


@Prepared
def _of_files(operation: UUID, files: tuple[UUID, ...]) -> QuerySet[Item, Any]:
    rows = Item.objects.filter(file__in=files, file__operation=operation)
    return rows.order_by().values_list("pk", flat=True)


@Prepared
def _joined(files: tuple[UUID, ...]) -> QuerySet[Link, Any]:
    rows = Link.objects.current().filter(Q(one__in=files) | Q(other__in=files))
    return rows.order_by().values_list("one", "other")


def stages_of(item: Item) -> list[Batch]:
    """Give the batches in which the person of an item came or went, by their number of exchange.

    Parts are one person's where the board identified them to one missing person, or an examiner
    linked them; nothing is guessed.
    """
    items = set(_items_of(item))
    there = tuple(items | set(_bags(items=tuple(items))))
    where = item.operation_id
    rows = (*_came(operation=where, items=there), *_went(operation=where, items=there))
    found = {row.pk: row for row in rows}
    return sorted(found.values(), key=lambda row: (row.stage is None, row.stage or 0, row.number))


def _items_of(item: Item) -> Iterator[UUID]:
    yield item.pk
    file = item.file_id
    if file is None and item.parent is not None:
        file = item.parent.file_id
    if file is None:
        return
    yield from _of_files(operation=item.operation_id, files=tuple(_linked(file)))


def _linked(file: UUID) -> set[UUID]:
    """Give the files that are of the same person as one, by the links that stand."""
    known, wanted = {file}, {file}
    while wanted and len(known) < MOST_FILES:
        ends = {end for pair in _joined(files=tuple(wanted)) for end in pair}
        wanted = ends - known
        known |= wanted
    return known
