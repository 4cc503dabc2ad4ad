"""What came from another institution, and what a person made of each item; rows stay as written.

Nothing in these tables is a file, is searched, or is compared with anybody. It becomes part of a
file by `IncomingTaken` alone: a person looked at the item and wrote it there.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models.seen import seen_by, thing_of
from nomina.desk.files.living import MAY_LIVE, NOT_KNOWN
from nomina.desk.files.models import File
from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.rows import Row, Rows, Visible
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.roles import SEES_INCOMING
from nomina.desk.policy.standing import Thing
from nomina.desk.transmit.models.routes import DIGEST, KEY, Partner

PACKAGE, PFIF, TABLE, LETTER = "package", "pfif", "table", "letter"
FORMS_IN = (PACKAGE, PFIF, TABLE, LETTER)
"""A signed package; a PFIF file; a table; a letter on paper, whose items are typed by hand."""
HEARD, UNHEARD, ENDED, STRANGE, UNSIGNED = "heard", "unheard", "ended", "unknown", "none"
SIGNED = (HEARD, UNHEARD, ENDED, STRANGE, UNSIGNED)
"""Signed with the key of a partner whose fingerprint two people heard; with one that they did not
hear; with one of a partner that was ended, so that somebody else may have it by now; with a key
that no partner has, so that nobody can say whether it holds; not signed at all."""
NUMBER, SIGNATURE = 24, 128
ABOUT = (
    "missing", "prisoner", "dead", "reply", "enquiry", "answer", "recall", "ended", "notes",
)  # fmt: skip
ALIVE = (NOT_KNOWN, MAY_LIVE)
"""What can be said of a photo that came: a photo of somebody dead is not taken in at all."""


class IncomingQuerySet(Rows["Incoming"]):
    """What came."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the operations in which ``user`` sees what came."""
        seen: Self = seen_by(self, user, at, roles=SEES_INCOMING)
        return seen


class Incoming(Row):
    """A file or letter came from another institution.

    Attributes:
        number: ours, such as I-00001; never given out again.
        partner: who sent it: of a package, by its key; of others, as whoever received it says.
            None where it is none of the partners.
        form: one of `FORMS_IN`.
        signed: one of `SIGNED`.
        key: that it says it was signed with; empty where it is not signed.
        sealed: whether it came sealed to our key.
        name: of the file, as it came.
        digest, size: of the bytes as they came.
        kept: digest in the vault of the envelope that they lie in.
        their_number, their_digest, article: of a package, as its sender wrote them; empty else.
        addressed: to whom, as a package says itself; empty else.
        their_name: who sent it, as it says itself or, of paper, as whoever received it says.
        dated: the day it bears; None where it bears none.
        problems: what could not be read, each with what, where and what to do.
    """

    beside = ("operation", "partner", "made_by")

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="incoming")
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="incoming", null=True
    )
    number = models.CharField(max_length=NUMBER)
    form = models.CharField(max_length=8)
    signed = models.CharField(max_length=12)
    key = models.CharField(max_length=KEY, blank=True)
    sealed = models.BooleanField()
    name = models.CharField(max_length=NAME)
    digest = models.CharField(max_length=DIGEST)
    size = models.PositiveBigIntegerField()
    kept = models.CharField(max_length=DIGEST)
    their_name = models.CharField(max_length=NAME)
    their_number = models.CharField(max_length=NAME, blank=True)
    addressed = models.CharField(max_length=NAME, blank=True)
    their_digest = models.CharField(max_length=DIGEST, blank=True)
    article = models.CharField(max_length=NUMBER, blank=True)
    dated = models.DateField(null=True)
    problems = models.JSONField[Any](default=list)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = IncomingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(form__in=FORMS_IN), name="incoming_form_is_known"),
            models.CheckConstraint(condition=Q(signed__in=SIGNED), name="incoming_signed_is_known"),
            models.CheckConstraint(
                condition=Q(form=PACKAGE) & ~Q(their_digest="") & ~Q(signed=UNSIGNED)
                | ~Q(form=PACKAGE) & Q(their_digest="", signed=UNSIGNED, key=""),
                name="incoming_package_is_signed",
            ),
            models.UniqueConstraint(fields=["operation", "number"], name="incoming_number_once"),
            models.UniqueConstraint(fields=["operation", "digest"], name="incoming_once"),
            models.UniqueConstraint(
                fields=["operation", "their_digest"],
                condition=~Q(their_digest=""),
                name="incoming_package_once",
            ),
        ]
        indexes = [models.Index(fields=["operation", "made_at"], name="incoming_by_time")]
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return self.number

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return thing_of(self.operation_id, self.made_by_id)


class IncomingItemQuerySet(Rows["IncomingItem"]):
    """Items of what came."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of what ``user`` may see."""
        seen: Self = seen_by(self, user, at, "incoming__operation", SEES_INCOMING)
        return seen

    def open(self) -> Self:
        """Give those of which nobody decided anything yet."""
        return self.filter(taken=None, refused=None, passed=None, read=None)


