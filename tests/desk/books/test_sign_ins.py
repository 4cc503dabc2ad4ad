"""Who signs in or out, or tries, is in the log; what the log does not take did not happen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from nomina.desk.books.leaves import DeskLeaves
from nomina.desk.people.models import User
from tests.desk.people.cast import account, sign_in

WORD = "a long enough password"


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def someone(login: str = "olga") -> User:
    user = account(login)
    user.set_password(WORD)
    user.save()
    return user


def entries(start: int) -> list[dict[str, Any]]:
    leaves = DeskLeaves()
    found = [leaves.opened(place) for place in range(start, leaves.size())]
    return [json.loads(one.event) for one in found if one]


def enter(client: Client, login: str, word: str) -> int:
    sent = {"login": login, "password": word}
    return client.post(reverse("account_login"), sent).status_code


def test_signing_in_and_out_is_written_down(db: str) -> None:
    user, client, start = someone(), Client(), DeskLeaves().size()
    assert enter(client, "olga", WORD) == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.post(reverse("account_logout")).status_code == 302
    assert "_auth_user_id" not in client.session
    told = [(one["kind"], one["who"], one["on"]["id"]) for one in entries(start)]
    assert told == [("sign-in", user.pk.hex, user.pk.hex), ("sign-out", user.pk.hex, user.pk.hex)]


def test_a_wrong_password_is_written_down_and_no_name_that_was_typed(db: str) -> None:
    user, client, start = someone(), Client(), DeskLeaves().size()
    assert enter(client, "olga", "wrong") == 200
    assert enter(client, "Nobody-Knows", "wrong") == 200
    known, unknown = entries(start)
    assert (known["kind"], known["who"], known["on"]["id"]) == (
        "sign-in.failed", "terminal", user.pk.hex,
    )  # fmt: skip
    assert (unknown["kind"], unknown["on"]) == ("sign-in.failed", None)
    assert "obody" not in json.dumps(entries(start))


def test_a_wrong_passkey_is_written_down(db: str) -> None:
    client, start = Client(), DeskLeaves().size()
    client.get(reverse("mfa_login_webauthn"))
    client.post(reverse("mfa_login_webauthn"), {"credential": '{"id": "x"}'})
    assert [one["kind"] for one in entries(start)] == ["sign-in.failed"]
    assert not Authenticator.objects.exists()


def test_no_entry_no_sign_in(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    someone()
    monkeypatch.setattr(settings, "DESK_LEDGER", "nomina.desk.acts.NoLedger")
    client = Client(raise_request_exception=False)
    assert enter(client, "olga", WORD) == 503
    assert "_auth_user_id" not in client.session


def test_no_entry_is_no_reason_to_stay(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    sign_in(client, someone())
    monkeypatch.setattr(settings, "DESK_LEDGER", "nomina.desk.acts.NoLedger")
    assert client.post(reverse("account_logout")).status_code == 503
    assert client.get(reverse("home")).status_code == 302
