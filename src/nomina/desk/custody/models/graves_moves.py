"""What is arranged of graves later: offers to return, exhumations, and who was lifted."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models.graves import ARRANGEMENT, EXHUMED_FOR, Burial, Grave, SeenByGrave
from nomina.desk.custody.models.movements import Movement
from nomina.desk.custody.models.places import Place
from nomina.desk.custody.models.seen import seen_by
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.standing import Thing


class GraveOfferQuerySet(Rows["GraveOffer"]):
    """Offers of return."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible places."""
        seen: Self = seen_by(self, user, at, "place__operation")
        return seen


class GraveOffer(Row):
    """The home country was offered the return of the dead of a cemetery (AP I 34(3)).

    Attributes:
        to: to whom it was made.
        made_on: the date of the offer, from which five years run.
        document: by which it was made.
    """

    beside = ("place",)

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="offers")
    to = models.CharField(max_length=NAME)
    made_on = models.DateField()
    document = models.CharField(max_length=NAME)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = GraveOfferQuerySet.as_manager()

    class Meta:
        ordering = ["made_on", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the offer."""
        return self.place.thing()


class GraveArrangementQuerySet(Rows["GraveArrangement"]):
    """Changes of arrangements."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible offers."""
        seen: Self = seen_by(self, user, at, "offer__place__operation")
        return seen


class GraveArrangement(Row):
    """What becomes of an offer: it was accepted, or after five years and due notice the law of the
    place holds for the graves (LAW-21).

    Attributes:
        accepted: whether the offer was accepted; then nothing may be changed under this rule.
        words: what was answered, or what is arranged.
        noticed_on: when the home country was given notice; None where the offer was accepted.
        notice: the document of that notice.
    """

    offer = models.OneToOneField(GraveOffer, on_delete=models.PROTECT, related_name="end")
    accepted = models.BooleanField()
    words = models.CharField(max_length=NOTE)
    noticed_on = models.DateField(null=True)
    notice = models.CharField(max_length=NAME, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = GraveArrangementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted=True)
                | (Q(accepted=False, noticed_on__isnull=False) & ~Q(notice="")),
                name="arrangement_has_due_notice",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ExhumationQuerySet(SeenByGrave, Rows["Exhumation"]):
    """Exhumations."""


class Exhumation(Row):
    """A grave was opened, and bodies lifted from it.

    Attributes:
        why: one of `EXHUMED_FOR`; ``words`` says it in a line.
        authority: who ordered it.
        document: by which; never empty.
        notice: to whom notice was given with the place of reburial (AP I 34(4)); empty for nobody.
        arrangement: on which it rests, where that is why.
    """

    grave = models.ForeignKey(Grave, on_delete=models.PROTECT, related_name="exhumations")
    why = models.CharField(max_length=16)
    words = models.CharField(max_length=NOTE)
    authority = models.CharField(max_length=NAME)
    document = models.CharField(max_length=NAME)
    notice = models.CharField(max_length=NAME, blank=True)
    arrangement = models.ForeignKey(
        GraveArrangement, on_delete=models.PROTECT, related_name="+", null=True
    )
    at = models.DateTimeField()
    clock = models.CharField(max_length=12)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ExhumationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(why__in=EXHUMED_FOR), name="exhumation_is_explained"
            ),
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(authority="") & ~Q(document=""),
                name="exhumation_has_its_document",
            ),
            models.CheckConstraint(
                condition=Q(why=ARRANGEMENT, arrangement__isnull=False)
                | (~Q(why=ARRANGEMENT) & Q(arrangement__isnull=True)),
                name="exhumation_rests_on_arrangement",
            ),
        ]
        ordering = ["at", "made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class LiftedQuerySet(Rows["Lifted"]):
    """Ends of burials."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible graves."""
        seen: Self = seen_by(self, user, at, "exhumation__grave__operation")
        return seen


class Lifted(Row):
    """What a burial laid down was lifted again; where it is since, the register says.

    Attributes:
        movement: of the register, by which it left the grave.
    """

    exhumation = models.ForeignKey(Exhumation, on_delete=models.PROTECT, related_name="lifted")
    burial = models.OneToOneField(Burial, on_delete=models.PROTECT, related_name="lifted")
    movement = models.OneToOneField(Movement, on_delete=models.PROTECT, related_name="lifted")

    objects = LiftedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
