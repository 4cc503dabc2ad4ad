"""Whether a body was examined before it is buried, cremated or released (LAW-08)."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q, QuerySet

from nomina.desk.custody.holds import Hold
from nomina.desk.custody.models import Examined, Item
from nomina.desk.custody.models.items import REMAINS
from nomina.desk.db.prepared import Prepared
from nomina.words import tr


@Prepared
def _standing(item: UUID) -> QuerySet[Examined]:
    rows = Examined.objects.filter(Q(waived=False) | Q(sign__isnull=False), item=item)
    return rows.select_related("by", "sign__by").order_by("-made_at", "-pk")[:1]


@Prepared
def _unsigned(item: UUID) -> QuerySet[Examined]:
    rows = Examined.objects.filter(item=item, waived=True, sign__isnull=True)
    return rows.select_related("by").order_by("-made_at", "-pk")[:1]


def stands(item: Item) -> Examined | None:
    """Give the last examination, or the last waiver that two people signed; None for neither."""
    return next(iter(_standing(item=item.pk)), None)


def waits(item: Item) -> Examined | None:
    """Give the last waiver that a second person has yet to sign."""
    return next(iter(_unsigned(item=item.pk)), None)


def reasons(item: Item) -> Iterator[Hold]:
    """Give what stands against letting a body or part go that nobody examined."""
    if item.kind not in REMAINS or stands(item) is not None:
        return
    if waits(item) is not None:
        yield Hold(
            "examined",
            tr("a second person has not signed why there was no examination"),
            tr("Have somebody else look at the reason and sign"),
        )
        return
    yield Hold(
        "examined",
        tr("nobody examined this before it leaves"),
        tr("Write down the examination, or why there is none"),
    )
