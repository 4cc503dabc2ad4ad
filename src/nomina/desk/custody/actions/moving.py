"""Moving what one answers for: to another place, into something, out of it; and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody import register
from nomina.desk.custody.actions.common import demand_keeper, note, references, second
from nomina.desk.custody.models import Item, Movement, Place, Position
from nomina.desk.custody.models.movements import CARRY, HAND, MOVE, OUT, PACK, RECEIVE, UNPACK
from nomina.desk.custody.register import How, Reading, To, When
from nomina.desk.people.models import Operation
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

MOST = 500
"""Items that are moved by one act."""


@dataclass(frozen=True, kw_only=True)
class Move(Action[list[Movement]]):
    """Put items elsewhere; they stay in the same hands.

    Attributes:
        items: with the position of each, or None; all to one place, in one act or not at all.
        reading: how the tags were read.
    """

    operation: Operation
    items: tuple[tuple[Item, Position | None], ...]
    place: Place
    when: When
    reading: Reading
    why: str = ""

    kind = "custody.move"
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def check(self, by: Actor) -> None:
        """Refuse none, too many, the same twice, and a clock that cannot be."""
        register.check_when(self.when, by.at)
        register.check_reading(self.reading)
        if not 1 <= len(self.items) <= MOST:
            raise Refused(tr("1 to {n} items are moved at once").format(n=MOST))
        if len({item.pk for item, _ in self.items}) != len(self.items):
            raise Refused(tr("one item stands here twice"))
        if any(item.operation_id != self.operation.pk for item, _ in self.items):
            raise Refused(tr("this belongs to another operation"))

    def effect(self, by: Actor) -> list[Movement]:
        """Write the movements.

        Raises:
            Refused: one cannot be moved there; then none is.
        """
        stays = register.hold([item for item, _ in self.items])
        how = How(when=self.when, reading=self.reading, by=by, why=note(self.why))
        moved = []
        for item, position in self.items:
            stay = stays[item.pk]
            demand_keeper(by, stay.keeper, item)
            to = To(keeper=stay.keeper, place=self.place, position=position)
            kind = UNPACK if stay.inside_id is not None else MOVE
            moved.append(register.step(item, kind, to, how, stays))
        return moved

    def on(self, done: list[Movement]) -> tuple[Reference, ...]:
        """Give the items and the place."""
        return (*references(item for item, _ in self.items), Reference("place", self.place.pk))

    def said(self, done: list[Movement]) -> Mapping[str, Said]:
        """Give where each went."""
        return {
            "place": str(self.place.pk),
            "at": second(self.when.at),
            "clock": self.when.clock,
            "read": self.reading.read,
            "items": tuple(
                (str(item.pk), None if position is None else position.label)
                for item, position in self.items
            ),
        }


@dataclass(frozen=True, kw_only=True)
class Pack(Action[list[Movement]]):
    """Put items into another: a body into a bag, a bag into a coffin, a disc to its body."""

    operation: Operation
    items: tuple[Item, ...]
    into: Item
    when: When
    reading: Reading
    why: str = ""

    kind = "custody.pack"
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def check(self, by: Actor) -> None:
        """Refuse none, too many, and what belongs elsewhere."""
        register.check_when(self.when, by.at)
        register.check_reading(self.reading)
        if not 1 <= len({item.pk for item in self.items}) == len(self.items) <= MOST:
            raise Refused(tr("1 to {n} items are moved at once").format(n=MOST))
        if any(one.operation_id != self.operation.pk for one in (*self.items, self.into)):
            raise Refused(tr("this belongs to another operation"))

    def effect(self, by: Actor) -> list[Movement]:
        """Write the movements.

        Raises:
            Refused: one cannot lie in the other, or is elsewhere; then none is packed.
        """
        stays = register.hold([*self.items, self.into])
        at = stays[self.into.pk]
        demand_keeper(by, at.keeper, self.into)
        register.demand_movable(at, self.when)
        how = How(when=self.when, reading=self.reading, by=by, why=note(self.why))
        moved = []
        for item in self.items:
            stay = stays[item.pk]
            demand_keeper(by, stay.keeper, item)
            if stay.place_id != at.place_id:
                raise Refused(tr("both must be in one place first"), where=f"{item}, {self.into}")
            to = To(keeper=stay.keeper, place=at.place, inside=self.into)
            moved.append(register.step(item, PACK, to, how, stays))
        return moved

    def on(self, done: list[Movement]) -> tuple[Reference, ...]:
        """Give what holds them, and the items."""
        return references((self.into, *self.items))

    def said(self, done: list[Movement]) -> Mapping[str, Said]:
        """Give what lies in what."""
        return {
            "into": str(self.into.pk),
            "at": second(self.when.at),
            "clock": self.when.clock,
            "read": self.reading.read,
            "items": tuple(str(item.pk) for item in self.items),
        }


@dataclass(frozen=True, kw_only=True)
class TakeBack(Action[Movement]):
    """Take back the last movement of an item, by another: it is where it was before.

    What changed hands is handed back by another handover instead.
    """

    movement: Movement
    when: When
    reading: Reading
    why: str

    kind = "custody.take-back"
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the item."""
        return self.movement.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is not the last movement, or was no movement in one keeper's hands."""
        register.check_when(self.when, by.at)
        register.check_reading(self.reading)
        if self.movement.kind == RECEIVE:
            raise Refused(tr("what was taken in cannot become unknown again"))
        if self.movement.kind in (HAND, OUT):
            raise Refused(
                tr("this changed hands"), todo=tr("Have it handed back, by another handover")
            )
        if self.movement.kind == CARRY:
            raise Refused(tr("this was carried along"), todo=tr("Take back what carried it"))
        if not self.why.strip():
            raise Refused(tr("a reason is needed"))

    def effect(self, by: Actor) -> Movement:
        """Write the movement that undoes it.

        Raises:
            Refused: the item moved again since.
        """
        item = self.movement.item
        stays = register.hold([item])
        stay = stays[item.pk]
        demand_keeper(by, stay.keeper, item)
        if stay.movement_id != self.movement.pk:
            raise Refused(tr("this moved again since"), where=str(item))
        before = item.movements.get(number=self.movement.number - 1)
        to = To(
            keeper=stay.keeper, place=before.place, position=before.position, inside=before.inside
        )
        kind = PACK if before.inside_id is not None else MOVE
        how = How(
            when=self.when,
            reading=self.reading,
            by=by,
            why=note(self.why),
            undoes=self.movement,
        )
        return register.step(item, kind, to, how, stays)

    def on(self, done: Movement) -> tuple[Reference, ...]:
        """Give the item."""
        return references((self.movement.item,))

    def said(self, done: Movement) -> Mapping[str, Said]:
        """Give what was taken back, and why."""
        return {
            "movement": str(done.pk),
            "undoes": str(self.movement.pk),
            "why": done.why,
            "at": second(self.when.at),
        }
