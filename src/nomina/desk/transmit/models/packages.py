"""Packages: what is to be told to a partner, and who signed it as it stands.

Rows stay as written. A package is drafted, signed by two people, made with its copy for the agency,
taken out, handed over, and acknowledged (`packages_made`); each of these is a row of its own, and
what has no row did not happen.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models import Death
from nomina.desk.custody.models import Item as Custody
from nomina.desk.custody.models.seen import seen_by, thing_of
from nomina.desk.examine.models import Identification
from nomina.desk.files.models import File
from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.roles import SEES_BUREAU
from nomina.desk.policy.standing import Thing
from nomina.desk.transmit.models.routes import DIGEST, SEATS, Partner, SeenByBureau

ARTICLES = (
    "gc1-16", "gc3-120", "gc3-122", "gc4-136", "particulars", "certified-list",
    "death-certificate", "grave-list", "effects", "half-disc", "answer-to-enquiry",
)  # fmt: skip
"""The duties under which packages are made here."""
NUMBER = 40
CODE = 24
"""Characters of an article, a channel, a kind or a key of a particular."""
KNOWN, UNKNOWN = "known", "unknown"
STATES = (KNOWN, UNKNOWN)
CONFIDENCES = ("", "certain", "probable", "doubtful")


class PackageQuerySet(SeenByBureau, Rows["Package"]):
    """Packages."""


class Package(Row):
    """Something is to be told to a partner.

    Attributes:
        number: such as T-00001; one of its kind in an operation, never given out again.
        article: one of `ARTICLES`.
        channel: one of `ways.CHANNELS`.
        copy_of: of the copy that the agency gets, the package that it is a copy of.
        corrects: an earlier package that this one takes back.
        subject: of an answer, the number of the enquiry; empty otherwise.
    """

    beside = ("operation", "partner")

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="packages")
    number = models.CharField(max_length=NUMBER)
    article = models.CharField(max_length=CODE)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="packages")
    channel = models.CharField(max_length=CODE)
    copy_of = models.OneToOneField("self", on_delete=models.PROTECT, related_name="copy", null=True)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="corrections", null=True
    )
    subject = models.CharField(max_length=NAME, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PackageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(article__in=ARTICLES), name="package_has_an_article"
            ),
            models.UniqueConstraint(fields=["operation", "number"], name="package_number_once"),
        ]
        indexes = [models.Index(fields=["operation", "made_at"], name="package_by_time")]
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return self.number

    def thing(self) -> Thing:
        """Give what a rule may know of the package."""
        return thing_of(self.operation_id, self.by_id)


class SeenByPackage:
    """A query over rows that have a ``package``."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible packages."""
        seen: Self = seen_by(self, user, at, "package__operation", SEES_BUREAU)
        return seen


class PackageItemQuerySet(SeenByPackage, Rows["PackageItem"]):
    """Items of packages."""


class PackageItem(Row):
    """What a package tells of: a body, a certificate or list, a packet, a disc, or words.

    Attributes:
        number: its place in the package, from 1.
        file: of a body; None of what belongs to nobody.
        identification: that says who it is; None of a body that is told of as it was found.
        death: of a certificate or list, what was certified.
        custody: of a packet or a disc, the item.
    """

    beside = ("package", "file", "identification", "death", "custody")

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="packaged", null=True)
    identification = models.ForeignKey(
        Identification, on_delete=models.PROTECT, related_name="packaged", null=True
    )
    death = models.ForeignKey(Death, on_delete=models.PROTECT, related_name="packaged", null=True)
    custody = models.ForeignKey(
        Custody, on_delete=models.PROTECT, related_name="packaged", null=True
    )

    objects = PackageItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["package", "number"], name="package_item_once"),
            models.CheckConstraint(
                condition=Q(identification__isnull=True) | Q(file__isnull=False),
                name="package_item_named_has_a_body",
            ),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return self.package.thing()


class PackageSaidQuerySet(Rows["PackageSaid"]):
    """Particulars that were typed."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible packages."""
        seen: Self = seen_by(self, user, at, "item__package__operation", SEES_BUREAU)
        return seen


class PackageSaid(Row):
    """A particular that no file of the desk holds, as somebody wrote it down; the last turn counts.

    Attributes:
        turn: from 1 of each field of an item.
        field: such as ``rank``.
        state: one of `STATES`.
        value: exactly of what is known.
        why: exactly of what is not known.
        source: who or what says so.
        confidence: one of `CONFIDENCES`.
    """

    item = models.ForeignKey(PackageItem, on_delete=models.PROTECT, related_name="sayings")
    turn = models.PositiveIntegerField()
    field = models.CharField(max_length=CODE)
    state = models.CharField(max_length=8)
    value = models.CharField(max_length=NOTE, blank=True)
    why = models.CharField(max_length=NAME, blank=True)
    source = models.CharField(max_length=NAME)
    confidence = models.CharField(max_length=12, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PackageSaidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(state=KNOWN, why="") & ~Q(value=""))
                | (Q(state=UNKNOWN, value="", confidence="") & ~Q(why="")),
                name="package_said_or_not_known",
            ),
            models.CheckConstraint(
                condition=Q(confidence__in=CONFIDENCES), name="package_confidence_is_known"
            ),
            models.UniqueConstraint(fields=["item", "field", "turn"], name="package_said_once"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class PackageDraftQuerySet(SeenByPackage, Rows["PackageDraft"]):
    """Drafts of packages."""


class PackageDraft(Row):
    """All that would be sent, as it stood when it was laid before those who sign.

    Attributes:
        turn: from 1; the last one counts.
        document: a `packages.Content`, as plain values.
        digest: SHA-256 of it in its one spelling: the digest of the package itself.
        conditions: of sharing, each of `conditions` answered with yes, by whoever laid it before
            them (DP-05).
    """

    beside = ("package",)

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="drafts")
    turn = models.PositiveIntegerField()
    document = models.JSONField[Any]()
    digest = models.CharField(max_length=DIGEST)
    conditions = models.JSONField[Any]()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PackageDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["package", "turn"], name="package_draft_once"),
        ]
        ordering = ["-turn", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the draft."""
        return self.package.thing()


class PackageSignQuerySet(Rows["PackageSign"]):
    """Signatures of packages."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible packages."""
        seen: Self = seen_by(self, user, at, "draft__package__operation", SEES_BUREAU)
        return seen


class PackageSign(Row):
    """Somebody answers for a package as it stands.

    Attributes:
        seat: one of `routes.SEATS`; two people, one of each.
        digest: of what was signed.
        keys: digests of what the account signed in with then (`examine.keys`), in order.
    """

    draft = models.ForeignKey(PackageDraft, on_delete=models.PROTECT, related_name="signs")
    seat = models.CharField(max_length=12)
    digest = models.CharField(max_length=DIGEST)
    keys = models.JSONField[Any](default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PackageSignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(seat__in=SEATS), name="package_seat_is_known"),
            models.UniqueConstraint(fields=["draft", "by"], name="package_signed_once"),
            models.UniqueConstraint(fields=["draft", "seat"], name="package_seat_once"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
