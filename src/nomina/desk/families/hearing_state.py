"""Where replies stand: what nobody has read, since when, and what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from nomina.desk.examine.models import Identification
from nomina.desk.families.models import (
    Enquiry,
    EnquiryFile,
    MailAside,
    MailboxFault,
    Notice,
    Reply,
    ReplyTask,
)
from nomina.desk.files.models import File
from nomina.desk.people.models.operations import held_in
from nomina.desk.policy.roles import Role


def day_ends(at: datetime) -> datetime:
    """Give the end of the day on which something came, by the clock of the desk."""
    after = timezone.localtime(at).date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(after, time.min))


def late(reply: Reply, at: datetime) -> bool:
    """Say whether a reply that nobody has read is older than the day on which it came."""
    return at >= day_ends(reply.made_at)


def age(since: datetime, at: datetime) -> timedelta:
    """Give how old something is; never less than nothing, whatever the clocks say."""
    return max(timedelta(0), at - since)


def mine(user: object) -> QuerySet[Any, Reply]:
    """Give the replies that wait for somebody who reads: unread, of their operations, by age."""
    rows = Reply.objects.filter(operation__in=held_in(user, None, (Role.LIAISON,)))
    return rows.unread().order_by("made_at", "pk")


def unsaid(user: object) -> QuerySet[Any, Reply]:
    """Give the replies that somebody opened and left: nobody says what they hold; by age."""
    rows = Reply.objects.filter(operation__in=held_in(user, None, (Role.LIAISON,)))
    return rows.unsaid().order_by("made_at", "pk")


def faults(user: object) -> QuerySet[Any, MailboxFault]:
    """Give the mailboxes that cannot be read, in the operations of somebody who reads, by age."""
    rows = MailboxFault.objects.filter(operation__in=held_in(user, None, (Role.LIAISON,)))
    return rows.open().order_by("made_at", "pk")


def aside(user: object) -> QuerySet[Any, MailAside]:
    """Give the mail that was set aside, in the operations of somebody who reads."""
    rows = MailAside.objects.filter(operation__in=held_in(user, None, (Role.LIAISON,)))
    return rows.open().order_by("made_at", "pk")


def tasks(user: object) -> QuerySet[Any, ReplyTask]:
    """Give the tasks that wait, in the operations of somebody, by age."""
    return ReplyTask.objects.visible_to(user).open().select_related("reply", "label")


@dataclass(frozen=True)
class About:
    """Whose reply it is, as far as that is known.

    Attributes:
        enquiry, notice: as said.
        file: of the missing person; found by the others where it was not said itself.
        family: of who replied; None where that is not known, and always of the other side.
    """

    enquiry: Enquiry | None = None
    notice: Notice | None = None
    file: File | None = None
    family: File | None = None


def about(reply: Reply) -> About:
    """Give whose reply it is: what a person said last, else how it came."""
    said = reply.abouts.order_by("-made_at", "-pk").first() or reply
    enquiry, notice, file = said.enquiry, said.notice, said.file
    family = None
    if enquiry is not None:
        asked = EnquiryFile.objects.filter(enquiry=enquiry).order_by("-made_at", "-pk").first()
        if asked is not None:
            file, family = file or asked.missing, asked.family
    if file is None and notice is not None:
        file = notice.missing
    return About(enquiry, notice, file, family)


def missing_of(file: File) -> File | None:
    """Give the missing person whom a file is of, or as whom its body was identified."""
    if file.kind == "am":
        return file
    rows = Identification.objects.filter(report__one=file, end=None)
    found = rows.select_related("report__other").order_by("-made_at", "-pk").first()
    return None if found is None else found.report.other
