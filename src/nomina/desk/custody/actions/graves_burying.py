"""Burying, cremating, burying at sea and exhuming: what happens to the dead, and cannot be undone.

None of it happens before an examination, or its signed absence (LAW-08).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody import graves, register
from nomina.desk.custody.actions.common import demand_keeper, note, references, second
from nomina.desk.custody.models import (
    Burial,
    Buried,
    Cremation,
    GraveSpot,
    Item,
    Movement,
    SeaBurial,
    Stay,
)
from nomina.desk.custody.models.graves import ASHES, CREMATED_FOR, EARTH, SEA, WISH
from nomina.desk.custody.models.items import BODY, REMAINS
from nomina.desk.custody.models.movements import MOVE, OUT
from nomina.desk.custody.register import How, Reading, To, When
from nomina.desk.people.text import clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class _Lay(Action[R]):
    """Something is done with the dead for good, who lie in `item` or are it."""

    item: Item
    when: When
    reading: Reading

    permission = predicates.KEEP_GRAVES
    irreversible = True

    def thing(self) -> Thing:
        """Give the item."""
        return self.item.thing()

    def check(self, by: Actor) -> None:
        """Refuse a clock that cannot be, and a tag that nobody read."""
        register.check_when(self.when, by.at)
        register.check_reading(self.reading)

    def ready(self, by: Actor) -> tuple[list[Item], dict[UUID, Stay]]:
        """Lock what is laid down, and give the dead that it is or holds.

        Raises:
            Refused: it lies in something, is somebody else's, holds nobody or two, or was not
                examined.
        """
        stays = register.hold([self.item])
        stay = stays[self.item.pk]
        register.demand_movable(stay, self.when)
        demand_keeper(by, stay.keeper, self.item)
        if stay.inside_id is not None:
            raise Refused(
                tr("this lies in something else"),
                where=str(self.item),
                todo=tr("Take that, or take this out of it first"),
            )
        dead = graves.dead_in(self.item, stays)
        if not dead:
            raise Refused(
                tr("nobody lies in this"), where=str(self.item), todo=tr("Put the body into it")
            )
        if sum(one.kind == BODY for one in dead) > 1:
            raise Refused(
                tr("two bodies lie in this, and each has a place of its own"),
                where=", ".join(str(one) for one in dead),
                todo=tr("Bury each by itself, at its own spot"),
            )
        graves.demand_examined(dead)
        return dead, stays

    def keep(
        self, form: str, dead: list[Item], movement: Movement, by: Actor,
        *, spot: GraveSpot | None = None, officiant: str = "", rites: str = "",
    ) -> Burial:  # fmt: skip
        """Add the rows of a burial."""
        row = Burial(
            item=self.item,
            form=form,
            spot=spot,
            movement=movement,
            at=self.when.at,
            clock=self.when.clock,
            officiant=clean_name(officiant) if officiant.strip() else "",
            rites=note(rites),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        Buried.objects.bulk_create(Buried(burial=row, item=one, made_at=by.at) for one in dead)
        return row

    def told(self) -> dict[str, Said]:
        """Give what all of these say to the ledger."""
        return {
            "item": str(self.item.pk),
            "at": second(self.when.at),
            "clock": self.when.clock,
            "read": self.reading.read,
        }


@dataclass(frozen=True, kw_only=True)
class Bury(_Lay[Burial]):
    """Bury a body or part, or the coffin or bag that holds it, at one spot of a grave.

    Attributes:
        spot: in which grave, and where in it.
        officiant: who led the burial; ``rites`` what was observed.
    """

    spot: GraveSpot
    officiant: str = ""
    rites: str = ""

    kind = graves.BURY

    def check(self, by: Actor) -> None:
        """Refuse a grave of another operation besides."""
        super().check(by)
        if self.spot.grave.operation_id != self.item.operation_id:
            raise Refused(tr("this belongs to another operation"))

    def effect(self, by: Actor) -> Burial:
        """Move it into the grave, and add the rows.

        Raises:
            Refused: somebody lies there, or it cannot be buried yet.
        """
        dead, stays = self.ready(by)
        burnt = Cremation.objects.filter(item__in=dead).count()
        if burnt not in (0, len(dead)):
            raise Refused(tr("ashes and a body lie in this together"), where=str(self.item))
        to = To(
            keeper=stays[self.item.pk].keeper,
            place=self.spot.grave.place,
            position=self.spot.position,
        )
        how = How(when=self.when, reading=self.reading, by=by, act=graves.BURY)
        moved = register.step(self.item, MOVE, to, how, stays)
        return self.keep(
            ASHES if burnt else EARTH, dead, moved, by,
            spot=self.spot, officiant=self.officiant, rites=self.rites,
        )  # fmt: skip

    def on(self, done: Burial) -> tuple[Reference, ...]:
        """Give the burial, the grave and what lies in it."""
        grave = Reference("grave", self.spot.grave_id)
        return (Reference("burial", done.pk), grave, *references((self.item,)))

    def said(self, done: Burial) -> Mapping[str, Said]:
        """Give where and how."""
        return self.told() | {
            "grave": str(self.spot.grave_id),
            "spot": self.spot.number,
            "form": done.form,
            "officiant": done.officiant,
            "rites": done.rites,
            "dead": tuple(sorted(str(one) for one in done.dead.values_list("item", flat=True))),
        }


@dataclass(frozen=True, kw_only=True)
class BuryAtSea(_Lay[Burial]):
    """Bury somebody at sea: from which ship, where and when (LAW-12)."""

    ship: str
    latitude: Decimal
    longitude: Decimal
    reason: str = ""
    officiant: str = ""
    rites: str = ""

    kind = "custody.bury-at-sea"

    def check(self, by: Actor) -> None:
        """Refuse what is no point on the map besides."""
        super().check(by)
        if not (abs(self.latitude) <= 90 and abs(self.longitude) <= 180):
            raise Refused(tr("there is no such point on the map"))

    def effect(self, by: Actor) -> Burial:
        """Write it out of the register, and add the rows.

        Raises:
            Refused: it cannot be buried yet.
        """
        dead, stays = self.ready(by)
        how = How(when=self.when, reading=self.reading, by=by, act=self.kind)
        to = To(keeper=stays[self.item.pk].keeper, place=None)
        moved = register.step(self.item, OUT, to, how, stays)
        done = self.keep(SEA, dead, moved, by, officiant=self.officiant, rites=self.rites)
        SeaBurial(
            burial=done,
            ship=clean_name(self.ship),
            latitude=self.latitude,
            longitude=self.longitude,
            reason=note(self.reason),
            made_at=by.at,
        ).save(force_insert=True)
        return done

    def on(self, done: Burial) -> tuple[Reference, ...]:
        """Give the burial and what was buried."""
        return (Reference("burial", done.pk), *references((self.item,)))

    def said(self, done: Burial) -> Mapping[str, Said]:
        """Give ship, point and rites."""
        return self.told() | {
            "ship": clean_name(self.ship),
            "point": f"{self.latitude} {self.longitude}",
            "reason": note(self.reason),
            "officiant": done.officiant,
            "rites": done.rites,
        }


@dataclass(frozen=True, kw_only=True)
class Cremate(_Lay[Cremation]):
    """Write down that a body or part was cremated, and why that was allowed (LAW-10).

    Attributes:
        reason: one of `models.graves.CREMATED_FOR`.
        words: the reason in detail, as the certificate prints it.
        authority: who ordered or allowed it.
        ashes: where the ashes are kept.
    """

    reason: str
    words: str
    authority: str
    ashes: str

    kind = "custody.cremate"

    def check(self, by: Actor) -> None:
        """Refuse every other reason, and a wish where the law does not know one."""
        super().check(by)
        if self.item.kind not in REMAINS:
            raise Refused(tr("a body or part is cremated, nothing else"), where=str(self.item))
        if self.reason not in CREMATED_FOR:
            raise Refused(
                tr("there is no such reason to cremate somebody"),
                todo=tr("Bury them, or give one of the reasons that the Conventions know"),
            )
        if self.reason == WISH and self.item.operation.kind != "international":
            raise Refused(
                tr("an own wish is a reason for prisoners of war alone (GC III 120)"),
                todo=tr("Give the reason of hygiene or religion, or bury them"),
            )
        clean_note(self.words)

    def effect(self, by: Actor) -> Cremation:
        """Add the row.

        Raises:
            Refused: they lie in a grave, were cremated before, or were not examined.
        """
        _, stays = self.ready(by)
        if graves.spot_of(stays[self.item.pk]) is not None:
            raise Refused(
                tr("this is buried"),
                where=str(self.item),
                todo=tr("Have it exhumed first, with the reason"),
            )
        if graves.cremation_of(self.item) is not None:
            raise Refused(tr("this was cremated already"), where=str(self.item))
        row = Cremation(
            item=self.item,
            reason=self.reason,
            words=clean_note(self.words),
            authority=clean_name(self.authority),
            ashes=clean_name(self.ashes),
            at=self.when.at,
            clock=self.when.clock,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Cremation) -> tuple[Reference, ...]:
        """Give the cremation and the item."""
        return (Reference("cremation", done.pk), *references((self.item,)))

    def said(self, done: Cremation) -> Mapping[str, Said]:
        """Give the reason and where the ashes are."""
        return self.told() | {
            "reason": done.reason,
            "words": done.words,
            "authority": done.authority,
            "ashes": done.ashes,
        }
