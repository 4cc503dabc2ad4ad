"""What inventories come to: whether one stands, how two of them differ, and what a seal says.

Two inventories are compared as bags of articles: words are folded, alike lines add up, and money
counts by its sum in each currency, however it was described.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from nomina.desk.acts import Actor
from nomina.desk.custody.holds import Hold
from nomina.desk.custody.models import (
    Incident,
    Inventory,
    InventoryLine,
    InventorySign,
    Item,
    Movement,
)
from nomina.desk.custody.models.effects import MONEY
from nomina.desk.custody.models.items import BODY, PACKET, REMAINS
from nomina.desk.db.prepared import Prepared
from nomina.desk.people.text import NOTE
from nomina.words import tr

LISTED = (BODY, PACKET)
"""Items that leave with an inventory alone; a part may have one, and then it must stand."""
INVENTORY, SEAL = "inventory", "seal"
DIFFERENT = (INVENTORY, SEAL)
"""Incidents that hold back what they are about until somebody has settled them."""


@dataclass(frozen=True, kw_only=True)
class Article:
    """One line of an inventory, as `InventoryLine` keeps it."""

    kind: str
    what: str
    count: int = 1
    material: str = ""
    marks: str = ""
    currency: str = ""
    amount: Decimal | None = None
    document: str = ""

    def key(self) -> tuple[str, ...]:
        """Give what makes two lines lines of the same."""
        if self.kind == MONEY:
            return (MONEY, self.currency)
        texts = (self.what, self.material, self.marks, self.document)
        return (self.kind, *(folded(text) for text in texts))

    def worth(self) -> Decimal:
        """Give how much of it there is: of money its amount, of all else how many."""
        return self.amount or Decimal(0) if self.kind == MONEY else Decimal(self.count)

    def written(self, worth: Decimal | None = None) -> str:
        """Write it in a line, in no language but its own; or another number of it."""
        much = self.worth() if worth is None else worth
        if self.kind == MONEY:
            return f"{much:.2f} {self.currency}"
        details = (self.what, self.material, self.marks, self.document)
        return f"{int(much)} × " + " · ".join(" ".join(one.split()) for one in details if one)


def folded(text: str) -> str:
    """Fold a description, so that case, spaces and forms of letters make no difference."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def article(line: InventoryLine) -> Article:
    """Give a line as an article."""
    return Article(
        kind=line.kind,
        what=line.what,
        count=line.count,
        material=line.material,
        marks=line.marks,
        currency=line.currency,
        amount=line.amount,
        document=line.document,
    )


@dataclass(frozen=True)
class Difference:
    """How a later inventory differs from the one before, a line each.

    Attributes:
        missing: what was there before and is there no more, or less of it.
        more: what is there now and was not, or more of it.
    """

    missing: tuple[str, ...] = ()
    more: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.more)


def difference(before: Iterable[Article], after: Iterable[Article]) -> Difference:
    """Hold two inventories against each other, as bags."""
    kinds: dict[tuple[str, ...], Article] = {}
    sums: dict[tuple[str, ...], Decimal] = {}
    for sign, articles in ((-1, before), (1, after)):
        for one in articles:
            kinds.setdefault(one.key(), one)
            sums[one.key()] = sums.get(one.key(), Decimal(0)) + sign * one.worth()
    return Difference(
        tuple(kinds[key].written(-much) for key, much in sums.items() if much < 0),
        tuple(kinds[key].written(much) for key, much in sums.items() if much > 0),
    )


@Prepared
def _last(item: UUID) -> QuerySet[Inventory]:
    return Inventory.objects.filter(item=item).order_by("-number")[:1]


@Prepared
def _signs(inventory: UUID) -> QuerySet[InventorySign, Any]:
    return InventorySign.objects.filter(inventory=inventory).order_by().values_list("pk")[:1]


@Prepared
def _packets(parent: UUID) -> QuerySet[Item, Any]:
    return Item.objects.filter(parent=parent, kind=PACKET).order_by().values_list("pk", flat=True)


@Prepared
def _differing(items: tuple[UUID, ...]) -> QuerySet[Incident, Any]:
    rows = Incident.objects.current().filter(item__in=items, kind__in=DIFFERENT)
    return rows.order_by().values_list("pk", flat=True)[:1]


def last(item: Item) -> Inventory | None:
    """Give the last inventory of an item, signed or not."""
    return next(iter(_last(item=item.pk)), None)


def signed(inventory: Inventory) -> bool:
    """Say whether two people stand for it."""
    return bool(_signs(inventory=inventory.pk))


def before(inventory: Inventory) -> Inventory | None:
    """Give the inventory that this one is held against: the last one before that was signed."""
    rows = Inventory.objects.filter(item=inventory.item_id, number__lt=inventory.number)
    return rows.filter(sign__isnull=False).order_by("-number").first()


def compared(inventory: Inventory) -> Difference:
    """Give how an inventory differs from the one before; of the first one, nothing does."""
    earlier = before(inventory)
    if earlier is None:
        return Difference()
    return difference(*(map(article, one.lines.all()) for one in (earlier, inventory)))


def seal_of(item: Item, until: Movement | None = None) -> str:
    """Give the number of the seal that should be on a packet; empty where nobody said.

    Args:
        item: the packet.
        until: a movement at which it is read again, which does not count.
    """
    listed = last(item)
    if listed is not None:
        return listed.seal_number
    read = Movement.objects.filter(item=item).exclude(seal_number="")
    if until is not None:
        read = read.filter(number__lt=until.number)
    before_that = read.order_by("-number").values_list("seal_number", flat=True).first()
    return before_that or ""


def reasons(item: Item) -> Iterator[Hold]:
    """Give what stands against letting an item go: no list that two signed, or a difference."""
    listed = last(item)
    if listed is None and item.kind in LISTED:
        yield Hold(
            "inventory",
            tr("nobody has written down the effects"),
            tr("Make an inventory, or write down that nothing was found"),
        )
    elif listed is not None and not signed(listed):
        yield Hold(
            "inventory",
            tr("a second person has not signed the inventory"),
            tr("Have somebody else look at the effects and sign"),
        )
    about = [item.pk]
    if item.kind in REMAINS:
        about += _packets(parent=item.pk)
    if _differing(items=tuple(about)):
        yield Hold(
            "difference",
            tr("effects or a seal differ from what was written down"),
            tr("Settle what does not fit"),
        )


def tell(inventory: Inventory, by: Actor) -> Incident | None:
    """Write an incident where an inventory differs from the one before; None where it does not."""
    differs = compared(inventory)
    if not differs:
        return None
    earlier = before(inventory)
    lines = [*(f"− {one}" for one in differs.missing), *(f"+ {one}" for one in differs.more)]
    said = {"before": str(earlier and earlier.number), "after": str(inventory.number)}
    return incident(inventory.item, INVENTORY, said, by, _cut("\n".join(lines)))


def incident(item: Item, kind: str, said: dict[str, str], by: Actor, words: str = "") -> Incident:
    """Write down what does not fit, for a person to look at."""
    row = Incident(
        operation_id=item.operation_id,
        kind=kind,
        item=item,
        said=said,
        words=words,
        at=by.at,
        by=by.user,
        made_at=by.at,
    )
    row.save(force_insert=True)
    return row


def _cut(text: str) -> str:
    return text if len(text) <= NOTE else f"{text[: NOTE - 2]} …"
