"""What became of packages: made with the copy, taken out, handed over, acknowledged, given up."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from nomina.desk.people.models import User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.standing import Thing
from nomina.desk.transmit.models.packages import Package, PackageDraft, SeenByPackage
from nomina.desk.transmit.models.routes import DIGEST, KEY

SIGNATURE = 128
SEALED, PRINTED = "file", "print"
FORMS_OUT = (SEALED, PRINTED)
"""The file, sealed to the key of the recipient; a print, to be carried."""
MEANS = ("file", "hand", "courier", "exchange")
"""How it was handed over: the sealed file by whatever carries files, by hand, by a courier, at an
exchange of the dead."""
SIGNED, ON_PAPER = "signed", "paper"
PROOFS = (SIGNED, ON_PAPER)


class PackageMadeQuerySet(SeenByPackage, Rows["PackageMade"]):
    """Packages that were made."""


class PackageMade(Row):
    """A package was made: signed with the key of the desk, printed, and sealed to its recipient.

    Of what neither goes to the agency nor by its hands, the agency's copy was made in the same act,
    or it stands here why there is none; the database itself demands it (LAW-18).

    Attributes:
        draft: that was signed; of a copy, the draft of what it is a copy of.
        digest: of the content; what an acknowledgement must name.
        signature, key: of the desk.
        json: digest in the vault of the whole file.
        sealed: digest in the vault of the file sealed to the key of the partner; empty where the
            partner has none, and it goes on paper.
        to_agency: whether the neutral agency itself is the recipient, or carries it.
        copied: the copy for the agency.
        waiver: why there is none.
    """

    beside = ("package",)

    package = models.OneToOneField(Package, on_delete=models.PROTECT, related_name="made")
    draft = models.ForeignKey(PackageDraft, on_delete=models.PROTECT, related_name="made")
    digest = models.CharField(max_length=DIGEST)
    signature = models.CharField(max_length=SIGNATURE)
    key = models.CharField(max_length=KEY)
    json = models.CharField(max_length=DIGEST)
    sealed = models.CharField(max_length=DIGEST, blank=True)
    to_agency = models.BooleanField()
    copied = models.OneToOneField(
        Package, on_delete=models.PROTECT, related_name="copied_by", null=True
    )
    waiver = models.CharField(max_length=NOTE, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PackageMadeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="package_digest_once"),
            models.CheckConstraint(
                condition=Q(to_agency=True, copied__isnull=True, waiver="")
                | Q(to_agency=False, copied__isnull=False, waiver="")
                | (Q(to_agency=False, copied__isnull=True) & ~Q(waiver="")),
                name="package_is_copied_to_the_agency",
            ),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return self.package.thing()


class PackagePrintQuerySet(SeenByPackage, Rows["PackagePrint"]):
    """Prints of packages."""


class PackagePrint(Row):
    """A package that was made, as it is printed in a language; every print of it is the same.

    Attributes:
        language: such as ``uk``.
        pdf: digest in the vault.
    """

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="prints")
    language = models.CharField(max_length=16)
    pdf = models.CharField(max_length=DIGEST)

    objects = PackagePrintQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["package", "language"], name="package_print_once")
        ]
        ordering = ["language"]

    def __str__(self) -> str:
        return str(self.pk)


class PackageTakenQuerySet(SeenByPackage, Rows["PackageTaken"]):
    """Files and prints that were taken out."""


class PackageTaken(Row):
    """Somebody took the sealed file, or a print, out of the desk; that is not yet handed over.

    Attributes:
        form: one of `FORMS_OUT`.
        language: of a print; empty of the file.
    """

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="taken")
    form = models.CharField(max_length=8)
    language = models.CharField(max_length=16, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PackageTakenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(form=SEALED, language="") | (Q(form=PRINTED) & ~Q(language="")),
                name="package_taken_as_a_form",
            ),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class PackageSentQuerySet(SeenByPackage, Rows["PackageSent"]):
    """Packages that were handed over."""


class PackageSent(Row):
    """Somebody handed a package over, and says so.

    Attributes:
        means: one of `MEANS`.
        to: to whom, by office or name.
        at: when, as said by whoever did it.
        note: anything else, such as the number of a consignment.
    """

    package = models.OneToOneField(Package, on_delete=models.PROTECT, related_name="sent")
    means = models.CharField(max_length=12)
    to = models.CharField(max_length=NAME)
    at = models.DateTimeField()
    note = models.CharField(max_length=NOTE, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PackageSentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(means__in=MEANS), name="package_means_is_known"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AcknowledgedQuerySet(SeenByPackage, Rows["Acknowledged"]):
    """Acknowledgements."""


class Acknowledged(Row):
    """The partner says that a package arrived.

    Attributes:
        proof: one of `PROOFS`.
        digest: of the file or scan, as it came.
        kept: digest of its envelope in the vault.
        key: public key under which a signed one holds; empty on paper.
        at: when it was received, as the partner says.
        signer: who received it.
        note: of paper: who took it in, and what stands on it.
    """

    package = models.OneToOneField(Package, on_delete=models.PROTECT, related_name="acknowledged")
    proof = models.CharField(max_length=8)
    digest = models.CharField(max_length=DIGEST)
    kept = models.CharField(max_length=DIGEST)
    key = models.CharField(max_length=KEY, blank=True)
    at = models.DateTimeField()
    signer = models.CharField(max_length=NAME)
    note = models.CharField(max_length=NOTE, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = AcknowledgedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(proof=SIGNED) & ~Q(key="")) | Q(proof=ON_PAPER, key=""),
                name="acknowledged_by_a_key_or_on_paper",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return self.package.thing()


class PackageEndQuerySet(SeenByPackage, Rows["PackageEnd"]):
    """Packages that were given up."""


class PackageEnd(Row):
    """A package is not handed over; its number stays taken."""

    package = models.OneToOneField(Package, on_delete=models.PROTECT, related_name="end")
    why = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PackageEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
