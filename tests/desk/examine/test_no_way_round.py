"""Random walks over all that people can do: none reaches an identification round the board.

What a decision needs is told here a second time, from what the walk itself did: people instead of
accounts, a count of changes instead of hashes. The desk decides where that says so, and only there.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction

from nomina.desk.acts import Action
from nomina.desk.examine.actions.board import Decide, Dissent, LayBefore, Sign
from nomina.desk.examine.actions.recall import Recall
from nomina.desk.examine.actions.reports import AddEvidence, MoveOn, StrikeEvidence
from nomina.desk.examine.models import Concluded, Dossier, Examination, Pair, Revised
from nomina.desk.examine.states import MOVES, State, moves_from
from nomina.desk.files.actions import EndLink, LinkFiles
from nomina.desk.files.models import Link
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.errors import NominaError
from tests.desk.examine.bench import key
from tests.desk.examine.sitting import Sitting, make_sitting
from tests.desk.people.cast import NOW, Book, account, role

FRESH, BEFORE = 14, 10
"""Acts of a walk; the shortest way to a decision has ten, and four from before the board."""
GOOD = [("dna", "established"), ("dental", "established"), ("face", "established")]
POOR = [("tattoo", "probable"), ("property", "probable"), ("medical", "established"),
        ("face", "excluded"), ("dna", "probable"), ("dental", "excluded")]  # fmt: skip
NAMES = sorted({move.name for move in MOVES})
FORWARD = {
    State.SECOND: "sign",
    State.CONCLUSION: "conclude-identification",
    State.IDENTIFICATION_1: "accept",
    State.IDENTIFICATION_2: "accept",
}


@dataclass
class Walk:
    """One report, all who can reach it, and what they did, as the walk saw it."""

    sitting: Sitting
    board: list[User]
    person: dict[User, str]
    dice: random.Random
    changes: int = 0
    laid: dict[Dossier, int] = field(default_factory=dict)
    words: list[tuple[User, Dossier, bool]] = field(default_factory=list)
    hands: set[User] = field(default_factory=set)
    decided: int = 0
    refused: int = 0

    def done(self, act: Action[Any], who: User) -> Any:
        """What came of an act; None where it was refused."""
        try:
            return act.do(self.sitting.as_(who), Book())
        except NominaError:
            return None

    def anybody(self) -> User:
        return self.dice.choice([self.sitting.maker, self.sitting.second, *self.board])

    def bring(self) -> None:
        good = self.dice.random() < (0.2 if self.laid else 0.7)
        discipline, view = self.dice.choice(GOOD if good else POOR)
        who = self.sitting.maker if self.dice.random() < 0.7 else self.anybody()
        act = AddEvidence(
            report=self.sitting.report, discipline=discipline, view=view, reason="compared",
            place="Laboratory", date=NOW.date(), signatory="Dr Example",
        )  # fmt: skip
        if self.done(act, who) is not None:
            self.changes += 1
            self.hands.add(who)

    def strike(self) -> None:
        rows = list(self.sitting.report.evidence.all())
        act = rows and StrikeEvidence(evidence=self.dice.choice(rows), why="another")
        if act and self.done(act, self.anybody()) is not None:
            self.changes += 1

    def move(self, name: str = "", who: User | None = None) -> None:
        here = [move.name for move in moves_from(self.sitting.report.state)]
        name = name or self.dice.choice(here if self.dice.random() < 0.7 else NAMES)
        why, more = self.dice.choice(["", "w", "w", "w"]), self.dice.choice(["", "no hands"])
        act = MoveOn(report=self.sitting.report, move=name, why=why, exceptional=more)
        who = who or self.anybody()
        if self.done(act, who) is not None:
            self.changes += 1
            if name.startswith("conclude"):
                self.hands.add(who)

    def examine(self) -> None:
        """Somebody concludes on the files, or changes what they concluded."""
        sitting, who = self.sitting, self.dice.choice([self.sitting.second, self.board[2]])
        pair, _ = Pair.objects.get_or_create(body=sitting.body, person=sitting.person)
        one = Examination.objects.filter(pair=pair, examiner=who).first()
        sitting.minutes += 1
        at = sitting.later()
        if one is None:
            one = Examination(pair=pair, examiner=who, turn=1, made_at=at)
            one.save()
            Concluded(examination=one, outcome="candidate", reasons="seen", made_at=at).save()
        else:
            Revised(examination=one, outcome="excluded", reasons="seen", why="w", made_at=at).save()
        self.changes += 1
        self.hands.add(who)

    def lay(self) -> None:
        done = self.done(LayBefore(report=self.sitting.report), self.anybody())
        if isinstance(done, Dossier):
            self.laid[done] = self.changes

    def say(self) -> None:
        if not self.laid:
            return
        laid = list(self.laid)
        dossier = laid[-1] if self.dice.random() < 0.8 else self.dice.choice(laid)
        agrees, who = self.dice.random() < 0.9, self.dice.choice([*self.board, *self.board[:3]])
        act: Action[Any] = Sign(dossier=dossier) if agrees else Dissent(dossier=dossier, why="w")
        if self.done(act, who) is not None:
            self.words.append((who, dossier, agrees))

    def link(self) -> None:
        sitting = self.sitting
        made = LinkFiles(one=sitting.body, other=sitting.person, link="identified", why="w")
        assert self.done(made, self.anybody()) is None
        for link in Link.objects.current():
            assert self.done(EndLink(link=link, why="w"), self.anybody()) is None

    def recall(self) -> None:
        one = self.sitting.report.identification
        if one is not None and self.done(Recall(identification=one, why="w"), self.anybody()):
            self.changes += 1

    def decide(self) -> None:
        who = self.dice.choice(self.board)
        expected = self.may(who)
        done = self.done(Decide(report=self.sitting.report), who)
        assert (done is not None) is expected, (who.login, self.words)
        self.decided += expected
        self.refused += not expected
        self.changes += expected

    def may(self, who: User) -> bool:
        """Whether this person may decide now, told from what the walk saw."""
        steps = list(self.sitting.report.steps.all())
        if steps[-1].target != "awaits-board":
            return False
        rows = self.sitting.report.evidence.filter(struck=None).exclude(discipline="face")
        if any(row.view == "excluded" for row in rows):
            return False
        first = [row for row in rows if row.discipline in ("dna", "dental", "friction ridge")]
        second = {row.discipline for row in rows if row not in first and row.view != "possible"}
        excused = [s.exceptional for s in steps if s.move == "conclude-identification"][-1]
        strong = any(row.view == "established" for row in first)
        if not strong and not (excused and len(second) >= 3):
            return False
        out = {self.person[one] for one in (*self.hands, self.sitting.maker)}
        now = [dossier for dossier, changes in self.laid.items() if changes == self.changes]
        last = {one: agrees for one, dossier, agrees in self.words if dossier in now}
        agree = {self.person[one] for one in last} - out
        return all(last.values()) and len(agree) >= 2 and self.person[who] not in out | {"nobody"}

    def go(self, acts: int) -> None:
        """Walk, and look after every act."""
        self.lay()  # as long as nobody brought it there, that is refused
        for _ in range(acts):
            self.on()
            named = self.sitting.report.state is State.IDENTIFIED
            assert Link.objects.current().exists() is named
            assert self.decided >= named, "a body has a name that nobody decided"

    def on(self) -> None:
        """The next act: mostly what leads on, else anything."""
        state = self.sitting.report.state
        wild: list[Callable[[], None]] = [
            self.bring, self.strike, self.move, self.examine, self.lay, self.say, self.link,
            self.decide, self.recall,
        ]  # fmt: skip
        if self.dice.random() < 0.15:
            self.dice.choice(wild)()
        elif state is State.FIRST:
            on = self.sitting.report.evidence.exists() and self.dice.random() < 0.7
            self.move("sign", self.sitting.maker) if on else self.bring()
        elif state in FORWARD:
            end = state in (State.SECOND, State.IDENTIFICATION_2)
            self.move(FORWARD[state], self.sitting.second if end else self.sitting.maker)
        elif state is State.BOARD:
            stale = self.changes not in self.laid.values()
            if self.laid and self.dice.random() < 0.1:
                self.dice.choice([self.strike, self.bring])()
            elif stale:
                self.dice.choice([self.lay, self.lay, self.decide])()
            else:
                self.dice.choice([self.say, self.say, self.say, self.decide])()
        else:
            self.dice.choice([self.recall, self.move, self.move, self.decide])()


@pytest.fixture
def sitting(db: str) -> Sitting:
    return make_sitting()


@pytest.mark.parametrize(
    ("fresh", "before", "seed"), [(6, 24, 0), pytest.param(60, 240, 1000, marks=pytest.mark.deep)]
)
def test_no_walk_reaches_an_identification_but_by_evidence_and_two_people(
    sitting: Sitting, fresh: int, before: int, seed: int
) -> None:
    """Some begin with a report that was just opened, the others before the board."""
    cast = sitting.team.cast
    twin, bare = account("twin"), account("bare")
    for user in (twin, bare, sitting.maker):
        role(user, Role.BOARD, cast.one, cast.ada)
    key(twin, "seat 2")  # that of the first of the board
    board = [*sitting.board, twin, bare]
    person = {user: user.login for user in (sitting.maker, sitting.second, *board)}
    person |= {twin: person[sitting.board[0]], bare: "nobody"}
    walks = []
    for n in range(fresh + before):
        if n == fresh:
            sitting.bring()
            sitting.to_board()
        with transaction.atomic():
            walks.append(Walk(sitting, board, person, random.Random(seed + n)))
            walks[-1].go(FRESH if n < fresh else BEFORE)
            transaction.set_rollback(True)
    assert sum(walk.decided for walk in walks) >= len(walks) / 8, "walks that get nowhere"
    assert sum(walk.refused for walk in walks) >= len(walks) / 2
