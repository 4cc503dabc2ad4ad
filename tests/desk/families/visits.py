"""An identified man, his mother and his brother, and the people who tell them; nobody exists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from nomina.desk.acts import Action
from nomina.desk.examine.models import Identification
from nomina.desk.families import telling_dry
from nomina.desk.families.actions.telling import BeginNotice, BeginRecall
from nomina.desk.families.actions.telling_common import Goes
from nomina.desk.families.actions.telling_plan import MakePlan, SignPlan
from nomina.desk.families.actions.telling_recipients import ChooseRecipient
from nomina.desk.families.actions.telling_told import RecordTold
from nomina.desk.families.models import Contact, Kinship, Notice, Plan, PlanSign, Recipient, Told
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from tests.desk.custody.releasing import boards, identified, person
from tests.desk.custody.yard import Yard
from tests.desk.examine.bench import key
from tests.desk.files.people import opened
from tests.desk.people.cast import EARLIER, NOW, Book, account, by, role

QUICK = pytest.mark.parametrize(
    "kind", ["sqlcipher", pytest.param("postgres", marks=pytest.mark.deep)], indirect=True
)
"""What the acts decide is the same on both databases, so the second one is asked with the deep
tests; what the database itself decides is asked of both each time."""


def relative(yard: Yard, missing: File, *, holds: bool = True, **contact: Any) -> File:
    """A file of a relative of our own side, whose kinship was verified, or was found not to be."""
    file = opened("family", yard.team.keeper("family"), yard.team.cast.one, missing=missing)
    said = Kinship(family=file, holds=holds, means="papers", how="passports", by=file.made_by)
    said.made_at = EARLIER
    said.save()
    reached(file, **contact)
    return file


def reached(family: File, **contact: Any) -> None:
    """What a family says of how it is reached; the last word counts."""
    at = NOW + timedelta(microseconds=Contact.objects.count())
    Contact.objects.create(family=family, made_at=at, by=family.made_by, **contact)


@dataclass
class Visits:
    """Everything of one notice, and a clock that goes a minute with each act.

    Attributes:
        liaison, second: two of the family liaison; ``board`` one of the board.
    """

    yard: Yard
    body: File
    missing: File
    mother: File
    brother: File
    identification: Identification
    liaison: User
    second: User
    board: User
    book: Book = field(default_factory=Book)
    minutes: int = 0

    def later(self) -> datetime:
        self.minutes += 1
        return NOW + timedelta(minutes=self.minutes)

    def do(self, action: Action[Any], user: User | None = None) -> Any:
        return action.do(by(user or self.liaison, self.later()), self.book)

    def begin(self, identification: Identification | None = None) -> Notice:
        notice: Notice = self.do(BeginNotice(identification=identification or self.identification))
        return notice

    def choose(self, notice: Notice, family: File | None = None, **more: Any) -> Recipient:
        given: dict[str, Any] = {"family": family or self.mother, "relation": "mother"} | more
        recipient: Recipient = self.do(ChooseRecipient(notice=notice, **given))
        return recipient

    def pair(self) -> tuple[Goes, ...]:
        """Who goes: a liaison by account, and a doctor by name."""
        liaison = Goes(office="family liaison", account=self.liaison)
        return (liaison, Goes(name="Лікар Зразок", office="doctor"))

    def plan(self, *recipients: Recipient, user: User | None = None, **more: Any) -> Plan:
        given: dict[str, Any] = {
            "notice": recipients[0].notice, "recipients": recipients, "goes": self.pair(),
            "place": "at their home", "at": NOW + timedelta(days=1), "language": "uk",
        }  # fmt: skip
        plan: Plan = self.do(MakePlan(**given | more), user)
        return plan

    def sign(self, plan: Plan, user: User | None = None, digest: str = "") -> PlanSign:
        act = SignPlan(plan=plan, digest=digest or telling_dry.digest_of(plan))
        sign: PlanSign = self.do(act, user or self.board)
        return sign

    def tell(self, recipient: Recipient, user: User | None = None, **more: Any) -> Told:
        given: dict[str, Any] = {
            "recipient": recipient, "goes": self.pair(), "at": self.later(), "where": "at home",
            "said_": "that he is dead", "next_words": "call on Friday",
            "next_contact": (NOW + timedelta(days=5)).date(),
        }  # fmt: skip
        told: Told = self.do(RecordTold(**given | more), user)
        return told

    def told(self, notice: Notice | None = None, family: File | None = None) -> Told:
        """Everything of one relative, in the right order."""
        recipient = self.choose(notice or self.begin(), family)
        self.sign(self.plan(recipient))
        return self.tell(recipient)

    def recall(self, notice: Notice) -> Notice:
        recall: Notice = self.do(BeginRecall(notice=notice))
        return recall


def make_visits(yard: Yard, **contact: Any) -> Visits:
    """Put it into the database; the mother is reached as said."""
    cast, body, missing = yard.team.cast, yard.file(), person(yard)
    board = boards(yard)
    decided = identified(yard, body, missing, board)
    liaison, second = yard.team.one[Role.LIAISON], account("liaison2")
    role(second, Role.LIAISON, cast.one, cast.ada)
    for n, user in enumerate((liaison, second, board[0])):
        key(user, f"visit {n}")
    mother, brother = relative(yard, missing, **contact), relative(yard, missing)
    return Visits(yard, body, missing, mother, brother, decided, liaison, second, board[0])
