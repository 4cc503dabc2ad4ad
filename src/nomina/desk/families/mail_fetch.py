"""Mail of families is taken out of its mailbox, or out of files, mail by mail; nothing is sent.

Each mail is one act: killed between two of them, the next look goes on where this one was. Killed
within one, nothing of it happened, and the mail lies in its mailbox as before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from nomina.desk.acts import Actor
from nomina.desk.families import mail_read, mailbox_port, mailbox_setting
from nomina.desk.families.actions.mail import Mailed, Place, TakeMail
from nomina.desk.families.mailbox_port import Box
from nomina.desk.families.mailbox_setting import Mailbox
from nomina.desk.families.models import MailSeen
from nomina.desk.people.models import Operation
from nomina.errors import InputError
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
    """Take in what lies in the mailbox of a desk; None where it reads none.

    Args:
        folder: of the desk.
        at: the moment; now where None.
        opens: opens the mailbox.

    Raises:
        InputError: the setting is wrong.
        StoreError: the mailbox cannot be read; what was taken in until then stands.
    """
    box = mailbox_setting.of(folder)
    if box is None:
        return None
    operation = Operation.objects.filter(pk=box.operation).first()
    if operation is None:
        raise InputError(
            tr("there is no operation of this id"),
            where=str(folder / mailbox_setting.FILE),
            todo=tr("Take it from the address of its page"),
        )
    mark, became = mark_of(box), []
    with opens(box, mailbox_setting.password(folder)) as there:
        seen = MailSeen.objects.filter(box=mark, validity=there.validity)
        known = set(seen.values_list("uid", flat=True))
        for mail in there.fetch(known, mail_read.LARGEST):
            act = TakeMail(
                operation=operation,
                data=mail.data,
                size=mail.size,
                place=Place(mark, there.validity, mail.uid),
            )
            became.append(act.do(Actor(None, at or timezone.now())))
    return _counted(became)


def brought(operation: Operation, data: bytes) -> Iterator[TakeMail]:
    """Give the acts by which the mails of a file are taken in; each can be done again."""
    for one in mail_read.of_box(data):
        yield TakeMail(operation=operation, data=one, size=len(one))


def _counted(became: list[Mailed]) -> Looked:
    replies = sum(one.reply is not None for one in became)
    return Looked(replies, len(became) - replies)
