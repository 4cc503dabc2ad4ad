"""How relatives are to be told is planned by one, and let go out by another (NOT-04)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from nomina.desk.acts import Action, Actor, NotPermitted, Reference, Refused, Said
from nomina.desk.custody.actions.common import note, second
from nomina.desk.families import telling_dry
from nomina.desk.families.actions.telling_common import (
    Goes,
    another,
    demand_liaison,
    demand_untold,
    held,
    people_of,
)
from nomina.desk.families.actions.telling_recipients import demand_tellable
from nomina.desk.families.contact import demand_contact
from nomina.desk.families.models import Notice, Plan, PlanFor, PlanSign, Recipient, RecipientEnd
from nomina.desk.families.models.telling import BOARD, LIAISON, MEANS, PERSON, RECALL
from nomina.desk.families.telling_signs import needed
from nomina.desk.families.telling_states import plan_of
from nomina.desk.people.standing import standing_of
from nomina.desk.people.text import NAME, clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.roles import Role
from nomina.desk.policy.standing import Thing
from nomina.words import LANGUAGES, tr

SEAT = {Role.BOARD: BOARD, Role.LIAISON: LIAISON}


def demand_reachable(recipient: Recipient, against: str) -> None:
    """Refuse to plan anything with who is not told any more, but the recall of what they were told.

    What was true when they were chosen may be so no more. A recall goes to whoever was told, also
    where they wish no contact, if it says why.

    Raises:
        Refused: nobody holds them for kin any more, they want no contact, or they are of the other
            side.
    """
    if recipient.notice.occasion != RECALL:
        demand_tellable(recipient.notice.missing, recipient.family)
        return
    demand_contact(recipient.family, recall_signed_by_two=bool(against))


@dataclass(frozen=True, kw_only=True)
class MakePlan(Action[Plan]):
    """Plan how recipients are told; an earlier plan for one of them counts no more for that one.

    Attributes:
        recipients: whom it covers.
        means: one of `MEANS`.
        necessity: why not in person; empty where it is.
        goes: two people or more.
        against: of a recall, why somebody is told who wishes no contact; else empty.
    """

    notice: Notice
    recipients: tuple[Recipient, ...]
    goes: tuple[Goes, ...]
    place: str
    at: datetime
    language: str
    means: str = PERSON
    necessity: str = ""
    interpreter: str = ""
    support: str = ""
    not_to_hear: str = ""
    notes: str = ""
    against: str = ""

    kind = "families.plan"
    permission = predicates.TELL_FAMILIES

    def thing(self) -> Thing:
        """Give the notice."""
        return self.notice.thing()

    def check(self, by: Actor) -> None:
        """Refuse means that are none, and a reason where none is needed or none where one is."""
        if self.means not in MEANS:
            raise Refused(
                tr("a family is not told in this way"),
                todo=tr("Plan that two people go there"),
            )
        if (self.means == PERSON) == bool(self.necessity.strip()):
            raise Refused(
                tr("a family is told in person; another way needs a reason, and this one none"),
                todo=tr("Write down why nobody can go there, or plan that two people do"),
            )
        if self.language not in LANGUAGES:
            raise Refused(tr("there is no such language here"))
        if self.at < by.at:
            raise Refused(tr("this moment is over"), todo=tr("Plan one that is to come"))
        if self.against.strip() and self.notice.occasion != RECALL:
            raise Refused(tr("only a recall goes against the wish for no contact"))

    def effect(self, by: Actor) -> Plan:
        """Add the rows.

        Raises:
            Refused: nobody is covered, somebody is not to be told, fewer than two go, or nobody
                of the family liaison.
        """
        notice = held(self.notice)
        if not self.recipients:
            raise Refused(tr("a plan is for somebody"), todo=tr("Choose whom it covers"))
        for one in self.recipients:
            if one.notice_id != notice.pk or RecipientEnd.objects.filter(recipient=one).exists():
                raise Refused(tr("this relative is not told by this notice"))
            demand_untold(one)
            demand_reachable(one, self.against.strip())
        people = people_of(self.goes, notice.operation, by.at)
        demand_liaison(self.goes, notice.operation, by.at)
        row = Plan(
            notice=notice,
            turn=Plan.objects.filter(notice=notice).count() + 1,
            means=self.means,
            necessity=note(self.necessity),
            people=people,
            place=clean_note(self.place),
            at=self.at,
            language=self.language,
            interpreter=clean_name(self.interpreter, NAME) if self.interpreter.strip() else "",
            support=note(self.support),
            not_to_hear=note(self.not_to_hear),
            notes=note(self.notes),
            against=note(self.against),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        for pk in {one.pk for one in self.recipients}:
            PlanFor(plan=row, recipient_id=pk, made_at=by.at).save(force_insert=True)
        return row

    def on(self, done: Plan) -> tuple[Reference, ...]:
        """Give the plan, the notice and the files of whom it covers."""
        files = sorted({one.family_id for one in self.recipients})
        return (
            Reference("plan", done.pk),
            Reference("notice", done.notice_id),
            *(Reference("file", one) for one in files),
        )

    def said(self, done: Plan) -> Mapping[str, Said]:
        """Give the whole of it, as the dry run has it."""
        return telling_dry.document(done)


@dataclass(frozen=True, kw_only=True)
class SignPlan(Action[PlanSign]):
    """Let a plan go out, after seeing exactly what goes to whom; never its maker.

    Attributes:
        digest: of the dry run as it was seen; where it is another by now, nothing is signed.
    """

    plan: Plan
    digest: str

    kind = "families.plan-sign"
    permission = predicates.RELEASE_NOTICE
    irreversible = True
    watched = True

    def thing(self) -> Thing:
        """Give the notice."""
        return self.plan.thing()

    def effect(self, by: Actor) -> PlanSign:
        """Add the row.

        Raises:
            Refused: they made it, sign in with a key of who did or signed, or have none; something
                changed since they saw it; it covers nobody any more, or who wants no contact.
        """
        assert by.user is not None
        held(self.plan.notice)
        plan = Plan.objects.select_related(*Plan.beside).get(pk=self.plan.pk)
        self._demand_current(plan)
        keys = demand_other(plan, by)
        now = telling_dry.digest_of(plan)
        if now != self.digest:
            raise Refused(
                tr("something changed since this was shown to you"),
                todo=tr("Read the dry run again, and sign what it says now"),
            )
        for other in PlanSign.objects.filter(plan=plan, digest=now):
            if other.by_id == by.user.pk:
                raise Refused(tr("you signed this already"))
            if not keys.isdisjoint(other.keys):
                raise Refused(
                    tr("another account signed this with the same key"),
                    todo=tr("Each signs with a key of their own"),
                )
        row = PlanSign(
            plan=plan,
            digest=now,
            seat=seat_of(plan, by),
            keys=sorted(keys),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def _demand_current(self, plan: Plan) -> None:
        covered = telling_dry.covered(plan)
        mine = [one for one in covered if (last := plan_of(one)) is not None and last.pk == plan.pk]
        if not mine:
            raise Refused(
                tr("this plan covers nobody any more"), todo=tr("Look at the plan that came after")
            )
        if len(mine) < len(covered):
            raise Refused(
                tr("another plan came after this one for some of those whom it covers"),
                todo=tr("Make a plan for those who are left"),
            )
        for one in mine:
            demand_untold(one)
            demand_reachable(one, plan.against)

    def on(self, done: PlanSign) -> tuple[Reference, ...]:
        """Give the plan and the notice."""
        return (Reference("plan", done.plan_id), Reference("notice", self.plan.notice_id))

    def said(self, done: PlanSign) -> Mapping[str, Said]:
        """Give the hash that was signed, as what and with which keys, and how many it needs."""
        return {
            "digest": done.digest,
            "seat": done.seat,
            "keys": tuple(done.keys),
            "needed": needed(self.plan.means, self.plan.against),
            "at": second(done.made_at),
        }


def seat_of(plan: Plan, by: Actor) -> str:
    """Give as what somebody signs a plan: of the board before a liaison.

    Raises:
        NotPermitted: they are neither.
    """
    roles = standing_of(by.user, by.at).roles(plan.thing().operations)
    for role, seat in SEAT.items():
        if role in roles:
            return seat
    raise NotPermitted(tr("your role does not allow this"))


def demand_other(plan: Plan, by: Actor) -> frozenset[str]:
    """Refuse the maker of a plan under any account; give the keys of who is another person.

    Raises:
        Refused: they made it, or share a key with who did, or have none to be told apart by.
    """
    return another(
        by,
        plan.by_id,
        same=tr("you made this plan, so another person lets it go out"),
        shared=tr("this account signs in with a key of the person who made this plan"),
        todo=tr("Ask another liaison or one of the board"),
    )
