"""Roles: granting and ending them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.people.actions.users import every_administrator, keep_one
from nomina.desk.people.models import Membership, MembershipEnd, Operation, User
from nomina.desk.people.text import clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.roles import DESK_ROLES, Role, clash
from nomina.desk.policy.standing import Thing
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class GrantRole(Action[Membership]):
    """Grant a role in an operation, or for the whole desk where ``operation`` is None.

    Attributes:
        since: begins at the act where None.
        until: open where None.
    """

    user: User
    role: Role
    operation: Operation | None = None
    since: datetime | None = None
    until: datetime | None = None

    kind = "membership.grant"
    permission = predicates.GRANT_ROLE
    irreversible = True

    def thing(self) -> Thing:
        """Give the account and the operation."""
        there = frozenset({self.operation.pk} if self.operation else ())
        return Thing(operations=there, person=self.user.pk)

    def people(self) -> frozenset[UUID]:
        """Lock the account: two grants at once could clash unseen."""
        return frozenset({self.user.pk})

    def check(self, by: Actor) -> None:
        """Refuse a closed account, a wrong place or time, and roles that exclude each other."""
        if not User.objects.filter(pk=self.user.pk, is_active=True).exists():
            raise Refused(tr("this account is closed"))
        if (self.role in DESK_ROLES) == (self.operation is not None):
            raise Refused(tr("this role is not held there"))
        since = self.since or by.at
        if since < by.at:
            raise Refused(tr("a role cannot begin in the past"))
        if self.until is not None and self.until <= since:
            raise Refused(tr("a role must end after it begins"))
        kept = Membership.objects.lasting(by.at).filter(user=self.user)
        here = kept.filter(operation=self.operation)
        held, held_here = (
            frozenset(map(Role, rows.values_list("role", flat=True))) for rows in (kept, here)
        )
        if self.role in held_here:
            raise Refused(tr("this role is held already"), todo=tr("End the other one first"))
        if clash(self.role, held, held_here):
            raise Refused(
                tr("this role excludes another that is held"), todo=tr("End the other one first")
            )

    def effect(self, by: Actor) -> Membership:
        """Add the row."""
        row = Membership(
            user=self.user,
            operation=self.operation,
            role=self.role,
            since=self.since or by.at,
            until=self.until,
            granted_by=by.user,
            made_at=by.at,
        )
        row.save()
        return row

    def on(self, done: Membership) -> tuple[Reference, ...]:
        """Give the membership, the account and the operation."""
        place = (Reference("operation", self.operation.pk),) if self.operation else ()
        return (Reference("membership", done.pk), Reference("user", self.user.pk), *place)

    def said(self, done: Membership) -> Mapping[str, Said]:
        """Give what was granted."""
        return {
            "membership": str(done.pk),
            "role": self.role.value,
            "since": done.since.isoformat(),
            "until": done.until.isoformat() if done.until else None,
        }


@dataclass(frozen=True, kw_only=True)
class EndMembership(Action[MembershipEnd]):
    """End a role now; it can only be granted anew."""

    membership: Membership
    why: str

    kind = "membership.end"
    permission = predicates.END_MEMBERSHIP
    irreversible = True

    def thing(self) -> Thing:
        """Give the membership."""
        return self.membership.thing()

    def people(self) -> frozenset[UUID]:
        """Lock the account; where an administrator goes, all of them, so that one stays."""
        going = frozenset({self.membership.user_id})
        administers = self.membership.role == Role.ADMINISTRATOR
        return going | every_administrator() if administers else going

    def check(self, by: Actor) -> None:
        """Refuse what is over, and the end of the last administrator."""
        clean_note(self.why)
        if not Membership.objects.lasting(by.at).filter(pk=self.membership.pk).exists():
            raise Refused(tr("this role is over already"))
        if self.membership.role == Role.ADMINISTRATOR:
            keep_one(self.membership.user_id, by)

    def effect(self, by: Actor) -> MembershipEnd:
        """Add the row that ends it."""
        row = MembershipEnd(
            membership=self.membership,
            ended_by=by.user,
            why=clean_note(self.why),
            made_at=by.at,
        )
        row.save()
        return row

    def on(self, done: MembershipEnd) -> tuple[Reference, ...]:
        """Give the membership and the account."""
        return (
            Reference("membership", self.membership.pk),
            Reference("user", self.membership.user_id),
        )

    def said(self, done: MembershipEnd) -> Mapping[str, Said]:
        """Give the reason."""
        return {"membership": str(self.membership.pk), "why": done.why}
