"""Who may open both pictures of a pair whose files lie in two operations.

An agreement lets two operations compare their files; it opens no photograph to anybody. A pair
across it is for those alone who hold a role in both. It is not passed over for others: a body whose
first lead somebody may not open does not wait for them at all (LAW-01).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from nomina.desk.examine.models import Pair
from nomina.desk.files.fields import AM
from nomina.desk.leads.partners import partners
from nomina.desk.people.models import Membership
from nomina.desk.people.models.memberships import MembershipQuerySet
from nomina.desk.policy.roles import SEES_PHOTO, Role


@dataclass(frozen=True)
class Reach:
    """The operations whose missing people are leads of bodies of one operation.

    Attributes:
        operations: itself, and those that it has an agreement with.
        shut: of these, whose photographs of missing people somebody may not open.
    """

    operations: frozenset[UUID]
    shut: frozenset[UUID]


def reach_of(operation: UUID, user: UUID | None) -> Reach:
    """Give how far leads of an operation reach.

    Args:
        operation: of the bodies.
        user: an examiner; None for all of them: shut is then what none of them may open.
    """
    others = partners(operation)
    if not others:  # as a rule
        return Reach(frozenset({operation}), frozenset())
    rows = _openers(AM, None).filter(operation__in=others)
    if user is None:
        who = Membership.objects.current().filter(operation=operation, role=Role.EXAMINER)
        rows = rows.filter(user__in=who.values("user"))
    else:
        rows = rows.filter(user=user)
    opened = set(rows.values_list("operation", flat=True))
    return Reach(frozenset({operation} | others), frozenset(others - opened))


def both(pair: Pair, users: Collection[UUID], at: datetime | None) -> set[UUID]:
    """Give those of ``users``, who examine where the body is, who may open the other side, too."""
    person = pair.person
    if person.operation_id == pair.body.operation_id:
        return set(users)
    rows = _openers(person.kind, at).filter(operation=person.operation_id, user__in=users)
    return set(rows.values_list("user", flat=True))


def _openers(kind: str, at: datetime | None) -> MembershipQuerySet:
    rows = Membership.objects.current(at)
    return rows.filter(role__in=sorted(SEES_PHOTO[kind])).order_by()
