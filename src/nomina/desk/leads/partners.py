"""Operations whose files may be compared with each other, by agreement."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from nomina.desk.people.models import Agreement


def partners(operation: UUID, at: datetime | None = None) -> set[UUID]:
    """Give the operations whose files may be compared with those of ``operation`` now."""
    rows = Agreement.objects.current(at).filter(Q(first=operation) | Q(second=operation))
    pairs = rows.values_list("first", "second")
    return {one for pair in pairs for one in pair} - {operation}


def ever_partners(operation: UUID) -> set[UUID]:
    """Give the operations that ever had an agreement with ``operation``: old results rest on it."""
    rows = Agreement.objects.filter(Q(first=operation) | Q(second=operation))
    pairs = rows.values_list("first", "second")
    return {one for pair in pairs for one in pair} - {operation}
