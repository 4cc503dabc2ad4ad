"""Every answer carries its headers: every route, signed in or not, found or not, well or ill."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client

from nomina.desk.boot.probe import addresses
from nomina.desk.people.models import User

POLICY = {
    "base-uri 'none'",
    "default-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "frame-src 'none'",
    "object-src 'none'",
}
"""The whole policy: nothing from elsewhere, no script or style in the page itself."""
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


def assert_dressed(response: HttpResponseBase, *, stored: bool = False) -> None:
    assert {name: response.get(name) for name in HEADERS} == HEADERS
    assert set(response["Content-Security-Policy"].split("; ")) == POLICY
    assert "geolocation=()" in response["Permissions-Policy"]
    assert ("no-store" in response["Cache-Control"]) is not stored
    assert "Server" not in response
    for cookie in response.cookies.values():
        assert (cookie["secure"], cookie["samesite"]) == (True, "Strict"), cookie.key
        assert cookie["httponly"] or cookie.key.startswith("nomina_"), cookie.key


@pytest.fixture
def signed_in(db: str) -> Client:
    user = User.objects.create(login="greta", name="Грета")
    TOTP.activate(user, generate_totp_secret())
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def test_every_route_of_a_stranger(db: str) -> None:
    client = Client()
    found = addresses()
    assert {"home", "account_login", "mfa_index", "first", "people:operations"} <= found.keys()
    for name, path in found.items():
        for answer in (client.get(path), client.post(path)):
            assert_dressed(answer)
            assert answer.status_code < 500, name


def test_every_route_of_someone_signed_in(signed_in: Client) -> None:
    for name, path in addresses().items():
        if name != "account_logout":
            assert_dressed(signed_in.get(path))


@pytest.mark.parametrize(
    ("path", "more", "status"),
    [
        ("/nothing/here/", {}, 404),
        ("/", {"HTTP_HOST": "evil.example"}, 400),
        ("/static/nothing.css", {}, 404),
        ("/%00", {}, 404),
    ],
)
def test_what_is_not_found_or_refused(
    db: str, path: str, more: dict[str, str], status: int
) -> None:
    answer = Client().get(path, **more)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert_dressed(answer)


def test_a_form_from_elsewhere_is_refused(db: str) -> None:
    answer = Client(enforce_csrf_checks=True).post("/account/sign-in/", {"login": "a"})
    assert answer.status_code == 403
    assert_dressed(answer)


def test_a_fault(signed_in: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*_: object) -> None:
        raise RuntimeError("a name in a message")

    monkeypatch.setattr("nomina.desk.people.views.operations.Operation.objects", None)
    answer = signed_in.get("/operations/")
    assert answer.status_code == 500
    assert_dressed(answer)
    assert b"Traceback" not in answer.content


def test_static_files_may_be_kept_and_nothing_else(db: str) -> None:
    answer = Client().get("/static/look/look.css")
    assert answer.status_code == 200
    assert_dressed(answer, stored=True)
    answer.close()


def test_no_page_of_keys_holds_a_script_or_a_style_of_its_own(signed_in: Client) -> None:
    for name, path in addresses().items():
        page = signed_in.get(path)
        if "html" not in page.get("Content-Type", "") or not getattr(page, "content", b""):
            continue
        text = page.content.decode()
        assert " style=" not in text, name
        assert "<style" not in text, name
        assert " onclick=" not in text, name
        for script in text.split("<script")[1:]:
            assert " src=" in script.split(">")[0] or "application/json" in script.split(">")[0], (
                name
            )


def test_the_session_ends_with_the_browser_and_the_day() -> None:
    assert settings.SESSION_EXPIRE_AT_BROWSER_CLOSE is True
    assert settings.SESSION_COOKIE_AGE <= 12 * 3600
    assert settings.DEBUG is False
