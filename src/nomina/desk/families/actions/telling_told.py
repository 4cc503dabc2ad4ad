"""It is written down afterwards who told whom, how it went, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody.actions.common import note, second
from nomina.desk.families.actions.telling import ask_again
from nomina.desk.families.actions.telling_common import (
    PAIR,
    Goes,
    apart,
    demand_untold,
    locked,
    people_of,
)
from nomina.desk.families.models import Notice, Plan, Recipient, Spoken, Told, ToldStruck
from nomina.desk.families.models.telling import PERSON
from nomina.desk.families.telling_signs import released, signed_at
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


def check_next(day: date | None, words: str, by: Actor) -> None:
    """Refuse a next contact in the past, and none of which nothing is said.

    Raises:
        Refused: so it is.
    """
    clean_note(words)
    if day is not None and day < by.at.date():
        raise Refused(tr("this date is over"), todo=tr("Agree on a day that is to come"))


@dataclass(frozen=True, kw_only=True)
class RecordTold(Action[Told]):
    """Write down that one relative was told; each has a record of their own.

    It is written down also where the board has recalled it meanwhile: whoever was told something
    wrong must be in the list of those who are told again. So it is where another plan was made
    meanwhile that nobody has let go: they went by the one that was.

    Attributes:
        goes: who told them, two people or more; one where ``alone`` says why.
        alone: why only one went; empty where two did. A plan is never made
            for one, but what happened otherwise is written down as it was.
        means: as it was planned, or in person.
        next_contact: None where they wish none; ``next_words`` says so, or what was agreed.
    """

    recipient: Recipient
    goes: tuple[Goes, ...]
    at: datetime
    where: str
    said_: str
    next_words: str
    means: str = PERSON
    asked: str = ""
    care: str = ""
    alone: str = ""
    next_contact: date | None = None

    kind = "families.told"
    permission = predicates.TELL_FAMILIES

    def thing(self) -> Thing:
        """Give the notice."""
        return self.recipient.thing()

    def check(self, by: Actor) -> None:
        """Refuse what has not happened yet."""
        if self.at > by.at:
            raise Refused(tr("this moment is yet to come"))
        check_next(self.next_contact, self.next_words, by)

    def effect(self, by: Actor) -> Told:
        """Add the row; where a recall is under way, they are among those who are told again.

        Raises:
            Refused: no plan for them was let go out before that moment, or they were told already;
                one went alone and no reason is said, or a reason is said and two went.
        """
        notice = locked(self.recipient.notice)
        demand_untold(self.recipient)
        plan = self._plan()
        people, alone = self._people(notice, by.at)
        row = Told(
            notice=notice,
            recipient=self.recipient,
            plan=plan,
            turn=Told.objects.filter(recipient=self.recipient).count() + 1,
            people=people,
            alone=alone,
            at=self.at,
            where=clean_note(self.where),
            means=self.means,
            said=clean_note(self.said_),
            asked=note(self.asked),
            care=note(self.care),
            next_contact=self.next_contact,
            next_words=clean_note(self.next_words),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        recall = Notice.objects.filter(recalls=notice).first()
        if recall is not None:
            family = self.recipient.family
            if not Recipient.objects.filter(notice=recall, family=family).exists():
                ask_again(recall, self.recipient, by)
        return row

    def _people(self, notice: Notice, at: datetime) -> tuple[list[dict[str, str]], str]:
        """Give who was there, and why only one was."""
        people, alone = people_of(self.goes, notice.operation, at, least=1), note(self.alone)
        if apart(people) < PAIR and not alone:
            raise Refused(
                tr("nobody goes to a family alone"),
                todo=tr("Name who was there, too, or say why only one went"),
            )
        if apart(people) >= PAIR and alone:
            raise Refused(
                tr("more than one person was there"),
                todo=tr("Leave empty why only one person went"),
            )
        return people, alone

    def _plan(self) -> Plan:
        """Give the last plan that had been let go when they were there.

        A newer one that nobody had let go by then changed nothing of where they went.
        """
        by_then = self.at + timedelta(minutes=1)  # who types a moment gives whole minutes
        covers = self.recipient.plans.select_related("plan").filter(plan__made_at__lte=by_then)
        plans = [one.plan for one in covers.order_by("-plan__turn")]
        signed = [(plan, since) for plan in plans if (since := signed_at(plan)) is not None]
        if not signed:
            raise Refused(
                tr("no plan for this relative was let go out"),
                todo=tr("Have another person read its dry run and sign it"),
            )
        gone = [plan for plan, at in signed if at.replace(second=0, microsecond=0) <= self.at]
        if not gone:
            raise Refused(
                tr("this moment was before the plan was let go out"),
                where=signed[0][1].isoformat(timespec="minutes"),
            )
        plan = gone[0]
        if self.means not in (PERSON, plan.means):
            raise Refused(
                tr("this way was not planned"),
                todo=tr("Make a plan that says why, and have two others sign it"),
            )
        return plan

    def on(self, done: Told) -> tuple[Reference, ...]:
        """Give the record, the notice and the file of the relative."""
        return (
            Reference("told", done.pk),
            Reference("notice", done.notice_id),
            Reference("file", self.recipient.family_id),
        )

    def said(self, done: Told) -> Mapping[str, Said]:
        """Give the whole record, and whether the plan was still as it was signed."""
        return {
            "plan": str(done.plan_id),
            "as_signed": released(done.plan),
            "turn": done.turn,
            "people": tuple(dict(one) for one in done.people),
            "alone": done.alone,
            "at": second(done.at),
            "where": done.where,
            "means": done.means,
            "said": done.said,
            "asked": done.asked,
            "care": done.care,
            "next": "" if done.next_contact is None else done.next_contact.isoformat(),
            "next_words": done.next_words,
        }


@dataclass(frozen=True, kw_only=True)
class StrikeTold(Action[ToldStruck]):
    """Strike a record that was written by mistake: this relative was not told."""

    told: Told
    why: str

    kind = "families.told-strike"
    permission = predicates.CLOSE_NOTICE
    irreversible = True

    def thing(self) -> Thing:
        """Give the notice."""
        return self.told.thing()

    def check(self, by: Actor) -> None:
        """Refuse without a reason."""
        clean_note(self.why)

    def effect(self, by: Actor) -> ToldStruck:
        """Add the row.

        Raises:
            Refused: it was struck already, or they wrote it themselves.
        """
        locked(self.told.notice)
        if ToldStruck.objects.filter(told=self.told).exists():
            raise Refused(tr("this record was struck already"))
        if by.id == self.told.by_id:
            raise Refused(
                tr("you wrote this record, so another person strikes it"),
                todo=tr("Ask another of the board"),
            )
        row = ToldStruck(told=self.told, why=clean_note(self.why), by=by.user, made_at=by.at)
        row.save(force_insert=True)
        return row

    def on(self, done: ToldStruck) -> tuple[Reference, ...]:
        """Give the record and the notice."""
        return (Reference("told", done.told_id), Reference("notice", self.told.notice_id))

    def said(self, done: ToldStruck) -> Mapping[str, Said]:
        """Give the reason."""
        return {"why": done.why}


@dataclass(frozen=True, kw_only=True)
class SpeakAgain(Action[Spoken]):
    """Write down that somebody spoke again with a relative, and what comes after it."""

    told: Told
    at: datetime
    words: str
    next_words: str
    next_contact: date | None = None

    kind = "families.spoken"
    permission = predicates.TELL_FAMILIES

    def thing(self) -> Thing:
        """Give the notice."""
        return self.told.thing()

    def check(self, by: Actor) -> None:
        """Refuse what has not happened yet, or was before they were told."""
        if self.at > by.at:
            raise Refused(tr("this moment is yet to come"))
        if self.at < self.told.at:
            raise Refused(tr("this was before they were told"))
        check_next(self.next_contact, self.next_words, by)

    def effect(self, by: Actor) -> Spoken:
        """Add the row.

        Raises:
            Refused: the record was struck.
        """
        locked(self.told.notice)
        if ToldStruck.objects.filter(told=self.told).exists():
            raise Refused(tr("this record was struck"))
        row = Spoken(
            told=self.told,
            at=self.at,
            words=clean_note(self.words),
            next_contact=self.next_contact,
            next_words=clean_note(self.next_words),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Spoken) -> tuple[Reference, ...]:
        """Give the record and the notice."""
        return (Reference("told", done.told_id), Reference("notice", self.told.notice_id))

    def said(self, done: Spoken) -> Mapping[str, Said]:
        """Give what was said, and what comes next."""
        return {
            "at": second(done.at),
            "words": done.words,
            "next": "" if done.next_contact is None else done.next_contact.isoformat(),
            "next_words": done.next_words,
        }
