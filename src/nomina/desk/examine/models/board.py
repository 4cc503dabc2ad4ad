"""What the board signs and decides, what is certified of it, and its recall. Nothing is changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from nomina.desk.examine.models.examinations import Examination
from nomina.desk.examine.models.reports import Report, SeenByReport
from nomina.desk.files.models import Link
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import Row, Rows, account
from nomina.desk.people.text import NOTE
from nomina.desk.policy.standing import Thing

DIGEST = 64
"""Characters of a SHA-256 in hex."""
POSTS = ("officer", "pathologist", "dentist", "section", "chief")
"""Who signs a certificate: the authorised police officer, pathologist and dentist, the head of the
identification section, and the chief of the whole work (DOMAIN 2.7)."""


class DossierQuerySet(SeenByReport, Rows["Dossier"]):
    """Dossiers."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible reports, but none to whoever still examines the files.

        A dossier tells what others concluded on them (FOR-05).
        """
        mine = Examination.objects.filter(examiner=account(user), concluded=None)
        open_ = mine.filter(
            pair__body=OuterRef("report__one"), pair__person=OuterRef("report__other")
        )
        return super().visible_to(user, at).exclude(Exists(open_))


class Dossier(Row):
    """A report as it was laid before the board, whole.

    Attributes:
        number: its place among those of the report, from 1.
        digest: SHA-256 of the canonical JSON of the document (`examine.dossier`).
        by: who laid it before the board.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="dossiers")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=DIGEST)
    document = models.JSONField[Any]()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = DossierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="dossier_number_once"),
            models.UniqueConstraint(fields=["report", "digest"], name="dossier_once"),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the dossier."""
        return self.report.thing()


class SignatureQuerySet(Rows["Signature"]):
    """Signatures."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those on the dossiers that ``user`` may see."""
        return self.filter(dossier__in=Dossier.objects.visible_to(user, at).values("pk"))


class Signature(Row):
    """Somebody of the board agrees with a dossier, or dissents; the last word of each counts.

    Attributes:
        role: the role in which it was said.
        agrees: False for a dissent.
        why: of a dissent, its reason.
        keys: digests of what the account signed in with then (`examine.keys`), in order.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="signatures")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=24)
    agrees = models.BooleanField()
    why = models.CharField(max_length=NOTE, blank=True)
    keys = models.JSONField[Any](default=list)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(agrees=True) | ~Q(why=""), name="dissent_has_reason")
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class IdentificationQuerySet(SeenByReport, Rows["Identification"]):
    """Identifications."""

    def current(self) -> Self:
        """Give those that were not recalled."""
        return self.filter(end=None)


class Identification(Row):
    """The board decided: the body of a report is the person of it.

    A report that was recalled and reopened may be decided again; only the last can stand.

    Attributes:
        dossier: what was decided on; two people of the board signed it.
        link: of both files, which other parts of the desk go by.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="identifications")
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="identification")
    link = models.OneToOneField(Link, on_delete=models.PROTECT, related_name="identification")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = IdentificationQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the identification."""
        return self.report.thing()


class SeenByIdentification:
    """A query over rows that have an ``identification``; who sees that sees them."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the identifications that ``user`` may see."""
        seen = Identification.objects.visible_to(user, at).values("pk")
        mine: Self = self.filter(identification__in=seen)  # type: ignore[attr-defined]
        return mine


class IdentificationEndQuerySet(SeenByIdentification, Rows["IdentificationEnd"]):
    """Recalls."""


class IdentificationEnd(Row):
    """An identification was recalled; what rests on it goes no further (`examine.resting`)."""

    identification = models.OneToOneField(
        Identification, on_delete=models.PROTECT, related_name="end"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=NOTE)

    objects = IdentificationEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class CertificateQuerySet(SeenByIdentification, Rows["Certificate"]):
    """Certificates."""


class Certificate(Row):
    """What is certified of an identification, in every language the same; five people sign it.

    Attributes:
        number: as it is printed.
        document: all that is certified, before it is signed.
        digest: SHA-256 of the canonical JSON of that.
    """

    identification = models.ForeignKey(
        Identification, on_delete=models.PROTECT, related_name="certificates"
    )
    number = models.CharField(max_length=40, unique=True)
    document = models.JSONField[Any]()
    digest = models.CharField(max_length=DIGEST)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.number

    def thing(self) -> Thing:
        """Give what a rule may know of the certificate."""
        return self.identification.thing()


class SeenByCertificate:
    """A query over rows that have a ``certificate``; who sees that sees them."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the certificates that ``user`` may see."""
        seen = Certificate.objects.visible_to(user, at).values("pk")
        mine: Self = self.filter(certificate__in=seen)  # type: ignore[attr-defined]
        return mine


class CertificateSignatureQuerySet(SeenByCertificate, Rows["CertificateSignature"]):
    """Signatures of certificates."""


class CertificateSignature(Row):
    """One of the five posts signs a certificate.

    Attributes:
        post: one of `POSTS`.
        name: of the signatory, as it is printed.
        place: where it was signed; empty where the form asks for none.
        keys: digests of what the account signed in with then (`examine.keys`), in order.
    """

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="signatures"
    )
    post = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    place = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    keys = models.JSONField[Any](default=list)

    objects = CertificateSignatureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(post__in=POSTS), name="post_is_known"),
            models.UniqueConstraint(fields=["certificate", "post"], name="post_signs_once"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class IssuedQuerySet(SeenByCertificate, Rows["Issued"]):
    """Certificates as they were issued."""


class Issued(Row):
    """A certificate that all five signed was made out in a language; the bytes lie in the vault.

    Attributes:
        language: such as ``uk``.
        pdf, json: digests of both in the vault.
    """

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="issued")
    language = models.CharField(max_length=16)
    pdf = models.CharField(max_length=DIGEST)
    json = models.CharField(max_length=DIGEST)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = IssuedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["certificate", "language"], name="issued_once")
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of what was issued."""
        return self.certificate.thing()
