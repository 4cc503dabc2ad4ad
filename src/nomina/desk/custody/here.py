"""Where one item is now, asked once for all that stands on its page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from nomina.desk.custody.models import Item, Stay
from nomina.desk.db.prepared import Prepared


@Prepared
def _now(item: UUID) -> QuerySet[Stay]:
    rows = Stay.objects.now().filter(item=item)
    return rows.select_related("keeper", "place", "position", "inside__file", "offered", "movement")


@Prepared
def _inside(item: UUID) -> QuerySet[Stay]:
    return Stay.objects.now().filter(inside=item).select_related("item__file").order_by("pk")


def stay_of(request: HttpRequest, item: Item) -> Stay | None:
    """Give where an item is, as this request read it; None of what was never taken in.

    An act reads it again for itself (`register.hold`).
    """
    kept: dict[UUID, Stay | None] = request.__dict__.setdefault("_custody_stays", {})
    if item.pk not in kept:
        kept[item.pk] = next(iter(_now(item=item.pk)), None)
    return kept[item.pk]


def is_here(request: HttpRequest, item: Item) -> bool:
    """Say whether an item is in a place, and not given out for good."""
    stay = stay_of(request, item)
    return stay is not None and stay.place_id is not None


def lying_in(item: Item) -> list[Stay]:
    """Give the stays of what lies in an item, without what lies in that."""
    return _inside(item=item.pk)


@Prepared
def locked(items: tuple[UUID, ...]) -> QuerySet[Item]:
    """Lock items, in one order for everyone."""
    return Item.objects.select_for_update(no_key=True).filter(pk__in=items).order_by("pk")


@Prepared
def packed(into: tuple[UUID, ...]) -> QuerySet[Stay, Any]:
    """Ask for the items that lie in these."""
    rows = Stay.objects.now().filter(inside__in=into)
    return rows.order_by().values_list("item", flat=True)


@Prepared
def stays_of(items: tuple[UUID, ...]) -> QuerySet[Stay]:
    """Ask for the stays of items, with all that a movement of theirs asks about."""
    rows = Stay.objects.now().filter(item__in=items)
    return rows.select_related("item", "keeper", "place", "position", "movement")
