"""A file: one body or body part, missing person, living unknown or relative."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db import models
from django.db.models import Q

from nomina.desk.files.fields import KINDS
from nomina.desk.people.models import Operation, Site, User
from nomina.desk.people.models.operations import memberships
from nomina.desk.people.models.rows import Row, Rows, account
from nomina.desk.people.numbering import LONGEST
from nomina.desk.policy.roles import SEES_FILE, Role
from nomina.desk.policy.standing import Thing


def held(user: object, at: datetime | None = None) -> dict[str, set[uuid.UUID]]:
    """Give the operations in which someone sees files, by kind of file."""
    seen: dict[str, set[uuid.UUID]] = {}
    for operation, role in _roles(user, at):
        for kind, roles in SEES_FILE.items():
            if role in roles:
                seen.setdefault(kind, set()).add(operation)
    return seen


def _roles(user: object, at: datetime | None) -> list[tuple[uuid.UUID, Role]]:
    known = getattr(user, "standing", None) if at is None else None
    if known is not None:
        return [(one.operation, one.role) for one in known.held if one.operation is not None]
    rows = memberships(user, at).filter(operation__isnull=False).values_list("operation", "role")
    return [(operation, Role(role)) for operation, role in rows]


def within(user: object, at: datetime | None, prefix: str = "") -> Q | None:
    """Give the condition under which a row is of a file that ``user`` may see; None for never.

    Args:
        user: an account or the anonymous user.
        at: the moment; now where None.
        prefix: the way from the row to its file, such as ``file__``; empty for the file itself.
    """
    if account(user) is None:
        return None
    seen = held(user, at)
    if not seen:
        return None
    return reduce(
        or_,
        (
            Q(**{f"{prefix}kind": kind, f"{prefix}operation__in": sorted(operations)})
            for kind, operations in sorted(seen.items())
        ),
    )


class FileQuerySet(Rows["File"]):
    """Files."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give the files whose kind someone's role in their operation may see."""
        condition = within(user, at)
        return self.none() if condition is None else self.filter(condition)


class File(Row):
    """One file. What is said in it stands in `Entry` rows; nothing of it is ever overwritten.

    Attributes:
        operation: the one operation that it belongs to, for good.
        kind: one of `fields.KINDS`.
        number: as written on bags and papers, by the operation's format; never used again.
        site: where it was opened; None where the format asks for none.
    """

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=8)
    number = models.CharField(max_length=LONGEST + 20)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", null=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = FileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="file_kind_is_known"),
            models.UniqueConstraint(fields=["operation", "number"], name="file_number_once"),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the file."""
        operation: uuid.UUID = self.operation_id
        return Thing(operations=frozenset({operation}), maker=self.made_by_id, file=self.kind)


class SeenByFile:
    """A query over rows that have a ``file``; who sees the file sees them."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give the rows of the files that ``user`` may see."""
        rows: Any = self
        condition = within(user, at, "file__")
        seen: Self = rows.none() if condition is None else rows.filter(condition)
        return seen


class RelationQuerySet(SeenByFile, Rows["Relation"]):
    """Relations."""


class Relation(Row):
    """A family file belongs to the file of a missing person."""

    file = models.OneToOneField(File, on_delete=models.PROTECT, related_name="relation")
    missing = models.ForeignKey(File, on_delete=models.PROTECT, related_name="relatives")

    objects = RelationQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the relation."""
        return self.file.thing()
