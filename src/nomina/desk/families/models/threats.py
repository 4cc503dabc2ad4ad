"""Threats: seen by security alone, kept for protection alone, and erased on time (REP-04).

The words lie in the vault, sealed to a key of their own. A row tells nothing but that there is one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from nomina.desk.families.models.hearing import DIGEST, Reply, ReplyEnclosure
from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.operations import held_wide
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NOTE
from nomina.desk.policy.roles import Role
from nomina.desk.policy.standing import NOTHING, Thing

TIME, NEEDLESS = "time", "no-longer-needed"
ERASED = (TIME, NEEDLESS)
"""Why a threat was erased: its time was over, or security needs it no more."""


class SeenBySecurity:
    """A query over rows that the security role of the desk sees, and nobody who works on a case."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give all to the security role, and nothing to anybody else."""
        rows: Any = self
        seen: Self = rows.all() if held_wide(user, at, Role.SECURITY) else rows.none()
        return seen


class ThreatQuerySet(SeenBySecurity, Rows["Threat"]):
    """Threats."""


class Threat(Row):
    """A part of a reply threatens somebody; it is kept for protection alone, and not for long.

    Attributes:
        operation: in which it came; all that security is told of the case.
        enclosure: where not words but something that came with them threatens; else None.
        digest: of what is sealed in the vault; it is gone once ``erased`` stands.
        until: when they are erased, unless security says why they are needed for longer.
        by: who read the reply and passed the part on.
    """

    beside = ("operation",)

    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, related_name="threats")
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="threats")
    enclosure = models.OneToOneField(
        ReplyEnclosure, on_delete=models.PROTECT, related_name="threat", null=True
    )
    digest = models.CharField(max_length=DIGEST)
    until = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ThreatQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it: nothing, for it belongs to no case."""
        return NOTHING


class ThreatLongerQuerySet(SeenBySecurity, Rows["ThreatLonger"]):
    """Threats that are kept for longer."""


class ThreatLonger(Row):
    """Security keeps a threat for longer than was agreed, and says why; the last row counts.

    Attributes:
        until: when it is erased now.
        why: what it is still needed for.
    """

    threat = models.ForeignKey(Threat, on_delete=models.PROTECT, related_name="longer")
    until = models.DateTimeField()
    why = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ThreatLongerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="threat_longer_has_reason")
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class ThreatErasedQuerySet(SeenBySecurity, Rows["ThreatErased"]):
    """Threats that were erased."""


class ThreatErased(Row):
    """The words of a threat were erased with their key; that there was one is all that stays.

    Attributes:
        why: one of `ERASED`.
        by: who erased it; None where the desk did, by its clock.
    """

    threat = models.OneToOneField(Threat, on_delete=models.PROTECT, related_name="erased")
    why = models.CharField(max_length=20)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = ThreatErasedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(why__in=ERASED), name="threat_erased_is_known")
        ]

    def __str__(self) -> str:
        return str(self.pk)
