"""Every route, every role, own, team and foreign: the answer that the table says (SEC-40, 43)."""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import path, reverse

from nomina.desk.policy.foreign import FOREIGN
from nomina.desk.policy.guard import Guard
from nomina.desk.policy.roles import CASE_ROLES, OPERATION_ROLES
from tests.desk import databases
from tests.desk.families.facts.public import PUBLIC
from tests.desk.people.cast import sign_in
from tests.desk.policy.routes import (
    OBJECTS,
    PLACES,
    VIEWERS,
    World,
    make_world,
    names,
    object_of,
    route_of,
    rows,
)
from tests.desk.policy.walking import locking_within

METHODS = ("GET", "POST")
OPEN = {
    "account_inactive",
    "account_login",
    "families:ask",
    "families:ask_letter",
    "families:mine",
    "look:offline",
    "sign_in_code",
}
"""What is answered to who has not signed in (PUB-01): signing in, and the page where one asks."""


def test_every_route_has_a_row_for_each_method_and_no_row_is_left_over() -> None:
    answered = {(name, method) for name, _ in names() for method in METHODS}
    assert answered == {(route_of(name), method) for name, method in rows()}


def test_every_cell_is_filled() -> None:
    arguments = dict(names())
    for (name, method), row in rows().items():
        assert bool(arguments[route_of(name)]) == (route_of(name) in OBJECTS), name
        for viewer in VIEWERS:
            cells = row[viewer].split("/")
            about = OBJECTS.get(route_of(name), "")
            several = about in PUBLIC or (about and viewer != "anonymous")
            assert len(cells) == (3 if several else 1), (name, method, viewer)
            assert set(cells) <= {"200", "302", "401", "403", "404", "405", "409", "422", "-"}


def test_few_pages_are_answered_to_who_has_not_signed_in() -> None:
    answered = {"200", "422"}
    assert {
        route_of(name)
        for (name, _), row in rows().items()
        if answered & set(row["anonymous"].split("/"))
    } == OPEN


def test_rules_of_foreign_views_are_of_routes_that_exist() -> None:
    assert set(FOREIGN) <= {name for name, _ in names()}


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    yield
    cache.clear()


def answer(client: Client, method: str, address: str) -> int:
    """The status of one answer, of which nothing stays."""
    cookies = client.cookies.output()
    cache.clear()
    with transaction.atomic(), locking_within():
        response = client.generic(method, address, "", "application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    assert response.status_code < 500, address
    if settings.SESSION_COOKIE_NAME not in client.cookies:
        assert not response.get("Content-Type", "").startswith("image/"), address
    if client.cookies.output() != cookies:
        client.cookies.clear()
        client.cookies.load(cookies.replace("Set-Cookie: ", ""))
    return response.status_code


def asked(world: World, viewer: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Give route, method, place, address and the status that the table says."""
    for (name, method), row in rows().items():
        about, route = object_of(name), route_of(name)
        if not about:
            yield name, method, "", reverse(route), row[viewer]
            continue
        said = row[viewer].split("/")
        known = world.objects[about]
        for place, status in zip(PLACES, said * 3 if len(said) == 1 else said, strict=False):
            if status != "-" and known.get(place) is not None:
                yield name, method, place, reverse(route, args=[known[place]]), status


# Rules are the same functions on both databases, and only what is found may differ: what a rule
# refuses before anything is looked for is asked on one. Quick tests ask those who see nothing, a
# reader and the administrator; `deep` asks everyone, and of the server those who together are
# answered by all that a role of an operation opens.
RULED = {"403", "405"}
QUICK = {
    "sqlcipher": {"anonymous", "no role", "administrator"},
    "postgres": {"examiner"},
}
DEEP = {
    "sqlcipher": set(VIEWERS),
    "postgres": {role.value for role in CASE_ROLES},
}
ASKED = [
    pytest.param(kind, viewer, marks=() if viewer in QUICK[kind] else pytest.mark.deep)
    for kind, viewer in itertools.product(databases.KINDS, VIEWERS)
    if viewer in QUICK[kind] | DEEP[kind]
]


def test_whatever_a_role_of_an_operation_is_shown_is_asked_of_both_databases() -> None:
    held = [role.value for role in OPERATION_ROLES]
    for (name, method), row in rows().items():
        shown = {one for one in held if {"200", "302"} & set(row[one].split("/"))}
        if object_of(name) and shown:
            assert shown & DEEP["postgres"], (method, name)


@pytest.mark.parametrize(("kind", "viewer"), ASKED, indirect=["kind"])
def test_each_role_gets_the_answer_that_the_table_says(db: str, quiet: None, viewer: str) -> None:
    world, client = make_world(viewer), Client()
    if world.viewer is not None:
        sign_in(client, world.viewer)
    wrong = [
        f"{method} {name} {place}: {got}, not {said}"
        for name, method, place, address, said in asked(world, viewer)
        if not (db == "postgres" and said in RULED)
        if (got := answer(client, method, address)) != int(said)
    ]
    assert wrong == []


@pytest.mark.parametrize("viewer", ["anonymous", "no role", "examiner", "security"])
def test_what_is_hidden_and_what_does_not_exist_look_alike(
    db: str, quiet: None, viewer: str
) -> None:
    """The same status and the same page but for tokens, so no id can be tried out."""
    world, client = make_world(viewer), Client()
    if world.viewer is not None:
        sign_in(client, world.viewer)
    for name, kind in OBJECTS.items():
        if not name.startswith(("people:", "files:")):
            continue
        hidden = reverse(name, args=[world.objects[kind]["foreign"]])
        absent = reverse(name, args=[uuid.uuid4()])
        pages = [client.get(address) for address in (hidden, absent)]
        if viewer == "security" and pages[0].status_code != 404:  # the frame is not hidden
            assert pages[0].status_code in {200, 403, 405}
            assert pages[1].status_code == 404
            continue
        assert pages[0].status_code == pages[1].status_code
        assert plain(pages[0], hidden) == plain(pages[1], absent)


def plain(page: HttpResponseBase, address: str) -> str:
    """A page without what differs by request: tokens and its own address."""
    text = getattr(page, "content", b"").decode() + str(page.headers.get("Location", ""))
    text = text.replace(address, "ADDRESS")
    return re.sub(r'(csrf-token" content|csrfmiddlewaretoken" value)="[^"]*"', r"\1", text)


def test_a_view_without_a_rule_is_not_answered(caplog: pytest.LogCaptureFixture) -> None:
    from django.core.exceptions import PermissionDenied

    def forgotten(request: HttpRequest) -> HttpResponse:
        return HttpResponse("secret")

    request = RequestFactory().get("/forgotten/")
    request.resolver_match = path("forgotten/", forgotten, name="forgotten").resolve("forgotten/")
    with pytest.raises(PermissionDenied):
        Guard(forgotten).process_view(request, forgotten, (), {})
    assert "declares no permission" in caplog.text


def test_the_guard_stands_in_the_settings_behind_the_sign_in() -> None:
    order = settings.MIDDLEWARE
    guard = order.index("nomina.desk.policy.guard.Guard")
    assert order.index("django.contrib.auth.middleware.AuthenticationMiddleware") < guard


def test_every_view_of_ours_finds_its_object_itself() -> None:
    """A view that takes an id by hand would go past `visible_to`."""
    for name, arguments in names():
        if name.startswith(("people:", "files:")) and arguments:
            assert name in OBJECTS
