"""A key, a code or a password that is added or removed is in the log, or it did not happen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse

from nomina.desk.boot.routes import CREDENTIALS
from nomina.desk.people.models import User
from tests.desk.people.cast import BOOK, account, sign_in
from tests.desk.people.conftest import client as client  # noqa: PLC0414 - a fixture

OTHER = "another passphrase, as long"


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def told(client: Client, name: str, sent: dict[str, str] | None = None) -> list[str]:
    BOOK.entries.clear()
    answer = client.post(reverse(name), sent or {})
    assert answer.status_code == 302, answer.content.decode()
    return sorted(BOOK.kinds())


def test_every_change_of_what_one_signs_in_with_is_an_entry(db: str, client: Client) -> None:
    user = account("olga")
    sign_in(client, user)  # with a password and one-time codes
    assert told(client, "mfa_generate_recovery_codes") == ["credential.add"]
    assert told(client, "mfa_generate_recovery_codes") == ["credential.add", "credential.remove"]
    words = {"oldpassword": "correct horse battery staple", "password1": OTHER, "password2": OTHER}
    assert told(client, "account_change_password", words) == ["credential.change"]
    assert [(one.who, one.on[0].id) for one in BOOK.entries] == [(user.pk, user.pk)]
    assert len(told(client, "mfa_deactivate_totp")) == 2  # recovery codes go with the last key
    client.get(reverse("mfa_activate_totp"))
    code = format_hotp_value(
        hotp_value(client.session[SECRET_SESSION_KEY], next(iter(yield_hotp_counters_from_time())))
    )
    assert told(client, "mfa_activate_totp", {"code": code}) == ["credential.add"] * 2


def test_what_was_wrong_changes_nothing_and_is_no_entry(db: str, client: Client) -> None:
    sign_in(client, account("olga"))
    BOOK.entries.clear()
    wrong = {"oldpassword": "wrong", "password1": OTHER, "password2": OTHER}
    assert client.post(reverse("account_change_password"), wrong).status_code == 200
    assert BOOK.kinds() == []


def test_no_entry_no_change(db: str, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    user = account("olga")
    sign_in(client, user)
    before = User.objects.get(pk=user.pk).password, list(Authenticator.objects.values_list("pk"))
    monkeypatch.setattr(settings, "DESK_LEDGER", "nomina.desk.acts.NoLedger")
    words = {"oldpassword": "correct horse battery staple", "password1": OTHER, "password2": OTHER}
    assert client.post(reverse("account_change_password"), words).status_code == 503
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 503
    assert client.post(reverse("mfa_generate_recovery_codes")).status_code == 503
    after = User.objects.get(pk=user.pk).password, list(Authenticator.objects.values_list("pk"))
    assert before == after
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    assert client.get(reverse("home")).status_code == 200, "still signed in"


def test_the_routes_are_those_of_allauth(db: str) -> None:
    """A route that allauth gains or renames is looked at before it goes by unseen."""
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert names >= CREDENTIALS
    changing = {name for name in names if name.startswith("mfa_")} - CREDENTIALS
    assert changing == {
        "mfa_authenticate", "mfa_download_recovery_codes", "mfa_index", "mfa_list_webauthn",
        "mfa_login_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
        "mfa_view_recovery_codes",
    }  # fmt: skip
