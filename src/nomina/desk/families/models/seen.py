"""Who sees what families asked: by the operation of a row, for those who speak with them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Self

from django.db.models import Q

from nomina.desk.custody.models.seen import seen_by
from nomina.desk.people.models.operations import held_in
from nomina.desk.people.models.rows import account
from nomina.desk.policy.roles import SEES_ENQUIRIES
from nomina.desk.policy.standing import Thing


class SeenByEnquiry:
    """A query over rows that have an ``enquiry``; who sees the enquiry sees them."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give the rows of the enquiries that ``user`` may see."""
        seen: Self = seen_by(self, user, at, "enquiry__operation", SEES_ENQUIRIES)
        return seen


class SeenBySubmission:
    """A query over rows that have a ``submission``."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give the rows of the enquiries that ``user`` may see."""
        seen: Self = seen_by(self, user, at, "submission__enquiry__operation", SEES_ENQUIRIES)
        return seen


class SeenByEither:
    """A query over rows of an ``enquiry`` or of the file of a ``family``."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of the operations in which ``user`` sees enquiries."""
        rows: Any = self
        if account(user) is None:
            none: Self = rows.none()
            return none
        there = held_in(user, at, SEES_ENQUIRIES)
        seen: Self = rows.filter(Q(enquiry__operation__in=there) | Q(family__operation__in=there))
        return seen


def thing_of(
    operation: uuid.UUID, maker: uuid.UUID | None = None, person: uuid.UUID | None = None
) -> Thing:
    """Give what a rule may know of a row of an operation."""
    return Thing(operations=frozenset({operation}), maker=maker, person=person)
