"""Movements: each one says from where to where, from whose hands into whose; none is changed.

`Stay` is what the movements come to: where an item was from one moment to the next. Exactly one
stay of an item is open, and the database itself refuses a second, or two in one position.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models.items import Item, Keeper, SeenByItem
from nomina.desk.custody.models.places import Place, Position
from nomina.desk.custody.models.seen import SeenThere, seen_by, thing_of
from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.rows import Row, Rows, Visible
from nomina.desk.people.text import NOTE
from nomina.desk.policy.standing import Thing

RECEIVE, MOVE, HAND, PACK, UNPACK, CARRY, OUT = (
    "receive", "move", "hand", "pack", "unpack", "carry", "out",
)  # fmt: skip
MOVES = (RECEIVE, MOVE, HAND, PACK, UNPACK, CARRY, OUT)
"""Taken in; put elsewhere by its keeper; handed to another; put into something or taken out of it;
carried along within what moved; given out of this register for good."""
SCANNED, TYPED, PAPER, LISTED = "scanned", "typed", "paper", "listed"
READS = (SCANNED, TYPED, PAPER, LISTED)
"""How the tag was read again: by a camera or scanner, by hand, on a form; or it was not."""
SEALS = ("", "whole", "broken", "none")
"""The state of the seal: not looked at, whole, broken, or there is none."""
CLOCKS = ("device", "operator", "gps")
"""Who says when it was (FOR-15)."""
DIGEST = 64
SEAL_NUMBER = 40


class HandoverQuerySet(SeenThere, Rows["Handover"]):
    """Handovers."""


class Handover(Row):
    """One keeper offers items to another; each item stays the giver's until the other took it.

    Attributes:
        number: as printed on the form that both sign.
        place: where it is handed over; the items are put there.
        at: when the giver handed them out, as said by ``clock``.
        because: what for, in a line.
    """

    beside = ("giver", "taker", "place")

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="handovers")
    number = models.CharField(max_length=40)
    giver = models.ForeignKey(Keeper, on_delete=models.PROTECT, related_name="given")
    taker = models.ForeignKey(Keeper, on_delete=models.PROTECT, related_name="taken")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="handovers")
    at = models.DateTimeField()
    clock = models.CharField(max_length=12)
    because = models.CharField(max_length=NOTE, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = HandoverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(giver=models.F("taker")), name="handover_between_two"
            ),
            models.UniqueConstraint(fields=["operation", "number"], name="handover_number_once"),
        ]
        indexes = [models.Index(fields=["operation", "made_at"], name="handover_by_time")]
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return self.number

    def thing(self) -> Thing:
        """Give what a rule may know of the handover."""
        return thing_of(self.operation_id, self.made_by_id)


class HandoverLineQuerySet(SeenByItem, Rows["HandoverLine"]):
    """Lines of handovers."""


class HandoverLine(Row):
    """One item that is offered.

    Attributes:
        read: how the giver read its tag, one of `READS`.
        seal, seal_number: of a sealed item, as the giver gave it.
    """

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    read = models.CharField(max_length=8)
    seal = models.CharField(max_length=8, blank=True)
    seal_number = models.CharField(max_length=SEAL_NUMBER, blank=True)

    objects = HandoverLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handover", "item"], name="handover_line_once"),
            models.CheckConstraint(condition=Q(read__in=READS), name="line_read_is_known"),
            models.CheckConstraint(condition=Q(seal__in=SEALS), name="line_seal_is_known"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class HandoverEndQuerySet(Rows["HandoverEnd"]):
    """Ends of handovers."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible handovers."""
        seen: Self = seen_by(self, user, at, "handover__operation")
        return seen


