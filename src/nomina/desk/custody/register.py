"""The register: the one way by which a movement is written, and what it comes to is kept.

Every act of custody ends here. `step` locks what moves, refuses what cannot be, writes a movement
for the item and one for all that lies in it, and closes and opens their stays; so an item has one
keeper and one place at any moment, and nothing is lost within anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from nomina.desk.acts import Actor
from nomina.desk.custody import asked, here
from nomina.desk.custody.models import Handover, Item, Keeper, Movement, Place, Position, Stay
from nomina.desk.custody.models.items import BAG, BODY, COFFIN, PACKET, TAKES_ROOM
from nomina.desk.custody.models.movements import CARRY, CLOCKS, OUT, READS, RECEIVE, SEALS
from nomina.desk.custody.models.places import CEMETERY
from nomina.errors import Refused
from nomina.words import tr

AHEAD = timedelta(minutes=5)
"""How far the clock of a device may run ahead of the desk's."""
DEEPEST = 8
"""Things within things; nobody packs deeper."""
_HOLDS: dict[str, tuple[str, ...]] = {
    COFFIN: (BAG, BODY, "part", "packet", "document", "disc"),
    BAG: (BODY, "part", "sample", "packet", "document", "disc"),
    BODY: ("disc", "document"),
    PACKET: ("document", "disc"),
}
"""What may lie in what."""


