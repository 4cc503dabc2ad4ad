"""What holds of graves: who lies in them, what keeps them closed, and when a term has run.

The dead are laid down and lifted by their own acts alone (`actions.graves_burying`). To the rest of
the register a grave is closed: nothing in it is moved, handed over, packed or taken back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from nomina.desk.custody import here, holds, register
from nomina.desk.custody.holds import Hold
from nomina.desk.custody.models import (
    Burial,
    Buried,
    Cremation,
    Grave,
    GraveSpot,
    Item,
    Lifted,
    Stay,
)
from nomina.desk.custody.models.items import REMAINS
from nomina.desk.custody.models.places import CEMETERY
from nomina.desk.custody.register import DEEPEST, How, To
from nomina.desk.db.prepared import Prepared
from nomina.desk.examine import resting
from nomina.desk.examine.models import Identification
from nomina.errors import Refused
from nomina.words import tr

BURY, EXHUME = "custody.bury", "custody.exhume"
EXAMINED = "examined"
"""The key of the reason that nobody examined this body, nor signed why not (LAW-08)."""
YEARS = 5
"""How long an offer of return stands before other arrangements may be made (AP I 34(3))."""


# Most items are in no grave: two short questions say so, where one of all at once took a server of
# PostgreSQL thirteen milliseconds to plan.
@Prepared
def _of(item: UUID) -> QuerySet[Burial, Any]:
    return Burial.objects.filter(item=item).order_by().values_list("pk", flat=True)


@Prepared
def _with(item: UUID) -> QuerySet[Buried, Any]:
    return Buried.objects.filter(item=item).order_by().values_list("burial", flat=True)


@Prepared
def _standing(burials: tuple[UUID, ...]) -> QuerySet[Burial]:
    rows = Burial.objects.standing().filter(pk__in=burials).select_related(*Burial.beside)
    return rows.order_by("-at", "-made_at", "pk")[:1]


@Prepared
def _spot(position: UUID) -> QuerySet[GraveSpot]:
    return GraveSpot.objects.filter(position=position).select_related("grave__place").order_by()


@Prepared
def _buried(item: UUID) -> QuerySet[Buried]:
    rows = Buried.objects.filter(item=item).select_related(
        "burial__spot__grave__place", "burial__lifted__exhumation", "burial__sea", "burial__item"
    )
    return rows.order_by("burial__at", "burial__made_at")


@Prepared
def _burnt(item: UUID) -> QuerySet[Cremation]:
    return Cremation.objects.filter(item=item)[:1]


@Prepared
def _lifted(movement: UUID) -> QuerySet[Lifted, Any]:
    return Lifted.objects.filter(movement=movement).order_by().values_list("pk")[:1]


def spot_of(stay: Stay) -> GraveSpot | None:
    """Give the spot of the grave in which something lies, by itself or within other things."""
    for _ in range(DEEPEST + 1):
        if stay.position_id is not None:
            return next(iter(_spot(position=stay.position_id)), None)
        if stay.inside_id is None:
            return None
        stay = Stay.objects.now().get(item=stay.inside_id)
    return None


def closed(item: Item, stay: Stay | None, to: To, how: How) -> None:
    """Refuse every movement out of a grave or into one but by the acts that are for it.

    Raises:
        Refused: it lies in a grave, or would come to lie in one.
    """
    if stay is not None and stay.place is not None and stay.place.kind == CEMETERY:
        spot = spot_of(stay)
        if spot is not None and how.act != EXHUME:
            raise Refused(
                tr("this is buried in {grave}").format(grave=named(spot.grave)),
                where=str(item),
                todo=tr("Have it exhumed first, with the reason"),
            )
    if to.place is None or to.place.kind != CEMETERY or how.act == BURY:
        return
    if to.position is not None and GraveSpot.objects.filter(position=to.position).exists():
        raise Refused(
            tr("this position is a grave"),
            where=to.position.label,
            todo=tr("Write it down as a burial"),
        )
    if to.inside is not None:
        within = Stay.objects.now().filter(item=to.inside).first()
        if within is not None and spot_of(within) is not None:
            raise Refused(tr("that is buried"), where=str(to.inside))


def named(grave: Grave) -> str:
    """Give what a grave is called: its cemetery and its number."""
    return f"{grave.place.code} {grave}"


def dead_in(item: Item, stays: Mapping[UUID, Stay]) -> list[Item]:
    """Give the bodies and parts that a thing is or holds, of what `register.hold` gave."""
    found = [item] if item.kind in REMAINS else []
    for stay in sorted(stays.values(), key=lambda one: one.pk):
        if stay.inside_id == item.pk:
            found.extend(dead_in(stay.item, stays))
    return found


def demand_examined(dead: list[Item]) -> None:
    """Refuse to lay down whom nobody examined, unless it is signed why not (LAW-08).

    Whatever else stands against all that is final refuses it, too (`holds.Hold`).

    Raises:
        Refused: the first reason of the first of them.
    """
    for one in dead:
        for hold in holds.of(one):
            if hold.key == EXAMINED or hold.final:
                raise Refused(hold.what, where=str(one), todo=hold.todo)


def buried(item: Item) -> Iterator[Hold]:
    """Say that what lies in a grave cannot be let go of."""
    found = standing(item)
    if found is not None and found.spot is not None:
        yield Hold(
            "buried",
            tr("this is buried in {grave}").format(grave=named(found.spot.grave)),
            tr("Have it exhumed first, with the reason"),
        )


def standing(item: Item) -> Burial | None:
    """Give the burial that stands of an item, or of what it lies in; None of who is not buried."""
    burials = (*_of(item=item.pk), *_with(item=item.pk))
    return next(iter(_standing(burials=burials)), None)


def can_be_laid(item: Item, stay: Stay | None) -> bool:
    """Say whether a page offers to bury something: it is here, in nothing else and in no grave.

    An empty coffin or bag is not offered. Whether it may be, the act says.
    """
    if stay is None or stay.place_id is None or stay.inside_id is not None:
        return False
    if stay.offered_id is not None or spot_of(stay) is not None:
        return False
    return item.kind in REMAINS or bool(here.lying_in(item))


def lifted_by(movement: UUID) -> bool:
    """Say whether a movement took somebody out of a grave; nobody is put back by taking it back."""
    return bool(_lifted(movement=movement))


def lying_in(grave: Grave) -> list[Burial]:
    """Give the burials that stand in a grave, by spot."""
    rows = Burial.objects.standing().filter(spot__grave=grave)
    return list(rows.select_related("item__file", "spot").order_by("spot__number"))


@dataclass(frozen=True)
class Lain:
    """One place in which somebody lay or lies.

    Attributes:
        burial: by which; its end, where it has one, is with it.
    """

    burial: Burial

    @property
    def over(self) -> bool:
        """Whether it was lifted again."""
        return hasattr(self.burial, "lifted")


def way_of(item: Item) -> list[Lain]:
    """Give every place in which somebody was ever buried, in order; nothing of it is lost."""
    return [Lain(row.burial) for row in _buried(item=item.pk)]


def cremation_of(item: Item) -> Cremation | None:
    """Give the cremation of a body or part; None where it was not cremated."""
    return next(iter(_burnt(item=item.pk)), None)


def term(offered: date) -> date:
    """Give the first day on which five years have run since an offer.

    One of 29 February has run on 1 March.
    """
    try:
        return offered.replace(year=offered.year + YEARS)
    except ValueError:
        return date(offered.year + YEARS, 3, 1)


def rests_on(identification: Identification) -> Iterator[resting.Resting]:
    """Give the burials of a body that rest on who it is (`examine.resting`)."""
    rows = Buried.objects.filter(
        item__file=identification.report.one_id, burial__lifted=None
    ).select_related("burial__spot__grave__place")
    for row in rows:
        spot = row.burial.spot
        if spot is None:
            yield resting.Resting("grave", tr("Burial at sea"), resting.HAPPENED)
            continue
        yield resting.Resting(
            "grave",
            tr("Grave {number}").format(number=named(spot.grave)),
            resting.HAPPENED,
            reverse("custody:grave", args=[spot.grave_id]),
            tr("buried"),
        )


def join() -> None:
    """Close graves to the register, and to releases; tell a recall who is buried."""
    register.obey(closed)
    holds.add(buried)
    resting.register("grave", rests_on)
