"""Every page of the desk, found by the table of routes, and who may open it.

A route of `docs/routes.csv` that gives a page to anybody is a page; a new one is looked at as soon
as it has its row. What opens only in a certain state is brought there by `tests.desk.look.states`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db.models.signals import pre_save
from django.urls import reverse

from nomina.desk.files.models import Card, Content, Face, File
from nomina.desk.leads.models import Lead
from nomina.desk.people.models import Operation, User
from nomina.desk.policy.roles import Role
from tests.desk import facts
from tests.desk.files.people import opened
from tests.desk.files.test_pages import quarrel
from tests.desk.leads.town import make_town, work
from tests.desk.people.cast import NOW, SECRET
from tests.desk.policy.records import found_team
from tests.desk.policy.routes import (
    PLACES,
    World,
    make_world,
    object_of,
    route_of,
    rows,
)

MINE = Role.ANTE_MORTEM
LOGINS = {
    MINE.value: "me",
    "mortuary-recorder": "alice",
    "board-member": "board",
    "examiner": "bob",
    "family-liaison": "family",
    "custody-officer": "custody",
    "transmission-officer": "transmission",
    "administrator": "grace",
    "security": "sam",
    "no role": "olga",
    "anonymous": "",
}
"""Who looks, those first who can look at most; the rest of the roles opens no page of its own."""

FRAGMENTS = {"captures:how_far", "leads:job"} | facts.FRAGMENTS
"""Routes that give a part of a page, a script or a file to a page that asks for it."""

NO_PAGES = {
    "look:choose": "only posted to",
    "mfa_download_recovery_codes": "a file of text",
    "mfa_login_webauthn": "only posted to",
    "people:keep_views": "only posted to, by a script",
    "people:paused": "only posted to",
    "files:have_photos": "only posted to, by a script",
    "files:show_photo": "only posted to",
    "files:hide_photo": "only posted to",
    "files:photo_image": "a picture",
    "files:photo_original": "a file",
    "files:choose_face": "only posted to",
    "captures:show": "only posted to",
    "captures:hide": "only posted to",
    "captures:image": "a picture",
    "captures:accept": "only posted to",
    "captures:ask_again": "only posted to",
    "captures:faces": "only posted to",
    "captures:faces_how_far": "a part of a page, while the worker is at it",
    "captures:refuse": "only posted to",
    "examine:describe": "only posted to",
    "examine:conclude": "only posted to",
    "examine:skip": "only posted to",
    "examine:known": "only posted to",
    "examine:show_body": "only posted to",
    "examine:hide_body": "only posted to",
    "examine:body_image": "a picture",
    "examine:show_reference": "only posted to",
    "examine:hide_reference": "only posted to",
    "examine:reference_image": "a picture",
    "examine:mark": "only posted to",
    "examine:strike_mark": "only posted to",
    "examine:lay": "only posted to",
    "leads:ask": "only posted to",
    "leads:stop": "only posted to",
    "leads:go_on": "only posted to",
}
NO_PAGES |= facts.NO_PAGES


@dataclass(frozen=True)
class Visit:
    """One page to be looked at.

    Attributes:
        name: the route, the kind of file where there are several, and the query.
        login: who looks; empty for somebody who is not signed in.
        address: where.
        first: whether it is the one of its route that stands for those drawn by the same code.
    """

    name: str
    login: str
    address: str
    first: bool


def pages() -> dict[str, str]:
    """Give each row that gives a page, with the viewer who is to look at it."""
    found = {}
    for (name, method), row in rows().items():
        if method != "GET" or name.startswith("api:") or name in FRAGMENTS:
            continue
        able = [viewer for viewer in LOGINS if "200" in row[viewer].split("/")]
        if able:
            found[name] = able[0]
    return found


def others() -> set[str]:
    """Give the routes outside the interface for programs that give nobody a page."""
    shown = {route_of(name) for name in pages()} | FRAGMENTS
    return {
        route_of(name) for (name, _), row in rows().items() if not name.startswith("api:")
    } - shown


def visits(world: World) -> list[Visit]:
    """Give every page about what is in the world."""
    table, done, found = rows(), set(), []
    for name, viewer in [*pages().items(), *ALSO]:
        route, about = route_of(name), object_of(name)
        places: dict[str, Any] = {"": None}
        if about:
            said = table[name, "GET"][viewer].split("/")
            places = {
                place: world.objects[about][place]
                for place, status in zip(PLACES, said, strict=True)
                if status == "200"
                and world.objects[about].get(place) is not None
                and (place != "own" or viewer == MINE)
            }
        if about in OWNED:
            places = {"": world.objects[about][OWNED[about]]}
        address = reverse(route, args=[pk] if (pk := next(iter(places.values()))) else [])
        for query in QUERIES.get(name, ("",)):
            here = query.format(am=world.objects["file am"]["team"])
            first = route not in done or (name, viewer) in ALSO
            found.append(Visit(name + query, LOGINS[viewer], address + here, first))
            done.add(route)
    return sorted(found, key=lambda one: one.login)


OWNED = {"examination": "team"}
"""What its owner alone opens: where in the world the thing lies of who looks at its pages."""

ALSO = (
    ("home", "administrator"),
    ("people:operation", "administrator"),
    ("people:person", "administrator"),
)
"""Pages that have more on them for another than for whom they are looked at first."""

QUERIES = {
    "files:list": ("?kind=am", "?kind=pm", "?kind=family", "?kind=am&lacks=on&unsettled=on"),
    "files:open": ("?kind=am", "?kind=pui", "?kind=family&missing={am}"),
    "files:edit am": ("?group=person", "?group=marks"),
    "files:edit pm": ("?group=event",),
}


def fill() -> World:
    """Make the world of the routes, with something in each place of its pages."""
    pre_save.connect(_with_faces, sender=Operation)
    try:
        world = make_world(MINE.value)
    finally:
        pre_save.disconnect(_with_faces, sender=Operation)
    am, pm = (File.objects.get(pk=world.objects[f"file {kind}"]["team"]) for kind in ("am", "pm"))
    team = replace(
        found_team(world.cast),
        one={Role.MORTUARY: world.cast.alice, Role.ANTE_MORTEM: User.objects.get(login="ante")},
    )
    quarrel(am, team.keeper("am"))
    opened("am", team.keeper("am"), world.cast.one, values={})  # of whom nothing is known
    body = make_town(team, people=4, bodies=1, listed=1).files["B0"]
    world.objects["body"]["team"] = body.pk
    Card.objects.filter(pk=pm.pk).update(lacks=2)
    for content in Content.objects.filter(file__in=[am, pm]):
        Content.objects.filter(pk=content.pk).update(looked_at=NOW, width=60, height=80)
        Face.objects.create(content=content, left=1, top=2, right=30, bottom=40, made_at=NOW)
    work()
    assert Lead.objects.filter(body=body).exists()
    TOTP.activate(world.viewer, SECRET)
    RecoveryCodes.activate(world.viewer)
    Authenticator.objects.create(
        user=world.viewer, type=Authenticator.Type.WEBAUTHN, data={"name": "key"}
    )
    return world


def _with_faces(sender: Any, instance: Operation, **more: Any) -> None:
    instance.policies = instance.policies | {"face_comparison": True}
