"""What came with a reply, or a mail that was set aside, is carried away; it is written down."""

from __future__ import annotations

from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, Reference, Refused
from nomina.desk.families import hearing_text
from nomina.desk.families.actions.hearing_read import demand_kept, lock
from nomina.desk.families.models import MailAside, MailAsideEnd, ReplyEnclosure, Threat
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


def demand_unpassed(enclosure: ReplyEnclosure) -> None:
    """Refuse what was passed to security.

    Raises:
        Refused: so it was.
    """
    if Threat.objects.filter(enclosure=enclosure).exists():
        raise Refused(tr("this was passed to security"))


@dataclass(frozen=True, kw_only=True)
class TakeEnclosure(Action[bytes]):
    """Carry away what came with a reply; the desk itself opens it for nobody."""

    enclosure: ReplyEnclosure

    kind = "families.enclosure"
    permission = predicates.READ_REPLY

    def thing(self) -> Thing:
        """Give the reply."""
        return self.enclosure.reply.thing()

    def effect(self, by: Actor) -> bytes:
        """Give its bytes.

        Raises:
            Refused: it was taken back, or passed to security.
        """
        lock(self.enclosure.reply)
        demand_kept(self.enclosure.reply)
        demand_unpassed(self.enclosure)
        return hearing_text.read_bytes(self.enclosure.digest)

    def on(self, done: bytes) -> tuple[Reference, ...]:
        """Give the reply."""
        return (Reference("reply", self.enclosure.reply_id),)


@dataclass(frozen=True, kw_only=True)
class TakeMailAside(Action[bytes]):
    """Carry away a mail that was set aside, as it came."""

    aside: MailAside

    kind = "families.mail-taken"
    permission = predicates.READ_REPLY

    def thing(self) -> Thing:
        """Give the mail."""
        return self.aside.thing()

    def check(self, by: Actor) -> None:
        """Refuse a mail that was too large to be fetched."""
        if not self.aside.digest:
            raise Refused(tr("this mail was not fetched"), todo=tr("Read it in its mailbox"))
        if MailAsideEnd.objects.filter(aside=self.aside).exists():
            raise Refused(tr("somebody dealt with this mail already"))

    def effect(self, by: Actor) -> bytes:
        """Give its bytes."""
        return hearing_text.read_bytes(self.aside.digest)

    def on(self, done: bytes) -> tuple[Reference, ...]:
        """Give the mail."""
        return (Reference("mail", self.aside.pk),)
