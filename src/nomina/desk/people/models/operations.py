"""Operations and their sites: where the work happens and by which agreed formats."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from nomina.desk.people.models.rows import Row, Rows, account
from nomina.desk.people.models.users import User
from nomina.desk.people.text import NAME
from nomina.desk.policy.roles import DESK_ROLES, Role
from nomina.desk.policy.standing import Standing, Thing

if TYPE_CHECKING:
    from nomina.desk.people.models.memberships import MembershipQuerySet

KINDS = ("international", "internal", "disaster")
"""A war between states, a war inside one, a disaster; other law holds in each."""

CODE = 12
"""Longest short name of a site, which may stand in file numbers."""


def memberships(user: object, at: datetime | None) -> MembershipQuerySet:
    """Give the memberships of ``user`` that are in force."""
    from nomina.desk.people.models.memberships import Membership

    return Membership.objects.current(at).of(user)


def held_in(user: object, at: datetime | None, roles: Collection[Role]) -> Any:
    """Give the operations in which ``user`` holds one of these roles, to stand after ``__in``.

    Where a request has read what is held, they are named; else the query itself asks for them.
    """
    known: Standing | None = getattr(user, "standing", None) if at is None else None
    if known is None or account(user) is None:
        return memberships(user, at).filter(role__in=sorted(roles)).values("operation")
    found = {one.operation for one in known.held if one.role in roles}
    return sorted(one for one in found if one is not None)


def held_wide(user: object, at: datetime | None, role: Role) -> bool:
    """Say whether ``user`` holds a role of the whole desk."""
    if account(user) is None:
        return False
    known: Standing | None = getattr(user, "standing", None) if at is None else None
    if known is not None:
        return role in known.desk
    return memberships(user, at).filter(role=role, operation=None).exists()


class OperationQuerySet(Rows["Operation"]):
    """Operations."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those in which ``user`` holds a role; those who keep accounts see all."""
        if account(user) is None:
            return self.none()
        known: Standing | None = getattr(user, "standing", None) if at is None else None
        if known is not None:
            wide = bool(known.desk & DESK_ROLES)
            return self.all() if wide else self.filter(pk__in=sorted(known.operations))
        mine = memberships(user, at)
        if mine.filter(role__in=DESK_ROLES).exists():
            return self.all()
        return self.filter(pk__in=mine.values("operation"))


class Operation(Row):
    """One war, or one disaster, and all that is done for its dead.

    Attributes:
        kind: one of `KINDS`.
        languages: languages spoken there, as ISO 639-1 codes; the first is the common one.
        numbering: formats of file numbers by kind of file (`people.numbering`).
        policies: what was agreed for this operation (`people.policies`).
    """

    name = models.CharField(max_length=NAME)
    kind = models.CharField(max_length=16)
    languages = models.JSONField[Any]()
    numbering = models.JSONField[Any]()
    policies = models.JSONField[Any]()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OperationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="operation_kind_is_known")
        ]
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the operation."""
        return Thing(operations=frozenset({self.pk}))


class SiteQuerySet(Rows["Site"]):
    """Sites."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give the sites of the operations that ``user`` may see."""
        return self.filter(operation__in=Operation.objects.visible_to(user, at).values("pk"))


class Site(Row):
    """A place of work in one operation: a mortuary, a family desk, a store.

    Attributes:
        code: short name in capitals, may stand in file numbers; one of its kind in an operation.
    """

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(max_length=NAME)
    code = models.CharField(max_length=CODE)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = SiteQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["operation", "code"], name="site_code_once")]
        ordering = ["code"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the site."""
        operation: uuid.UUID = self.operation_id
        return Thing(operations=frozenset({operation}))
