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
from nomina.desk.families.actions.hearing_take import demand_unpassed
from nomina.desk.families.hearing_text import THREATS, Enclosed, Words
from nomina.desk.families.models import (
    Reply,
    ReplyEnclosure,
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
        sender: whether what it says of who it is from threatens.
    """

    reply: Reply
    turn: int
    pieces: frozenset[int]
    sender: bool = False

    kind = "families.threat"
    permission = predicates.READ_REPLY
    irreversible = True

    def thing(self) -> Thing:
        """Give the reply."""
        return self.reply.thing()

    def check(self, by: Actor) -> None:
        """Refuse nothing at all, and whoever has not read the reply."""
        if not self.pieces and not self.sender:
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
        left = hearing_pieces.without(words.parts, self.pieces)
        gone = hearing_pieces.taken(words.parts, self.pieces) if self.pieces else ()
        if self.sender:
            gone = (words.of, None, *gone)
        _keep_left(Words(left, "" if self.sender else words.of, words.enclosed), before, by)
        row = _handed(self.reply, hearing_text.keep(Words(gone), use=THREATS), by)
        hearing_text.erase([before.digest])
        return row

    def on(self, done: Threat) -> tuple[Reference, ...]:
        """Give the reply and the threat."""
        return (Reference("reply", self.reply.pk), Reference("threat", done.pk))

    def said(self, done: Threat) -> Mapping[str, Said]:
        """Give until when it is kept, and how many pieces it is; no word of it."""
        return {"until": second(done.until), "pieces": len(self.pieces)}


def _keep_left(left: Words, before: ReplyText, by: Actor) -> None:
    """Keep what is left of a reply as its next turn."""
    ReplyText(
        reply=before.reply,
        turn=before.turn + 1,
        digest=hearing_text.keep(left),
        by=by.user,
        made_at=by.at,
    ).save(force_insert=True)


def _handed(
    reply: Reply, digest: str, by: Actor, enclosure: ReplyEnclosure | None = None
) -> Threat:
    """Give security what was kept for it; that the reply threatens stands from now on.

    What was to be done for the label is done by it.
    """
    row = Threat(
        reply=reply,
        operation=reply.operation,
        enclosure=enclosure,
        digest=digest,
        until=by.at + threats.time_of(reply.operation),
        by=by.user,
        made_at=by.at,
    )
    row.save(force_insert=True)
    if not reply.labels.standing().filter(label=THREAT).exists():
        give_label(reply, THREAT, by)
    for task in ReplyTask.objects.open().filter(reply=reply, task=SECURITY):
        ReplyTaskDone(task=task, what="", by=by.user, made_at=by.at).save(force_insert=True)
    return row


@dataclass(frozen=True, kw_only=True)
class PassEnclosure(Action[Threat]):
    """Take something that came with a reply out of it, and leave it to security.

    Its name goes with it; whoever wrote it chose that too.
    """

    enclosure: ReplyEnclosure

    kind = "families.threat-enclosed"
    permission = predicates.READ_REPLY
    irreversible = True

    def thing(self) -> Thing:
        """Give the reply."""
        return self.enclosure.thing()

    def check(self, by: Actor) -> None:
        """Refuse whoever has not read the reply."""
        demand_read(self.enclosure.reply, by)

    def effect(self, by: Actor) -> Threat:
        """Move it, and erase it where it was.

        Raises:
            Refused: it was taken back, or passed on before.
        """
        reply, at = self.enclosure.reply, self.enclosure.turn - 1
        lock(reply)
        demand_kept(reply)
        demand_unpassed(self.enclosure)
        before = reply.texts.latest("turn")
        words = hearing_text.read(before.digest)
        named = list(words.enclosed)
        told, named[at] = named[at], Enclosed("", "")
        _keep_left(Words(words.parts, words.of, tuple(named)), before, by)
        data = hearing_text.read_bytes(self.enclosure.digest)
        digest = hearing_text.keep_file(told, data, THREATS)
        row = _handed(reply, digest, by, self.enclosure)
        hearing_text.erase([before.digest, self.enclosure.digest])
        return row

    def on(self, done: Threat) -> tuple[Reference, ...]:
        """Give the reply and the threat."""
        return (Reference("reply", done.reply_id), Reference("threat", done.pk))

    def said(self, done: Threat) -> Mapping[str, Said]:
        """Give until when it is kept; neither its name nor a byte of it."""
        return {"until": second(done.until)}


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
        """Open them; of what came with words, its name is all that is written.

        Raises:
            Refused: they were erased.
        """
        _demand_there(self.threat)
        if self.threat.enclosure_id is not None:
            told, _ = hearing_text.read_file(self.threat.digest, THREATS)
            return Words((told.name,))
        return hearing_text.read(self.threat.digest, THREATS)

    def on(self, done: Words) -> tuple[Reference, ...]:
        """Give the threat."""
        return (Reference("threat", self.threat.pk),)


@dataclass(frozen=True, kw_only=True)
class TakeThreat(Action[bytes]):
    """Carry away what came with a reply and threatens; the desk itself opens it for nobody."""

    threat: Threat

    kind = "families.threat-taken"
    permission = predicates.SEE_THREATS

    def check(self, by: Actor) -> None:
        """Refuse a threat that is words."""
        if self.threat.enclosure_id is None:
            raise Refused(tr("this threat is words; read it"))

    def effect(self, by: Actor) -> bytes:
        """Give its bytes.

        Raises:
            Refused: they were erased.
        """
        _demand_there(self.threat)
        return hearing_text.read_file(self.threat.digest, THREATS)[1]

    def on(self, done: bytes) -> tuple[Reference, ...]:
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


def erase(threat: Threat, why: str, by: Actor) -> ThreatErased:
    """Erase a threat with its key, within an act that holds it."""
    hearing_text.erase([threat.digest])
    row = ThreatErased(threat=threat, why=why, by=by.user, made_at=by.at)
    row.save(force_insert=True)
    return row


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
        return erase(self.threat, self.why, by)

    def on(self, done: ThreatErased) -> tuple[Reference, ...]:
        """Give the threat."""
        return (Reference("threat", self.threat.pk),)

    def said(self, done: ThreatErased) -> Mapping[str, Said]:
        """Give the reason."""
        return {"why": done.why}
