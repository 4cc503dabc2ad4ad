"""What is kept for the people who look at pictures of the dead, and whom they can turn to.

What somebody opened and chose is seen by that person alone: no role gives a view of it (WEL-12).
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from nomina.desk.db.prepared import Prepared
from nomina.desk.people.models.operations import Operation
from nomina.desk.people.models.rows import Row, Rows, Visible, account
from nomina.desk.people.models.users import User
from nomina.desk.people.text import NOTE

PACES = ("usual", "sooner", "later", "never")
"""After how much looking a pause is suggested, see `nomina.desk.people.care`."""
WITHOUT = ("children", "injuries", "decomposition", "bones", "parts")
"""What somebody may choose not to be given; which bodies these are, `nomina.desk.files.spare`."""
VIEWS = ("grey", "blur", "large")
"""How an opened picture is drawn."""


class LookedQuerySet(Rows["Looked"]):
    """Openings."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give one's own, whatever roles one holds."""
        return self.filter(by=account(user)) if account(user) else self.none()


class Looked(Row):
    """Somebody opened a picture. The ledger has the act; this is there to count one's own.

    Attributes:
        of: id of the photo, or of the captured picture.
    """

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    of = models.UUIDField()

    objects = LookedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["by", "made_at"], name="people_looked_by")]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class CareQuerySet(Visible["Care"]):
    """What people chose."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give one's own, whatever roles one holds."""
        return self.filter(user=account(user)) if account(user) else self.none()


class Care(models.Model):
    """How somebody wants to see pictures, and what rather not; overwritten, no history is kept.

    Attributes:
        grey, blur, large: how a picture that was opened is drawn.
        without: of `WITHOUT`, what this person is not to be given.
        pace: one of `PACES`.
        paused_at: when a suggested pause was last taken or put aside.
    """

    user = models.OneToOneField(
        User, on_delete=models.PROTECT, related_name="+", primary_key=True, editable=False
    )
    grey = models.BooleanField(default=True)
    blur = models.BooleanField(default=False)
    large = models.BooleanField(default=False)
    without = models.JSONField[Any](default=list)
    pace = models.CharField(max_length=8, default=PACES[0])
    paused_at = models.DateTimeField(null=True)

    objects = CareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pace__in=PACES), name="care_pace_is_known")
        ]

    def __str__(self) -> str:
        return str(self.user_id)


class SupportQuerySet(Rows["Support"]):
    """Whom to turn to."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the operations that ``user`` may see."""
        return self.filter(operation__in=Operation.objects.visible_to(user, at).values("pk"))

    def newest(self) -> Self:
        """Give the last one of each operation; an empty one takes back what was there."""
        later = Support.objects.filter(operation=models.OuterRef("operation")).filter(
            Q(made_at__gt=models.OuterRef("made_at"))
            | Q(made_at=models.OuterRef("made_at"), pk__gt=models.OuterRef("pk"))
        )
        return self.exclude(models.Exists(later))


class Support(Row):
    """Whom the people of an operation can turn to, in plain words; the newest counts."""

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=NOTE, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = SupportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["operation", "made_at"], name="people_support_newest")]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


@Prepared
def _chosen(user: uuid.UUID) -> models.QuerySet[Care]:
    return Care.objects.visible_to(User(pk=user)).order_by("pk")[:1]


def care_of(user: object) -> Care:
    """Give what somebody chose; what a new account has where nothing was chosen.

    Of the person of a request, whose standing was read, it is read once.
    """
    known: Care | None = getattr(user, "care", None)
    if known is not None:
        return known
    mine = account(user)
    found = next(iter(_chosen(user=mine)), None) if mine else None
    if found is None:
        found = Care(user=user if isinstance(user, User) else None)
    if isinstance(user, User) and user.standing is not None:
        user.care = found
    return found


def looked(user: User | None, of: Any, at: datetime | None = None) -> None:
    """Count an opening for who opened it; a program that acts by a token looks at nothing."""
    if user is not None and user.narrowed is None:
        Looked(by=user, of=of, made_at=at or timezone.now()).save(force_insert=True)
