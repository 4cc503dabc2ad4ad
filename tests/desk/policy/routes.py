"""The table of routes, and the world in which it is asked.

`docs/routes.csv` has a row for every URL name and method, and a column for every role. A cell says
the status of the answer: one where the route has no object, else own/team/foreign. A route that is
about files may have rows for kinds of file, such as ``files:file am``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from django.urls import URLPattern, URLResolver, get_resolver

from nomina.desk.examine.models import Examination, Pair
from nomina.desk.files.models import File
from nomina.desk.leads.models import Job
from nomina.desk.people.actions import AskRecovery, MakeAgreement, MakeOperation
from nomina.desk.people.models import Operation, User
from nomina.desk.policy.roles import DESK_ROLES, Role
from tests.desk import facts
from tests.desk.people.cast import EARLIER, NOW, Cast, account, by, make_cast, role
from tests.desk.policy.records import records

TABLE = Path(__file__).parents[3] / "docs" / "routes.csv"
PLACES = ("own", "team", "foreign")
VIEWERS = ("anonymous", "no role", *(r.value for r in Role))


def rows() -> dict[tuple[str, str], dict[str, str]]:
    """Give the row of each URL name and method."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["route"], row["method"]): row for row in csv.DictReader(file)}


def route_of(name: str) -> str:
    """Give the route of a row, which may name a kind of file after it."""
    return name.split(" ", maxsplit=1)[0]


def object_of(name: str) -> str:
    """Give the kind of object that a row is about; empty where there is none."""
    route, _, kind = name.partition(" ")
    about = OBJECTS.get(route, "")
    return f"{about} {kind}" if kind else about


