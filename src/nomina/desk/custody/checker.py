"""Whether the register holds what it promises, read from the movements alone.

`register` writes with locks and rules; this walks all movements in order, without either, and says
where an item was lost, was in two places or two hands, or lay where something else lay. Releases
and graves are walked in `checker_releases` and `checker_graves`. It is what the doctor of a desk
asks, and what the tests hold every generated history against.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from uuid import UUID

from django.db.models import Count

from nomina.desk.custody.checker_graves import graves
from nomina.desk.custody.checker_releases import releases
from nomina.desk.custody.fault import Fault
from nomina.desk.custody.models import Handover, Item, Movement, Place, Stay
from nomina.desk.custody.models.items import TAKES_ROOM
from nomina.desk.custody.models.movements import CARRY, HAND, OUT, RECEIVE
from nomina.desk.custody.models.places import CEMETERY
from nomina.desk.people.models import Operation


@dataclass
class _Walk:
    """What is known of an operation: its items, and their movements in order."""

    kinds: dict[UUID, str]
    rooms: dict[UUID, int]
    takers: dict[UUID, UUID]
    ways: dict[UUID, list[Movement]] = field(default_factory=dict)

    def now(self, item: UUID) -> Movement | None:
        """Give the last movement of an item."""
        way = self.ways.get(item)
        return way[-1] if way else None


def faults(operation: Operation) -> Iterator[Fault]:
    """Give every fault of the custody of an operation; none where it holds. O(movements)."""
    columns = ("pk", "kind", "code", "tag__code", "tag__operation")
    known = list(Item.objects.filter(operation=operation).values_list(*columns))
    walk = _Walk(
        kinds={pk: kind for pk, kind, *_ in known},
        rooms=_rooms(operation),
        takers=dict(Handover.objects.filter(operation=operation).values_list("pk", "taker")),
    )
    rows = Movement.objects.filter(item__operation=operation).order_by("item", "number")
    for row in rows.iterator():
        walk.ways.setdefault(row.item_id, []).append(row)
    for item in walk.kinds.keys() - walk.ways.keys():
        yield Fault("lost", item, "no movement of it was ever written")
    for way in walk.ways.values():
        yield from _way(way, walk)
    yield from _positions(walk)
    yield from _together(walk)
    yield from _full(walk)
    yield from _stays(operation, walk)
    for pk, _, code, printed, whose in known:
        if (code, operation.pk) != (printed, whose):
            yield Fault("tag", pk, "its tag and its code differ")
    yield from releases(operation, walk.ways)
    yield from graves(operation, walk.kinds, walk.ways)


def _rooms(operation: Operation) -> dict[UUID, int]:
    rooms: dict[UUID, int] = {}
    places = Place.objects.filter(operation=operation).annotate(positions_of=Count("positions"))
    for place, kind, most, positions in places.values_list(
        "pk", "kind", "capacity", "positions_of"
    ):
        room = positions if most is None and kind != CEMETERY else most
        if room:
            rooms[place] = room
    return rooms


def _way(way: list[Movement], walk: _Walk) -> Iterator[Fault]:
    item, numbers = way[0].item_id, [row.number for row in way]
    if numbers != list(range(1, len(way) + 1)):
        yield Fault("gap", item, f"its movements are numbered {numbers}")
    if [row.number for row in way if row.kind == RECEIVE] != [1]:
        yield Fault("taken in", item, "it was not taken in first, and once")
    for before, row in pairwise(way):
        where = f"movement {row.number}"
        if row.at < before.at:
            yield Fault("time", item, f"{where} is earlier than the one before")
        if before.place_id is None:
            yield Fault("moved when out", item, where)
        if row.keeper_id != before.keeper_id and not _handed(row, walk):
            yield Fault("hands", item, f"{where} changed hands by itself")
        if row.kind == CARRY and row.carrier_id is None:
            yield Fault("carried", item, f"{where} was carried by nothing")


def _handed(row: Movement, walk: _Walk) -> bool:
    """Say whether a movement may change hands: by its handover, or given out for good."""
    if row.kind == OUT:
        return True
    if row.handover_id is None or row.kind not in (HAND, CARRY):
        return False
    return walk.takers.get(row.handover_id) == row.keeper_id


def _positions(walk: _Walk) -> Iterator[Fault]:
    """Say where two lay in one position at one moment; a moment alone is none."""
    lain: dict[UUID, list[tuple[datetime, datetime, UUID]]] = {}
    for item, way in walk.ways.items():
        ends = [row.at for row in way[1:]] + [datetime.max.replace(tzinfo=UTC)]
        for row, end in zip(way, ends, strict=True):
            if row.position_id is not None and end > row.at:
                lain.setdefault(row.position_id, []).append((row.at, end, item))
    for spans in lain.values():
        for (_, end, item), (begin, _, other) in pairwise(sorted(spans)):
            if begin < end and item != other:
                yield Fault("two in one position", other, f"{item} lay there until {end}")


def _together(walk: _Walk) -> Iterator[Fault]:
    for item in walk.ways:
        last = walk.now(item)
        assert last is not None
        if last.inside_id is None:
            continue
        holder = walk.now(last.inside_id)
        if holder is None:
            yield Fault("inside", item, "it lies in something that was never taken in")
        elif (holder.place_id, holder.keeper_id) != (last.place_id, last.keeper_id):
            yield Fault("inside", item, "it is elsewhere, or in other hands, than what it lies in")
        seen: set[UUID] = {item}
        up: UUID | None = last.inside_id
        while up is not None and up not in seen:
            seen.add(up)
            above = walk.now(up)
            up = above.inside_id if above is not None else None
        if up is not None:
            yield Fault("circle", item, "it lies in itself")


def _full(walk: _Walk) -> Iterator[Fault]:
    lying: Counter[UUID] = Counter()
    for item, kind in walk.kinds.items():
        last = walk.now(item)
        if last is not None and last.place_id is not None and last.inside_id is None:
            lying[last.place_id] += kind in TAKES_ROOM
    for place, most in walk.rooms.items():
        if lying[place] > most:
            yield Fault("overfull", None, f"{lying[place]} lie in {place}, which holds {most}")


def _stays(operation: Operation, walk: _Walk) -> Iterator[Fault]:
    stays: dict[UUID, dict[UUID, tuple[object, ...]]] = {}
    columns = ("place", "position", "inside", "keeper", "since", "until")
    rows = Stay.objects.filter(item__operation=operation)
    for item, movement, *said in rows.values_list("item", "movement", *columns).iterator():
        stays.setdefault(item, {})[movement] = tuple(said)
    for item, way in walk.ways.items():
        kept = stays.get(item, {})
        for n, row in enumerate(way):
            until = way[n + 1].at if n + 1 < len(way) else None
            said = (row.place_id, row.position_id, row.inside_id, row.keeper_id, row.at, until)
            if kept.pop(row.pk, None) != said:
                yield Fault("stay", item, f"movement {row.number} and its stay differ")
        if kept:
            yield Fault("stay", item, "it is somewhere without a movement")