@dataclass(frozen=True, kw_only=True)
class When:
    """When something happened, and who says so (FOR-15)."""

    at: datetime
    clock: str = "device"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a tag was read again, and what its seal was like.

    Attributes:
        read: one of `movements.READS`.
        seal: one of `movements.SEALS`.
        photo: digest of a picture of the tag; empty where none was taken.
    """

    read: str
    seal: str = ""
    seal_number: str = ""
    photo: str = ""


@dataclass(frozen=True, kw_only=True)
class To:
    """Where an item is to be, and who answers for it then.

    Attributes:
        place: None once it is out.
        inside: the item that it is to lie in; it is then where that is.
    """

    keeper: Keeper
    place: Place | None
    position: Position | None = None
    inside: Item | None = None


@dataclass(frozen=True, kw_only=True)
class How:
    """All else about a movement.

    Attributes:
        by: who writes it down.
        why: what for.
        handover: by which it changes hands.
        undoes: the movement that this takes back.
        carrier: the movement by which it is carried along.
        act: of an act that is more than a movement, its kind, such as a burial.
    """

    when: When
    reading: Reading
    by: Actor
    act: str = ""
    why: str = ""
    handover: Handover | None = None
    undoes: Movement | None = None
    carrier: Movement | None = None


_CARRIED = Reading(read="listed")
Rule = Callable[[Item, Stay | None, To, How], None]
_rules: list[Rule] = []


def obey(rule: Rule) -> None:
    """Have a subject refuse movements that are its own acts' alone, such as into a grave.

    A rule is asked before each movement of an item, but not for what is carried along in it.
    """
    if rule not in _rules:
        _rules.append(rule)


def check_when(when: When, now: datetime) -> None:
    """Refuse a moment that nobody can have seen.

    Raises:
        Refused: the clock runs ahead of the desk, or nobody is said to have read it.
    """
    if when.clock not in CLOCKS:
        raise Refused(tr("it must be said whose clock this is"))
    if when.at > now + AHEAD:
        raise Refused(
            tr("this is later than the desk's clock says it is"),
            where=when.at.isoformat(timespec="minutes"),
            todo=tr("Set the clock of the device, or write the time by hand"),
        )


def check_reading(reading: Reading) -> None:
    """Refuse what is no way to read a tag and no state of a seal.

    Raises:
        Refused: it is none of those.
    """
    if reading.read not in READS or reading.seal not in SEALS:
        raise Refused(tr("it must be said how the tag was read"))


def hold(items: Iterable[Item]) -> dict[UUID, Stay]:
    """Lock items with all that lies in them, and give their stays.

    Raises:
        Refused: one of them was never taken in.
    """
    every: set[UUID] = set()
    wanted = {item.pk for item in items}
    while more := wanted - every:
        # In one order for everyone. What somebody packs in meanwhile is found in the next round:
        # from now on nobody packs anything into these.
        here.locked(items=tuple(more))
        every |= more
        wanted = set(here.packed(into=tuple(more)))
    # Read after the locks: what somebody else did a moment ago is seen.
    stays = {stay.item_id: stay for stay in here.stays_of(items=tuple(every))}
    if missing := every - stays.keys():
        one = Item.objects.get(pk=min(missing))
        raise Refused(tr("this was never taken in"), where=str(one), todo=tr("Take it in first"))
    return stays


def begin(item: Item, to: To, how: How) -> Movement:
    """Write the first movement of an item: it is taken in.

    Raises:
        Refused: it cannot be put there.
    """
    _demand_rules(item, None, to, how)
    _demand_room(item, to, None, how)
    return _write(item, RECEIVE, to, how, {})


def step(
    item: Item, kind: str, to: To, how: How, stays: dict[UUID, Stay] | None = None
) -> Movement:
    """Write a movement of an item, and of all that lies in it.

    Args:
        item: what moves.
        kind: one of `movements.MOVES`.
        to: where it is then, and whose.
        how: all else about it.
        stays: of what `hold` locked, which are kept up to date; it is locked now where None.

    Raises:
        Refused: it is out, on offer, or was moved later than this; or it cannot be put there.
    """
    held = hold([item]) if stays is None else stays
    stay = held[item.pk]
    demand_movable(stay, how.when, how.handover)
    _demand_rules(item, stay, to, how)
    _demand_room(item, to, stay, how)
    done = _write(item, kind, to, how, held)
    _carry(item, to, replace(how, carrier=done, reading=_CARRIED, undoes=None, why=""), held)
    return done


def demand_movable(stay: Stay, when: When, handover: Handover | None = None) -> None:
    """Refuse to move what cannot be moved now.

    Raises:
        Refused: it is out, on offer to somebody, or was moved later than this.
    """
    where = str(stay.item)
    if stay.place_id is None:
        raise Refused(tr("this was given out and is no longer in custody here"), where=where)
    if stay.offered_id is not None and stay.offered_id != (handover and handover.pk):
        raise Refused(
            tr("this is being handed over"),
            where=where,
            todo=tr("Take the handover first, or withdraw it"),
        )
    if when.at < stay.since:
        raise Refused(
            tr("this was moved later than that"),
            where=where,
            todo=tr("Look at its way, and write down what happened as an incident"),
        )


def _demand_rules(item: Item, stay: Stay | None, to: To, how: How) -> None:
    for rule in _rules:
        rule(item, stay, to, how)


def _carry(holder: Item, to: To, how: How, stays: dict[UUID, Stay]) -> None:
    within = replace(to, position=None, inside=holder)
    for stay in [one for one in stays.values() if one.inside_id == holder.pk]:
        kind = OUT if to.place is None else CARRY
        later = replace(how.when, at=max(how.when.at, stay.since))
        done = _write(stay.item, kind, within, replace(how, when=later), stays)
        _carry(stay.item, to, replace(how, carrier=done), stays)


def _demand_room(item: Item, to: To, stay: Stay | None, how: How) -> None:
    if to.place is None:
        return
    if to.place.operation_id != item.operation_id or to.keeper.operation_id != item.operation_id:
        raise Refused(tr("this belongs to another operation"), where=str(item))
    if to.inside is not None:
        if to.position is not None:
            raise Refused(tr("what lies in something has no position of its own"), where=str(item))
        _demand_inside(item, to, how.handover)
        return
    if to.position is not None:
        _demand_position(item, to.position, to.place, how.when)
    here = stay is not None and stay.place_id == to.place.pk and stay.inside_id is None
    if item.kind in TAKES_ROOM and not here:
        _demand_capacity(to.place)


def _demand_position(item: Item, position: Position, place: Place, when: When) -> None:
    if position.place_id != place.pk:
        raise Refused(tr("this position is in another place"), where=position.label)
    taken = Stay.objects.now().filter(position=position).exclude(item=item)
    for stay in taken.select_related("item"):
        raise Refused(
            tr("something lies there already: {tag}").format(tag=stay.item),
            where=f"{place.code} {position.label}",
            todo=tr("Choose another position"),
        )
    # Else two would have lain there at one moment, and a look at that day would show both.
    before = Stay.objects.filter(position=position, until__gt=when.at).exclude(item=item)
    for stay in before.select_related("item").order_by("-until")[:1]:
        raise Refused(
            tr("something lay there until {when}: {tag}").format(
                when=f"{stay.until:%Y-%m-%d %H:%M}", tag=stay.item
            ),
            where=f"{place.code} {position.label}",
            todo=tr("Look at both ways, and write down what happened as an incident"),
        )


def room(place: Place) -> int | None:
    """Give how many bodies, coffins and bags a place holds; None where nobody said.

    The positions of a cemetery are its graves; more may wait beside them.
    """
    if place.kind == CEMETERY:
        return place.capacity
    if place.capacity is not None:
        return place.capacity
    return dict(asked.room_in(places=(place.pk,))).get(place.pk)


def _demand_capacity(place: Place) -> None:
    most = room(place)
    if most is None:
        return
    # The row of the place is what two who fill it at once meet at.
    Place.objects.select_for_update(no_key=True).filter(pk=place.pk).first()
    if lying(place) >= most:
        raise Refused(
            tr("this place is full: it holds {n}").format(n=most),
            where=place.code,
            todo=tr("Choose another place, or add positions to it"),
        )


def lying(place: Place) -> int:
    """Give how many bodies, parts, coffins and bags take up room there."""
    return sum(asked.taking_room(place=place.pk))


def _demand_inside(item: Item, to: To, handover: Handover | None) -> None:
    holder = to.inside
    assert holder is not None
    if item.kind not in _HOLDS.get(holder.kind, ()):
        raise Refused(tr("this cannot lie in that"), where=f"{item}, {holder}")
    seen, up = {item.pk}, holder
    for _ in range(DEEPEST):
        if up.pk in seen:
            raise Refused(tr("something would lie in itself"), where=str(holder))
        seen.add(up.pk)
        stay = Stay.objects.now().filter(item=up).select_related("inside").first()
        if stay is None or (up is holder and stay.place_id != (to.place and to.place.pk)):
            raise Refused(tr("both must be in one place first"), where=f"{item}, {holder}")
        if up is holder and stay.offered_id not in (None, handover and handover.pk):
            raise Refused(tr("this is being handed over"), where=str(holder))
        if up is holder and stay.keeper_id != to.keeper.pk:
            raise Refused(tr("both must be in one keeper's hands first"), where=f"{item}, {holder}")
        if stay.inside is None:
            return
        up = stay.inside
    raise Refused(tr("this is packed too deep"), where=str(holder))


def span(since: datetime, until: datetime) -> int:
    """Give the least k so that a stay lasted no longer than 2**k hours."""
    hours = max(0, -(-int((until - since).total_seconds()) // 3600))
    return max(0, hours - 1).bit_length()


def _write(item: Item, kind: str, to: To, how: How, stays: dict[UUID, Stay]) -> Movement:
    stay = stays.get(item.pk)
    row = Movement(
        item=item,
        number=stay.movement.number + 1 if stay is not None else 1,
        kind=kind,
        at=how.when.at,
        clock=how.when.clock,
        keeper=to.keeper,
        place=None if kind == OUT else to.place,
        position=to.position,
        inside=to.inside,
        carrier=how.carrier,
        handover=how.handover,
        undoes=how.undoes,
        read=how.reading.read,
        seal=how.reading.seal,
        seal_number=how.reading.seal_number,
        photo=how.reading.photo,
        why=how.why,
        by=how.by.user,
        made_at=how.by.at,
    )
    row.save(force_insert=True)
    if stay is not None:
        Stay.objects.filter(pk=stay.pk).update(
            until=how.when.at, span=span(stay.since, how.when.at), offered=None
        )
    stays[item.pk] = _stay(row)
    return row


def _stay(row: Movement) -> Stay:
    stay = Stay(
        item=row.item,
        movement=row,
        keeper=row.keeper,
        place=row.place,
        position=row.position,
        inside=row.inside,
        since=row.at,
    )
    if row.position is None:
        stay.save(force_insert=True)
        return stay
    try:
        with transaction.atomic():
            stay.save(force_insert=True)
    except IntegrityError:
        raise Refused(
            tr("somebody put something there at this moment"), where=row.position.label
        ) from None
    return stay


def free(place: Place, among: Collection[Position] | None = None) -> list[Position]:
    """Give the positions of a place in which nothing lies, in order."""
    taken = Stay.objects.now().filter(place=place, position__isnull=False)
    rows = place.positions.exclude(pk__in=taken.values("position"))
    return [one for one in rows if among is None or one in among]
