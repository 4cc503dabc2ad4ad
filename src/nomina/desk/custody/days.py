"""What was where on some day: the stays of one moment among those of years.

A stay lasted at most 2**span hours, so of each span only those can hold a moment that began no
longer than that before it: one look into an index for each span, and no stay that was long over.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection

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
    where = Stay._meta.get_field("place").get_db_prep_value(place.pk, connection)
    now = _written(at)
    behind: list[Any] = []
    if after is not None:
        since = _written(after.since)
        behind = [since, since, after.pk]
    values: list[Any] = [where, now, *behind, most]
    for span in range(LONGEST + 1):
        earliest = _written(at - timedelta(hours=2**span))
        values += [where, span, earliest, now, now, *behind, most]
    with connection.cursor() as cursor:
        cursor.execute(_statement(bool(behind)), [*values, most])
        ids = [row[0] for row in cursor.fetchall()]
    rows = Stay.objects.listed().in_bulk(ids)
    return [rows[pk] for pk in ids]


@cache
def _statement(behind: bool) -> str:
    """Give the question: each span cut by itself, which no query of Django's can say in SQLite."""
    goes_on = " AND (since > %s OR (since = %s AND id > %s))" if behind else ""
    cut = f"{goes_on} ORDER BY since, id LIMIT %s"
    head = "SELECT id, since FROM custody_stay WHERE place_id = %s AND span"
    open_ = f"SELECT * FROM ({head} IS NULL AND since <= %s{cut}) AS still"
    each = f"{head} = %s AND since > %s AND since <= %s AND until > %s{cut}"
    over = [f"SELECT * FROM ({each}) AS of_{span}" for span in range(LONGEST + 1)]
    every = " UNION ALL ".join([open_, *over])
    return f"SELECT id FROM ({every}) AS every_span ORDER BY since, id LIMIT %s"


def _written(when: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(when)


def where(item: Item, at: datetime) -> Stay | None:
    """Give where an item was at a moment; None before it was taken in."""
    rows = Stay.objects.filter(item=item, since__lte=at).order_by("-since", "-pk")
    return rows.select_related("keeper", "place", "position").first()
