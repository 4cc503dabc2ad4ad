"""The routes of allauth that this house uses: no sign-up, no mail, no reset by mail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account import views
from allauth.mfa.urls import urlpatterns as keys
from django.urls import URLPattern, URLResolver, include, path

from nomina.desk.books.credentials import written
from nomina.desk.boot import entrance, passkeys

CREDENTIALS = frozenset(
    {
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_deactivate_totp",
        "mfa_edit_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_remove_webauthn",
    }
)
"""Routes of allauth that add, change or remove a key."""
OURS: dict[str | None, Any] = {"mfa_add_webauthn": passkeys.Add.as_view()}
"""Pages of our own at the addresses of allauth."""


def _written(routes: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """Give the same routes; what they change is in the log."""
    made: list[URLPattern | URLResolver] = []
    for one in routes:
        if isinstance(one, URLResolver):
            made.append(URLResolver(one.pattern, _written(one.url_patterns)))
        else:
            view = OURS.get(one.name, one.callback)
            view = written(view) if one.name in CREDENTIALS else view
            made.append(URLPattern(one.pattern, view, one.default_args, one.name))
    return made


urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", views.login, name="account_login"),
    path("sign-out/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("again/", views.reauthenticate, name="account_reauthenticate"),
    path("password/", written(views.password_change), name="account_change_password"),
    path("password/set/", written(views.password_set), name="account_set_password"),
    path("first/", entrance.first, name="first"),
    path("code/", entrance.by_code, name="sign_in_code"),
    path("keys/", include(_written(keys))),
]
