"""What graves show on the pages of the register, and what they have it obey."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from nomina.desk.custody import graves, graves_words, here, more
from nomina.desk.custody.models import Item, Place
from nomina.desk.custody.models.places import CEMETERY
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.views.common import written
from nomina.desk.look.shapes import Act
from nomina.desk.people.models import Operation
from nomina.desk.people.standing import standing_for
from nomina.desk.policy import predicates
from nomina.words import tr


def join() -> None:
    """Close graves to all other acts, and stand on the pages of operation, place and item."""
    graves.join()
    more.add_acts(more.OPERATION, _of_operation)
    more.add_acts(more.PLACE, _of_place)
    more.add_acts(more.ITEM, _of_item)
    more.add_parts(more.ITEM, _rest)


def _of_operation(request: HttpRequest, one: Operation) -> Iterator[Act]:
    yield Act(tr("Graves"), reverse("custody:graves", args=[one.pk]), key="g")


def _of_place(request: HttpRequest, one: Place) -> Iterator[Act]:
    if one.kind == CEMETERY:
        yield Act(tr("Graves"), reverse("custody:cemetery", args=[one.pk]), key="g")


def _of_item(request: HttpRequest, one: Item) -> Iterator[Act]:
    may = predicates.KEEP_GRAVES(standing_for(request), one.thing())
    if may and one.kind in ("body", "part", "coffin", "bag") and _laid(request, one):
        bury = reverse("custody:bury", args=[one.operation_id])
        yield Act(tr("Bury"), f"{bury}?tag={one.code}")


def _laid(request: HttpRequest, one: Item) -> bool:
    return graves.can_be_laid(one, here.stay_of(request, one))


def _rest(request: HttpRequest, one: Item) -> Iterator[Facts]:
    """Tell where a body was ever buried, and whether it was cremated."""
    way, burnt = graves.way_of(one), graves.cremation_of(one)
    if not way and burnt is None:
        return
    facts = []
    if burnt is not None:
        href = reverse("custody:take_cremation", args=[burnt.pk])
        says = f"{graves_words.reason(burnt.reason)} · {written(burnt.at)}"
        facts.append(Fact(tr("Cremated"), says, href))
        facts.append(Fact(tr("The ashes are kept"), burnt.ashes))
    for lain in way:
        spot = lain.burial.spot
        label = tr("Lay in") if lain.over else tr("Lies in")
        if spot is None:
            where, href = tr("the sea"), reverse("custody:take_burial", args=[lain.burial.pk])
        else:
            where = graves.named(spot.grave)
            href = reverse("custody:grave", args=[spot.grave_id])
        says = f"{where} · {written(lain.burial.at)}"
        if lain.over:
            says += f" – {written(lain.burial.lifted.exhumation.at)}"
        facts.append(Fact(label, says, href))
    yield Facts(tr("Burial"), tuple(facts))
