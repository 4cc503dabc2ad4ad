"""Releases: a coffin and the one person in it go to somebody, and all that must be known before.

What is needed is a row each, and a check over the rows says what is missing (`release_check`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models.items import Item, Keeper
from nomina.desk.custody.models.movements import DIGEST, READS
from nomina.desk.custody.models.seen import SeenThere, seen_by, thing_of
from nomina.desk.examine.models import Identification
from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.standing import Thing

NUMBER = 40
"""Characters of a number of a release or paper."""
REFERENCE = 80
"""Characters of the number of somebody else's document."""
FAMILY, AUTHORITY, CARRIER, OTHER_SIDE = "family", "authority", "carrier", "other-side"
RECEIVERS = (FAMILY, AUTHORITY, CARRIER, OTHER_SIDE)
"""Who receives: the family, an authority, whoever carries for one of them, the other side."""
FACTS = ("authority", "receiver", "effects")
"""What is written down for a release itself: the document of the authority; who receives, as an
identity document showed; which effects go with it. The family's wishes and its choice on further
remains stand in the file of the person, the examination and the inventory with the body."""


class ReleaseQuerySet(SeenThere, Rows["Release"]):
    """Releases."""

    def open(self) -> Self:
        """Give those that are neither done nor withdrawn."""
        return self.filter(done=None, end=None)


class Release(Row):
    """The remains of one identified person in one coffin or bag are to be given to somebody.

    Attributes:
        number: such as R-00001, one of its kind in an operation.
        identification: on which it rests; it must stand when the coffin goes.
        container: the coffin or bag.
        receiver: the name of who receives, as on the form that is signed.
        body: the authority, firm or unit of the receiver; empty where there is none.
        relation: to the dead person, or the office; in words.
        kind: one of `RECEIVERS`.
    """

    beside = ("container", "identification__report__one", "identification__report__other")

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="releases")
    number = models.CharField(max_length=NUMBER)
    identification = models.ForeignKey(
        Identification, on_delete=models.PROTECT, related_name="releases"
    )
    container = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="releases")
    receiver = models.CharField(max_length=NAME)
    body = models.CharField(max_length=NAME, blank=True)
    relation = models.CharField(max_length=NAME)
    kind = models.CharField(max_length=12)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RECEIVERS), name="receiver_is_known"),
            models.UniqueConstraint(fields=["operation", "number"], name="release_number_once"),
        ]
        indexes = [models.Index(fields=["operation", "made_at"], name="release_by_time")]
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return self.number

    def thing(self) -> Thing:
        """Give what a rule may know of the release."""
        return thing_of(self.operation_id, self.made_by_id)


class SeenByRelease:
    """A query over rows that have a ``release``; who sees that sees them."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible releases."""
        seen: Self = seen_by(self, user, at, "release__operation")
        return seen


class ReleaseFactQuerySet(SeenByRelease, Rows["ReleaseFact"]):
    """What is written down for releases."""


class ReleaseFact(Row):
    """One thing that must be known before a release; the last of each key counts.

    Attributes:
        key: one of `FACTS`.
        words: who issued it, which document was seen, what the family said.
        number: of the document; empty where there is none.
        day: of the document, or when it was asked or done; None where that is not known.
        digest: of a copy of the document in the vault; empty where none was taken.
        listed: of the effects, the ids of what was listed, in order.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="facts")
    key = models.CharField(max_length=12)
    words = models.CharField(max_length=NOTE)
    number = models.CharField(max_length=REFERENCE, blank=True)
    day = models.DateField(null=True)
    digest = models.CharField(max_length=DIGEST, blank=True)
    listed = models.JSONField[Any](default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ReleaseFactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(key__in=FACTS), name="release_fact_is_known")
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class ReleaseScanQuerySet(SeenByRelease, Rows["ReleaseScan"]):
    """Tags that were read before a release."""


class ReleaseScan(Row):
    """A tag was read at the coffin.

    Attributes:
        item: what the tag hangs on.
        read: one of `movements.READS`.
        at: when it was read, by the clock of the desk.
        anew: whether the reading begins anew with it; what was read before counts no more.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="scans")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    read = models.CharField(max_length=8)
    at = models.DateTimeField()
    anew = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ReleaseScanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(read__in=READS), name="release_read_is_known")
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class UnresolvedQuerySet(SeenByRelease, Rows["Unresolved"]):
    """Items that are declared unresolved."""


class Unresolved(Row):
    """Nobody can say whose an item in the coffin is, and it goes all the same; two people sign."""

    beside = ("release", "item")

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="unresolved")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = UnresolvedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "item"], name="unresolved_once"),
            models.CheckConstraint(condition=~Q(why=""), name="unresolved_has_reason"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return thing_of(self.release.operation_id, self.by_id)


class UnresolvedSignQuerySet(Rows["UnresolvedSign"]):
    """Signatures of what is unresolved."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible releases."""
        seen: Self = seen_by(self, user, at, "unresolved__release__operation")
        return seen


class UnresolvedSign(Row):
    """Somebody answers for an item that goes without being resolved.

    Attributes:
        keys: digests of what the account signed in with then (`examine.keys`), in order.
    """

    unresolved = models.ForeignKey(Unresolved, on_delete=models.PROTECT, related_name="signs")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    keys = models.JSONField[Any](default=list)

    objects = UnresolvedSignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unresolved", "by"], name="unresolved_signed_once")
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class ReleaseSignQuerySet(SeenByRelease, Rows["ReleaseSign"]):
    """Signatures of releases."""


class ReleaseSign(Row):
    """Somebody signs a release as it is; what changes after takes the signature its worth.

    Attributes:
        seat: ``custody`` or ``board``; one of each is needed.
        digest: SHA-256 of what was signed (`release_ground.digest_of`).
        keys: digests of what the account signed in with then (`examine.keys`), in order.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="signs")
    seat = models.CharField(max_length=8)
    digest = models.CharField(max_length=DIGEST)
    keys = models.JSONField[Any](default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ReleaseSignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seat__in=("custody", "board")), name="release_seat_is_known"
            ),
            models.UniqueConstraint(fields=["release", "by", "digest"], name="release_signed_once"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class ReleaseDoneQuerySet(SeenByRelease, Rows["ReleaseDone"]):
    """Releases that happened."""


class ReleaseDone(Row):
    """The coffin went to its receiver, and is out of custody.

    Attributes:
        keeper: the receiver, as the register names him.
        at: when, as said by ``clock``.
        witness: who saw the receiver sign.
        document: all that the check found, as plain values.
        digest: SHA-256 of that, which both signed.
    """

    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="done")
    keeper = models.ForeignKey(Keeper, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    clock = models.CharField(max_length=12)
    witness = models.CharField(max_length=NOTE)
    document = models.JSONField[Any]()
    digest = models.CharField(max_length=DIGEST)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ReleaseDoneQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class ReleaseEndQuerySet(SeenByRelease, Rows["ReleaseEnd"]):
    """Releases that were withdrawn."""


class ReleaseEnd(Row):
    """A release is withdrawn; the coffin stays in custody."""

    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="end")
    why = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ReleaseEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
