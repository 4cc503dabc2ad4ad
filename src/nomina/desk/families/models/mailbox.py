"""What came out of a mailbox: which mail was taken in, and what could not be read as one."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models.seen import seen_by, thing_of
from nomina.desk.families.models.hearing import DIGEST, Reply, SeenByReader
from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NOTE
from nomina.desk.policy.roles import SEES_REPLIES
from nomina.desk.policy.standing import Thing

UNREADABLE, TOO_LARGE, WORDLESS = "unreadable", "too-large", "no-words"
WHYS = (UNREADABLE, TOO_LARGE, WORDLESS)
"""Why a mail was set aside: it is no mail, or has too many parts; it is too large; it says nothing
in words."""


class MailAsideQuerySet(SeenByReader, Rows["MailAside"]):
    """Mail that was set aside."""

    def open(self) -> Self:
        """Give what nobody has dealt with."""
        return self.filter(end=None)


class MailAside(Row):
    """A mail that is no reply as it stands; it is kept sealed as it came until a person looks.

    Attributes:
        once: by which it is known again, hex.
        why: one of `WHYS`.
        size: of it, in bytes.
        digest: of the sealed bytes in the vault; empty where it was too large to be fetched.
    """

    beside = ("operation",)

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    once = models.CharField(max_length=DIGEST)
    why = models.CharField(max_length=12)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=DIGEST, blank=True)

    objects = MailAsideQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(why__in=WHYS), name="mail_aside_why_is_known"),
            models.UniqueConstraint(fields=["operation", "once"], name="mail_aside_once"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return thing_of(self.operation_id)


class MailAsideEndQuerySet(Rows["MailAsideEnd"]):
    """What became of mail that was set aside."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the operations in which ``user`` hears families."""
        seen: Self = seen_by(self, user, at, "aside__operation", SEES_REPLIES)
        return seen


class MailAsideEnd(Row):
    """A person says what became of a mail that was set aside."""

    aside = models.OneToOneField(MailAside, on_delete=models.PROTECT, related_name="end")
    what = models.CharField(max_length=NOTE)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = MailAsideEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class MailSeenQuerySet(SeenByReader, Rows["MailSeen"]):
    """Mail that was taken out of mailboxes."""


class MailSeen(Row):
    """One mail of a mailbox was taken in, or set aside; it is not fetched again.

    Attributes:
        box: which mailbox, SHA-256 of its address and folder.
        validity, uid: its place there, as IMAP numbers it (RFC 3501, 2.3.1.1).
        reply, aside: what it became.
    """

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    box = models.CharField(max_length=DIGEST)
    validity = models.PositiveBigIntegerField()
    uid = models.PositiveBigIntegerField()
    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, related_name="+", null=True)
    aside = models.ForeignKey(MailAside, on_delete=models.PROTECT, related_name="+", null=True)

    objects = MailSeenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["box", "validity", "uid"], name="mail_seen_once"),
            models.CheckConstraint(
                condition=Q(reply__isnull=False, aside=None) | Q(reply=None, aside__isnull=False),
                name="mail_became_one_thing",
            ),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class MailboxFaultQuerySet(SeenByReader, Rows["MailboxFault"]):
    """Mailboxes that could not be read."""

    def open(self) -> Self:
        """Give those that still cannot."""
        return self.filter(end=None)


class MailboxFault(Row):
    """A mailbox could not be read; what families write lies there, and nobody here sees it.

    Attributes:
        box: which mailbox, as of `MailSeen`.
    """

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    box = models.CharField(max_length=DIGEST)

    objects = MailboxFaultQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class MailboxFaultEndQuerySet(Rows["MailboxFaultEnd"]):
    """Mailboxes that can be read again."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the operations in which ``user`` hears families."""
        seen: Self = seen_by(self, user, at, "fault__operation", SEES_REPLIES)
        return seen


class MailboxFaultEnd(Row):
    """A mailbox that could not be read was read again, or is read no more."""

    fault = models.OneToOneField(MailboxFault, on_delete=models.PROTECT, related_name="end")

    objects = MailboxFaultEndQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