def names(
    resolver: URLResolver | None = None, space: str = "", before: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give every URL name that the desk answers to, with the names of its arguments.

    A route without a name is given by its pattern, which no row can have.
    """
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from names(entry, inner, (*before, *entry.pattern.converters))
        elif isinstance(entry, URLPattern):
            called = f"{space}{entry.name}" if entry.name else str(entry.pattern)
            yield called, (*before, *entry.pattern.converters)


@dataclass
class World:
    """The cast, the one who looks, and for each kind of object those of own, team and foreign."""

    cast: Cast
    viewer: User | None
    objects: dict[str, dict[str, Any]]


def make_world(viewer: str) -> World:
    """Put the cast and one more person, with one role, into the database."""
    cast = make_cast()
    third = MakeOperation(name="Third", operation_kind="disaster", languages=("tr",)).do(
        by(cast.ada, EARLIER), cast.book
    )
    elsewhere = MakeAgreement(
        operations=(cast.two, third), since=EARLIER, purpose="p", signed_by="s"
    ).do(by(cast.ada, EARLIER), cast.book)
    me, own = _viewer(viewer, cast)
    asked = {
        place: AskRecovery(user=user, why="lost").do(by(cast.ada, NOW), cast.book).recovery.pk
        for place, user in (("own", me), ("team", cast.bob), ("foreign", cast.charlie))
        if user is not None
    }
    keys = {
        place: Authenticator.objects.create(
            user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "key"}
        ).pk
        for place, user in (("team", cast.bob), ("foreign", cast.charlie))
    }
    objects: dict[str, dict[str, Any]] = {
        "operation": {"team": cast.one.pk, "foreign": cast.two.pk},
        "membership": {
            "own": own,
            "team": cast.roles["bob"].pk,
            "foreign": cast.roles["charlie"].pk,
        },
        "user": {"own": me and me.pk, "team": cast.bob.pk, "foreign": cast.charlie.pk},
        "recovery": asked,
        "agreement": {"team": cast.agreement.pk, "foreign": elsewhere.pk},
        "key": keys,
        "body": {place: _body(cast, one) for place, one in _sides(cast)},
        "job": {
            place: Job.objects.create(operation=one, kind="leads", state="failed").pk
            for place, one in _sides(cast)
        },
        "examination": _examinations(cast, me),
        **records(cast, me),
    }
    return World(cast, me, objects)


def _sides(cast: Cast) -> tuple[tuple[str, Operation], ...]:
    return (("team", cast.one), ("foreign", cast.two))


def _body(cast: Cast, operation: Operation) -> Any:
    """The file of a body of which nothing is said."""
    file = File(operation=operation, kind="pm", number="B-1", made_by=cast.ada)
    file.save(force_insert=True)
    return file.pk


def _examinations(cast: Cast, me: User | None) -> dict[str, Any]:
    """Examinations of the viewer and of Bob in One, of Charlie in Two.

    They are in nobody's hands: while one is, its examiner reads no leads of the operation.
    """
    whose = (
        ("own", me, cast.one),
        ("team", cast.bob, cast.one),
        ("foreign", cast.charlie, cast.two),
    )
    made: dict[str, Any] = {}
    for place, user, operation in whose:
        body, person = (
            File(operation=operation, kind=kind, number=f"{place} {kind}", made_by=cast.ada)
            for kind in ("pm", "am")
        )
        body.save(force_insert=True)
        person.save(force_insert=True)
        pair = Pair.objects.create(body=body, person=person)
        if user is not None:
            made[place] = Examination.objects.create(pair=pair, examiner=user, turn=1).pk
    return made


def _viewer(viewer: str, cast: Cast) -> tuple[User | None, Any]:
    if viewer == "anonymous":
        return None, None
    me = account("me")
    if viewer == "no role":
        return me, None
    held = Role(viewer)
    place = None if held in DESK_ROLES else cast.one
    return me, role(me, held, place, cast.ada).pk


OBJECTS = {
    "people:operation": "operation",
    "people:make_site": "operation",
    "people:members": "operation",
    "people:grant": "operation",
    "people:support": "operation",
    "people:end_membership": "membership",
    "people:person": "user",
    "people:renew_code": "user",
    "people:close_account": "user",
    "people:grant_desk": "user",
    "people:ask_recovery": "user",
    "people:approve_recovery": "recovery",
    "people:end_agreement": "agreement",
    "leads:body": "body",
    "leads:bodies": "operation",
    "leads:jobs": "operation",
    "leads:ask": "operation",
    "leads:job": "job",
    "leads:stop": "job",
    "leads:go_on": "job",
    "captures:list": "file",
    "captures:add": "file",
    "captures:ask": "file",
    "captures:asked": "asking",
    "captures:how_far": "asking",
    "captures:ask_again": "asking",
    "captures:capture": "capture",
    "captures:faces": "capture",
    "captures:faces_how_far": "capture",
    "captures:bundle": "capture",
    "captures:text": "item",
    "captures:show": "item",
    "captures:hide": "item",
    "captures:image": "item",
    "captures:original": "item",
    "captures:accept": "observation",
    "captures:refuse": "observation",
    "examine:queue": "operation",
    "examine:measured": "operation",
    "examine:take": "body",
    "examine:examination": "examination",
    "examine:describe": "examination",
    "examine:conclude": "examination",
    "examine:revise": "examination",
    "examine:skip": "examination",
    "examine:known": "examination",
    "examine:hand": "examination",
    "examine:show_body": "examination",
    "examine:hide_body": "examination",
    "examine:body_image": "examination",
    "examine:show_reference": "examination",
    "examine:hide_reference": "examination",
    "examine:reference_image": "examination",
    "examine:mark": "examination",
    "examine:strike_mark": "examination",
    "examine:report_list": "operation",
    "examine:start_report": "operation",
    "examine:report_pair": "examination",
    "examine:report": "report",
    "examine:move": "report",
    "examine:evidence": "report",
    "examine:strike": "evidence",
    "examine:board": "report",
    "examine:lay": "report",
    "examine:decide": "report",
    "examine:sign": "dossier",
    "examine:dissent": "dossier",
    "examine:recall": "identification",
    "examine:certificates": "operation",
    "examine:certificate_draft": "identification",
    "examine:certificate": "certificate",
    "examine:certificate_sign": "certificate",
    "examine:certificate_issue": "certificate",
    "examine:certificate_pdf": "issued",
    "examine:certificate_json": "issued",
    "files:list": "operation",
    "files:open": "operation",
    "files:file": "file",
    "files:edit": "file",
    "files:choose": "file",
    "files:history": "file",
    "files:give_consent": "file",
    "files:withdraw": "consent",
    "files:hold": "file",
    "files:release": "hold",
    "files:link": "file",
    "files:end_link": "link",
    "files:add_photos": "file",
    "files:have_photos": "file",
    "files:photo": "photo",
    "files:show_photo": "photo",
    "files:hide_photo": "photo",
    "files:photo_image": "photo",
    "files:photo_original": "photo",
    "files:draw_face": "photo",
    "files:hold_photo": "photo",
    "files:remove_photo": "photo",
    "files:choose_face": "photo",
    "mfa_remove_webauthn": "key",
    "mfa_edit_webauthn": "key",
    "tokens:end": "token",
    "api:operation": "operation",
    "api:files": "operation",
    "api:search": "operation",
    "api:file": "file",
    "api:say": "file",
    "api:history": "file",
    "api:consents": "file",
    "api:holds": "file",
    "api:links": "file",
    "api:photos": "file",
    "api:photos_missing": "file",
    "api:photo": "photo",
    "api:image": "photo",
    "api:original": "photo",
    "api:remove_photo": "photo",
    "api:leads": "file",
    "api:jobs": "operation",
    "api:stop": "job",
    "api:go_on": "job",
    "api:end_consent": "consent",
    "api:end_hold": "hold",
    "api:end_link": "link",
}
OBJECTS |= facts.OBJECTS
"""What kind of object a route is about."""
