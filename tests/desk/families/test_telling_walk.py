"""Random walks over all acts of telling: nobody is told what another person did not let go.

What a visit needs is told here a second time, from what the walk itself did: people instead of
accounts, a count of changes instead of hashes. A record is taken there, and nowhere else.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from nomina.desk.acts import Action
from nomina.desk.families import telling_dry
from nomina.desk.families.actions.telling import BeginNotice, BeginRecall
from nomina.desk.families.actions.telling_plan import MakePlan, SignPlan
from nomina.desk.families.actions.telling_recipients import ChooseRecipient, DropRecipient
from nomina.desk.families.actions.telling_told import RecordTold
from nomina.desk.families.models import Notice, Plan, Recipient
from nomina.desk.families.telling_lists import waiting, wrong
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.errors import NominaError
from tests.desk.custody.releasing import recalled
from tests.desk.custody.yard import Yard
from tests.desk.examine.bench import key
from tests.desk.families.visits import QUICK, Visits, make_visits, reached, relative
from tests.desk.people.cast import NOW, Book, account, by, role

ACTS = 30


@dataclass
class Planned:
    """A plan, as the walk saw it: who made it, whom it covers, and who signed which state of it."""

    plan: Plan
    maker: str
    covers: list[Recipient]
    two: bool
    against: bool
    signed: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    let_go: bool = False


@dataclass
class Walk:
    """One identification, three relatives, and what everybody did."""

    visits: Visits
    families: list[File]
    users: list[User]
    person: dict[User, str]
    dice: random.Random
    changes: dict[Any, int] = field(default_factory=dict)
    quiet: dict[Any, bool] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    chosen: dict[Notice, list[Recipient]] = field(default_factory=dict)
    plans: dict[Notice, list[Planned]] = field(default_factory=dict)
    told: set[Any] = field(default_factory=set)
    stands: bool = True
    refused: int = 0

    def done(self, act: Action[Any], who: User) -> Any:
        """What came of an act; None where it was refused."""
        try:
            with transaction.atomic():
                return act.do(by(who, self.visits.later()), Book())
        except NominaError:
            self.refused += 1
            return None

    def some(self) -> Recipient | None:
        rows = [one for rows in self.chosen.values() for one in rows]
        return self.dice.choice(rows) if rows else None

    def last(self, recipient: Recipient) -> Planned | None:
        """The plan that counts for somebody."""
        mine = self.plans.get(recipient.notice, [])
        return next((one for one in reversed(mine) if recipient in one.covers), None)

    def open(self, notice: Notice) -> bool:
        return self.stands or notice.occasion == "recall"

    def begin(self) -> None:
        act = BeginNotice(identification=self.visits.identification)
        made = self.done(act, self.visits.liaison)
        assert (made is not None) is (self.stands and not self.notices)
        if made is not None:
            self.began(made)

    def began(self, notice: Notice) -> None:
        self.notices.append(notice)
        self.chosen[notice], self.plans[notice] = list(notice.recipients.all()), []

    def choose(self) -> None:
        if not self.notices:
            return
        notice, family = self.dice.choice(self.notices), self.dice.choice(self.families)
        act = ChooseRecipient(notice=notice, family=family, relation="kin")
        made = self.done(act, self.visits.liaison)
        free = all(one.family != family for one in self.chosen[notice])
        wanted = notice.occasion == "death" and self.stands and free and not self.quiet[family.pk]
        assert (made is not None) is wanted
        if made is not None:
            self.chosen[notice].append(made)

    def drop(self) -> None:
        one = self.some()
        if one is None:
            return
        made = self.done(DropRecipient(recipient=one, why="w"), self.visits.liaison)
        wanted = one.notice.occasion == "death" and self.stands and one.pk not in self.told
        assert (made is not None) is wanted
        if made is not None:
            self.chosen[one.notice].remove(one)

    def plan(self) -> None:
        notices = [one for one in self.notices if self.chosen[one]]
        if not notices:
            return
        notice = self.dice.choice(notices)
        rows = self.chosen[notice]
        covers = self.dice.sample(rows, self.dice.randint(1, len(rows)))
        two = self.dice.random() < 0.3
        against = "w" if self.dice.random() < 0.3 else ""
        maker = self.dice.choice([self.visits.liaison, self.visits.second])
        act = MakePlan(
            notice=notice, recipients=tuple(covers), goes=self.visits.pair(), place="p",
            at=NOW + timedelta(days=9), language="uk", against=against,
            means="telephone" if two else "person", necessity="w" if two else "",
        )  # fmt: skip
        made = self.done(act, maker)
        recall = notice.occasion == "recall"
        heard = all(not self.quiet[one.family.pk] or (recall and against) for one in covers)
        late = any(one.pk in self.told for one in covers)
        wanted = self.open(notice) and heard and not late and not (against and not recall)
        assert (made is not None) is wanted
        if made is not None:
            planned = Planned(made, self.person[maker], covers, two or bool(against), bool(against))
            self.plans[notice].append(planned)

    def state(self, one: Planned) -> tuple[Any, ...]:
        """What stands in a dry run: whom it covers still, and how often each of them changed."""
        standing = [row for row in one.covers if row in self.chosen[one.plan.notice]]
        return tuple(sorted((row.family.pk.hex, self.changes[row.family.pk]) for row in standing))

    def sign(self, one: Planned | None = None) -> None:
        plans = [one for rows in self.plans.values() for one in rows]
        if not plans:
            return
        one = one or self.dice.choice(plans)
        who = self.dice.choice(self.users)
        stale = self.dice.random() < 0.1
        digest = "0" * 64 if stale else telling_dry.digest_of(one.plan)
        made = self.done(SignPlan(plan=one.plan, digest=digest), who)
        standing = [row for row in one.covers if row in self.chosen[one.plan.notice]]
        counts = bool(standing) and all(self.last(row) is one for row in standing)
        late = any(row.pk in self.told for row in standing)
        recall = one.plan.notice.occasion == "recall"
        heard = all(not self.quiet[row.family.pk] or (recall and one.against) for row in standing)
        me, now = self.person[who], self.state(one)
        other = me not in ("nobody", one.maker) and (me, now) not in one.signed
        wanted = self.open(one.plan.notice) and counts and not late and heard and other
        assert (made is not None) is (wanted and not stale), (me, one)
        if made is not None:
            one.signed.append((me, now))
            people = {name for name, state in one.signed if state == now}
            one.let_go = one.let_go or len(people) >= (2 if one.two else 1)

    def tell(self, one: Recipient | None = None) -> None:
        one = one or self.some()
        if one is None:
            return
        at = self.visits.later()
        act = RecordTold(
            recipient=one, goes=self.visits.pair(), at=at, where="w", said_="s", next_words="n"
        )
        made = self.done(act, self.visits.liaison)
        last = self.last(one)
        wanted = last is not None and last.let_go and one.pk not in self.told
        assert (made is not None) is wanted, "told what nobody let go"
        if made is None:
            return
        self.told.add(one.pk)
        recall = Notice.objects.filter(recalls=one.notice).first()
        if recall is not None:
            self.chosen[recall] = list(recall.recipients.all())

    def change(self) -> None:
        family = self.dice.choice(self.families)
        self.changes[family.pk] += 1
        self.quiet[family.pk] = self.dice.random() < 0.2
        reached(family, how=str(self.changes[family.pk]), no_contact=self.quiet[family.pk])

    def recall(self) -> None:
        if self.stands and self.dice.random() < 0.3:
            recalled(self.visits.identification)
            self.stands = False
        if not self.notices:
            return
        first = self.notices[0]
        made = self.done(BeginRecall(notice=first), self.visits.second)
        wrong_ = any(one.pk in self.told for one in self.chosen[first])
        assert (made is not None) is (not self.stands and wrong_ and len(self.notices) == 1)
        if made is not None:
            self.began(made)

    def forward(self) -> None:
        """What comes next for somebody, as people would go on."""
        rows = [row for notice in self.notices if self.open(notice) for row in self.chosen[notice]]
        left = [row for row in rows if row.pk not in self.told]
        if not left:
            self.recall() if rows else self.choose()
            return
        last = self.last(left[-1])
        if last is None:
            self.plan()
        elif last.let_go:
            self.tell(left[-1])
        else:
            self.sign(last)

    def go(self) -> None:
        """Walk, and look at the lists after every act."""
        acts: list[Callable[[], None]] = [
            *(self.plan, self.sign, self.sign, self.tell, self.choose, self.choose),
            *(self.begin, self.drop, self.change, self.recall),
        ]
        for _ in range(ACTS):
            self.dice.choice(acts)() if self.dice.random() < 0.4 else self.forward()
            self.listed()

    def listed(self) -> None:
        """What waits and what was wrong, told from what the walk saw."""
        rows = Notice.objects.filter(operation=self.visits.yard.team.cast.one)
        know = {one.family.pk for notice in self.notices[1:] for one in self.chosen[notice]
                if one.pk in self.told}  # fmt: skip
        lost = [one for notice in self.notices[:1] for one in self.chosen[notice]
                if one.pk in self.told and one.family.pk not in know]  # fmt: skip
        assert wrong(rows).exists() is (not self.stands and bool(lost))
        wait = {
            notice.pk
            for notice in self.notices
            if self.open(notice)
            and (
                not self.chosen[notice]
                or any(one.pk not in self.told for one in self.chosen[notice])
            )
        }
        assert {one.pk for one in waiting(rows)} == wait


@QUICK
@pytest.mark.parametrize(("walks", "seed"), [(3, 0), pytest.param(12, 100, marks=pytest.mark.deep)])
def test_no_walk_tells_anybody_what_another_person_did_not_let_go(
    yard: Yard, walks: int, seed: int
) -> None:
    visits = make_visits(yard)
    cast = yard.team.cast
    twin, bare = account("twin"), account("bare")
    for user in (twin, bare):
        role(user, Role.LIAISON, cast.one, cast.ada)
    key(twin, "visit 0")  # that of the first liaison
    users = [visits.liaison, visits.second, visits.board, twin, bare]
    person = {user: user.login for user in users}
    person |= {twin: person[visits.liaison], bare: "nobody"}
    families = [visits.mother, visits.brother, relative(yard, visits.missing)]
    told = refused = again = 0
    for n in range(walks):
        with transaction.atomic():
            walk = Walk(visits, families, users, person, random.Random(seed + n))
            walk.changes = {one.pk: 0 for one in families}
            walk.quiet = {one.pk: False for one in families}
            walk.begin()
            walk.go()
            told, refused = told + len(walk.told), refused + walk.refused
            again += len(walk.notices) > 1
            transaction.set_rollback(True)
    assert told >= walks / 2, "walks that get nowhere"
    assert refused >= walks * 5
    assert again >= walks // 10
