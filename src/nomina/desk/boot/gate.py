"""Nobody works at the desk on a password or a one-time code alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from nomina.desk.api import problems

NAMES = frozenset(
    {
        "account_change_password",
        "account_inactive",
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_set_password",
        "first",
    }
)
"""Routes that are open to who has no key yet, beside those of the keys and of the look."""
STRONG = [Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP]


class KeyGate:
    """Middleware: who has neither passkey nor one-time codes is led to the page that adds them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass a request on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Lead away from all but the pages of keys, passwords and the look.

        A program that brings a token is no session; one that brings none is told in its own form.
        """
        if not request.user.is_authenticated or is_mfa_enabled(request.user, STRONG):
            return None
        found = request.resolver_match
        name = (found.url_name or "") if found else ""
        if found and found.namespace == "look":
            return None
        if found and found.namespace == "api":
            return None if "Authorization" in request.headers else problems.without_key()
        if found and not found.namespace and (name in NAMES or name.startswith("mfa_")):
            return None
        return HttpResponseRedirect(reverse("mfa_index"))
