"""Discs, what is present of a body, and whether it was examined; the last row counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from nomina.desk.custody.models.items import Item, SeenByItem
from nomina.desk.custody.models.seen import seen_by, thing_of
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.standing import Thing

SINGLE, STAYS, FORWARDED = "single", "stays", "forwarded"
DISCS = (SINGLE, STAYS, FORWARDED)
"""A single disc; the half of a double one that stays with the body; the half that is sent on."""
HEAD, NECK, CHEST, ABDOMEN, PELVIS = "head", "neck", "chest", "abdomen", "pelvis"
LIMBS = ("upper-arm", "forearm", "hand", "thigh", "leg", "foot")
REGIONS = (
    HEAD, NECK, CHEST, ABDOMEN, PELVIS,
    *(f"{limb}-{side}" for limb in LIMBS for side in ("right", "left")),
)  # fmt: skip
"""The regions of a body, right and left as its own."""
PRESENT, PARTLY, ABSENT, NOT_KNOWN = "present", "partly", "absent", "unknown"
STATES = (PRESENT, PARTLY, ABSENT, NOT_KNOWN)


class DiscQuerySet(SeenByItem, Rows["Disc"]):
    """Discs."""


class Disc(Row):
    """Which disc an item is (GC I 16 and 17).

    Attributes:
        form: one of `DISCS`.
        half_of: of the half that is forwarded, the half that stays.
    """

    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="disc")
    form = models.CharField(max_length=9)
    half_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="other_half", null=True
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = DiscQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(form__in=DISCS), name="disc_form_is_known"),
            models.CheckConstraint(
                condition=Q(form=FORWARDED, half_of__isnull=False)
                | (~Q(form=FORWARDED) & Q(half_of__isnull=True)),
                name="forwarded_half_has_another",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AnatomyQuerySet(Rows["Anatomy"]):
    """What is present of bodies."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the operations in which ``user`` sees custody."""
        seen: Self = seen_by(self, user, at, "file__operation")
        return seen


class Anatomy(Row):
    """What is present of a body or part, as somebody saw it.

    Attributes:
        regions: for each of `REGIONS` one of `STATES`.
    """

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="anatomies")
    regions = models.JSONField[Any]()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = AnatomyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["file", "made_at"], name="anatomy_by_time")]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return thing_of(self.file.operation_id, self.by_id)


class ExaminedQuerySet(SeenByItem, Rows["Examined"]):
    """Examinations before disposal."""


class Examined(Row):
    """A body or part was examined, or there is a reason why not (GC I 17, GC III 120).

    Attributes:
        waived: whether it was not examined; a second person signs that.
        doctor: of an examination, who made it, as he signs.
        at: of an examination, when.
        why: of a waiver, the reason.
    """

    beside = ("item", "item__file", "by")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="examinations")
    waived = models.BooleanField()
    doctor = models.CharField(max_length=NAME, blank=True)
    at = models.DateTimeField(null=True)
    why = models.CharField(max_length=NOTE, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ExaminedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(waived=True, at__isnull=True, doctor="") & ~Q(why=""))
                | (Q(waived=False, at__isnull=False, why="") & ~Q(doctor="")),
                name="examined_or_waived",
            )
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return thing_of(self.item.operation_id, self.by_id)


class ExaminedSignQuerySet(Rows["ExaminedSign"]):
    """Second signatures of waivers."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the items that ``user`` may see."""
        seen: Self = seen_by(self, user, at, "examined__item__operation")
        return seen


class ExaminedSign(Row):
    """A second person signs that a body is not examined.

    Attributes:
        maker: who waived it, kept here so that the database refuses one's own signature.
    """

    examined = models.OneToOneField(Examined, on_delete=models.PROTECT, related_name="sign")
    maker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ExaminedSignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(by=F("maker")), name="waiver_signed_by_a_second")
        ]

    def __str__(self) -> str:
        return str(self.pk)
