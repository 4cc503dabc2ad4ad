"""Who sees what custody keeps: by the operation of a row, for those who answer for the dead."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any, Self

from nomina.desk.people.models.operations import held_in
from nomina.desk.people.models.rows import account
from nomina.desk.policy.roles import SEES_CUSTODY, Role
from nomina.desk.policy.standing import Thing


def seen_by(
    rows: Any,
    user: object,
    at: datetime | None,
    way: str = "operation",
    roles: Collection[Role] = SEES_CUSTODY,
) -> Any:
    """Give the rows of the operations in which ``user`` holds one of the roles.

    Args:
        rows: a query.
        user: an account or the anonymous user.
        at: the moment; now where None.
        way: the way from a row to its operation, such as ``item__operation``.
        roles: those who see such rows.
    """
    if account(user) is None:
        return rows.none()
    return rows.filter(**{f"{way}__in": held_in(user, at, roles)})


class SeenThere:
    """A query over rows that have an ``operation``."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give the rows of the operations in which ``user`` sees custody."""
        seen: Self = seen_by(self, user, at)
        return seen


def thing_of(operation: uuid.UUID, maker: uuid.UUID | None = None) -> Thing:
    """Give what a rule may know of a row of an operation."""
    return Thing(operations=frozenset({operation}), maker=maker)
