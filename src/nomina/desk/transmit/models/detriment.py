"""On whom somebody depended, and whether telling of them could harm them or their relatives."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models.seen import seen_by, thing_of
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.roles import SEES_BUREAU
from nomina.desk.policy.standing import Thing
from nomina.desk.transmit.models.routes import DIGEST, SEATS

OWN, ADVERSE, UNSAID = "own", "other", "unknown"
SIDES = (OWN, ADVERSE, UNSAID)
"""Of this side, of the other, or nobody can say."""
FORCES, PRISONER, CIVILIAN, NOT_SAID = "forces", "prisoner", "civilian", "unknown"
STATUSES = (FORCES, PRISONER, CIVILIAN, NOT_SAID)
"""What the person was: of the forces, a prisoner of war, a civilian; which duties hold, follows."""


class SeenByFileOfBureau:
    """A query over rows that have a ``file``; those see them who see the bureau there."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the operations in which ``user`` sees the bureau."""
        seen: Self = seen_by(self, user, at, "file__operation", SEES_BUREAU)
        return seen


class AllegianceQuerySet(SeenByFileOfBureau, Rows["Allegiance"]):
    """On whom people depended."""


class Allegiance(Row):
    """On which Power a dead or missing person depended (GC I 16(a)); the last turn counts.

    It says which law asks for what to be sent, and nothing else: no search and no order of work
    asks for it (LAW-01).

    Attributes:
        turn: from 1 in each file.
        side: one of `SIDES`.
        status: one of `STATUSES`.
        power: the Power, as it calls itself; empty where it is not known.
        basis: what says so: a disc, a paper, a statement.
    """

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="allegiances")
    turn = models.PositiveIntegerField()
    side = models.CharField(max_length=8)
    status = models.CharField(max_length=12)
    power = models.CharField(max_length=NAME, blank=True)
    basis = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = AllegianceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(side__in=SIDES), name="allegiance_side_is_known"),
            models.CheckConstraint(
                condition=Q(status__in=STATUSES), name="allegiance_status_is_known"
            ),
            models.UniqueConstraint(fields=["file", "turn"], name="allegiance_turn_once"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class DetrimentQuerySet(SeenByFileOfBureau, Rows["Detriment"]):
    """Flags of detriment, and their liftings."""


class Detriment(Row):
    """Telling of somebody could harm them or their relatives (GC IV 137(2)), or no longer can.

    What is said to hold stops at once; that it holds no more counts when two people signed it.

    Attributes:
        turn: from 1 in each file.
        holds: whether it could; False lifts it.
        reason: why.
    """

    beside = ("file",)

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="detriments")
    turn = models.PositiveIntegerField()
    holds = models.BooleanField()
    reason = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = DetrimentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "turn"], name="detriment_turn_once")]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return thing_of(self.file.operation_id, self.by_id)


class DetrimentSignQuerySet(Rows["DetrimentSign"]):
    """Signatures of flags."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible flags."""
        seen: Self = seen_by(self, user, at, "detriment__file__operation", SEES_BUREAU)
        return seen


class DetrimentSign(Row):
    """Somebody answers for a flag, or for its lifting.

    Attributes:
        seat: one of `routes.SEATS`.
        digest: of what was signed: the file, whether it holds, and the reason.
        keys: digests of what the account signed in with then (`examine.keys`), in order.
    """

    detriment = models.ForeignKey(Detriment, on_delete=models.PROTECT, related_name="signs")
    seat = models.CharField(max_length=12)
    digest = models.CharField(max_length=DIGEST)
    keys = models.JSONField[Any](default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = DetrimentSignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(seat__in=SEATS), name="detriment_seat_is_known"),
            models.UniqueConstraint(fields=["detriment", "by"], name="detriment_signed_once"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
