"""What was where on some day: the stays of one moment among those of years.

A stay lasted at most 2**span hours, so of each span only those can hold a moment that began no
longer than that before it: one look into an index for each span, and none at all that was over.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import datetime, timedelta

from nomina.desk.custody.models import Item, Place, Stay

LONGEST = 20
"""Greatest span, 2**20 hours: more than a century."""


def here(place: Place, at: datetime, most: int, after: Stay | None = None) -> list[Stay]:
    """Give the stays in a place at a moment, those that began first in front.

    Args:
        place: where.
        at: the moment; a movement at this very moment has happened.
        most: how many at most.
        after: those behind this one.
    """
    rows = Stay.objects.filter(place=place).select_related("item__file", "keeper", "position")
    if after is not None:
        rows = rows.filter(since__gte=after.since).exclude(since=after.since, pk__lte=after.pk)

    def of(span: int | None) -> Iterator[Stay]:
        some = rows.filter(span=span, since__lte=at).order_by("since", "pk")
        if span is not None:
            some = some.filter(since__gt=at - timedelta(hours=2**span), until__gt=at)
        return iter(some[:most])

    each = [of(span) for span in (None, *range(LONGEST + 1))]
    merged = heapq.merge(*each, key=lambda stay: (stay.since, stay.pk))
    return [stay for _, stay in zip(range(most), merged, strict=False)]


def where(item: Item, at: datetime) -> Stay | None:
    """Give where an item was at a moment; None before it was taken in."""
    rows = Stay.objects.filter(item=item, since__lte=at).order_by("-since", "-pk")
    return rows.select_related("keeper", "place", "position").first()
