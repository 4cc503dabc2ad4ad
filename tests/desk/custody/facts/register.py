"""Of places, items, movements, handovers, counts and incidents."""

from __future__ import annotations

import uuid
from typing import Any

from nomina import tags
from nomina.desk.custody.models import (
    Count,
    Handover,
    HandoverLine,
    Incident,
    Item,
    Keeper,
    Movement,
    Place,
    Position,
    Stay,
    Tag,
    TagPhoto,
)
from tests.desk.custody.facts.made import Made
from tests.desk.people.cast import NOW

FREE = {
    "custody.Place": ("name",),
    "custody.Item": ("words",),
    "custody.Keeper": ("name", "body"),
    "custody.Handover": ("because",),
    "custody.HandoverLine": ("seal_number",),
    "custody.HandoverEnd": ("witness", "why"),
    "custody.Movement": ("seal_number", "why"),
    "custody.CountRead": ("text",),
    "custody.Incident": ("words",),
    "custody.IncidentEnd": ("words",),
}
CODED = {
    "custody.Place": ("kind", "code"),
    "custody.Position": ("tier", "label"),
    "custody.Tag": ("code",),
    "custody.Item": ("kind", "code"),
    "custody.Handover": ("number", "clock"),
    "custody.HandoverLine": ("read", "seal"),
    "custody.HandoverEnd": ("clock",),
    "custody.Movement": ("kind", "clock", "read", "seal", "photo"),
    "custody.TagPhoto": ("side", "photo", "shown"),
    "custody.CountRead": ("read",),
    "custody.CountEnd": ("found",),
    "custody.Incident": ("kind", "said"),
    "custody.Command": ("kind", "said", "outcome", "answer"),
}
OBJECTS = {
    "custody:operation": "operation",
    "custody:make_place": "operation",
    "custody:receive": "operation",
    "custody:move": "operation",
    "custody:pack": "operation",
    "custody:find": "operation",
    "custody:keepers": "operation",
    "custody:add_keeper": "operation",
    "custody:handovers": "operation",
    "custody:offer": "operation",
    "custody:incidents": "operation",
    "custody:report_incident": "operation",
    "custody:place": "place",
    "custody:positions": "place",
    "custody:day": "place",
    "custody:item": "thing",
    "custody:take_back": "movement",
    "custody:handover": "handover",
    "custody:take": "handover",
    "custody:end_offer": "handover",
    "custody:tag_image": "tag_photo",
    "custody:incident": "incident",
    "custody:settle": "incident",
}
NO_PAGES: dict[str, str] = {"custody:tag_image": "a picture"}


def rows(made: Made) -> dict[str, Any]:
    one, by = made.operation, made.by
    place = Place(operation=one, kind="wagon", name="w", code="W1", made_by=by)
    place.save(force_insert=True)
    position = Position(place=place, tier="A", number=1, label="A1", made_by=by)
    position.save(force_insert=True)
    keeper = Keeper(operation=one, name="k", account=by, made_by=by)
    driver = Keeper(operation=one, name="d", made_by=by)
    for row in (keeper, driver):
        row.save(force_insert=True)
    item = _item(made, place, position, keeper)
    handover = Handover(
        operation=one, number="H-00001", giver=keeper, taker=driver, place=place, at=NOW,
        clock="device", because="b", made_by=by,
    )  # fmt: skip
    handover.save(force_insert=True)
    HandoverLine(handover=handover, item=item, read="typed", seal_number="s").save()
    picture = _picture(handover, by)
    count = Count(operation=one, place=place, at=NOW, made_by=by)
    incident = Incident(operation=one, kind="other", item=item, words="w", at=NOW, by=by)
    for last in (count, incident):
        last.save(force_insert=True)
    return {
        "place": place,
        "position": position,
        "keeper": keeper,
        "thing": item,
        "movement": item.movements.get(),
        "handover": handover,
        "tag_photo": picture,
        "count": count,
        "incident": incident,
        "sheet": item.tag,
    }


def _picture(handover: Handover, by: Any) -> TagPhoto:
    row = TagPhoto(handover=handover, side="given", photo="0" * 64, shown="1" * 64, by=by)
    row.save(force_insert=True)
    return row


def _item(made: Made, place: Place, position: Position, keeper: Keeper) -> Item:
    code = tags.draw()
    tag = Tag(operation=made.operation, code=code, sheet=uuid.uuid4(), made_by=made.by)
    tag.save(force_insert=True)
    item = Item(
        operation=made.operation, kind="body", tag=tag, code=code, file=made.files["pm"],
        words="w", made_by=made.by,
    )  # fmt: skip
    item.save(force_insert=True)
    movement = Movement(
        item=item, number=1, kind="receive", at=NOW, clock="device", keeper=keeper, place=place,
        position=position, read="typed", seal_number="s", why="w", by=made.by,
    )  # fmt: skip
    movement.save(force_insert=True)
    Stay.objects.create(
        item=item, movement=movement, keeper=keeper, place=place, position=position, since=NOW
    )
    return item
