"""What exchanges add to the register: their place, the stages of a body, and why it is held."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from nomina.desk.custody import exchange, holds, more
from nomina.desk.custody.actions.exchange_out import GOES_BACK
from nomina.desk.custody.holds import Hold
from nomina.desk.custody.models import Batch, GoesBack, Item
from nomina.desk.custody.models.items import BAG
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.db.prepared import Prepared
from nomina.desk.look.shapes import Act
from nomina.desk.people.models import Operation
from nomina.desk.policy.finding import Seen
from nomina.words import tr


@Prepared
def _goes_back(item: UUID) -> QuerySet[GoesBack]:
    return GoesBack.objects.current().filter(item=item).select_related("batch")


def held(item: Item) -> Iterator[Hold]:
    """Hold what is not of this side: it goes back, and to nobody here."""
    for row in _goes_back(item=item.pk):
        yield Hold(
            GOES_BACK,
            tr("it is not of this side and goes back (batch {number})").format(
                number=row.batch.number
            ),
            tr("Enter what was found anew, if that is wrong"),
        )


@Seen
def _seen(user: object, *, ids: tuple[UUID, ...]) -> QuerySet[Batch, Any]:
    return Batch.objects.visible_to(user).filter(pk__in=ids).order_by().values_list("pk", flat=True)


@Seen
def _back(user: object, *, item: UUID) -> QuerySet[GoesBack]:
    rows = GoesBack.objects.visible_to(user).current().filter(item=item)
    return rows.select_related("batch")


def parts(request: HttpRequest, item: Item) -> Iterator[Facts]:
    """Show in which exchanges the person of an item came or went."""
    found = exchange.stages_of(item)
    seen = set(_seen(request.user, ids=tuple(one.pk for one in found))) if found else set()
    here = [one for one in found if one.pk in seen]
    back = _back(request.user, item=item.pk)
    facts = []
    stages = [str(one.stage) for one in here if one.stage is not None]
    if stages:
        facts.append(Fact(tr("Exchanges of this person"), ", ".join(dict.fromkeys(stages))))
    facts += [
        Fact(tr("Batch"), one.number, reverse("custody:batch", args=[one.pk])) for one in here
    ]
    facts += [Fact(tr("Goes back"), row.batch.counterpart) for row in back]
    if facts and (here or item.kind != BAG):
        yield Facts(tr("Exchange"), tuple(facts))


def acts(request: HttpRequest, one: Operation) -> Iterator[Act]:
    """Lead from the custody of an operation to its exchanges."""
    yield Act(tr("Exchanges"), reverse("custody:batches", args=[one.pk]), key="x")


def join() -> None:
    """Stand on the pages of the register, and among the reasons of a release."""
    holds.add(held)
    more.add_parts(more.ITEM, parts)
    more.add_acts(more.OPERATION, acts)
