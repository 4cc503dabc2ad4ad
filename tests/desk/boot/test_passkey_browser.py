"""Signing in with a passkey, in a real Chromium with an authenticator that it simulates."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, expect

from nomina.desk.boot import first
from nomina.desk.people.models import User
from tests.desk.boot.serving import served
from tests.desk.conftest import HOME
from tests.desk.look.conftest import browser as browser  # noqa: PLC0414 - a fixture for this module
from tests.desk.people.cast import account, sign_in

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def origin(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    cache.clear()
    with served(get_wsgi_application()) as port:
        yield f"http://localhost:{port}"
    cache.clear()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB")
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.set_default_timeout(20_000)
    yield opened
    context.close()
    assert complaints == []


def with_authenticator(page: Page) -> str:
    """Give the browser a device that knows its owner and keeps passkeys."""
    talk = page.context.new_cdp_session(page)
    talk.send("WebAuthn.enable")
    made = talk.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.cdp = talk  # type: ignore[attr-defined]
    identity: str = made["authenticatorId"]
    return identity


def test_from_the_first_run_to_the_second_sign_in(origin: str, page: Page) -> None:
    device = with_authenticator(page)
    code = first.new_code(HOME)
    page.goto(f"{origin}/account/first/")
    page.get_by_label("Code from the terminal").fill(code)
    page.get_by_label("Your name").fill("Ада Лавлейс")
    page.get_by_label("Sign-in name").fill("ada")
    page.get_by_role("button", name="Begin").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your keys")
    page.goto(f"{origin}/operations/")
    assert page.url == f"{origin}/account/keys/", "nothing opens before there is a key"
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name of this passkey").fill("laptop")
    page.get_by_role("button", name="Add a passkey").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Is it you?")
    page.get_by_role("button", name="Use a passkey").click()  # the new key shows that it works

    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    assert page.locator("ul.codes li").count() == 10
    page.get_by_role("link", name="I have written them down").click()
    page.goto(f"{origin}/account/keys/recovery-codes/")
    assert page.locator("ul.codes li").count() == 0, "codes are shown once"
    page.goto(f"{origin}/operations/")
    assert page.url == f"{origin}/operations/"

    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{origin}/operations/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{origin}/operations/")  # where the way was going
    cookie = next(c for c in page.context.cookies() if c["name"] == "nomina")
    assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Strict")
    assert User.objects.get().login == "ada"

    page.cdp.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})  # type: ignore[attr-defined]


def test_a_device_that_does_not_know_its_owner_signs_nobody_in(origin: str, page: Page) -> None:
    device = with_authenticator(page)
    page.cdp.send(  # type: ignore[attr-defined]
        "WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False}
    )
    page.goto(f"{origin}/account/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("[data-passkey-failed]")).to_be_visible()
    assert not [c for c in page.context.cookies() if c["name"] == "nomina" and c["value"] == ""]
    assert page.url == f"{origin}/account/sign-in/"


def test_no_button_can_be_pressed_before_it_does_something(origin: str, page: Page) -> None:
    with_authenticator(page)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/boot/passkeys*.js", hold)
    page.goto(f"{origin}/account/sign-in/", wait_until="commit")
    button = page.get_by_role("button", name="Sign in with a passkey")
    expect(button).to_be_disabled()
    assert len(held) == 1
    held[0].continue_()
    expect(button).to_be_enabled()


def test_a_device_with_a_passkey_of_somebody_takes_no_other(origin: str, page: Page) -> None:
    """One person with two accounts could sign twice; the device itself refuses to hold both."""
    with_authenticator(page)
    ada, bob = (account(one) for one in ("ada", "bob"))
    for turn, user in enumerate((ada, ada, bob)):
        client = Client()
        sign_in(client, user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.clear_cookies()
        page.context.add_cookies([{"name": "nomina", "value": value, "url": origin}])
        page.goto(f"{origin}/account/keys/webauthn/add/")
        page.get_by_label("Name of this passkey").fill("the laptop of the morgue")
        page.get_by_role("button", name="Add a passkey").click()
        if turn == 0:
            expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
        else:
            expect(page.locator("[data-passkey-known]")).to_be_visible()
            expect(page.locator("[data-passkey-failed]")).to_be_hidden()
        assert [row.user for row in Authenticator.objects.filter(type="webauthn")] == [ada]

    # Who left, and comes back under another name, may use it again.
    User.objects.filter(pk=ada.pk).update(is_active=False, closed_at=timezone.now())
    page.reload()
    offered = page.locator("#passkey-data").text_content() or ""
    assert "excludeCredentials" in offered
    assert json.loads(offered)["creation_options"]["publicKey"]["excludeCredentials"] == []
