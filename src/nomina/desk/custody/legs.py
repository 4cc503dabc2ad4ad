"""The way of an item, a part of it at a time: the newest movements, or those before a number.

What movements have beside them is fetched once for all of them, not joined to each: a way of
hundreds of movements goes through the same few hands and places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from nomina.desk.custody.models import Handover, Item, Keeper, Movement, Place, Position, Stay
from nomina.desk.db.prepared import Prepared
from nomina.desk.look.shapes import Pager

STEP = 50
"""Movements on one page of a way."""
_DIGITS = 9
"""Longest number that an address may ask for."""


@dataclass(frozen=True)
class Part:
    """A part of a way.

    Attributes:
        rows: movements, the last first, with all that is said of them beside them.
        before: as asked for, the number before which they are; 0 for the newest.
        pager: where they lie in the whole way; None where they are all of it.
    """

    rows: list[Movement]
    before: int
    pager: Pager | None

    @property
    def number(self) -> int:
        """The number of the first one shown."""
        return self.rows[0].number if self.rows else 0


@Prepared
def _newest(item: UUID) -> QuerySet[Movement]:
    return Movement.objects.filter(item=item).order_by("-number")[:STEP]


@Prepared
def _keepers(ids: tuple[UUID, ...]) -> QuerySet[Keeper]:
    return Keeper.objects.filter(pk__in=ids).order_by()


@Prepared
def _places(ids: tuple[UUID, ...]) -> QuerySet[Place]:
    return Place.objects.filter(pk__in=ids).order_by()


@Prepared
def _positions(ids: tuple[UUID, ...]) -> QuerySet[Position]:
    return Position.objects.filter(pk__in=ids).order_by()


@Prepared
def _things(ids: tuple[UUID, ...]) -> QuerySet[Item]:
    return Item.objects.filter(pk__in=ids).select_related("file").order_by()


@Prepared
def _handovers(ids: tuple[UUID, ...]) -> QuerySet[Handover]:
    return Handover.objects.filter(pk__in=ids).order_by()


def part_of(item: Item, stay: Stay, asked: str) -> Part:
    """Give a part of the way of an item.

    Args:
        item: whose way.
        stay: where it is now, which the last movement of its way began.
        asked: the number before which an address asks to go on; anything else asks for the newest.
    """
    total = stay.movement.number
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= _DIGITS else 0
    if not 1 < before <= total:
        before = 0
    if before:
        every = Movement.objects.filter(item=item, number__lt=before)
        rows = list(every.order_by("-number")[:STEP])
    else:
        rows = _newest(item=item.pk)
    total = max([total, *(row.number for row in rows[:1])])  # one may have come meanwhile
    _beside(rows)
    return Part(rows, before, _pager(item, rows, total))


def _pager(item: Item, rows: list[Movement], total: int) -> Pager | None:
    if total <= STEP or not rows:
        return None
    newest, oldest = rows[0].number, rows[-1].number
    here = reverse("custody:item", args=[item.pk])
    newer = newest + STEP + 1
    before = ""
    if newest < total:
        before = f"{here}?before={newer}" if newer <= total else here
    return Pager(
        first=total - newest + 1,
        last=total - oldest + 1,
        total=total,
        before=before,
        after=f"{here}?before={oldest}" if oldest > 1 else "",
    )


def _beside(rows: list[Movement]) -> None:
    handovers = _put(rows, "handover", _handovers)
    keepers = _found(_keepers, [r.keeper_id for r in rows] + [h.giver_id for h in handovers])
    for row in rows:
        row.keeper = keepers[row.keeper_id]
    for one in handovers:
        one.giver = keepers[one.giver_id]
    _put(rows, "place", _places)
    _put(rows, "position", _positions)
    _put(rows, "inside", _things)


def _found(ask: Callable[..., Iterable[Any]], ids: Iterable[UUID | None]) -> dict[UUID, Any]:
    wanted = {one for one in ids if one is not None}
    return {row.pk: row for row in ask(ids=tuple(wanted))} if wanted else {}


def _put(rows: list[Movement], name: str, ask: Callable[..., Iterable[Any]]) -> list[Any]:
    """Put beside each movement what it names, and give each of those once."""
    found = _found(ask, (getattr(row, f"{name}_id") for row in rows))
    for row in rows:
        one = getattr(row, f"{name}_id")
        if one is not None:
            setattr(row, name, found[one])
    return list(found.values())
