"""Of graves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from nomina.desk.custody.models import (
    Burial,
    Buried,
    Cremation,
    Exhumation,
    Grave,
    GraveArrangement,
    GraveMarking,
    GraveOffer,
    GravePoint,
    GraveSpot,
    Lifted,
    Movement,
    Place,
    Position,
    SeaBurial,
)
from tests.desk.custody.facts.made import Made
from tests.desk.people.cast import NOW

FREE: dict[str, tuple[str, ...]] = {
    "custody.Grave": ("reason", "section", "row", "plot", "grouped"),
    "custody.GraveMarking": ("words",),
    "custody.Burial": ("officiant", "rites"),
    "custody.SeaBurial": ("ship", "reason"),
    "custody.Cremation": ("words", "authority", "ashes"),
    "custody.GraveOffer": ("to", "document"),
    "custody.GraveArrangement": ("words", "notice"),
    "custody.Exhumation": ("words", "authority", "document", "notice"),
}
CODED: dict[str, tuple[str, ...]] = {
    "custody.Grave": ("kind",),
    "custody.GravePoint": ("source",),
    "custody.GraveMarking": ("photo", "shown", "shows"),
    "custody.Burial": ("form", "clock"),
    "custody.Cremation": ("reason", "clock"),
    "custody.Exhumation": ("why", "clock"),
}
OBJECTS: dict[str, str] = {
    "custody:graves": "operation",
    "custody:bury": "operation",
    "custody:bury_at_sea": "operation",
    "custody:cremate": "operation",
    "custody:cemetery": "cemetery",
    "custody:make_grave": "cemetery",
    "custody:take_graves": "cemetery",
    "custody:offer_return": "cemetery",
    "custody:grave": "grave",
    "custody:measure_grave": "grave",
    "custody:mark_grave": "grave",
    "custody:exhume": "grave",
    "custody:answer_offer": "offer_of_return",
    "custody:marker_image": "marking",
    "custody:take_burial": "burial",
    "custody:take_cremation": "cremation",
}
NO_PAGES: dict[str, str] = {"custody:marker_image": "a picture"}


def rows(made: Made) -> dict[str, Any]:
    one, by = made.operation, made.by
    item, keeper = made.rows["thing"], made.rows["keeper"]
    place = Place(operation=one, kind="cemetery", name="c", code="C1", made_by=by)
    position = Position(place=place, tier="G", number=1, label="G1", made_by=by)
    grave = Grave(
        operation=one, place=place, number=1, kind="collective", reason="r", section="s", row="r",
        plot="p", grouped="g", made_by=by,
    )  # fmt: skip
    spot = GraveSpot(grave=grave, number=1, position=position)
    at = {"latitude": Decimal("49.1"), "longitude": Decimal("36.1")}
    point = GravePoint(grave=grave, source="gps", at=NOW, by=by, **at)
    marking = GraveMarking(grave=grave, words="w", at=NOW, by=by)
    here = {"item": item, "at": NOW, "clock": "device", "by": by}
    # They stand beside the one stay of the item, as what the papers tell of it.
    moves = [
        Movement(number=n, kind="move", keeper=keeper, place=place, read="typed", **here)
        for n in (71, 72, 73)
    ]
    burial = Burial(form="burial", spot=spot, movement=moves[0], officiant="o", rites="r", **here)
    sea = Burial(form="sea", movement=moves[1], officiant="o", rites="r", **here)
    offer = GraveOffer(place=place, to="t", made_on=NOW.date(), document="d", by=by)
    # The offer of the pages waits still; this one was arranged.
    old = GraveOffer(place=place, to="t", made_on=NOW.date(), document="d", by=by)
    arranged = GraveArrangement(
        offer=old, accepted=False, words="w", noticed_on=NOW.date(), notice="n", by=by
    )
    opened = Exhumation(
        grave=grave, why="arrangement", words="w", authority="a", document="d", notice="n",
        arrangement=arranged, at=NOW, clock="device", by=by,
    )  # fmt: skip
    cremation = Cremation(reason="hygiene", words="w", authority="a", ashes="a", **here)
    second = Burial(form="burial", spot=spot, movement=moves[2], **here)
    rows_ = [
        place, position, grave, spot, point, marking, *moves, burial, sea, second,
        Buried(burial=burial, item=item),
        SeaBurial(burial=sea, ship="s", reason="r", **at),
        cremation, offer, old, arranged, opened,
        Lifted(exhumation=opened, burial=second, movement=moves[1]),
    ]  # fmt: skip
    for row in rows_:
        row.save(force_insert=True)
    return {
        "cemetery": place,
        "grave": grave,
        "marking": marking,
        "burial": burial,
        "cremation": cremation,
        "offer_of_return": offer,
    }
