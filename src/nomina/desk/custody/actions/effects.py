"""Effects are written down by one and signed by a second; packets are opened by two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody import effects, register
from nomina.desk.custody.actions.common import note, second
from nomina.desk.custody.actions.effects_lines import checked
from nomina.desk.custody.effects import Article
from nomina.desk.custody.effects_rules import differs, plain
from nomina.desk.custody.models import (
    Incident,
    Inventory,
    InventoryLine,
    InventorySign,
    Item,
    Opening,
    Stay,
)
from nomina.desk.custody.models.items import BODY, PACKET, PART
from nomina.desk.custody.models.movements import SEAL_NUMBER
from nomina.desk.custody.register import When
from nomina.desk.look.isolate import isolated
from nomina.desk.people.models import User
from nomina.desk.people.standing import standing_of
from nomina.desk.people.text import clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class _Listing(Action[Inventory]):
    """What all acts that write an inventory are asked for."""

    item: Item
    when: When
    articles: tuple[Article, ...] = ()
    none_found: bool = False
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the item."""
        return self.item.thing()

    def check(self, by: Actor) -> None:
        """Refuse an empty list of which nobody says that nothing was found, and bad lines."""
        register.check_when(self.when, by.at)
        if self.none_found == bool(self.articles):
            raise Refused(
                tr("an inventory has lines, or says that nothing was found"),
                where=str(self.item),
            )
        demand_here(self.item)
        checked(self.articles)

    def write(self, by: Actor, seal_number: str) -> Inventory:
        """Add the inventory and its lines."""
        lock(self.item)
        listed = effects.last(self.item)
        row = Inventory(
            item=self.item,
            number=1 if listed is None else listed.number + 1,
            none_found=self.none_found,
            seal_number=seal_number,
            at=self.when.at,
            clock=self.when.clock,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        InventoryLine.objects.bulk_create(
            InventoryLine(inventory=row, number=number, made_at=by.at, **vars(one))
            for number, one in enumerate(checked(self.articles), start=1)
        )
        return row


@dataclass(frozen=True, kw_only=True)
class MakeInventory(_Listing):
    """Write down what was found on a body or part, or what lies in a packet that is sealed now.

    Attributes:
        seal_number: of a packet, its seal.
    """

    seal_number: str = ""

    kind = "custody.inventory"

    def check(self, by: Actor) -> None:
        """Refuse what has no effects, and a sealed packet that nobody opened."""
        super().check(by)
        number = self.seal_number.strip()
        if self.item.kind not in (BODY, PART, PACKET):
            raise Refused(tr("effects are listed of a body, a part or a packet alone"))
        if (self.item.kind == PACKET) != bool(number):
            raise Refused(
                tr("a packet is sealed when its list is made, and nothing else is"),
                where=str(self.item),
                todo=tr("Seal it and write down the number of the seal"),
            )

    def effect(self, by: Actor) -> Inventory:
        """Add the rows.

        Raises:
            Refused: the packet is sealed, so that it has to be opened first.
        """
        number = self.seal_number.strip()
        lock(self.item)
        if self.item.kind == PACKET:
            self._demand_open(number)
        return self.write(by, clean_name(number, SEAL_NUMBER) if number else "")

    def _demand_open(self, number: str) -> None:
        should, listed = effects.seal_of(self.item), effects.last(self.item)
        if (should and plain(should) != plain(number)) or (listed and effects.signed(listed)):
            raise Refused(
                tr("this packet is sealed"),
                where=f"{self.item} {should}".strip(),
                todo=tr("Write down that it is opened, and by whom"),
            )

    def on(self, done: Inventory) -> tuple[Reference, ...]:
        """Give the inventory and its item."""
        return (Reference("inventory", done.pk), Reference("item", self.item.pk))

    def said(self, done: Inventory) -> Mapping[str, Said]:
        """Give every line."""
        return listed_as(done)


@dataclass(frozen=True)
class Signed:
    """A signature, and what does not fit by it."""

    sign: InventorySign
    incident: Incident | None


@dataclass(frozen=True, kw_only=True)
class SignInventory(Action[Signed]):
    """Sign, as the second person, that the effects are those of the list."""

    inventory: Inventory

    kind = "custody.inventory-sign"
    permission = predicates.KEEP_ITEMS
    irreversible = True

    def thing(self) -> Thing:
        """Give the inventory."""
        return self.inventory.thing()

    def check(self, by: Actor) -> None:
        """Refuse whoever made it, one who did not see it opened, and a list that is not the last.

        Raises:
            Refused: any of these.
        """
        where = str(self.inventory.item)
        if by.id == self.inventory.by_id:
            raise Refused(
                tr("whoever made an inventory does not sign it as the second"),
                where=where,
                todo=tr("Have somebody else look at the effects and sign"),
            )
        opening = Opening.objects.filter(contents=self.inventory).select_related("second").first()
        if opening is not None and opening.second_id != by.id:
            raise Refused(
                tr("this waits for {name}, who was there").format(
                    name=isolated(opening.second.name)
                ),
                where=where,
            )

    def effect(self, by: Actor) -> Signed:
        """Add the signature, and an incident where it differs from the inventory before.

        Raises:
            Refused: a later one was made, or somebody signed already.
        """
        lock(self.inventory.item)
        listed = effects.last(self.inventory.item)
        if listed is None or listed.pk != self.inventory.pk:
            raise Refused(
                tr("a later inventory was made"),
                where=str(self.inventory.item),
                todo=tr("Look at that one"),
            )
        row = InventorySign(
            inventory=self.inventory, maker=self.inventory.by, by=by.user, made_at=by.at
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Refused(tr("somebody signed this already")) from None
        return Signed(row, effects.tell(self.inventory, by))

    def on(self, done: Signed) -> tuple[Reference, ...]:
        """Give the inventory and its item."""
        return (
            Reference("inventory", self.inventory.pk),
            Reference("item", self.inventory.item_id),
        )

    def said(self, done: Signed) -> Mapping[str, Said]:
        """Give what was signed, line by line, and what does not fit."""
        told = done.incident
        return {**listed_as(self.inventory), "incident": None if told is None else str(told.pk)}


@dataclass(frozen=True, kw_only=True)
class OpenPacket(_Listing):
    """Write down that two people opened a packet, what lay in it, and that it was sealed again.

    Attributes:
        second: who was there; nobody else signs what lay in it.
        seal_before: as it was read before; empty where there was none.
    """

    why: str
    second: User
    seal_before: str
    seal_after: str

    kind = "custody.opening"

    def check(self, by: Actor) -> None:
        """Refuse to open anything else, alone, without a reason, or with the same seal again."""
        super().check(by)
        if self.item.kind != PACKET:
            raise Refused(tr("this is no packet"), where=str(self.item))
        clean_note(self.why)
        if not self.seal_after.strip():
            raise Refused(tr("a packet is sealed again"), todo=tr("Write down the new seal"))
        if plain(self.seal_before) == plain(self.seal_after):
            raise Refused(
                tr("a seal is used once"),
                where=self.seal_after,
                todo=tr("Seal it with another, and write down its number"),
            )
        if self.second.pk == by.id:
            raise Refused(tr("a packet is opened by two people"))
        if not predicates.KEEP_ITEMS(standing_of(self.second, by.at), self.item.thing()):
            raise Refused(tr("nobody can sign for this here"), where=self.second.name)

    def effect(self, by: Actor) -> Inventory:
        """Add the opening and what lay in it, and an incident where the seal was another."""
        seal_before = note(self.seal_before)[:SEAL_NUMBER]
        lock(self.item)
        should = effects.seal_of(self.item)
        if differs(should, "" if seal_before else "none", seal_before):
            said = {"sealed": should, "read": seal_before or "none"}
            effects.incident(self.item, effects.SEAL, said, by)
        contents = self.write(by, clean_name(self.seal_after, SEAL_NUMBER))
        Opening(
            item=self.item,
            why=clean_note(self.why),
            second=self.second,
            seal_before=seal_before,
            seal_after=contents.seal_number,
            contents=contents,
            at=self.when.at,
            clock=self.when.clock,
            by=by.user,
            made_at=by.at,
        ).save(force_insert=True)
        return contents

    def on(self, done: Inventory) -> tuple[Reference, ...]:
        """Give what lay in it, and the packet."""
        return (Reference("inventory", done.pk), Reference("item", self.item.pk))

    def said(self, done: Inventory) -> Mapping[str, Said]:
        """Give who opened it, why, and every line."""
        return {
            **listed_as(done),
            "why": clean_note(self.why),
            "second": str(self.second.pk),
            "seal_before": done.opening.seal_before,
        }


@dataclass(frozen=True, kw_only=True)
class TakeList(Action[Inventory]):
    """Carry a list of effects away on paper."""

    inventory: Inventory
    language: str

    kind = "custody.take-list"
    permission = predicates.SEE_CUSTODY

    def thing(self) -> Thing:
        """Give the inventory."""
        return self.inventory.thing()

    def effect(self, by: Actor) -> Inventory:
        """Do nothing but write it down."""
        return self.inventory

    def on(self, done: Inventory) -> tuple[Reference, ...]:
        """Give the inventory."""
        return (Reference("inventory", done.pk),)

    def said(self, done: Inventory) -> Mapping[str, Said]:
        """Give the language."""
        return {"inventory": str(done.pk), "language": self.language}


def lock(item: Item) -> None:
    """Have all who list the effects of one item wait for each other."""
    Item.objects.select_for_update(no_key=True).filter(pk=item.pk).first()


def demand_here(item: Item) -> None:
    """Refuse what is no longer in custody, or never was.

    Raises:
        Refused: so it is.
    """
    if not Stay.objects.now().filter(item=item, place__isnull=False).exists():
        raise Refused(tr("this was given out and is no longer in custody here"), where=str(item))


def listed_as(row: Inventory) -> dict[str, Said]:
    """Give an inventory as the ledger takes it."""
    return {
        "inventory": str(row.pk),
        "item": str(row.item_id),
        "number": row.number,
        "none_found": row.none_found,
        "seal": row.seal_number,
        "at": second(row.at),
        "clock": row.clock,
        "lines": tuple(
            (
                line.kind, line.what, line.count, line.material, line.marks, line.currency,
                None if line.amount is None else f"{line.amount:.2f}", line.document,
            )
            for line in row.lines.all()
        ),
    }  # fmt: skip
