"""Of effects, discs, remains and families."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from nomina import tags
from nomina.desk.custody.models import (
    Anatomy,
    Disc,
    Examined,
    FurtherRemains,
    Inventory,
    InventoryLine,
    Item,
    Movement,
    Opening,
    ReturnRequest,
    Stay,
    Tag,
    Wishes,
)
from nomina.desk.custody.models.effects_remains import REGIONS
from nomina.desk.people.models import User
from tests.desk.custody.facts.made import Made
from tests.desk.people.cast import NOW

FREE: dict[str, tuple[str, ...]] = {
    "custody.Inventory": ("seal_number",),
    "custody.InventoryLine": ("what", "material", "marks", "document"),
    "custody.Opening": ("why", "seal_before", "seal_after"),
    "custody.Examined": ("doctor", "why"),
    "custody.FurtherRemains": ("said_by", "kinship", "how"),
    "custody.Wishes": ("rite", "handling", "said_by"),
    "custody.ReturnRequest": ("name", "words"),
}
CODED: dict[str, tuple[str, ...]] = {
    "custody.Inventory": ("clock",),
    "custody.InventoryLine": ("kind", "currency"),
    "custody.Opening": ("clock",),
    "custody.Disc": ("form",),
    "custody.Anatomy": ("regions",),
    "custody.FurtherRemains": ("choice",),
    "custody.ReturnRequest": ("asker", "asked"),
}
OBJECTS: dict[str, str] = {
    "custody:packets": "operation",
    "custody:make_inventory": "thing",
    "custody:open_packet": "packet",
    "custody:take_disc": "thing",
    "custody:anatomy": "thing",
    "custody:remains": "thing",
    "custody:examined": "thing",
    "custody:waive": "thing",
    "custody:waive_sign": "waiver",
    "custody:inventory": "inventory",
    "custody:inventory_sign": "inventory",
    "custody:inventory_paper": "inventory",
    "custody:wishes": "file am",
    "custody:further": "file am",
    "custody:wish": "file am",
    "custody:ask_return": "file am",
}
NO_PAGES: dict[str, str] = {}


def rows(made: Made) -> dict[str, Any]:
    by, thing, am = made.by, made.rows["thing"], made.files["am"]
    packet, disc = _item(made, "packet"), _item(made, "disc")
    inventory = Inventory(
        item=packet, number=1, none_found=False, seal_number="s", at=NOW, clock="device", by=by
    )
    waiver = Examined(item=thing, waived=True, why="w", by=by)
    rest = (
        Disc(item=disc, form="single", by=by),
        Anatomy(file=made.files["pm"], regions=dict.fromkeys(REGIONS, "present"), at=NOW, by=by),
        FurtherRemains(file=am, choice="tell-again", said_by="s", kinship="k", how="h", by=by),
        Wishes(file=am, rite="r", handling="h", said_by="s", by=by),
        ReturnRequest(file=am, asker="kin", asked="return", name="n", words="w", by=by),
    )
    for row in (inventory, waiver, *rest):
        row.save(force_insert=True)
    for line in (
        InventoryLine(inventory=inventory, number=1, kind="article", what="ring", count=1,
                      material="m", marks="m"),
        InventoryLine(inventory=inventory, number=2, kind="money", what="UAH", count=1,
                      currency="UAH", amount=Decimal(1)),
        InventoryLine(inventory=inventory, number=3, kind="document", what="p", count=1,
                      document="d"),
    ):  # fmt: skip
        line.save(force_insert=True)
    second = User.objects.exclude(pk=by.pk).order_by("login").first()
    Opening(
        item=packet, why="w", second=second, seal_before="b", seal_after="a", contents=inventory,
        at=NOW, clock="device", by=by,
    ).save(force_insert=True)  # fmt: skip
    return {"packet": packet, "inventory": inventory, "waiver": waiver}


def _item(made: Made, kind: str) -> Item:
    code, stay = tags.draw(), Stay.objects.now().get(item=made.rows["thing"])
    tag = Tag(operation=made.operation, code=code, sheet=uuid.uuid4(), made_by=made.by)
    tag.save(force_insert=True)
    item = Item(
        operation=made.operation, kind=kind, tag=tag, code=code, parent=made.rows["thing"],
        words="w", made_by=made.by,
    )  # fmt: skip
    item.save(force_insert=True)
    movement = Movement(
        item=item, number=1, kind="receive", at=NOW, clock="device", keeper=stay.keeper,
        place=stay.place, read="typed", by=made.by,
    )  # fmt: skip
    movement.save(force_insert=True)
    Stay.objects.create(
        item=item, movement=movement, keeper=stay.keeper, place=stay.place, since=NOW
    )
    return item
