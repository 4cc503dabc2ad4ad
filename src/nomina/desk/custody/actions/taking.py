"""Taking over: the taker reads each tag again, and what does not fit is an incident.

What the taker does not find stays with the giver, and what he finds beside the list stays where it
was. Whoever signs on paper is stood for by another account, never by the giver's (FOR-10).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody import register
from nomina.desk.custody.actions import tag_photos
from nomina.desk.custody.actions.common import ids, note, references, second
from nomina.desk.custody.actions.handing import demand_open
from nomina.desk.custody.models import (
    Handover,
    HandoverEnd,
    HandoverLine,
    Incident,
    Item,
    Movement,
    Position,
    Stay,
)
from nomina.desk.custody.models.movements import HAND
from nomina.desk.custody.models.tag_photos import TAKEN
from nomina.desk.custody.picture import Picture
from nomina.desk.custody.register import How, Reading, To, When
from nomina.desk.look.isolate import isolated
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class Got:
    """One item as the taker read it, and where he puts it."""

    item: Item
    reading: Reading
    position: Position | None = None


@dataclass(frozen=True)
class Handed:
    """What a handover came to."""

    end: HandoverEnd
    movements: tuple[Movement, ...]
    incidents: tuple[Incident, ...]


@dataclass(frozen=True, kw_only=True)
class Take(Action[Handed]):
    """Take over what was offered: each item whose tag was read again, and no other.

    Attributes:
        items: what the taker read, also what is not on the list.
        witness: where the taker signs on paper, who saw it and how he showed who he is.
        picture: of the tags, as the taker took it; it stands with each movement.
    """

    handover: Handover
    items: tuple[Got, ...]
    when: When
    witness: str = ""
    picture: Picture | None = None

    kind = "custody.take"
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the handover."""
        return self.handover.thing()

    def check(self, by: Actor) -> None:
        """Refuse to take for another, or what is over."""
        register.check_when(self.when, by.at)
        for one in self.items:
            register.check_reading(one.reading)
        if len({one.item.pk for one in self.items}) != len(self.items):
            raise Refused(tr("one item stands here twice"))
        if any(one.item.operation_id != self.handover.operation_id for one in self.items):
            raise Refused(tr("this belongs to another operation"))
        demand_open(self.handover)
        demand_taker(by, self.handover, self.witness)
        if self.when.at < self.handover.at:
            raise Refused(tr("this is earlier than it was handed out"))

    def effect(self, by: Actor) -> Handed:
        """Write the movements of what was read, and an incident for each difference.

        Raises:
            Refused: something cannot be put where it was said; then nothing is taken.
        """
        handover = self.handover
        lines = {line.item_id: line for line in handover.lines.select_related("item")}
        stays = register.hold(line.item for line in lines.values())
        demand_open(handover)
        moved, told = [], []
        for got in self.items:
            line = lines.get(got.item.pk)
            if line is None:
                told.append(self._incident("extra", got.item, by))
                continue
            moved.append(self._taken(got, stays, by))
            if _seal_differs(line, got.reading):
                told.append(self._incident("seal", got.item, by, line, got.reading))
        read = {got.item.pk for got in self.items}
        told += [
            self._incident("missing", line.item, by)
            for line in lines.values()
            if line.item_id not in read
        ]
        Stay.objects.now().filter(offered=handover).update(offered=None)
        tag_photos.keep(self.picture, handover, TAKEN, by)
        return Handed(self._end(by, taken=bool(moved)), tuple(moved), tuple(told))

    def _taken(self, got: Got, stays: dict[UUID, Stay], by: Actor) -> Movement:
        to = To(keeper=self.handover.taker, place=self.handover.place, position=got.position)
        reading = got.reading
        if self.picture is not None:
            reading = replace(reading, photo=self.picture.digest)
        how = How(
            when=self.when,
            reading=reading,
            by=by,
            why=self.handover.because,
            handover=self.handover,
        )
        return register.step(got.item, HAND, to, how, stays)

    def _incident(
        self,
        kind: str,
        item: Item,
        by: Actor,
        line: HandoverLine | None = None,
        reading: Reading | None = None,
    ) -> Incident:
        said: dict[str, str] = {"handover": self.handover.number}
        if line is not None and reading is not None:
            said |= {
                "given": f"{line.seal} {line.seal_number}".strip(),
                "taken": f"{reading.seal} {reading.seal_number}".strip(),
            }
        row = Incident(
            operation_id=self.handover.operation_id,
            kind=kind,
            item=item,
            place=self.handover.place,
            handover=self.handover,
            said=said,
            at=self.when.at,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def _end(self, by: Actor, *, taken: bool) -> HandoverEnd:
        row = HandoverEnd(
            handover=self.handover,
            taken=taken,
            at=self.when.at,
            clock=self.when.clock,
            witness=note(self.witness),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Handed) -> tuple[Reference, ...]:
        """Give the handover and the items that were taken."""
        taken = (movement.item for movement in done.movements)
        return (Reference("handover", self.handover.pk), *references(taken))

    def said(self, done: Handed) -> Mapping[str, Said]:
        """Give what was taken and what does not fit."""
        return {
            "handover": str(self.handover.pk),
            "taken": ids(movement.item_id for movement in done.movements),
            "incidents": ids(one.pk for one in done.incidents),
            "at": second(self.when.at),
            "clock": self.when.clock,
            "witness": done.end.witness,
            **tag_photos.told(self.picture),
        }


def demand_taker(by: Actor, handover: Handover, witness: str) -> None:
    """Refuse to take in another's place (FOR-10: two people at each handover).

    Raises:
        Refused: the taker signs in himself; or the giver's account would stand for the taker; or
            nobody is said to have seen who signed on paper.
    """
    if handover.taker.account_id is not None:
        if by.id != handover.taker.account_id:
            raise Refused(
                tr("this waits for {name}").format(name=isolated(handover.taker.name)),
                where=handover.number,
            )
        return
    if by.id in (handover.giver.account_id, handover.made_by_id):
        raise Refused(
            tr("whoever gives cannot sign for the one who takes"),
            where=handover.number,
            todo=tr("Have a colleague look on and write it down"),
        )
    if not witness.strip():
        raise Refused(
            tr("it must be said who saw the taker sign, and how he showed who he is"),
            where=handover.number,
        )


def _seal_differs(line: HandoverLine, reading: Reading) -> bool:
    if reading.seal == "broken" and line.seal != "broken":
        return True
    named = bool(line.seal_number) and bool(reading.seal_number)
    return named and line.seal_number != reading.seal_number
