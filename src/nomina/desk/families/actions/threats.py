"""A threatening part leaves the reply for security alone, is kept for protection, and erased."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody.actions.common import second
from nomina.desk.families import hearing_pieces, hearing_text, threats
from nomina.desk.families.actions.hearing_read import (
    demand_kept,
    demand_read,
    give_label,
    lock,
)
from nomina.desk.families.hearing_text import THREATS, Words
from nomina.desk.families.models import (
    Reply,
    ReplyTask,
    ReplyTaskDone,
    ReplyText,
    Threat,
    ThreatErased,
    ThreatLonger,
)
from nomina.desk.families.models.hearing import SECURITY, THREAT
from nomina.desk.families.models.threats import ERASED, NEEDLESS, TIME
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

LONGEST = timedelta(days=365)
"""How far ahead security may keep a threat; it may say so again."""


@dataclass(frozen=True, kw_only=True)
class PassOn(Action[Threat]):
    """Take the threatening part out of a reply, and leave it to security.

    What is left is kept anew, and what it was before is erased with its key: nobody who works on
    the case reads that part again, whoever passed it on among them. A request that stood beside it
    stands, and so does its task.

    Attributes:
        turn: of the words as the reader saw them.
        pieces: numbers of `hearing_pieces.pieces` of them.
    """

    reply: Reply
    turn: int
    pieces: frozenset[int]

    kind = "families.threat"
    permission = predicates.READ_REPLY
    irreversible = True

    def thing(self) -> Thing:
        """Give the reply."""
        return self.reply.thing()

    def check(self, by: Actor) -> None:
        """Refuse nothing at all, and whoever has not read the reply."""
        if not self.pieces:
            raise Refused(tr("no part was chosen"), todo=tr("Choose what threatens, and only that"))
        demand_read(self.reply, by)

    def effect(self, by: Actor) -> Threat:
        """Move the words, and erase them where they were.

        Raises:
            Refused: the reply was changed since it was read, or taken back.
        """
        lock(self.reply)
        demand_kept(self.reply)
        before = self.reply.texts.latest("turn")
        words = hearing_text.read(before.digest)
        there = {one.number for one in hearing_pieces.pieces(words.parts) if one.text is not None}
        if before.turn != self.turn or not self.pieces <= there:
            raise Refused(
                tr("a part was taken out of this reply since you read it"), todo=tr("Read it again")
            )
        row = self._moved(words, before, by)
        self._label(by)
        hearing_text.erase([before.digest])
        return row

    def _moved(self, words: Words, before: ReplyText, by: Actor) -> Threat:
        left = hearing_pieces.without(words.parts, self.pieces)
        kept = hearing_text.keep(Words(left, words.of, words.enclosed))
        after = ReplyText(
            reply=self.reply, turn=before.turn + 1, digest=kept, by=by.user, made_at=by.at
        )
        after.save(force_insert=True)
        gone = hearing_text.keep(Words(hearing_pieces.taken(words.parts, self.pieces)), use=THREATS)
        row = Threat(
            reply=self.reply,
            operation=self.reply.operation,
            digest=gone,
            until=by.at + threats.time_of(self.reply.operation),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def _label(self, by: Actor) -> None:
        """That it threatens stands from now on, and what was to be done for it is done."""
        if not self.reply.labels.standing().filter(label=THREAT).exists():
            give_label(self.reply, THREAT, by)
        for task in ReplyTask.objects.open().filter(reply=self.reply, task=SECURITY):
            ReplyTaskDone(task=task, what="", by=by.user, made_at=by.at).save(force_insert=True)

    def on(self, done: Threat) -> tuple[Reference, ...]:
        """Give the reply and the threat."""
        return (Reference("reply", self.reply.pk), Reference("threat", done.pk))

    def said(self, done: Threat) -> Mapping[str, Said]:
        """Give until when it is kept, and how many pieces it is; no word of it."""
        return {"until": second(done.until), "pieces": len(self.pieces)}


def _demand_there(threat: Threat) -> None:
    list(Threat.objects.select_for_update(no_key=True).filter(pk=threat.pk))
    if ThreatErased.objects.filter(threat=threat).exists():
        raise Refused(tr("this was erased"))


@dataclass(frozen=True, kw_only=True)
class ReadThreat(Action[Words]):
    """Open the words of a threat; that somebody did is written down each time."""

    threat: Threat

    kind = "families.threat-read"
    permission = predicates.SEE_THREATS

    def effect(self, by: Actor) -> Words:
        """Open them.

        Raises:
            Refused: they were erased.
        """
        _demand_there(self.threat)
        return hearing_text.read(self.threat.digest, THREATS)

    def on(self, done: Words) -> tuple[Reference, ...]:
        """Give the threat."""
        return (Reference("threat", self.threat.pk),)


@dataclass(frozen=True, kw_only=True)
class KeepLonger(Action[ThreatLonger]):
    """Keep a threat for longer than was agreed; why is said."""

    threat: Threat
    until: datetime
    why: str

    kind = "families.threat-longer"
    permission = predicates.SEE_THREATS

    def check(self, by: Actor) -> None:
        """Refuse a time that is no extension, or is too long, and no reason."""
        clean_note(self.why)
        if self.until <= threats.until(self.threat):
            raise Refused(tr("it is kept until then anyway"))
        if self.until > by.at + LONGEST:
            raise Refused(
                tr("a threat is kept for {n} days more at most").format(n=LONGEST.days),
                todo=tr("Say again then why it is still needed"),
            )

    def effect(self, by: Actor) -> ThreatLonger:
        """Add the row.

        Raises:
            Refused: it was erased.
        """
        _demand_there(self.threat)
        row = ThreatLonger(
            threat=self.threat,
            until=self.until,
            why=clean_note(self.why),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: ThreatLonger) -> tuple[Reference, ...]:
        """Give the threat."""
        return (Reference("threat", self.threat.pk),)

    def said(self, done: ThreatLonger) -> Mapping[str, Said]:
        """Give until when, and why."""
        return {"until": second(done.until), "why": done.why}


@dataclass(frozen=True, kw_only=True)
class EraseThreat(Action[ThreatErased]):
    """Erase the words of a threat with their key; that there was one stays.

    Attributes:
        why: one of `models.threats.ERASED`; by its clock, the desk erases what had its time.
    """

    threat: Threat
    why: str

    kind = "families.threat-erased"
    permission = predicates.ERASE_THREAT

    def check(self, by: Actor) -> None:
        """Refuse another reason, and to erase for the time what still has some."""
        if self.why not in ERASED or (by.user is None and self.why == NEEDLESS):
            raise Refused(tr("there is no such reason"))

    def effect(self, by: Actor) -> ThreatErased:
        """Erase the words, and add the row.

        Raises:
            Refused: it was erased before, or is kept for longer since a moment.
        """
        _demand_there(self.threat)
        if self.why == TIME and threats.until(self.threat) > by.at:
            raise Refused(tr("its time is not over"))
        hearing_text.erase([self.threat.digest])
        row = ThreatErased(threat=self.threat, why=self.why, by=by.user, made_at=by.at)
        row.save(force_insert=True)
        return row

    def on(self, done: ThreatErased) -> tuple[Reference, ...]:
        """Give the threat."""
        return (Reference("threat", self.threat.pk),)

    def said(self, done: ThreatErased) -> Mapping[str, Said]:
        """Give the reason."""
        return {"why": done.why}