class IncomingItem(Row):
    """One item of what came, in quarantine until a person decides on it.

    Attributes:
        number: its place, from 1.
        about: one of `ABOUT`.
        key: what its sender calls it.
        living: whether it may be about somebody alive in the hands of another Power (LAW-23).
        commitment: SHA-256 (hex) of what it says with random bytes (`incoming_content`).
        by: who received it, or typed it.
    """

    beside = ("incoming__operation", "incoming__partner")

    incoming = models.ForeignKey(Incoming, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    about = models.CharField(max_length=8)
    key = models.CharField(max_length=NAME)
    living = models.BooleanField()
    commitment = models.CharField(max_length=DIGEST)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = IncomingItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(about__in=ABOUT), name="incoming_about_is_known"),
            models.UniqueConstraint(fields=["incoming", "number"], name="incoming_item_once"),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return thing_of(self.incoming.operation_id, self.by_id)


class SeenByItem:
    """A query over rows that have an ``item``."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible items."""
        seen: Self = seen_by(self, user, at, "item__incoming__operation", SEES_INCOMING)
        return seen


class IncomingContentQuerySet(SeenByItem, Visible["IncomingContent"]):
    """What items say."""


class IncomingContent(models.Model):
    """All that an item says, sealed to the key of the bureau.

    It is written once, and goes when the item is refused, or passed to those who answer it.

    Attributes:
        sealed: a `packages.incoming.Offered` as `incoming_content` seals it.
    """

    item = models.OneToOneField(
        IncomingItem, on_delete=models.PROTECT, primary_key=True, related_name="content"
    )
    sealed = models.BinaryField()

    objects = IncomingContentQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class IncomingPhotoQuerySet(SeenByItem, Rows["IncomingPhoto"]):
    """Photos that came with items."""


class IncomingPhoto(Row):
    """A photo of a missing person came with an item; nobody opens it before it is in a file.

    Attributes:
        digest, size: of the bytes as they came.
        kept: digest in the vault of the envelope that they lie in.
        name: it came under.
        alive: one of `ALIVE`.
    """

    item = models.ForeignKey(IncomingItem, on_delete=models.PROTECT, related_name="photos")
    digest = models.CharField(max_length=DIGEST)
    size = models.PositiveBigIntegerField()
    kept = models.CharField(max_length=DIGEST)
    name = models.CharField(max_length=NAME)
    alive = models.CharField(max_length=12)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = IncomingPhotoQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(alive__in=ALIVE), name="incoming_photo_of_no_dead"),
            models.UniqueConstraint(fields=["item", "digest"], name="incoming_photo_once"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class IncomingTakenQuerySet(SeenByItem, Rows["IncomingTaken"]):
    """Items that were taken into files."""


class IncomingTaken(Row):
    """A person looked at an item and wrote what it says into a file of a missing person.

    Attributes:
        fresh: whether the file was opened for it.
        fields: keys of the fields that were written.
    """

    beside = ("item__incoming", "file")

    item = models.OneToOneField(IncomingItem, on_delete=models.PROTECT, related_name="taken")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="from_bureaux")
    fresh = models.BooleanField()
    fields = models.JSONField[Any](default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = IncomingTakenQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class IncomingRefusedQuerySet(SeenByItem, Rows["IncomingRefused"]):
    """Items that were refused."""


class IncomingRefused(Row):
    """A person looked at an item, and it goes into no file."""

    item = models.OneToOneField(IncomingItem, on_delete=models.PROTECT, related_name="refused")
    why = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = IncomingRefusedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class IncomingPassedQuerySet(SeenByItem, Rows["IncomingPassed"]):
    """Replies and questions that were passed on."""


class IncomingPassed(Row):
    """A family's reply, or a question, was passed to those who answer it.

    Attributes:
        called: what it is called there.
    """

    item = models.OneToOneField(IncomingItem, on_delete=models.PROTECT, related_name="passed")
    called = models.CharField(max_length=NAME)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = IncomingPassedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class IncomingReadQuerySet(SeenByItem, Rows["IncomingRead"]):
    """Items that were read."""


class IncomingRead(Row):
    """A person read an item that goes nowhere by itself, and says what was done about it."""

    item = models.OneToOneField(IncomingItem, on_delete=models.PROTECT, related_name="read")
    note = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = IncomingReadQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class IncomingReceiptQuerySet(Rows["IncomingReceipt"]):
    """Our acknowledgements."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of what ``user`` may see."""
        seen: Self = seen_by(self, user, at, "incoming__operation", SEES_INCOMING)
        return seen


class IncomingReceipt(Row):
    """This desk signed that a package arrived.

    Attributes:
        document: the signed acknowledgement, as plain values.
        digest: of what was signed.
        signer: who received it, by office.
    """

    beside = ("incoming__operation",)

    incoming = models.OneToOneField(Incoming, on_delete=models.PROTECT, related_name="receipt")
    document = models.JSONField[Any]()
    digest = models.CharField(max_length=DIGEST)
    signer = models.CharField(max_length=NAME)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = IncomingReceiptQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return thing_of(self.incoming.operation_id, self.by_id)
