"""The first run, a code for the first sign-in, and that a code alone opens nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NoReturn

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from nomina.desk.acts import Actor, Refused
from nomina.desk.boot import first
from nomina.desk.boot.founder import AdmitFounder, locked_out
from nomina.desk.people.actions import AddUser
from nomina.desk.people.models import Founding, Membership, User
from nomina.desk.policy.roles import Role
from tests.desk.conftest import HOME
from tests.desk.people.cast import BOOK


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()
    cache.clear()
    yield
    cache.clear()
    first.end_code(HOME)


def found(client: Client, code: str, login: str = "ada") -> int:
    sent = {"code": code, "login": login, "name": "Ада <b>"}
    return client.post(reverse("first"), sent).status_code


def test_the_code_of_the_terminal_makes_the_first_administrator_once(db: str) -> None:
    code = first.new_code(HOME)
    client = Client()
    assert client.get(reverse("first")).status_code == 200
    assert found(client, code.lower().replace("-", " ")) == 302
    user = User.objects.get()
    assert (user.login, user.name, user.has_usable_password()) == ("ada", "Ада <b>", False)
    assert [m.role for m in Membership.objects.all()] == [Role.ADMINISTRATOR]
    assert client.session["_auth_user_id"] == str(user.pk)
    assert "desk.found" in BOOK.kinds()
    assert not (HOME / first.FILE).exists()
    assert Client().get(reverse("first")).status_code == 404
    assert found(Client(), code, "eve") == 404


@pytest.mark.parametrize("typed", ["", "00000-00000-00000-00000", "x" * 200])
def test_without_the_code_nobody_is_made(db: str, typed: str) -> None:
    first.new_code(HOME)
    client = Client()
    assert found(client, typed) == 200
    assert not User.objects.exists()
    assert not Founding.objects.exists()
    assert "_auth_user_id" not in client.session


def test_no_code_was_made_and_none_is_right(db: str) -> None:
    assert found(Client(), "") == 200
    assert not first.is_code(HOME, "")
    assert not User.objects.exists()


def test_a_later_code_ends_the_earlier_one() -> None:
    old, new = first.new_code(HOME), first.new_code(HOME)
    assert (first.is_code(HOME, old), first.is_code(HOME, new)) == (False, True)
    assert new.replace("-", "") not in (HOME / first.FILE).read_text()


def test_guessing_is_slowed(db: str) -> None:
    code = first.new_code(HOME)
    client = Client()
    assert [found(client, "wrong") for _ in range(10)] == [200] * 10
    assert found(client, code) == 429
    assert not User.objects.exists()


def test_without_a_ledger_the_first_run_changes_nothing(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(settings, "DESK_LEDGER")
    code = first.new_code(HOME)
    assert found(Client(), code) == 200
    assert not User.objects.exists()
    assert first.is_code(HOME, code)


def add(login: str) -> str:
    made = AddUser(login=login, name="Грета")
    by = Actor(at=datetime.now(UTC))
    return made.effect(by).code


def test_a_code_signs_in_once_and_opens_only_the_page_of_keys(db: str) -> None:
    code = add("greta")
    client = Client()
    sent = {"login": " Greta ", "code": code}
    assert client.post(reverse("sign_in_code"), sent)["Location"] == reverse("mfa_index")
    assert client.get(reverse("mfa_index")).status_code == 200
    for name in ("home", "people:operations"):
        assert client.get(reverse(name))["Location"] == reverse("mfa_index")
    again = Client()
    assert again.post(reverse("sign_in_code"), sent).status_code == 200
    assert "_auth_user_id" not in again.session


def test_a_key_opens_the_desk(db: str) -> None:
    code = add("greta")
    client = Client()
    client.post(reverse("sign_in_code"), {"login": "greta", "code": code})
    TOTP.activate(User.objects.get(login="greta"), generate_totp_secret())
    assert client.get(reverse("home")).status_code == 200


def test_recovery_codes_alone_are_no_key(db: str) -> None:
    user = User.objects.create(login="greta", name="Грета")
    kind = Authenticator.Type.RECOVERY_CODES
    Authenticator.objects.create(user=user, type=kind, data={"seed": "x", "used_mask": 0})
    client = Client()
    client.force_login(user)
    assert client.get(reverse("home"))["Location"] == reverse("mfa_index")


def test_a_password_without_a_second_step_opens_nothing(db: str) -> None:
    user = User(login="greta", name="Грета")
    user.set_password("довгий пароль для Ґрети")
    user.save()
    client = Client()
    sent = {"login": "greta", "password": "довгий пароль для Ґрети"}
    client.post(reverse("account_login"), sent)
    assert client.get(reverse("home"))["Location"] == reverse("mfa_index")


def test_a_password_asks_for_the_second_step_where_there_is_one(db: str) -> None:
    user = User(login="greta", name="Грета")
    user.set_password("довгий пароль для Ґрети")
    user.save()
    TOTP.activate(user, generate_totp_secret())
    client = Client()
    sent = {"login": "greta", "password": "довгий пароль для Ґрети"}
    assert client.post(reverse("account_login"), sent)["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("home")).status_code == 302


def test_the_secret_of_an_app_is_sealed_in_the_database(db: str) -> None:
    user = User.objects.create(login="greta", name="Грета")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    kept = Authenticator.objects.get(user=user)
    assert secret not in repr(kept.data)
    assert kept.wrap().instance.data["secret"] != secret


def test_sign_in_by_password_is_slowed(db: str) -> None:
    user = User(login="greta", name="Грета")
    user.set_password("довгий пароль для Ґрети")
    user.save()
    client = Client()
    for _ in range(5):
        client.post(reverse("account_login"), {"login": "greta", "password": "ні"})
    sent = {"login": "greta", "password": "довгий пароль для Ґрети"}
    client.post(reverse("account_login"), sent)
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_and_nothing_is_mailed(db: str) -> None:
    from django.core.mail import send_mail
    from django.urls import NoReverseMatch

    from nomina.errors import LineNotCrossed

    for name in ("account_signup", "account_email", "account_reset_password"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    monkey = settings.EMAIL_BACKEND
    assert monkey == "nomina.desk.boot.mail.NoMail"
    with pytest.raises(LineNotCrossed):
        send_mail("x", "x", "a@example.org", ["b@example.org"])


def test_a_founding_that_is_cut_short_leaves_nobody(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code of the account is shown to nobody: left between two acts, it had no way in."""
    code = first.new_code(HOME)

    def killed(self: object, by: Actor) -> NoReturn:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("nomina.desk.people.actions.sign_in.UseCode.effect", killed)
        with pytest.raises(KeyboardInterrupt):
            found(Client(), code)
    assert not User.objects.exists()
    assert not Founding.objects.exists()
    assert found(Client(), code) == 302


def test_the_terminal_admits_the_first_administrator_until_somebody_has_a_key(db: str) -> None:
    assert locked_out() is None
    with pytest.raises(Refused):
        AdmitFounder().do(Actor())
    assert found(Client(), first.new_code(HOME)) == 302
    user = User.objects.get()
    assert locked_out() == user
    old, new = (AdmitFounder().do(Actor()) for _ in range(2))
    assert "desk.admit-founder" in BOOK.kinds()
    client = Client()
    sent = {"login": "ada", "code": old.code}
    assert client.post(reverse("sign_in_code"), sent).status_code == 200
    assert client.post(reverse("sign_in_code"), sent | {"code": new.code}).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    TOTP.activate(user, generate_totp_secret())
    assert locked_out() is None
    with pytest.raises(Refused):
        AdmitFounder().do(Actor())


@pytest.mark.parametrize("cookie", ['"\\000aaaaaaaaaaaaaaa"', "a" * 33, "aaaaaaaa%00", "'; --"])
def test_a_cookie_that_is_no_session_is_none(db: str, cookie: str) -> None:
    headers = {"cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"}
    assert Client().get(reverse("account_login"), headers=headers).status_code == 200
    assert Client().get("/", headers=headers).status_code == 302
