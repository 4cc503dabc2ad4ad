"""Taking a body from the queue, and giving it out of one's hands again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.examine import assign, queue
from nomina.desk.examine.models import Claim, ClaimEnd, Examination, Led, Pair
from nomina.desk.examine.models.pairs import HANDED, KNOWN, SKIPPED
from nomina.desk.files.fields import PM, PUI
from nomina.desk.files.models import File
from nomina.desk.leads.models import Run
from nomina.desk.people.models import User
from nomina.desk.people.models.rows import account
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class TakeBody(Action[Examination]):
    """Take a body from the queue; which missing person it is held against, the desk chooses."""

    body: File

    kind = "examination.take"
    permission = predicates.EXAMINE

    def thing(self) -> Thing:
        """Give the file."""
        return self.body.thing()

    def check(self, by: Actor) -> None:
        """Refuse a file that is not of a body."""
        if self.body.kind not in (PM, PUI):
            raise Refused(tr("only a body is examined"))

    def effect(self, by: Actor) -> Examination:
        """Find its next lead and claim it; a second one who takes it waits for the first.

        Raises:
            Refused: it does not wait any more, or not for this examiner.
        """
        assert by.user is not None
        list(File.objects.select_for_update(no_key=True).filter(pk=self.body.pk))
        assign.catch_up(self.body.operation_id, by.at)
        run = Run.objects.shown(self.body.operation_id)
        lead = queue.first_lead(run, self.body.pk, by.user) if run is not None else None
        if lead is None:
            raise Refused(
                tr("this body does not wait for you any more"),
                todo=tr("Take another one from the queue"),
            )
        pair = Pair.objects.filter(body=self.body, person=lead.person_id).first()
        if pair is None:
            pair = Pair(body=self.body, person=lead.person, made_at=by.at)
            pair.save(force_insert=True)
        return assign.take_up(pair, by.user, 1, by.at)

    def on(self, done: Examination) -> tuple[Reference, ...]:
        """Give the examination, the pair and the file."""
        return (
            Reference("examination", done.pk),
            Reference("pair", done.pair_id),
            Reference("file", self.body.pk),
        )


@dataclass(frozen=True, kw_only=True)
class _End(Action[ClaimEnd]):
    """Work on a pair is over before it was concluded; what was described stays."""

    examination: Examination

    permission = predicates.OWN_EXAMINATION
    how = SKIPPED

    def thing(self) -> Thing:
        """Give the examination."""
        return self.examination.thing()

    def effect(self, by: Actor) -> ClaimEnd:
        """End the claim, and have somebody else go on."""
        done = self._end(by)
        pair = self.examination.pair
        if self.examination.turn > 1:
            assign.go_on(pair, by.at)
        return done

    def _end(self, by: Actor, to: User | None = None) -> ClaimEnd:
        claim = claim_of(self.examination)
        if claim is None:
            raise Refused(tr("this examination is not in your hands any more"))
        done = ClaimEnd(claim=claim, how=self.how, by=by.user, to=to, made_at=by.at)
        done.save(force_insert=True)
        return done

    def on(self, done: ClaimEnd) -> tuple[Reference, ...]:
        """Give the examination and the pair."""
        one = self.examination
        return (Reference("examination", one.pk), Reference("pair", one.pair_id))


class Skip(_End):
    """Leave a pair without a reason; it does not come back to who skipped it."""

    kind = "examination.skip"
    how = SKIPPED


class Know(_End):
    """Say that one knows the person: no other pair of the body comes to them any more.

    Nobody is told why the examination ended.
    """

    kind = "examination.known"
    how = KNOWN


@dataclass(frozen=True, kw_only=True)
class HandOver(_End):
    """Give a pair that one took from the queue to a colleague, who is told nothing of it.

    Of one that the desk assigned the desk chooses the next examiner, too.
    """

    to: User

    kind = "examination.hand"
    how = HANDED

    def people(self) -> frozenset[UUID]:
        """Give the colleague."""
        return frozenset({self.to.pk})

    def check(self, by: Actor) -> None:
        """Refuse who may not examine this pair, without saying what keeps them from it."""
        if self.examination.turn != 1:
            raise Refused(
                tr("the desk chose you for this one, so it chooses the next, too"),
                todo=tr("Skip it, and somebody else gets it"),
            )
        if self.to.pk not in able(self.examination, by):
            raise Refused(tr("this colleague cannot take it"), todo=tr("Choose another one"))

    def effect(self, by: Actor) -> ClaimEnd:
        """End the claim and make one for the colleague."""
        done = self._end(by, self.to)
        assign.take_up(self.examination.pair, self.to, 1, by.at)
        return done

    def said(self, done: ClaimEnd) -> Mapping[str, Said]:
        """Give who has it now."""
        return {"to": str(self.to.pk)}


def able(examination: Examination, by: Actor) -> list[UUID]:
    """Give the colleagues to whom an examination can be handed over."""
    me = examination.examiner_id
    return [one for one in assign.eligible(examination.pair, by.at) if one != me]


def claim_of(examination: Examination) -> Claim | None:
    """Give the claim by which an examination is in its examiner's hands; None without one."""
    rows = Claim.objects.current().filter(by=examination.examiner_id)
    return rows.filter(pair=examination.pair_id).first()


def led(body: File, by: Actor) -> None:
    """Write down that somebody reads whom a body may be, or refuse it to who examines now.

    All leads of the operation are closed then: a refusal of one body would tell which it is.

    Raises:
        Refused: an examination in the operation is in their hands and not concluded.
    """
    if by.user is None:
        return
    if in_hand(by.user, body.operation_id):
        raise Refused(
            tr("you have an examination in hand, so the leads of this operation are closed to you"),
            todo=tr("Conclude or skip it first"),
        )
    if not Led.objects.filter(body=body, by=by.user).exists():
        Led(body=body, by=by.user, made_at=by.at).save(force_insert=True)


def in_hand(user: object, operation: UUID) -> bool:
    """Say whether somebody has an examination of an operation in hand."""
    who = account(user)
    rows = Claim.objects.current().filter(by=who, pair__body__operation=operation)
    return who is not None and rows.exists()
