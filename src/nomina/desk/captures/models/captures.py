"""A capture, and the items that it keeps."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from nomina.desk.captures.closed import closed
from nomina.desk.captures.opening.pieces import NAME, ROLES
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.desk.people.models.operations import memberships
from nomina.desk.people.models.rows import Row, Rows, account
from nomina.desk.people.text import NOTE
from nomina.desk.policy.roles import SEES_CAPTURES, SEES_FILE, Role
from nomina.desk.policy.standing import Thing

FROM_FILE, FROM_ADDRESS = WAYS = ("file", "address")
"""How it came: as a file that somebody had saved, or from an address by the desk's own browser."""
ASSESSED = ("relevance", "reliability", "safety", "duplicate")
"""What is judged before anything is collected (OSI-03)."""


def within(user: object, at: datetime | None, prefix: str) -> Q | None:
    """Give the condition under which a row is of a file whose captures ``user`` may see.

    While captures are closed to them (`captures.closed`), there are none, at whatever moment.

    Args:
        user: an account or the anonymous user.
        at: the moment; now where None.
        prefix: the way from the row to the file, such as ``file__``.

    Returns:
        None where that is never so.
    """
    if account(user) is None:
        return None
    seen: dict[str, set[UUID]] = {}
    for operation, role in _held(user, at):
        for kind, roles in SEES_CAPTURES.items():
            if role in roles & SEES_FILE[kind]:
                seen.setdefault(kind, set()).add(operation)
    shut = {one for one in set().union(*seen.values()) if closed(user, one)}
    seen = {kind: left for kind, there in seen.items() if (left := there - shut)}
    if not seen:
        return None
    return reduce(
        or_,
        (
            Q(**{f"{prefix}kind": kind, f"{prefix}operation__in": sorted(operations)})
            for kind, operations in sorted(seen.items())
        ),
    )


def _held(user: object, at: datetime | None) -> list[tuple[UUID, Role]]:
    known = getattr(user, "standing", None) if at is None else None
    if known is not None:
        return [(one.operation, one.role) for one in known.held if one.operation is not None]
    rows = memberships(user, at).filter(operation__isnull=False).values_list("operation", "role")
    return [(operation, Role(role)) for operation, role in rows]


class CaptureQuerySet(Rows["Capture"]):
    """Captures."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the files whose captures ``user`` may see."""
        condition = within(user, at, "file__")
        return self.none() if condition is None else self.filter(condition)


class Capture(Row):
    """One thing that was openly published, kept for one file.

    Attributes:
        file: whom it is about.
        purpose: what for.
        assessment: words for each of `ASSESSED`, written before anything was collected.
        way: one of `WAYS`.
        name: the name that the file came under; text, and never a path.
        address: where it was published, as claimed; text, and never asked for.
        at: when it was kept.
        tool: what kept it, with its version.
        bundle: SHA-256 of the bundle (`nomina.desk.captures.bundle`), 64 hex digits.
    """

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="captures")
    purpose = models.CharField(max_length=NOTE)
    assessment = models.JSONField[Any]()
    way = models.CharField(max_length=8)
    name = models.CharField(max_length=NAME, blank=True)
    address = models.CharField(max_length=NOTE, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    tool = models.CharField(max_length=80)
    bundle = models.CharField(max_length=64)

    objects = CaptureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(way__in=WAYS), name="capture_way_is_known")
        ]
        indexes = [models.Index(fields=["file", "made_at"])]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the capture."""
        return self.file.thing()


class SeenByCapture:
    """A query over rows that have a ``capture``; who sees it sees them."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give the rows of the captures that ``user`` may see."""
        rows: Any = self
        condition = within(user, at, "capture__file__")
        seen: Self = rows.none() if condition is None else rows.filter(condition)
        return seen


class ItemQuerySet(SeenByCapture, Rows["Item"]):
    """Items."""


class Item(Row):
    """One item of a capture; its bytes lie in the vault in an envelope of its own.

    Attributes:
        number: its place, from 1; what it was made of stands before it.
        role: one of `ROLES`.
        digest: SHA-256 of its bytes.
        kept: digest of the envelope in the vault.
        size: in bytes.
        media: by its content.
        name, address: as claimed by what it came in.
        parent: digest of what it was made of; empty for what was received.
        operation: how it was made of that; empty for what was received.
        facts: what else is known, such as ``unreadable``, ``width``, ``date``.
        mark: what tells copies of it, see `nomina.desk.captures.alike`.
    """

    capture = models.ForeignKey(Capture, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    role = models.CharField(max_length=12)
    digest = models.CharField(max_length=64)
    kept = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=NAME, blank=True)
    address = models.CharField(max_length=NAME, blank=True)
    parent = models.CharField(max_length=64, blank=True)
    operation = models.CharField(max_length=40, blank=True)
    facts = models.JSONField[Any](default=dict)
    mark = models.JSONField[Any](default=dict)

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=ROLES), name="item_role_is_known"),
            models.CheckConstraint(
                condition=Q(parent="", operation="") | (~Q(parent="") & ~Q(operation="")),
                name="item_says_how_it_was_made",
            ),
            models.UniqueConstraint(fields=["capture", "role", "digest"], name="item_once"),
            models.UniqueConstraint(fields=["capture", "number"], name="item_number_once"),
        ]
        ordering = ["capture", "number"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the item."""
        return self.capture.thing()