class HandoverEnd(Row):
    """A handover is over: what was taken has its movements, what was not stays with the giver.

    Attributes:
        taken: whether the other took anything.
        at: when, as said by ``clock``.
        witness: who saw it where the taker signs on paper.
        why: of a refusal or withdrawal, its reason.
    """

    handover = models.OneToOneField(Handover, on_delete=models.PROTECT, related_name="end")
    taken = models.BooleanField()
    at = models.DateTimeField()
    clock = models.CharField(max_length=12)
    witness = models.CharField(max_length=NOTE, blank=True)
    why = models.CharField(max_length=NOTE, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = HandoverEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class MovementQuerySet(SeenByItem, Rows["Movement"]):
    """Movements."""


class Movement(Row):
    """One item moved, or changed hands; what it was before is what the movement before came to.

    Attributes:
        number: its place among those of the item, from 1, without a gap.
        kind: one of `MOVES`.
        at: when it happened, as said by ``clock``; `made_at` is when it was written down.
        keeper: who answers for the item from then on.
        place: where it is from then on; None once it is out.
        position: its position there; None of what lies in another item, or nowhere in particular.
        inside: the item that it lies in from then on.
        carrier: of what was carried along, the movement that carried it.
        read: how the tag was read, one of `READS`.
        photo: digest of a picture of the tag in the vault; empty where none was taken.
        undoes: the movement that this one takes back.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="movements")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8)
    at = models.DateTimeField()
    clock = models.CharField(max_length=12)
    keeper = models.ForeignKey(Keeper, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", null=True)
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+", null=True)
    inside = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", null=True)
    carrier = models.ForeignKey("self", on_delete=models.PROTECT, related_name="carried", null=True)
    handover = models.ForeignKey(
        Handover, on_delete=models.PROTECT, related_name="movements", null=True
    )
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="undone", null=True
    )
    read = models.CharField(max_length=8)
    seal = models.CharField(max_length=8, blank=True)
    seal_number = models.CharField(max_length=SEAL_NUMBER, blank=True)
    photo = models.CharField(max_length=DIGEST, blank=True)
    why = models.CharField(max_length=NOTE, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = MovementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="movement_number_once"),
            models.CheckConstraint(condition=Q(kind__in=MOVES), name="movement_kind_is_known"),
            models.CheckConstraint(condition=Q(read__in=READS), name="movement_read_is_known"),
            models.CheckConstraint(condition=Q(seal__in=SEALS), name="movement_seal_is_known"),
            models.CheckConstraint(
                condition=Q(kind=OUT, place__isnull=True) | (~Q(kind=OUT) & Q(place__isnull=False)),
                name="movement_has_a_place",
            ),
            models.CheckConstraint(
                condition=Q(inside__isnull=True) | Q(position__isnull=True),
                name="movement_in_one_way",
            ),
        ]
        indexes = [
            # In what a thing ever lay is asked of ways of hundreds of movements.
            models.Index(
                fields=["item", "inside"],
                condition=Q(inside__isnull=False),
                name="movement_into",
            )
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the movement."""
        return self.item.thing()


class StayQuerySet(SeenByItem, Visible["Stay"]):
    """Stays."""

    def now(self) -> Self:
        """Give those that are not over."""
        return self.filter(until=None)

    def listed(self) -> Self:
        """Give them with what a list says of each, and nothing else: it says it of dozens."""
        beside = ("item", "item__file", "keeper")
        said = ("since", "item__code", "item__kind", "item__file__number", "keeper__name")
        return self.select_related(*beside).only(*beside, *said)


class Stay(models.Model):
    """Where an item was, and who answered for it, from one movement to the next.

    Attributes:
        until: the moment of the next movement; None while it is there.
        span: how long it lasted as a power of two of hours, at least; None while it is there.
            With it the stays of one day are found among those of years (`custody.days`).
        offered: the handover in which it waits to be taken.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="stays")
    movement = models.OneToOneField(Movement, on_delete=models.PROTECT, related_name="stay")
    keeper = models.ForeignKey(Keeper, on_delete=models.PROTECT, related_name="stays")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="stays", null=True)
    position = models.ForeignKey(
        Position, on_delete=models.PROTECT, related_name="stays", null=True
    )
    inside = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="contents", null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    span = models.SmallIntegerField(null=True)
    offered = models.ForeignKey(
        Handover, on_delete=models.PROTECT, related_name="waiting", null=True
    )

    objects = StayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(until__isnull=True), name="one_stay_of_an_item"
            ),
            models.UniqueConstraint(
                fields=["position"],
                condition=Q(until__isnull=True, position__isnull=False),
                name="one_item_in_a_position",
            ),
        ]
        indexes = [
            # Both tell all that their page asks of a stay to be chosen, and in its order.
            models.Index(fields=["place", "span", "since", "id", "until"], name="stay_by_day"),
            models.Index(
                fields=["position", "until"],
                condition=Q(position__isnull=False),
                name="stay_by_position",
            ),
            models.Index(
                fields=["place", "inside", "position", "since", "id"],
                condition=Q(until__isnull=True),
                name="stay_now",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
