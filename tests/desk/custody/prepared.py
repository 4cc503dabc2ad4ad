"""Values for the prepared queries of custody: of rows that are there, and of none."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from nomina.desk.custody.models import (
    Burial,
    Examined,
    Found,
    GoesBack,
    GraveSpot,
    Incident,
    InventorySign,
    Item,
    Keeper,
    Movement,
    Place,
    Release,
    ReleaseSign,
    Stay,
    Tag,
)
from nomina.desk.examine.models import Dossier, Signature
from nomina.desk.files.models import File, Link
from nomina.desk.files.models.links import FRAGMENT
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from tests.desk.custody.facts import Made, rows
from tests.desk.files.people import Team, opened_all
from tests.desk.people.cast import NOW, Cast
from tests.desk.policy.records import reported

NOBODY = uuid.UUID(int=9)
Values = dict[str, Any]


def make_some(cast: Cast) -> Made:
    """One row of each kind in an operation, and what links some of them to each other.

    Args:
        cast: of which a team was made.
    """
    by = User.objects.get(login="ante")
    team = Team(cast, {Role.MORTUARY: cast.alice, Role.ANTE_MORTEM: by}, by, by)
    files = opened_all(team)
    link = Link(kind="identified", one=files["pm"], other=files["am"], why="w", made_by=by)
    link.save()
    decided = reported(files["pm"], files["am"], link, by)
    made = Made(files["pm"].operation, by, files, decided["identification"])
    rows(made)
    thing, packet, coffin = made.rows["thing"], made.rows["packet"], made.rows["release"].container
    other = opened_all(team)["pm"]
    Link(kind=FRAGMENT, one=files["pm"], other=other, why="w", made_by=by).save()
    Stay.objects.now().filter(item=packet).update(inside=coffin)
    Stay.objects.now().filter(item=thing).update(offered=made.rows["handover"])
    given: Values = {"place": made.rows["place"], "keeper": made.rows["keeper"], "by": by}
    given |= {"at": NOW, "clock": "device", "read": "typed", "handover": made.rows["handover"]}
    Movement(item=thing, number=80, kind="pack", inside=coffin, **given).save()
    second = User.objects.exclude(pk=by.pk).order_by("login").first()
    InventorySign(inventory=made.rows["inventory"], maker=by, by=second).save()
    Examined(item=thing, waived=False, doctor="d", at=NOW, by=by).save()
    found = Found.objects.get(batch=made.rows["batch"])
    GoesBack(batch=found.batch, item=thing, found=found, by=by).save()
    Incident(operation=made.operation, kind="seal", item=packet, words="w", at=NOW, by=by).save()
    release, dossier = made.rows["release"], made.identification.dossier
    ReleaseSign(release=release, seat="board", digest="d" * 64, by=by).save()
    for signer in (by, second):
        Signature(dossier=dossier, by=signer, role="board-member", agrees=True).save()
    return made


def _each(name: str, values: Any, **more: Any) -> list[Values]:
    return [{name: one} | more for one in (*values, NOBODY)]


def _parts(name: str, values: Any, **more: Any) -> list[Values]:
    """None of them, one that is not there, one, and all with one of them twice."""
    every = tuple(values)
    lists = ((), (NOBODY,), every[:1], (*every, every[0]))
    return [{name: one} | more for one in lists]


def one_of_each(made: Made) -> dict[str, list[Values]]:
    """Values for every prepared query of custody."""
    where, operations = made.operation.pk, tuple(sorted({made.operation.pk, NOBODY}))
    people = [
        {"user": made.by.pk, "operations": operations, "held": held}
        for held in (
            frozenset({(0, Role.CUSTODY), (1, Role.CUSTODY)}),
            frozenset({(operations.index(NOBODY), Role.CUSTODY)}),
            frozenset[Any](),
        )
    ]

    def seen(values: list[Values]) -> list[Values]:
        return [one | person for one in values for person in people]

    items = [*Item.objects.values_list("pk", flat=True)]
    files = [*File.objects.order_by("number").values_list("pk", flat=True)]
    places = [*Place.objects.values_list("pk", flat=True)]
    spots = GraveSpot.objects.values_list("position", flat=True)
    moves = [*Movement.objects.values_list("pk", flat=True)]
    handover, position = made.rows["handover"].pk, made.rows["position"].pk
    batch, inventory = made.rows["batch"].pk, made.rows["inventory"].pk
    of_item = _each("item", items)
    of_release = _each("release", Release.objects.values_list("pk", flat=True))
    every = {
        "asked.handed_out": seen(_each("operation", [where])),
        "asked.open_incidents": seen(_each("operation", [where])),
        "asked.places_of": seen(_each("operation", [where])),
        "asked.lying_in": _parts("places", places),
        "asked.room_in": _parts("places", [made.rows["place"].pk, *places]),
        "asked.taking_room": _each("place", places),
        "asked.loose": _each("place", places),
        "asked.positions_of": _each("place", places, most=2),
        "asked.begun": _each("place", places),
        "asked.alarms_of": _each("place", places),
        "asked.alarms_in": seen(_each("operation", [where], most=3)),
        "tag_photos._taken": seen(_parts("handovers", [handover])),
        "asked._placed": _each("place", places),
        "here._now": of_item,
        "here._inside": of_item,
        "here.locked": _parts("items", items),
        "here.packed": _parts("into", items),
        "here.stays_of": _parts("items", items),
        "actions.common._keeper": [
            {"operation": operation, "account": account}
            for operation in (where, NOBODY)
            for account in (*Keeper.objects.values_list("account", flat=True), NOBODY)
            if account
        ],
        "actions.items._tags": [
            {"operation": operation, "code": code}
            for operation in (where, NOBODY)
            for code in (*Tag.objects.values_list("code", flat=True), "")
        ],
        "actions.items._hung": _each("tag", Tag.objects.values_list("pk", flat=True)),
        "actions.items._taken_in": _each("file", files),
        "legs._newest": of_item,
        "legs._keepers": _parts("ids", Keeper.objects.values_list("pk", flat=True)),
        "legs._places": _parts("ids", places),
        "legs._positions": _parts("ids", [position]),
        "legs._things": _parts("ids", items),
        "legs._handovers": _parts("ids", [handover]),
        "views.items._file_seen": seen(_each("file", files)),
        "views.items._open_incidents": seen(of_item),
        "discs._staying": _each("parent", items),
        "effects._packets": _each("parent", items),
        "effects._differing": _parts("items", items),
        "effects._last": of_item,
        "effects._signs": _each("inventory", [inventory]),
        "views.effects_more._discs": of_item,
        "views.returned._open_releases": seen(_each("container", items)),
        "remains._last": _each("file", files),
        "remains._over": _each("file", files),
        "wishes._decided": _each("file", files),
        "wishes._further": _each("file", files),
        "wishes._last": _each("file", files),
        "examined._standing": of_item,
        "examined._unsigned": of_item,
        "graves._of": of_item,
        "graves._with": of_item,
        "graves._standing": _parts("burials", Burial.objects.values_list("pk", flat=True)),
        "graves._spot": _each("position", [*spots, position]),
        "graves._buried": of_item,
        "graves._burnt": of_item,
        "graves._lifted": _each("movement", moves),
        "release_asked.joined": _parts("files", files),
        "release_asked.decided": _parts("files", files),
        "release_asked.named": _parts("persons", files),
        "release_asked.alone": of_item,
        "release_asked.lying": _parts("items", items),
        "release_asked.effects": _parts("files", files),
        "release_asked.done": of_release,
        "release_asked.facts": of_release,
        "release_asked.scans": [
            one | {"since": NOW - timedelta(days=days), "at": NOW + timedelta(days=1)}
            for one in of_release
            for days in (-2, 2)
        ],
        "release_asked.declared": of_release,
        "release_asked.signs": [
            one | {"digest": digest}
            for one in of_release
            for digest in (*ReleaseSign.objects.values_list("digest", flat=True), "0" * 64)
        ],
        "release_asked.board": _each("dossier", Dossier.objects.values_list("pk", flat=True)),
        "exchange._bags": _parts("items", items),
        "exchange._came": _parts("items", items, operation=where),
        "exchange._went": _parts("items", items, operation=where),
        "exchange._of_files": _parts("files", files, operation=where),
        "exchange._joined": _parts("files", files),
        "exchange_joined._goes_back": of_item,
        "exchange_joined._seen": seen(_parts("ids", [batch])),
        "exchange_joined._back": seen(of_item),
    }
    return {f"nomina.desk.custody.{name}": values for name, values in every.items()}
