"""What is certified of the dead, and every paper as it was issued."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models.movements import DIGEST
from nomina.desk.custody.models.release import NUMBER, Release
from nomina.desk.custody.models.seen import SeenThere, seen_by, thing_of
from nomina.desk.examine.models import Identification
from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NAME
from nomina.desk.policy.standing import Thing

ONE, LIST = "one", "list"
PAPERS = ("release", "pass", "effects", "transfer", "death", "dead")
"""Papers: the form of a release, the laissez-passer of a coffin, the list of effects, the sheet
that travels with the body, a death certificate, a list of the dead."""


class DeathQuerySet(SeenThere, Rows["Death"]):
    """Death certificates and lists of the dead."""


class Death(Row):
    """A death certificate or a list of the dead, as a responsible officer is to sign it (LAW-13).

    Attributes:
        number: such as D-00001, one of its kind in an operation.
        kind: ``one`` certificate, or a ``list``.
        identification: of a certificate; None of a list.
        document: all that is certified, null where it is not known.
        digest: SHA-256 of its canonical JSON.
    """

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="deaths")
    number = models.CharField(max_length=NUMBER)
    kind = models.CharField(max_length=8)
    identification = models.ForeignKey(
        Identification, on_delete=models.PROTECT, related_name="deaths", null=True
    )
    document = models.JSONField[Any]()
    digest = models.CharField(max_length=DIGEST)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = DeathQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operation", "number"], name="death_number_once"),
            models.CheckConstraint(
                condition=Q(kind=ONE, identification__isnull=False)
                | Q(kind=LIST, identification__isnull=True),
                name="death_of_one_or_a_list",
            ),
        ]
        indexes = [models.Index(fields=["operation", "made_at"], name="death_by_time")]
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return self.number

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return thing_of(self.operation_id, self.by_id)


class DeathSignQuerySet(Rows["DeathSign"]):
    """Signatures of death certificates."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible certificates."""
        seen: Self = seen_by(self, user, at, "death__operation")
        return seen


class DeathSign(Row):
    """The responsible officer certifies a death, or a list.

    Attributes:
        office: rank and function, as it is printed.
        keys: digests of what the account signed in with then (`examine.keys`), in order.
    """

    death = models.OneToOneField(Death, on_delete=models.PROTECT, related_name="sign")
    office = models.CharField(max_length=NAME)
    keys = models.JSONField[Any](default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = DeathSignQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class IssuedPaperQuerySet(SeenThere, Rows["IssuedPaper"]):
    """Papers as they were issued."""


class IssuedPaper(Row):
    """A paper was made out in a language; its bytes lie in the vault.

    Attributes:
        kind: one of `PAPERS`.
        number: as it is printed.
        release, death: what it is of.
        language: such as ``uk``.
        document: what is printed, as plain values; it is attached to the PDF.
        pdf: digest of the PDF in the vault.
    """

    beside = ("release", "death")

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=12)
    number = models.CharField(max_length=NUMBER)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="papers", null=True)
    death = models.ForeignKey(Death, on_delete=models.PROTECT, related_name="papers", null=True)
    language = models.CharField(max_length=16)
    document = models.JSONField[Any]()
    pdf = models.CharField(max_length=DIGEST)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = IssuedPaperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PAPERS), name="paper_kind_is_known"),
            models.CheckConstraint(
                condition=Q(release__isnull=False, death__isnull=True)
                | Q(release__isnull=True, death__isnull=False),
                name="paper_of_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["operation", "made_at"], name="paper_by_time")]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.number

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return thing_of(self.operation_id, self.by_id)
