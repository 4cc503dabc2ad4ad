"""A reply is taken in, opened by a person, said whose it is; labels open tasks, each its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody.actions.common import second
from nomina.desk.families import hearing_text
from nomina.desk.families.hearing_text import LONGEST_FROM, Enclosed, Words
from nomina.desk.families.models import Enquiry, Notice, Reply, ReplyEnclosure, ReplyText
from nomina.desk.families.models.hearing import WAYS
from nomina.desk.files.fields import AM
from nomina.desk.files.models import File
from nomina.desk.people.models import Operation
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

MOST_ENCLOSURES = 50
LARGEST_ENCLOSURE = 25_000_000
"""Bytes."""


@dataclass(frozen=True)
class Enclosure:
    """Something that came with a reply; it is kept as it is and opened by nobody.

    Attributes:
        name, media: as told by whoever sent it.
        data: its bytes.
    """

    name: str
    media: str
    data: bytes


@dataclass(frozen=True, kw_only=True)
class TakeReply(Action[Reply]):
    """Take in what a family says; nothing is ever answered by it.

    It is the one way in: from the page on which a relative asks, from whoever writes down what was
    said, from a mailbox, and from another bureau.

    Attributes:
        way: one of `models.hearing.WAYS`.
        words: what is said, as it came.
        enquiry, notice, file: whose it is, as far as that is known; of this operation.
        at: when it was said; now where None.
        from_words: who it is from, as it says.
        enclosures: what came with it.
        once: by which it is known again, 64 hex digits; a second time changes nothing.
    """

    operation: Operation
    way: str
    words: str
    enquiry: Enquiry | None = None
    notice: Notice | None = None
    file: File | None = None
    at: datetime | None = None
    from_words: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    once: str = ""

    kind = "families.reply"
    permission = predicates.TAKE_REPLY

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is no reply of this operation.

        Raises:
            Refused: it is about something of another operation, or was said after now.
            InputError: it has no words, or too many.
        """
        if self.way not in WAYS:
            raise Refused(tr("it must be said how the reply came"))
        demand_here(self.operation, self.enquiry, self.notice, self.file)
        if self.at is not None and self.at > by.at:
            raise Refused(tr("this moment is not yet"), todo=tr("Write when it was said"))
        hearing_text.checked(self.words)
        if len(self.enclosures) > MOST_ENCLOSURES:
            raise Refused(
                tr("more than {n} files came with this").format(n=MOST_ENCLOSURES),
                todo=tr("Bring them in parts"),
            )
        for one in self.enclosures:
            if not one.data or len(one.data) > LARGEST_ENCLOSURE:
                raise Refused(tr("a file that came with this is empty or too large"))

    def effect(self, by: Actor) -> Reply:
        """Keep the words, and add the rows; give the row that is there where it came before."""
        if self.once and (found := self._there()) is not None:
            return found
        row = Reply(
            operation=self.operation,
            enquiry=self.enquiry,
            notice=self.notice,
            file=self.file,
            way=self.way,
            at=self.at or by.at,
            once=self.once,
            made_by=by.user,
            made_at=by.at,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            there = self._there()  # it came twice at this moment
            if there is None:
                raise
            return there
        self._keep(row, by)
        return row

    def _there(self) -> Reply | None:
        return Reply.objects.filter(operation=self.operation, once=self.once).first()

    def _keep(self, row: Reply, by: Actor) -> None:
        words = Words(
            (hearing_text.checked(self.words),),
            hearing_text.tidy(self.from_words, lines=False)[:LONGEST_FROM],
            tuple(
                Enclosed(
                    hearing_text.tidy(one.name, lines=False)[:LONGEST_FROM],
                    hearing_text.tidy(one.media, lines=False)[:LONGEST_FROM],
                )
                for one in self.enclosures
            ),
        )
        ReplyText(reply=row, turn=0, digest=hearing_text.keep(words), made_at=by.at).save(
            force_insert=True
        )
        for turn, one in enumerate(self.enclosures, 1):
            ReplyEnclosure(
                reply=row,
                turn=turn,
                size=len(one.data),
                digest=hearing_text.keep_bytes(one.data),
                made_at=by.at,
            ).save(force_insert=True)

    def on(self, done: Reply) -> tuple[Reference, ...]:
        """Give the reply, and what it is about."""
        about = (("enquiry", done.enquiry_id), ("notice", done.notice_id), ("file", done.file_id))
        return (
            Reference("reply", done.pk),
            *(Reference(kind, one) for kind, one in about if one is not None),
        )

    def said(self, done: Reply) -> Mapping[str, Said]:
        """Give how and when it came; no word of it, and no digest of one."""
        return {"way": done.way, "at": second(done.at), "files": len(self.enclosures)}


def demand_here(
    operation: Operation, enquiry: Enquiry | None, notice: Notice | None, file: File | None
) -> None:
    """Refuse what is of another operation, and a file that is of no missing person.

    Raises:
        Refused: so it is.
    """
    if any(one is not None and one.operation_id != operation.pk for one in (enquiry, notice, file)):
        raise Refused(tr("this belongs to another operation"))
    if file is not None and file.kind != AM:
        raise Refused(tr("a reply is about a missing person"), where=file.number)
