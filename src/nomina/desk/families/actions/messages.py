"""A relative is asked to call; the desk carries the message; people settle what nobody knows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.families import messages_gate as gate
from nomina.desk.families.letters_facts import office_of
from nomina.desk.families.messages_state import (
    DECISIONS,
    NEXT,
    OPEN,
    QUEUED,
    UNTOLD,
    WAITS,
    last_try,
    state_of,
    with_state,
)
from nomina.desk.families.messages_text import text_of
from nomina.desk.families.models import Message, MessageStep
from nomina.desk.families.models.letters import (
    ACCEPTED,
    ARRIVED,
    FORMS,
    NOT_KNOWN,
    NOT_SENT,
    REFUSED,
    TRYING,
)
from nomina.desk.families.wire import gateways
from nomina.desk.files.models import File
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import LANGUAGES, tr

PAUSE = timedelta(hours=20)
"""No second message goes to a relative within it: who was asked to call is not chased."""


class Otherwise(Refused):
    """A message stands otherwise by now: somebody else was first."""

    def __init__(self) -> None:
        super().__init__(tr("this message stands otherwise by now"), todo=tr("Look again"))


def _step(
    message: Message, state: str, said: str, by: Actor, after: Collection[str] = NEXT.keys()
) -> MessageStep:
    """Add a step, while nobody else adds one.

    Raises:
        Otherwise: it cannot follow what there is, or that is none of ``after``.
    """
    list(Message.objects.select_for_update(no_key=True).filter(pk=message.pk))
    now = state_of(message)
    if now not in after or state not in NEXT[now]:
        raise Otherwise
    row = MessageStep(
        message=message,
        turn=MessageStep.objects.filter(message=message).count() + 1,
        state=state,
        said=said,
        by=by.user,
        made_at=by.at,
    )
    row.save(force_insert=True)
    return row


@dataclass(frozen=True, kw_only=True)
class AskToCall(Action[Message]):
    """Have a relative of our own side asked to call, in a way and at hours that they allowed.

    Attributes:
        family: the file of the relative.
        form: ``mail`` or ``sms``.
        language: in which it is written.
    """

    family: File
    form: str
    language: str

    kind = "families.ask-to-call"
    permission = predicates.ARRANGE_CONTACT
    irreversible = True
    watched = True

    def thing(self) -> Thing:
        """Give the file."""
        return self.family.thing()

    def check(self, by: Actor) -> None:
        """Refuse a form or language that there is not, and a way that this desk does not have."""
        if self.form not in FORMS or self.language not in LANGUAGES:
            raise Refused(tr("there is no such message"))
        if self.form not in gateways():
            raise Refused(
                tr("this desk has no way to send this"),
                todo=tr("Call, or have the administrator set one up in desk.toml"),
            )

    def effect(self, by: Actor) -> Message:
        """Add the row.

        Raises:
            LineNotCrossed: this is no file of a relative.
            Refused: they may not be written to so, or now, or were a short while ago.
        """
        list(File.objects.select_for_update(no_key=True).filter(pk=self.family.pk))
        address = gate.address_for(self.family, self.form, by.at)
        self._demand_silence(by)
        office = office_of(self.family.operation)
        if office is None:
            raise Refused(
                tr("nobody checked how families reach you"),
                todo=tr("Write it down, and have somebody else confirm it"),
            )
        row = Message(
            family=self.family,
            form=self.form,
            language=self.language,
            office=office,
            text=text_of(self.form, self.language, office),
            sent_to=gate.mark_of(address),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def _demand_silence(self, by: Actor) -> None:
        rows = with_state(Message.objects.filter(family=self.family))
        for row in rows.order_by("-made_at"):
            state, since = row.state or QUEUED, row.since or row.made_at
            if state in OPEN:
                raise Refused(
                    tr("a message to this relative is not over yet"),
                    where=self.family.number,
                    todo=tr("Settle that one first"),
                )
            if state in (ACCEPTED, ARRIVED) and since > by.at - PAUSE:
                raise Refused(
                    tr("this relative was asked to call a short while ago"),
                    where=self.family.number,
                    todo=tr("Give them time"),
                )

    def on(self, done: Message) -> tuple[Reference, ...]:
        """Give the message and the file."""
        return (Reference("message", done.pk), Reference("file", self.family.pk))

    def said(self, done: Message) -> Mapping[str, Said]:
        """Give the form, and the mark of the address."""
        return {"form": done.form, "language": done.language, "sent_to": done.sent_to}


class _OfMessage(Action[MessageStep]):
    """What acts on a message share."""

    message: Message

    def thing(self) -> Thing:
        """Give the message."""
        return self.message.thing()

    def on(self, done: MessageStep) -> tuple[Reference, ...]:
        """Give the message."""
        return (Reference("message", done.message_id),)

    def said(self, done: MessageStep) -> Mapping[str, Said]:
        """Give where it stands, and what was said of it."""
        return {"turn": done.turn, "state": done.state, "said": done.said}


@dataclass(frozen=True, kw_only=True)
class TryMessage(_OfMessage):
    """The desk writes down that it begins to send; only then a server hears of it."""

    message: Message

    kind = "families.message-try"
    permission = predicates.CARRY_MESSAGES

    def effect(self, by: Actor) -> MessageStep:
        """Add the step.

        Raises:
            LineNotCrossed, NotNow, Refused: as `messages_gate.arrange`.
            Otherwise: somebody was first.
        """
        step = _step(self.message, TRYING, "", by)
        gate.arrange(self.message, by.at)
        return step


@dataclass(frozen=True, kw_only=True)
class NoteMessage(_OfMessage):
    """The desk writes down what a server said, or that it will not be asked.

    Attributes:
        state: `ACCEPTED`, `REFUSED`, `NOT_SENT` or `NOT_KNOWN`.
        code: of the server, or ours.
        tried: turn of the step with which that try began; None where none began. An answer that
            comes after another try has begun is not written down as that one's.
    """

    message: Message
    state: str
    code: str
    tried: int | None

    kind = "families.message-note"
    permission = predicates.CARRY_MESSAGES

    def check(self, by: Actor) -> None:
        """Refuse what no server says."""
        if self.state not in (ACCEPTED, REFUSED, NOT_SENT, NOT_KNOWN):
            raise Refused(tr("no server says this"))

    def effect(self, by: Actor) -> MessageStep:
        """Add the step.

        Raises:
            Otherwise: it stands otherwise by now, or another try has begun.
        """
        after = WAITS if self.tried is None else UNTOLD
        step = _step(self.message, self.state, self.code[:200], by, after)
        if self.tried is not None and self.tried != last_try(self.message):
            raise Otherwise
        return step


@dataclass(frozen=True, kw_only=True)
class SettleMessage(_OfMessage):
    """A person says what is done with a message that was refused or of which nobody knows.

    Attributes:
        decision: one of `DECISIONS`: send it again, it arrived, or drop it.
        why: how they know: that the relative called, what the mail server shows.
    """

    message: Message
    decision: str
    why: str

    kind = "families.message-settle"
    permission = predicates.ARRANGE_CONTACT
    irreversible = True

    def check(self, by: Actor) -> None:
        """Refuse what is no decision."""
        if self.decision not in DECISIONS:
            raise Refused(tr("there is no such decision"))

    def effect(self, by: Actor) -> MessageStep:
        """Add the step."""
        return _step(self.message, self.decision, clean_note(self.why), by)
