"""Brings pages of the desk into the states in which they open: a second step, a fault, a limit."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any
from unittest import mock

from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page

from nomina.desk.books import views
from nomina.desk.examine.actions.board import LayBefore, Sign
from nomina.desk.examine.models import Certificate, Concluded, Described, Examination, Report
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.errors import StoreError
from tests.desk.examine.bench import key
from tests.desk.examine.test_reports import bring, move, start
from tests.desk.look.pages import ORIGIN, Watched
from tests.desk.people.cast import Book, account, by, role, sign_in
from tests.desk.policy.routes import World

PASSWORD = "correct horse battery staple"
Window = Callable[[str], Watched]
"""Gives the window of somebody by sign-in name; a new one of nobody for an empty name."""


def _to(window: Watched, route: str, *ids: Any, query: str = "") -> Page:
    window.page.goto(ORIGIN + reverse(route, args=ids) + query)
    return window.page


def _second_step(window: Window, world: World) -> Page:
    page = _to(window(""), "account_login")
    page.fill("[name=login]", "me")
    page.fill("[name=password]", PASSWORD)
    page.click("form:has([name=password]) button")
    page.wait_for_selector("form:has([name=code])")
    return page


def _without_key(route: str, *, password: bool) -> Callable[[Window, World], Page]:
    def go(window: Window, world: World) -> Page:
        user, here = User.objects.get(login="eve"), window("")
        sign_in(here.client, user)
        Authenticator.objects.filter(user=user).delete()
        if not password:
            user.set_unusable_password()
            user.save(update_fields=["password"])
            here.client.force_login(user)
            sign = here.client.session
            sign["account_authentication_methods"] = [{"method": "code", "at": 4e9}]
            sign.save()
        return _to(here, route)

    return go


def _mine(route: str) -> Callable[[Window, World], Page]:
    return lambda window, world: _to(window("me"), route)


def _own_key(route: str) -> Callable[[Window, World], Page]:
    def go(window: Window, world: World) -> Page:
        key = Authenticator.objects.get(user__login="me", type=Authenticator.Type.WEBAUTHN)
        return _to(window("me"), route, key.pk)

    return go


def _new_code(window: Window, world: World) -> Page:
    page = _to(window("grace"), "people:person", world.cast.bob.pk)
    page.click(f"form[action='{reverse('people:renew_code', args=[world.cast.bob.pk])}'] button")
    page.wait_for_selector("#code")
    return page


def _am(route: str, query: str = "") -> Callable[[Window, World], Page]:
    def go(window: Window, world: World) -> Page:
        return _to(window("me"), route, world.objects["file am"]["team"], query=query)

    return go


def _concluded(window: Window, world: World) -> Page:
    one = Examination.objects.get(pk=world.objects["examination"]["team"])
    Described.objects.create(examination=one, features={})
    Concluded.objects.create(examination=one, outcome="candidate", reasons="the ears")
    return _to(window("bob"), "examine:report_pair", one.pk)


def _moving(window: Window, world: World) -> Page:
    report = world.objects["report"]["team"]
    return _to(window("board"), "examine:move", report, query="?move=sign")


def _before_board(route: str) -> Callable[[Window, World], Page]:
    """A report that two of the board signed; a third looks, each with a key of their own."""

    def go(window: Window, world: World) -> Page:
        judges = _judges(world)
        report = before_board(world, judges)
        dossier = report.dossiers.get()
        here = window("")
        sign_in(here.client, judges[2])
        about = report.pk if route in ("examine:board", "examine:decide") else dossier.pk
        return _to(here, route, about)

    return go


def _judges(world: World) -> list[User]:
    found = list(User.objects.filter(login__startswith="judge").order_by("login"))
    if not found:
        found = [account(f"judge{n}") for n in range(3)]
        for one in found:
            key(one, f"key of {one.login}")
            role(one, Role.BOARD, world.cast.one, world.cast.ada)
    return found


def before_board(world: World, judges: list[User]) -> Report:
    """Walk the one report of the body of the world before the board, and have two sign it."""
    body = File.objects.get(pk=world.objects["body"]["team"])
    found = Report.objects.filter(one=body).first()
    if found is not None:
        return found
    person = File.objects.get(pk=world.objects["file am"]["team"])
    bob = world.cast.bob
    report = start((body, person), bob)
    bring(report, bob)
    for who, name in (
        (bob, "sign"), (judges[0], "sign"), (bob, "conclude-identification"), (bob, "accept"),
        (judges[0], "accept"),
    ):  # fmt: skip
        move(report, who, name, "the profile")
    dossier = LayBefore(report=report).do(by(judges[0]), Book())
    for judge in judges[:2]:
        Sign(dossier=dossier).do(by(judge), Book())
    return report


def _post_holder(window: Window, world: World) -> Page:
    """A certificate that waits for the signature of the one who looks."""
    before = Certificate.objects.get(pk=world.objects["certificate"]["team"])
    holder = User.objects.get(login="board")
    document = copy.deepcopy(before.document)
    document["posts"][0]["account"] = holder.pk.hex
    one = Certificate(
        identification=before.identification,
        number="C-WAITS",
        document=document,
        digest="1" * 64,
        by=before.by,
    )
    one.save(force_insert=True)
    return _to(window("board"), "examine:certificate_sign", one.pk)


STATES: dict[str, Callable[[Window, World], Page]] = {
    "account_reauthenticate": _without_key("account_reauthenticate", password=True),
    "account_set_password": _without_key("account_set_password", password=False),
    "mfa_activate_totp": _without_key("mfa_activate_totp", password=False),
    "mfa_authenticate": _second_step,
    "mfa_edit_webauthn": _own_key("mfa_edit_webauthn"),
    "mfa_reauthenticate_webauthn": _mine("mfa_reauthenticate_webauthn"),
    "mfa_remove_webauthn": _own_key("mfa_remove_webauthn"),
    "mfa_view_recovery_codes": _mine("mfa_view_recovery_codes"),
    "people:renew_code": _new_code,
    "examine:report_pair": _concluded,
    "examine:move": _moving,
    "examine:sign": _before_board("examine:sign"),
    "examine:dissent": _before_board("examine:dissent"),
    "examine:decide": _before_board("examine:decide"),
    "examine:certificate_sign": _post_holder,
    "files:choose": _am("files:choose", "?field=born"),
    "files:give_consent": _am("files:give_consent"),
}
"""Routes of the table that give a page only where something is so."""


def _wrong(status: int) -> Callable[[Window, World], Page]:
    def go(window: Window, world: World) -> Page:
        here = window("me" if status != 500 else "")
        here.page.goto(f"{ORIGIN}/guide/wrong/{status}/")
        return here.page

    return go


def _forged(window: Window, world: World) -> Page:
    here = window("me")
    page = _to(here, "tokens:make")
    here.client.handler.enforce_csrf_checks = True
    try:
        page.evaluate(
            "document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach(one => one.remove())"
        )
        page.click("main form .btn.primary")
        page.wait_for_selector(".error-page")
    finally:
        here.client.handler.enforce_csrf_checks = False
    return page


def _too_often(window: Window, world: World) -> Page:
    here = window("")
    page = _to(here, "sign_in_code")
    for _ in range(12):
        here.client.post(reverse("sign_in_code"), {"login": "a", "code": "b"})
    page.fill("[name=login]", "a")
    page.fill("[name=code]", "b")
    page.click("main form .btn.primary")
    page.wait_for_selector(".error-page")
    cache.clear()
    return page


def _not_now(window: Window, world: World) -> Page:
    stopped = StoreError("the folder cannot be written", todo="Try again in a moment")
    with mock.patch.object(views, "_ways", side_effect=stopped):
        return _to(window("me"), "home")


FAULTS: dict[str, Callable[[Window, World], Page]] = {
    "400": _wrong(400),
    "403": _wrong(403),
    "403_csrf": _forged,
    "404": _wrong(404),
    "429": _too_often,
    "500": _wrong(500),
    "fault": _not_now,
}
"""Pages for what goes wrong, by the name of their template."""
