"""Whether those who are buried lie where their burials say, read from what is written alone.

Nobody lies in two graves, no spot of a grave holds two, nothing in a grave moves until it is
lifted, and nothing lies in a grave that nobody buried there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from nomina.desk.custody.fault import Fault, Ways
from nomina.desk.custody.models import Burial, Buried, GraveSpot, Movement
from nomina.desk.custody.models.graves import INDIVIDUAL, SEA
from nomina.desk.custody.models.items import BODY, REMAINS
from nomina.desk.custody.models.movements import OUT
from nomina.desk.custody.register import DEEPEST
from nomina.desk.people.models import Operation


@dataclass(frozen=True)
class _Laid:
    """One burial as it is written: by which movement, where, and by which it was lifted again."""

    pk: UUID
    item: UUID
    form: str
    position: UUID | None
    grave: UUID | None
    kind: str | None
    movement: UUID
    lifted: UUID | None


_COLUMNS = (
    "pk", "item", "form", "spot__position", "spot__grave", "spot__grave__kind", "movement",
    "lifted__movement",
)  # fmt: skip


def graves(operation: Operation, kinds: dict[UUID, str], ways: Ways) -> Iterator[Fault]:
    """Give every fault of the graves of an operation; none where there are no graves."""
    rows = Burial.objects.filter(item__operation=operation).order_by("made_at", "pk")
    laid = [_Laid(*row) for row in rows.values_list(*_COLUMNS)]
    spots = GraveSpot.objects.filter(grave__operation=operation)
    positions = set(spots.values_list("position", flat=True))
    if not laid and not positions:
        return
    named: dict[UUID, set[UUID]] = {}
    for burial, item in Buried.objects.filter(burial__item__operation=operation).values_list(
        "burial", "item"
    ):
        named.setdefault(burial, set()).add(item)
    moved = _moved(ways, {one.movement for one in laid})
    for one in laid:
        yield from _burial(one, named.get(one.pk, set()), moved, kinds, ways)
    standing = [one for one in laid if one.lifted is None]
    yield from _twice(standing, named)
    lying = {(one.item, one.position) for one in standing}
    for item, way in ways.items():
        if way[-1].position_id in positions and (item, way[-1].position_id) not in lying:
            yield Fault("unburied", item, "it lies in a grave, and no burial says so")


@dataclass(frozen=True)
class _Moved:
    """What moved what: of each movement the one that began it, and of those all that they moved."""

    roots: dict[UUID, UUID]
    by: dict[UUID, list[Movement]]


def _moved(ways: Ways, wanted: set[UUID]) -> _Moved:
    rows = {row.pk: row for way in ways.values() for row in way}
    roots: dict[UUID, UUID] = {}
    by: dict[UUID, list[Movement]] = {}
    for row in rows.values():
        up = row
        for _ in range(DEEPEST + 1):
            if up.carrier_id is None or up.carrier_id not in rows:
                break
            up = rows[up.carrier_id]
        roots[row.pk] = up.pk
        if up.pk in wanted:
            by.setdefault(up.pk, []).append(row)
    return _Moved(roots, by)


def _burial(
    one: _Laid,
    named: set[UUID],
    moved: _Moved,
    kinds: dict[UUID, str],
    ways: Ways,
) -> Iterator[Fault]:
    went = moved.by.get(one.movement, [])
    head = next((row for row in went if row.pk == one.movement), None)
    if head is None or head.item_id != one.item or head.position_id != one.position:
        yield Fault("burial", one.item, "it did not come to where its burial says")
        return
    if (head.kind == OUT) != (one.form == SEA):
        yield Fault("burial", one.item, "it was buried at sea and is here, or the other way round")
    dead = {row.item_id for row in went if kinds[row.item_id] in REMAINS}
    if dead != named or not dead:
        yield Fault("buried", one.item, f"{len(dead)} lay in it, its burial names {len(named)}")
    if sum(kinds[item] == BODY for item in dead) > 1:
        yield Fault("two in one coffin", one.item, "two whole bodies were buried as one")
    for row in went:
        later = ways[row.item_id][row.number :]
        if not later:
            if one.lifted is not None:
                yield Fault("lifted", row.item_id, "it was lifted, and did not move")
            continue
        if one.lifted is None or moved.roots[later[0].pk] != one.lifted:
            yield Fault("moved in a grave", row.item_id, f"movement {later[0].number}")


def _twice(standing: list[_Laid], named: dict[UUID, set[UUID]]) -> Iterator[Fault]:
    for item, times in Counter(item for one in standing for item in named.get(one.pk, ())).items():
        if times > 1:
            yield Fault("in two graves", item, f"{times} burials of it stand")
    spots = Counter(one.position for one in standing if one.position is not None)
    for position, times in spots.items():
        if times > 1:
            yield Fault("two in one spot", None, f"{times} burials stand at {position}")
    single = Counter(one.grave for one in standing if one.kind == INDIVIDUAL)
    for grave, times in single.items():
        if times > 1:
            yield Fault("two in one grave", None, f"{times} burials stand in {grave}")
