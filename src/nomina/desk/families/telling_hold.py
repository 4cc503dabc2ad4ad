"""A body stays where it is while a family believes something wrong about it (NOT-07)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from nomina.desk.custody import holds
from nomina.desk.custody.models import Item
from nomina.desk.custody.models.items import REMAINS
from nomina.desk.db.prepared import Prepared
from nomina.desk.families.models import Notice
from nomina.desk.families.telling_lists import wrong
from nomina.words import tr

KEY = "told-wrongly"


@Prepared
def _told(file: UUID) -> QuerySet[Notice, Any]:
    rows = Notice.objects.filter(identification__link__one=file)
    return rows.order_by().values_list("pk", flat=True)


def reasons(item: Item) -> Iterator[holds.Hold]:
    """Hold a body or part back until everybody who was told something wrong of it knows so.

    Nothing final happens to it meanwhile: no release, no burial, no exchange.
    """
    if item.kind not in REMAINS or item.file_id is None:
        return
    told = _told(file=item.file_id)
    if told and wrong(Notice.objects.filter(pk__in=told)).exists():
        yield holds.Hold(
            KEY,
            tr("a family was told something wrong about this and does not know it yet"),
            tr("Have them told first; the list of notices says whom"),
            final=True,
        )


def join() -> None:
    """Have custody ask."""
    holds.add(reasons)
