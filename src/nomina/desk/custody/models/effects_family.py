"""What a family chose, wishes and asks for; all stand in the file of the missing person."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models.seen import seen_by
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.roles import SEES_FILE

TELL, DO_NOT_TELL, WAIT = "tell-again", "do-not-tell", "wait-until-complete"
CHOICES = (TELL, DO_NOT_TELL, WAIT)
"""What a family wants where more of somebody is found: be told each time; not be told; or wait
until all that can be found was found."""
KIN, HOME = "kin", "home-country"
ASKERS = (KIN, HOME)
RETURN, OBJECTION = "return", "objection"
ASKED = (RETURN, OBJECTION)
"""What is asked for: that remains are returned; or it is objected to. Neither ends the other."""


class SeenByFamily:
    """A query over rows that have a ``file`` of a missing person; seen as a family's file is."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the operations in which ``user`` sees the files of families."""
        seen: Self = seen_by(self, user, at, "file__operation", SEES_FILE["family"])
        return seen


class FurtherRemainsQuerySet(SeenByFamily, Rows["FurtherRemains"]):
    """Choices about further remains."""


class FurtherRemains(Row):
    """What the family wants where more of the person is found later; the last row counts.

    Attributes:
        choice: one of `CHOICES`.
        said_by: who said it; ``kinship`` is what they are to the person.
        how: how it was asked.
    """

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="further")
    choice = models.CharField(max_length=20)
    said_by = models.CharField(max_length=NAME)
    kinship = models.CharField(max_length=NAME)
    how = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = FurtherRemainsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(choice__in=CHOICES), name="further_choice_is_known")
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class WishesQuerySet(SeenByFamily, Rows["Wishes"]):
    """Wishes and rites."""


class Wishes(Row):
    """Tradition and rite, and how the body is to be handled; the last row counts (LAW-22).

    Attributes:
        rite: tradition or rite, in the family's words.
        handling: what whoever handles the body is to do or leave; it is shown to them.
        said_by: who said it.
    """

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="wishes")
    rite = models.CharField(max_length=NOTE)
    handling = models.CharField(max_length=NOTE, blank=True)
    said_by = models.CharField(max_length=NAME)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = WishesQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class ReturnRequestQuerySet(SeenByFamily, Rows["ReturnRequest"]):
    """Requests for return, and objections."""


class ReturnRequest(Row):
    """Kin or the home country asks for return, or objects to it; all of them stand (LAW-20).

    Attributes:
        asker: one of `ASKERS`.
        asked: one of `ASKED`.
        name: who asks: a person or an authority.
        words: what was asked or said against it.
    """

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="return_requests")
    asker = models.CharField(max_length=12)
    asked = models.CharField(max_length=9)
    name = models.CharField(max_length=NAME)
    words = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ReturnRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(asker__in=ASKERS), name="return_asker_is_known"),
            models.CheckConstraint(condition=Q(asked__in=ASKED), name="return_asked_is_known"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
