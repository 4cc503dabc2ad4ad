"""Mail of families is taken out of its mailbox, or out of files, mail by mail; nothing is sent.

Each mail is one act: killed between two of them, the next look goes on where this one was. Killed
within one, nothing of it happened, and the mail lies in its mailbox as before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from nomina.desk.acts import Actor
from nomina.desk.families import mail_read, mailbox_port, mailbox_setting
from nomina.desk.families.actions.mail import Mailed, Place, TakeMail
from nomina.desk.families.mailbox_port import Box
from nomina.desk.families.mailbox_setting import Mailbox
from nomina.desk.families.models import MailboxFault, MailboxFaultEnd, MailSeen
from nomina.desk.people.models import Operation
from nomina.errors import InputError, NominaError, StoreError
from nomina.words import tr

Open = Callable[[Mailbox, str], AbstractContextManager[Box]]


def _open(box: Mailbox, password: str) -> AbstractContextManager[Box]:
    return mailbox_port.opened(
        box.host, box.port, user=box.user, password=password, folder=box.folder
    )


@dataclass(frozen=True)
class Looked:
    """What came of a look.

    Attributes:
        replies, aside: how many mails became replies, and how many were set aside.
    """

    replies: int
    aside: int


def mark_of(box: Mailbox) -> str:
    """Give what a mailbox is told by, hex."""
    told = "\0".join((box.host, str(box.port), box.user, box.folder, str(box.operation)))
    return hashlib.sha256(told.encode()).hexdigest()


def look(folder: Path, at: datetime | None = None, *, opens: Open = _open) -> Looked | None:
    """Take in what lies in the mailboxes of a desk; None where it reads none.

    Args:
        folder: of the desk.
        at: the moment; now where None.
        opens: opens a mailbox.

    Raises:
        InputError: the setting is wrong.
        StoreError: a mailbox cannot be read; what was taken in until then stands, and so does what
            lies in the others. That it cannot be read is noted, and seen on the first screen.
    """
    boxes = mailbox_setting.of(folder)
    if not boxes:
        return None
    became: list[Mailed] = []
    failed: list[NominaError] = []
    for box in boxes:
        try:
            for one in taken(folder, box, at, opens=opens):
                became.append(one)
        except (InputError, StoreError) as error:
            failed.append(error)
    if failed:
        raise failed[0]
    return _counted(became)


def taken(
    folder: Path, box: Mailbox, at: datetime | None = None, *, opens: Open = _open
) -> Iterator[Mailed]:
    """Take in what lies in one mailbox, mail by mail, and note whether it can be read.

    Raises:
        InputError: the setting is wrong.
        StoreError: it cannot be read.
    """
    operation = Operation.objects.filter(pk=box.operation).first()
    if operation is None:
        raise InputError(
            tr("there is no operation of this id"),
            where=str(folder / mailbox_setting.FILE),
            todo=tr("Take it from the address of its page"),
        )
    mark = mark_of(box)
    try:
        password = mailbox_setting.password(folder, name=box.name)
        with opens(box, password) as there:
            seen = MailSeen.objects.filter(box=mark, validity=there.validity)
            known = set(seen.values_list("uid", flat=True))
            for mail in there.fetch(known, mail_read.LARGEST):
                act = TakeMail(
                    operation=operation,
                    data=mail.data,
                    size=mail.size,
                    place=Place(mark, there.validity, mail.uid),
                )
                yield act.do(Actor(None, at or timezone.now()))
    except (InputError, StoreError):
        _note(operation, mark, fails=True)
        raise
    _note(operation, mark, fails=False)


def _note(operation: Operation, mark: str, *, fails: bool) -> None:
    """Write down that a mailbox cannot be read, or can again; nothing where it is known."""
    with transaction.atomic():
        list(Operation.objects.select_for_update(no_key=True).filter(pk=operation.pk))
        known = MailboxFault.objects.open().filter(operation=operation, box=mark)
        if fails and not known.exists():
            MailboxFault(operation=operation, box=mark).save(force_insert=True)
        for fault in () if fails else known:
            MailboxFaultEnd(fault=fault).save(force_insert=True)


def end_faults(boxes: Sequence[Mailbox]) -> None:
    """End what is noted of mailboxes that are read no more."""
    gone = MailboxFault.objects.open().exclude(box__in=[mark_of(one) for one in boxes])
    for fault in list(gone.select_related("operation")):
        _note(fault.operation, fault.box, fails=False)


def brought(operation: Operation, data: bytes) -> Iterator[TakeMail]:
    """Give the acts by which the mails of a file are taken in; each can be done again."""
    for one in mail_read.of_box(data):
        yield TakeMail(operation=operation, data=one, size=len(one))


def _counted(became: list[Mailed]) -> Looked:
    replies = sum(one.reply is not None for one in became)
    return Looked(replies, len(became) - replies)
