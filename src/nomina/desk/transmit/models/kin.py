"""A relative on the other side: sealed to an institution that may reach them, and to nobody here.

There is no column from which anything could be sent: no name, address, number or channel. What was
typed was sealed in the same act, and no key of this desk opens it (NOT-08). Whoever adds a column
here answers to `tests/desk/transmit/test_kin.py`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models.seen import seen_by, thing_of
from nomina.desk.files.fields import BY_KEY
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.policy.roles import SEES_BUREAU
from nomina.desk.policy.standing import Thing
from nomina.desk.transmit.models.routes import AGE, Partner

RELATIONS = BY_KEY["kinship"].choices
"""What a relative can be to the person."""
WITHDRAWN, WRONG, REPLACED = "withdrawn", "wrong", "replaced"
ENDS = (WITHDRAWN, WRONG, REPLACED)
"""Why it counts no more; a choice and no words, or an address could stand in them."""


class OtherSideKinQuerySet(Rows["OtherSideKin"]):
    """Relatives on the other side."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the operations in which ``user`` sees the bureau."""
        seen: Self = seen_by(self, user, at, "file__operation", SEES_BUREAU)
        return seen

    def current(self) -> Self:
        """Give those that were not ended."""
        return self.filter(end=None)


class OtherSideKin(Row):
    """That a person has a relative on the other side, and bytes that one institution can open.

    Attributes:
        file: of the dead or missing person.
        relation: one of `RELATIONS`.
        partner: who can open it.
        sealed: who and where the relative is, sealed to the partner's key (age, X25519).
        recipient: that key, as it was then.
    """

    beside = ("file", "partner")

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="other_side_kin")
    relation = models.CharField(max_length=20)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="other_side_kin")
    sealed = models.BinaryField()
    recipient = models.CharField(max_length=AGE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OtherSideKinQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(relation__in=RELATIONS), name="kin_is_known"),
            models.CheckConstraint(
                condition=Q(recipient__startswith="age1"), name="kin_sealed_to_a_key"
            ),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return thing_of(self.file.operation_id, self.by_id)


class OtherSideKinEndQuerySet(Rows["OtherSideKinEnd"]):
    """Ends of such rows."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible ones."""
        seen: Self = seen_by(self, user, at, "kin__file__operation", SEES_BUREAU)
        return seen


class OtherSideKinEnd(Row):
    """It counts no more, and is taken out no more.

    Attributes:
        why: one of `ENDS`.
    """

    kin = models.OneToOneField(OtherSideKin, on_delete=models.PROTECT, related_name="end")
    why = models.CharField(max_length=12)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OtherSideKinEndQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(why__in=ENDS), name="kin_end_is_known")]

    def __str__(self) -> str:
        return str(self.pk)


class OtherSideKinTakenQuerySet(Rows["OtherSideKinTaken"]):
    """Times that sealed bytes were taken out."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible ones."""
        seen: Self = seen_by(self, user, at, "kin__file__operation", SEES_BUREAU)
        return seen


class OtherSideKinTaken(Row):
    """Somebody took the sealed bytes out, to carry them to who can open them."""

    kin = models.ForeignKey(OtherSideKin, on_delete=models.PROTECT, related_name="taken")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OtherSideKinTakenQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
