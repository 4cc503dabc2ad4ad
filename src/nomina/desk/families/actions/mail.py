"""A mail becomes a reply, once; what is no reply as it stands is set aside for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.families import hearing_text, mail_read
from nomina.desk.families.actions.hearing import (
    LARGEST_ENCLOSURE,
    MOST_ENCLOSURES,
    Enclosure,
    TakeReply,
)
from nomina.desk.families.models import MailAside, MailAsideEnd, MailSeen, Reply
from nomina.desk.families.models.hearing import MAIL
from nomina.desk.families.models.mailbox import TOO_LARGE, UNREADABLE, WORDLESS
from nomina.desk.people.models import Operation
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.errors import InputError
from nomina.words import tr


@dataclass(frozen=True)
class Place:
    """Where a mail lies in a mailbox.

    Attributes:
        box, validity, uid: as of `MailSeen`.
    """

    box: str
    validity: int
    uid: int


@dataclass(frozen=True)
class Mailed:
    """What a mail became: one of both."""

    reply: Reply | None
    aside: MailAside | None


@dataclass(frozen=True, kw_only=True)
class TakeMail(Action[Mailed]):
    """Take in one mail; a second time changes nothing, wherever it comes from.

    Attributes:
        data: its bytes; None of one that was too large to be fetched.
        size: in bytes.
        place: where it lies; None of a file that somebody brings.
    """

    operation: Operation
    data: bytes | None
    size: int
    place: Place | None = None

    kind = "families.mail"
    permission = predicates.TAKE_REPLY

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def effect(self, by: Actor) -> Mailed:
        """Make it a reply, or set it aside; note that it was taken out of its mailbox."""
        became = self._became(by)
        if self.place is not None:
            MailSeen(
                operation=self.operation,
                box=self.place.box,
                validity=self.place.validity,
                uid=self.place.uid,
                reply=became.reply,
                aside=became.aside,
                made_at=by.at,
            ).save(force_insert=True)
        return became

    def _became(self, by: Actor) -> Mailed:
        if self.data is None:
            return Mailed(None, self._aside(TOO_LARGE, by))
        try:
            mail = mail_read.read(self.data)
        except InputError:
            return Mailed(None, self._aside(UNREADABLE, by))
        if not hearing_text.tidy(mail.words):
            return Mailed(None, self._aside(WORDLESS, by))
        if len(mail.attached) > MOST_ENCLOSURES - 1 or any(
            len(one.data) > LARGEST_ENCLOSURE for one in mail.attached
        ):
            return Mailed(None, self._aside(TOO_LARGE, by))
        words = hearing_text.tidy(mail.words)
        more: tuple[Enclosure, ...] = ()
        if len(words) > hearing_text.LONGEST:  # nothing is lost: all of it comes with the reply
            more = (Enclosure("message.txt", "text/plain", mail.words.encode()),)
            words = words[: hearing_text.LONGEST]
        taken = TakeReply(
            operation=self.operation,
            way=MAIL,
            words=words,
            at=mail.at if mail.at is not None and mail.at <= by.at else None,
            from_words=mail.sender,
            enclosures=(
                *(Enclosure(one.name, one.media, one.data) for one in mail.attached),
                *more,
            ),
            once=mail.once,
        )
        return Mailed(taken.do(by), None)

    def _aside(self, why: str, by: Actor) -> MailAside:
        """Keep it as it came; what was too large is noted by its place, so that it is looked at."""
        if self.data is not None:
            once = mail_read.once_of(self.data)
        else:
            assert self.place is not None
            once = mail_read.once_of(f"{self.place}".encode())
        found = MailAside.objects.filter(operation=self.operation, once=once).first()
        if found is not None:
            return found
        row = MailAside(
            operation=self.operation,
            once=once,
            why=why,
            size=self.size,
            digest="" if self.data is None else hearing_text.keep_bytes(self.data),
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Mailed) -> tuple[Reference, ...]:
        """Give what it became."""
        if done.reply is not None:
            return (Reference("reply", done.reply.pk),)
        assert done.aside is not None
        return (Reference("mail", done.aside.pk),)

    def said(self, done: Mailed) -> Mapping[str, Said]:
        """Give its size, and why it was set aside; nothing of what it says."""
        return {"size": self.size, "aside": done.aside.why if done.aside else None}


@dataclass(frozen=True, kw_only=True)
class EndAside(Action[MailAsideEnd]):
    """Say what became of a mail that was set aside; it is erased here with that."""

    aside: MailAside
    what: str

    kind = "families.mail-aside"
    permission = predicates.READ_REPLY
    irreversible = True

    def thing(self) -> Thing:
        """Give the mail."""
        return self.aside.thing()

    def check(self, by: Actor) -> None:
        """Refuse to say nothing."""
        clean_note(self.what)

    def effect(self, by: Actor) -> MailAsideEnd:
        """Add the row, and erase what was kept.

        Raises:
            Refused: it was said before.
        """
        list(MailAside.objects.select_for_update(no_key=True).filter(pk=self.aside.pk))
        if MailAsideEnd.objects.filter(aside=self.aside).exists():
            raise Refused(tr("somebody dealt with this mail already"))
        row = MailAsideEnd(aside=self.aside, what=clean_note(self.what), by=by.user, made_at=by.at)
        row.save(force_insert=True)
        if self.aside.digest:
            hearing_text.erase([self.aside.digest])
        return row

    def on(self, done: MailAsideEnd) -> tuple[Reference, ...]:
        """Give the mail."""
        return (Reference("mail", self.aside.pk),)

    def said(self, done: MailAsideEnd) -> Mapping[str, Said]:
        """Give what became of it."""
        return {"what": done.what}
