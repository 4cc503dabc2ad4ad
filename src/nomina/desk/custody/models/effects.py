"""Effects: what was found on the dead, written down by one and signed by a second.

An inventory is a row with its lines and is never changed; a later one stands beside it. A sealed
packet has one for what it holds, and each opening of it brings another.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from nomina.desk.custody.models.items import Item, SeenByItem
from nomina.desk.custody.models.movements import CLOCKS, SEAL_NUMBER
from nomina.desk.custody.models.seen import seen_by
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.standing import Thing

ARTICLE, MONEY, DOCUMENT, UNKNOWN = "article", "money", "document", "unknown"
ARTICLES = (ARTICLE, MONEY, DOCUMENT, UNKNOWN)
"""An article; money of one currency; a document; an article of which nobody knows what it is."""


class InventoryQuerySet(SeenByItem, Rows["Inventory"]):
    """Inventories."""


class Inventory(Row):
    """What was found on a body or part, or lies in a packet, as one person wrote it down.

    Attributes:
        number: its place among those of the item, from 1.
        none_found: whether somebody looked and found nothing; it has no lines then.
        seal_number: of a packet, the seal put on it then.
        at: when it was made, as said by ``clock``.
    """

    beside = ("item", "item__file", "by")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="inventories")
    number = models.PositiveIntegerField()
    none_found = models.BooleanField()
    seal_number = models.CharField(max_length=SEAL_NUMBER, blank=True)
    at = models.DateTimeField()
    clock = models.CharField(max_length=12)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = InventoryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="inventory_number_once"),
            models.CheckConstraint(condition=Q(clock__in=CLOCKS), name="inventory_clock_is_known"),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the inventory."""
        return Thing(operations=frozenset({self.item.operation_id}), maker=self.by_id)


class SeenByInventory:
    """A query over rows that have an ``inventory``."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the inventories of the items that ``user`` may see."""
        seen: Self = seen_by(self, user, at, "inventory__item__operation")
        return seen


class InventoryLineQuerySet(SeenByInventory, Rows["InventoryLine"]):
    """Lines of inventories."""


class InventoryLine(Row):
    """One article, as often as it was found.

    Attributes:
        number: its place in the inventory, from 1.
        kind: one of `ARTICLES`.
        what: what it is, or looks like.
        count: how many; of money, how many notes and coins.
        marks: inscriptions, size, colour, and where it was worn.
        currency, amount: of money; the currency by its three letters (ISO 4217).
        document: of a document, its kind and number.
    """

    inventory = models.ForeignKey(Inventory, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8)
    what = models.CharField(max_length=NAME)
    count = models.PositiveIntegerField()
    material = models.CharField(max_length=NAME, blank=True)
    marks = models.CharField(max_length=NOTE, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    document = models.CharField(max_length=NAME, blank=True)

    objects = InventoryLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inventory", "number"], name="inventory_line_once"),
            models.CheckConstraint(condition=Q(kind__in=ARTICLES), name="article_kind_is_known"),
            models.CheckConstraint(condition=Q(count__gte=1), name="article_is_there"),
            models.CheckConstraint(
                condition=Q(kind=MONEY, amount__isnull=False, amount__gte=0) & ~Q(currency="")
                | (~Q(kind=MONEY) & Q(amount__isnull=True, currency="")),
                name="money_has_an_amount",
            ),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.pk)


class InventorySignQuerySet(SeenByInventory, Rows["InventorySign"]):
    """Second signatures."""


class InventorySign(Row):
    """A second person looked at the same effects and signs the inventory: it is closed.

    Attributes:
        maker: who made it, kept here so that the database itself refuses one's own signature.
    """

    inventory = models.OneToOneField(Inventory, on_delete=models.PROTECT, related_name="sign")
    maker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = InventorySignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(by=F("maker")), name="inventory_signed_by_a_second")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class OpeningQuerySet(SeenByItem, Rows["Opening"]):
    """Openings."""


class Opening(Row):
    """A sealed packet was opened by two people, and sealed again.

    Attributes:
        why: what for.
        second: who was there with whoever wrote it down; he signs what lay in it then.
        seal_before: as read before it was opened; empty where there was none.
        contents: what lay in it when it was sealed again, with the new seal.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="openings")
    why = models.CharField(max_length=NOTE)
    second = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    seal_before = models.CharField(max_length=SEAL_NUMBER, blank=True)
    seal_after = models.CharField(max_length=SEAL_NUMBER)
    contents = models.OneToOneField(Inventory, on_delete=models.PROTECT, related_name="opening")
    at = models.DateTimeField()
    clock = models.CharField(max_length=12)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OpeningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(by=F("second")), name="opened_by_two"),
            models.CheckConstraint(condition=Q(clock__in=CLOCKS), name="opening_clock_is_known"),
        ]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
