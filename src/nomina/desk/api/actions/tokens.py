"""Personal tokens: making and ending one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.api.models import Token, TokenEnd
from nomina.desk.api.tokens import digest, drawn
from nomina.desk.people.models import Operation, User
from nomina.desk.people.standing import standing_of
from nomina.desk.people.text import clean_name
from nomina.desk.policy import predicates
from nomina.desk.policy.roles import Role
from nomina.desk.policy.standing import Thing
from nomina.words import tr

LONGEST = timedelta(days=366)
"""How long a token may last."""
MOST = 20
"""Tokens that one person may have at a time."""


@dataclass(frozen=True)
class Drawn:
    """A new token: its row, and the token itself, which is kept nowhere else."""

    row: Token
    token: str


@dataclass(frozen=True, kw_only=True)
class MakeToken(Action[Drawn]):
    """Make a token for oneself, with some of the roles that one holds in one operation."""

    user: User
    operation: Operation
    roles: tuple[Role, ...]
    name: str
    until: datetime

    kind = "token.make"
    permission = predicates.KEEP_TOKENS
    irreversible = True

    def thing(self) -> Thing:
        """Give the account."""
        return self.user.thing()

    def check(self, by: Actor) -> None:
        """Refuse roles that are not held there, and a time without end."""
        held = standing_of(by.user, by.at).roles(frozenset({self.operation.pk}))
        if not self.roles or not held.issuperset(self.roles):
            raise Refused(tr("a token has roles that you hold there, and no others"))
        if not by.at < self.until <= by.at + LONGEST:
            raise Refused(
                tr("a token ends within {n} days").format(n=LONGEST.days), todo=tr("Choose a day")
            )
        if Token.objects.current(by.at).filter(user=self.user).count() >= MOST:
            raise Refused(
                tr("you have {n} tokens already").format(n=MOST), todo=tr("End one first")
            )
        clean_name(self.name)

    def effect(self, by: Actor) -> Drawn:
        """Draw it and add the row."""
        token = drawn()
        row = Token(
            user=self.user,
            operation=self.operation,
            roles=sorted({role.value for role in self.roles}),
            name=clean_name(self.name),
            digest=digest(token),
            until=self.until,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return Drawn(row, token)

    def on(self, done: Drawn) -> tuple[Reference, ...]:
        """Give the token, the account and the operation."""
        return (
            Reference("token", done.row.pk),
            Reference("user", self.user.pk),
            Reference("operation", self.operation.pk),
        )

    def said(self, done: Drawn) -> Mapping[str, Said]:
        """Give what it can do, never the token."""
        return {
            "token": str(done.row.pk),
            "name": done.row.name,
            "roles": tuple(done.row.roles),
            "until": done.row.until.isoformat(),
        }


@dataclass(frozen=True, kw_only=True)
class EndToken(Action[TokenEnd]):
    """End one's own token now."""

    token: Token

    kind = "token.end"
    permission = predicates.KEEP_TOKENS

    def thing(self) -> Thing:
        """Give the token."""
        return self.token.thing()

    def check(self, by: Actor) -> None:
        """Refuse what was ended already."""
        if TokenEnd.objects.filter(token=self.token).exists():
            raise Refused(tr("this token was ended already"))

    def effect(self, by: Actor) -> TokenEnd:
        """Add the row."""
        row = TokenEnd(token=self.token, ended_by=by.user, made_at=by.at)
        row.save(force_insert=True)
        return row

    def on(self, done: TokenEnd) -> tuple[Reference, ...]:
        """Give the token and the account."""
        return (Reference("token", self.token.pk), Reference("user", self.token.user_id))
