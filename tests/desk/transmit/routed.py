"""Partners whose keys two heard, and a policy that two signed, in operation One; none is real."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from nomina import sealed
from nomina.desk.acts import Action
from nomina.desk.people.models import Operation, User
from nomina.desk.policy.roles import Role
from nomina.desk.transmit import partners
from nomina.desk.transmit.actions.partners import AddPartner, CheckPartner
from nomina.desk.transmit.actions.routes import DraftPolicy, SignPolicy
from nomina.desk.transmit.models import Partner, RoutePolicy
from nomina.desk.transmit.policy_paper import limited
from nomina.desk.transmit.ways import Article, Channel, Profile
from tests.desk.examine.bench import key
from tests.desk.files.people import Team
from tests.desk.people.cast import NOW, Book, account, by, role

R = TypeVar("R")


def secret(name: str) -> str:
    """The private key of an institution, which the desk never has."""
    return sealed.secret_of(hashlib.sha256(name.encode()).digest())


@dataclass
class Bureau:
    """Who works at the bureau of operation One.

    Attributes:
        officer: a transmission officer; ``board`` a member of the board; each has a key.
        other: another transmission officer.
    """

    team: Team
    officer: User
    other: User
    board: User
    liaison: User
    book: Book = field(default_factory=Book)

    @property
    def one(self) -> Operation:
        """The operation."""
        return self.team.cast.one

    def do(self, action: Action[R], user: User | None = None, at: Any = NOW) -> R:
        """Do an act, as the officer where nobody is named."""
        return action.do(by(user or self.officer, at), self.book)

    def add(self, what: str, name: str = "", **more: Any) -> Partner:
        """Write a partner down, with a key of its own."""
        name = name or what
        given: dict[str, Any] = {"seal_to": sealed.public_of(secret(name))} | more
        return self.do(AddPartner(operation=self.one, name=name, role=what, **given))

    def check(self, one: Partner, *users: User) -> None:
        """Have its fingerprint read out, to the officer and one of the board where nobody is
        named."""
        for user in users or (self.officer, self.board):
            self.do(CheckPartner(partner=one, heard=partners.fingerprint(one), how="met"), user)

    def partner(self, what: str, name: str = "", **more: Any) -> Partner:
        """A partner that things may go to."""
        made = self.add(what, name, **more)
        self.check(made)
        return made

    def draft(
        self,
        *chosen: tuple[Partner, Channel],
        profile: Profile = Profile.INTERNATIONAL,
        limits: Mapping[Article, int] | None = None,
        waiver: str = "",
    ) -> RoutePolicy:
        """Draft a policy; ten days for everything where nothing is said."""
        days = dict.fromkeys(limited(profile), 10) if limits is None else limits
        return self.do(
            DraftPolicy(
                operation=self.one, profile=profile, chosen=chosen, limits=days, waiver=waiver
            )
        )

    def sign(self, policy: RoutePolicy, *users: User) -> None:
        """Sign a policy, as the officer and one of the board where nobody is named."""
        for user in users or (self.officer, self.board):
            self.do(SignPolicy(policy=policy, digest=policy.digest), user)

    def policy(self, *chosen: tuple[Partner, Channel], **more: Any) -> RoutePolicy:
        """A policy that is in force."""
        made = self.draft(*chosen, **more)
        self.sign(made)
        return made


def make_bureau(team: Team) -> Bureau:
    """Give those who sign a key each."""
    officer, board = team.one[Role.TRANSMISSION], team.one[Role.BOARD]
    other = account("second")
    role(other, Role.TRANSMISSION, team.cast.one, team.cast.ada)
    for n, user in enumerate((officer, other, board)):
        key(user, f"bureau {n}")
    return Bureau(team, officer, other, board, team.one[Role.LIAISON])
