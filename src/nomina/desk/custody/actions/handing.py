"""Handovers: the giver offers items, and until the other has taken them they are his.

Taking is in `actions.taking`; either may end a handover before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody import register
from nomina.desk.custody.actions import tag_photos
from nomina.desk.custody.actions.common import (
    answers_for,
    demand_keeper,
    ids,
    keeper_of,
    me,
    note,
    references,
    second,
)
from nomina.desk.custody.models import (
    Handover,
    HandoverEnd,
    HandoverLine,
    Item,
    Keeper,
    Place,
    Stay,
)
from nomina.desk.custody.models.tag_photos import GIVEN
from nomina.desk.custody.picture import Picture
from nomina.desk.custody.register import Reading, When
from nomina.desk.look.isolate import isolated
from nomina.desk.people.models import Operation, User
from nomina.desk.people.standing import standing_of
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.errors import StoreError
from nomina.words import tr

MOST = 500
_RACES = 20


@dataclass(frozen=True, kw_only=True)
class Given:
    """One item as the giver read it."""

    item: Item
    reading: Reading


@dataclass(frozen=True, kw_only=True)
class Offer(Action[Handover]):
    """Offer items to another keeper; what lies in them goes with them.

    Attributes:
        taker: a keeper, or somebody of the desk who becomes one by it.
        giver: who gives; where None, in whose hands all of it is if who acts may act for them,
            else who acts.
        place: where they are handed over.
        picture: of their tags, as the giver took it.
    """

    operation: Operation
    items: tuple[Given, ...]
    taker: Keeper | User
    place: Place
    when: When
    giver: Keeper | None = None
    because: str = ""
    picture: Picture | None = None

    kind = "custody.offer"
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def check(self, by: Actor) -> None:
        """Refuse to give nothing, to oneself, or for another who answers by himself."""
        register.check_when(self.when, by.at)
        items = {one.item.pk for one in self.items}
        if not 1 <= len(items) == len(self.items) <= MOST:
            raise Refused(tr("1 to {n} items are handed over at once").format(n=MOST))
        for one in self.items:
            register.check_reading(one.reading)
        taker = self.taker if isinstance(self.taker, Keeper) else None
        rows = (taker, self.place, self.giver, *(one.item for one in self.items))
        if any(row is not None and row.operation_id != self.operation.pk for row in rows):
            raise Refused(tr("this belongs to another operation"))
        if self.giver is not None and not answers_for(by, self.giver):
            raise Refused(tr("nobody gives what another answers for"))

    def effect(self, by: Actor) -> Handover:
        """Add the handover; the items wait in it.

        Raises:
            Refused: one is in other hands, or cannot be moved now; then none is offered.
        """
        stays = register.hold([one.item for one in self.items])
        giver = self.giver or self._giver((stays[one.item.pk] for one in self.items), by)
        taker = self.taker
        if isinstance(taker, User):
            taker = self._keeper(taker, by)
        if giver.pk == taker.pk:
            raise Refused(tr("nobody hands anything over to himself"))
        if by.id == taker.account_id:
            raise Refused(
                tr("whoever writes that another gives this does not take it"),
                todo=tr("Have a colleague write it down"),
            )
        for one in self.items:
            stay = stays[one.item.pk]
            register.demand_movable(stay, self.when)
            if stay.keeper_id != giver.pk:
                demand_keeper(by, stay.keeper, one.item)
                raise Refused(
                    tr("this is in the hands of {name}").format(name=isolated(stay.keeper.name)),
                    where=str(one.item),
                )
            if stay.inside_id is not None:
                raise Refused(
                    tr("this lies in something; take it out, or hand that over"),
                    where=str(one.item),
                )
        row = self._numbered(giver, taker, by)
        HandoverLine.objects.bulk_create(
            HandoverLine(
                handover=row,
                item=one.item,
                read=one.reading.read,
                seal=one.reading.seal,
                seal_number=one.reading.seal_number,
                made_at=by.at,
            )
            for one in self.items
        )
        Stay.objects.filter(pk__in=[stay.pk for stay in stays.values()]).update(offered=row)
        tag_photos.keep(self.picture, row, GIVEN, by)
        return row

    def _giver(self, stays: Iterable[Stay], by: Actor) -> Keeper:
        """Give in whose hands all of it is, where who acts may act for them; else who acts."""
        keepers = {stay.keeper_id: stay.keeper for stay in stays}
        first = next(iter(keepers.values()))
        return first if len(keepers) == 1 and answers_for(by, first) else me(by, self.operation)

    def _keeper(self, user: User, by: Actor) -> Keeper:
        if not predicates.KEEP_ITEMS(standing_of(user, by.at), self.thing()):
            raise Refused(tr("nobody can take this here"), where=user.name)
        return keeper_of(user, self.operation, by)

    def _numbered(self, giver: Keeper, taker: Keeper, by: Actor) -> Handover:
        count = Handover.objects.filter(operation=self.operation).count()
        for n in range(1, _RACES):
            row = Handover(
                operation=self.operation,
                number=f"H-{count + n:05d}",
                giver=giver,
                taker=taker,
                place=self.place,
                at=self.when.at,
                clock=self.when.clock,
                because=note(self.because),
                made_by=by.user,
                made_at=by.at,
            )
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
            except IntegrityError:  # somebody took that number a moment ago
                continue
            return row
        raise StoreError(tr("no number could be drawn for this handover"))

    def on(self, done: Handover) -> tuple[Reference, ...]:
        """Give the handover and its items."""
        return (Reference("handover", done.pk), *references(one.item for one in self.items))

    def said(self, done: Handover) -> Mapping[str, Said]:
        """Give who offers what to whom."""
        return {
            "handover": str(done.pk),
            "number": done.number,
            "giver": str(done.giver_id),
            "taker": str(done.taker_id),
            "place": str(done.place_id),
            "at": second(self.when.at),
            "clock": self.when.clock,
            "items": ids(one.item.pk for one in self.items),
            **tag_photos.told(self.picture),
        }


@dataclass(frozen=True, kw_only=True)
class EndOffer(Action[HandoverEnd]):
    """Withdraw a handover, or refuse it: all stays with the giver."""

    handover: Handover
    why: str
    when: When = field(kw_only=True)

    kind = "custody.end-offer"
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the handover."""
        return self.handover.thing()

    def check(self, by: Actor) -> None:
        """Refuse whoever is neither of the two, and what is over."""
        register.check_when(self.when, by.at)
        clean_note(self.why)
        demand_open(self.handover)
        if not (answers_for(by, self.handover.giver) or answers_for(by, self.handover.taker)):
            raise Refused(tr("only one of the two can end a handover"))

    def effect(self, by: Actor) -> HandoverEnd:
        """Write the end; nothing waits any more."""
        register.hold(line.item for line in self.handover.lines.select_related("item"))
        demand_open(self.handover)
        Stay.objects.now().filter(offered=self.handover).update(offered=None)
        row = HandoverEnd(
            handover=self.handover,
            taken=False,
            at=self.when.at,
            clock=self.when.clock,
            why=clean_note(self.why),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: HandoverEnd) -> tuple[Reference, ...]:
        """Give the handover."""
        return (Reference("handover", self.handover.pk),)

    def said(self, done: HandoverEnd) -> Mapping[str, Said]:
        """Give the reason."""
        return {"handover": str(self.handover.pk), "why": done.why}


def demand_open(handover: Handover) -> None:
    """Refuse what is over.

    Raises:
        Refused: the handover was taken, withdrawn or refused.
    """
    if HandoverEnd.objects.filter(handover=handover).exists():
        raise Refused(tr("this handover is over"), where=handover.number)
