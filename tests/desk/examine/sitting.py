"""A report before a board of three, with everyone who brought it there; nobody of them exists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nomina.desk.acts import Actor
from nomina.desk.examine.actions.board import Decide, LayBefore, Sign
from nomina.desk.examine.actions.reports import AddEvidence, MoveOn, OpenReport
from nomina.desk.examine.models import Dossier, Evidence, Identification, Report, Signature
from nomina.desk.examine.states import State
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from tests.desk.examine.bench import key
from tests.desk.files.people import Team, make_team, opened
from tests.desk.people.cast import NOW, Book, account, by, make_cast, role


@dataclass
class Sitting:
    """Two files and their people: who makes the report, who accepts it, and the board."""

    team: Team
    body: File
    person: File
    maker: User
    second: User
    board: list[User]
    report: Report
    book: Book = field(default_factory=Book)
    minutes: int = 0

    def as_(self, who: User) -> Actor:
        """Who acts, a minute after all that was done before."""
        self.minutes += 1
        return by(who, self.later())

    def later(self, more: int = 0) -> datetime:
        """The moment of the last act, or some minutes after it."""
        return NOW + timedelta(minutes=self.minutes + more)

    def bring(
        self, who: User | None = None, discipline: str = "dna", view: str = "established"
    ) -> Evidence:
        row = AddEvidence(
            report=self.report, discipline=discipline, view=view, reason="compared",
            place="Laboratory", date=NOW.date() - timedelta(days=3), signatory="Dr Example",
        )  # fmt: skip
        return row.do(self.as_(who or self.maker), self.book)

    def move(self, who: User, name: str, why: str = "", **more: str) -> State:
        act = MoveOn(report=self.report, move=name, why=why, **more)
        act.do(self.as_(who), self.book)
        return self.report.state

    def to_conclusion(self) -> None:
        """Both sign what was brought."""
        self.move(self.maker, "sign")
        self.move(self.second, "sign")

    def to_board(self, exceptional: str = "", concludes: User | None = None) -> None:
        """Everything from the first signature to the board."""
        self.to_conclusion()
        who = concludes or self.maker
        self.move(who, "conclude-identification", "dna", exceptional=exceptional)
        self.move(self.maker, "accept")
        assert self.move(self.second, "accept") is State.BOARD

    def lay(self, who: User | None = None) -> Dossier:
        return LayBefore(report=self.report).do(self.as_(who or self.maker), self.book)

    def sign(self, who: User, dossier: Dossier) -> Signature:
        return Sign(dossier=dossier).do(self.as_(who), self.book)

    def decide(self, who: User | None = None) -> Identification:
        return Decide(report=self.report).do(self.as_(who or self.board[0]), self.book)

    def decided(self) -> Identification:
        """All the way, with evidence and two signatures."""
        self.bring()
        self.to_board()
        dossier = self.lay()
        for who in self.board[:2]:
            self.sign(who, dossier)
        return self.decide()


def make_sitting(team: Team | None = None) -> Sitting:
    """A report that was just opened; a board of three, each with a key of their own."""
    team = team or make_team(make_cast())
    cast = team.cast
    maker, second = team.one[Role.EXAMINER], account("second")
    role(second, Role.EXAMINER, cast.one, cast.ada)
    board = [team.one[Role.BOARD], account("board2"), account("board3")]
    for user in board[1:]:
        role(user, Role.BOARD, cast.one, cast.ada)
    for n, user in enumerate((maker, second, *board)):
        key(user, f"seat {n}")
    body = opened("pm", team.keeper("pm"), cast.one, cast.site_one)
    person = opened("am", team.keeper("am"), cast.one)
    report = OpenReport(link="identified", one=body, other=person, why="a lead").do(
        by(maker), Book()
    )
    return Sitting(team, body, person, maker, second, board, report)
