"""Who may open both pictures of a pair whose files lie in two operations.

An agreement lets two operations compare their files; it opens no photograph to anybody. A pair
across it is for those alone who hold a role in both. It is not passed over for others: a body whose
first lead somebody may not open does not wait for them at all (LAW-01).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from nomina.desk.examine.models import Pair
from nomina.desk.files.fields import AM
from nomina.desk.leads.partners import partners
from nomina.desk.people.models import Membership
from nomina.desk.policy.roles import SEES_PHOTO, Role


def openers(operation: UUID, kind: str, users: Collection[UUID], at: datetime | None) -> set[UUID]:
    """Give those of ``users`` who may open photographs of a kind of file in an operation."""
    rows = Membership.objects.current(at).filter(
        operation=operation, user__in=users, role__in=sorted(SEES_PHOTO[kind])
    )
    return set(rows.values_list("user", flat=True))


def both(pair: Pair, users: Collection[UUID], at: datetime | None) -> set[UUID]:
    """Give those of ``users``, who examine where the body is, who may open the other side, too."""
    if pair.person.operation_id == pair.body.operation_id:
        return set(users)
    return openers(pair.person.operation_id, pair.person.kind, users, at)


def shut_to(operation: UUID, user: UUID) -> set[UUID]:
    """Give the partners of an operation whose missing people's photographs a user may not open."""
    others = partners(operation)
    return {one for one in others if not openers(one, AM, {user}, None)} if others else others


def shut_to_all(operation: UUID) -> set[UUID]:
    """Give the partners whose missing people's photographs no examiner of an operation may open."""
    others = partners(operation)
    if not others:
        return others
    there = Membership.objects.current().filter(operation=operation, role=Role.EXAMINER)
    users = set(there.values_list("user", flat=True))
    return {one for one in others if not openers(one, AM, users, None)}
