"""A yard at the size of a war: many items with long ways, put in by bulk as acts leave them.

Places have few positions and many items in none, so that nothing needs to be free; everything
follows from the seed but ids of accounts.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from nomina import tags
from nomina.desk.custody.models import (
    Item,
    Keeper,
    Movement,
    Place,
    Stay,
    Tag,
)
from nomina.desk.custody.models.places import CEMETERY, MORGUE, WAGON
from nomina.desk.custody.register import span
from nomina.desk.files.models import File
from nomina.desk.people.models import Operation, User
from tests.desk.crowd import put

BEGUN = datetime(2024, 2, 1, 8, tzinfo=UTC)
DAYS = 1000
KINDS = ("body", "body", "body", "bag", "packet", "sample")
AT_ONCE = 2000


@dataclass
class Filled:
    """What was put in.

    Attributes:
        items: ids of some items, those with the longest ways first.
        places: by kind; a few morgues and cemeteries see most of what moves.
    """

    items: list[UUID]
    places: list[Place]


def fill(
    operation: Operation, by: User, items: int, movements: int, *, places: int = 60, seed: int = 1
) -> Filled:
    """Put ``items`` items with ``movements`` movements in all into an operation."""
    draw = random.Random(f"yard {seed}")
    with transaction.atomic():
        made = _places(operation, by, places)
        keepers = [Keeper(operation=operation, name=f"Keeper {n}", made_by=by) for n in range(20)]
        Keeper.objects.bulk_create(keepers)
        lengths = _lengths(draw, items, movements)
        first: list[UUID] = []
        for begin in range(0, items, AT_ONCE):
            part = lengths[begin : begin + AT_ONCE]
            writer = _Writer(
                draw=draw, operation=operation, by=by, places=made, keepers=keepers, begin=begin
            )
            first += writer.write(part)[:50]
    return Filled(first, made)


def _places(operation: Operation, by: User, count: int) -> list[Place]:
    kinds = (MORGUE, WAGON, WAGON, WAGON, CEMETERY)
    rows = [
        Place(
            operation=operation, kind=kinds[n % len(kinds)], name=f"Place {n}", code=f"P{n}",
            made_by=by,
        )
        for n in range(count)
    ]  # fmt: skip
    return Place.objects.bulk_create(rows)


def _lengths(draw: random.Random, items: int, movements: int) -> list[int]:
    """How many movements each item has: most a few, some hundreds; all together as asked."""
    weights = [draw.paretovariate(1.6) for _ in range(items)]
    rest, whole = movements - items, sum(weights)
    lengths = [1 + min(int(rest * weight / whole), 400) for weight in weights]
    short = movements - sum(lengths)
    for n in range(max(short, 0)):
        lengths[n % items] += 1
    return sorted(lengths, reverse=True) if items <= AT_ONCE else lengths


class _Writer:
    def __init__(
        self,
        *,
        draw: random.Random,
        operation: Operation,
        by: User,
        places: Sequence[Place],
        keepers: Sequence[Keeper],
        begin: int,
    ) -> None:
        self.draw, self.operation, self.by, self.begin = draw, operation, by, begin
        self.places, self.keepers = places, keepers
        self.bodies: list[str] = []
        self.rows: dict[str, list[tuple[object, ...]]] = {
            name: [] for name in ("file", "tag", "item", "movement", "stay")
        }

    def write(self, lengths: Sequence[int]) -> list[UUID]:
        """Put the items of one part in; gives their ids, the longest ways first."""
        made = [(length, self._item(n, length)) for n, length in enumerate(lengths)]
        one, at, by = self.operation.pk.hex, _moment(BEGUN), self.by.pk.hex
        same = {"operation": one, "made_at": at, "made_by": by}
        put(File, ("id", "number", "kind", *same), self._with("file", same))
        put(Tag, ("id", "code", "sheet", *same), self._with("tag", same))
        names = ("id", "kind", "tag", "code", "file", "parent", "words", *same)
        put(Item, names, self._with("item", same))
        put(Movement, _MOVEMENT, self.rows["movement"])
        put(Stay, _STAY, self.rows["stay"])
        return [pk for _, pk in sorted(made, key=lambda pair: -pair[0])]

    def _with(self, name: str, same: dict[str, str]) -> Iterator[tuple[object, ...]]:
        return ((*row, *same.values()) for row in self.rows[name])

    def _id(self) -> UUID:
        return UUID(int=self.draw.getrandbits(128), version=4)

    def _item(self, n: int, length: int) -> UUID:
        draw, kind = self.draw, self.draw.choice(KINDS)
        pk, tag, code = self._id(), self._id(), tags.draw(draw.choice)
        file = None
        if kind == "body":
            file = self._id().hex
            self.rows["file"].append((file, f"Y-{self.begin + n:06d}", "pm"))
            self.bodies.append(pk.hex)
        elif kind == "sample" and not self.bodies:
            kind = "packet"
        parent = draw.choice(self.bodies) if kind == "sample" else None
        self.rows["tag"].append((tag.hex, code, tag.hex))
        self.rows["item"].append((pk.hex, kind, tag.hex, code, file, parent, ""))
        self._way(pk, length)
        return pk

    def _way(self, item: UUID, length: int) -> None:
        draw, by = self.draw, self.by.pk.hex
        moments = sorted(draw.randrange(DAYS * 24 * 60) for _ in range(length))
        ends = [*moments[1:], None]
        for n, (minute, end) in enumerate(zip(moments, ends, strict=True)):
            at, pk = BEGUN + timedelta(minutes=minute), self._id().hex
            until = None if end is None else BEGUN + timedelta(minutes=end)
            place = self.places[min(int(draw.paretovariate(0.9)) - 1, len(self.places) - 1)]
            keeper = draw.choice(self.keepers).pk.hex
            self.rows["movement"].append(
                (pk, _moment(at), item.hex, n + 1, "move" if n else "receive", _moment(at),
                 "device", keeper, place.pk.hex, "scanned", "", "", "", "", by)
            )  # fmt: skip
            self.rows["stay"].append(
                (item.hex, pk, keeper, place.pk.hex, _moment(at),
                 None if until is None else _moment(until),
                 None if until is None else span(at, until))
            )  # fmt: skip


_MOVEMENT = (
    "id", "made_at", "item", "number", "kind", "at", "clock", "keeper", "place", "read", "seal",
    "seal_number", "photo", "why", "by",
)  # fmt: skip
_STAY = ("item", "movement", "keeper", "place", "since", "until", "span")


def _moment(when: datetime) -> str:
    return when.strftime("%Y-%m-%d %H:%M:%S.%f")
