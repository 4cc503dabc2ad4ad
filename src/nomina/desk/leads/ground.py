"""What results stand on: read its number first, write under it, raise it when something goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction
from django.db.models import F

from nomina.desk.leads.models import Ground


class Moved(Exception):
    """Something was taken away since it was read, so that nothing may be written of it."""


def epoch_of(operation: UUID) -> int:
    """Give the number now; ask before anything is read."""
    row, _ = Ground.objects.get_or_create(operation_id=operation)
    epoch: int = row.epoch
    return epoch


@contextmanager
def standing(operation: UUID, epoch: int) -> Iterator[None]:
    """Write within the block, in one transaction, on what was read under ``epoch``.

    Raises:
        Moved: the number has grown; nothing was written.
    """
    with transaction.atomic():
        row = Ground.objects.select_for_update().get(operation_id=operation)
        if row.epoch != epoch:
            raise Moved
        yield


def move(operations: Iterable[UUID]) -> None:
    """Raise the number, within the transaction of what is taken away; writers wait for it."""
    for operation in sorted(operations, key=lambda one: one.hex):
        if not Ground.objects.filter(operation_id=operation).update(epoch=F("epoch") + 1):
            Ground.objects.get_or_create(operation_id=operation, defaults={"epoch": 1})
