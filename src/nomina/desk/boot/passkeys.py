"""Passkeys as this house has them: one device for one person, and what failed is written down."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.views import AddWebAuthnView
from django import forms
from fido2.utils import websafe_encode

from nomina.desk.books import sign_ins


class _Written:
    user: object

    def clean_credential(self) -> Authenticator:
        """Check what the key answered; one that is wrong is written down.

        Raises:
            ValidationError: it is wrong, or is no answer of a key at all.
        """
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (forms.ValidationError, KeyError, TypeError, ValueError) as error:
            sign_ins.key_failed(self, user=self.user)
            raise get_adapter().validation_error("incorrect_code") from error


class Login(_Written, LoginWebAuthnForm):  # type: ignore[misc]
    """Signs in without a name."""


class Second(_Written, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """Signs in after a password."""


class Again(_Written, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Proves once more who is there."""


class Add(AddWebAuthnView):  # type: ignore[misc]
    """Adds a passkey, on a device that holds none of another account.

    Two accounts on one device would let one person sign twice, and the passkeys themselves do not
    show it: each is drawn anew. The device knows which it holds, and is told of all that are in
    use here; it makes no further one (WebAuthn, 5.4 excludeCredentials).
    """

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the page with the passkeys of everybody as those that are known."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = context["js_data"]["creation_options"]["publicKey"]
        options["excludeCredentials"] = [
            {"type": "public-key", "id": websafe_encode(one)} for one in _in_use()
        ]
        return context


def _in_use() -> list[bytes]:
    rows = Authenticator.objects.filter(
        type=Authenticator.Type.WEBAUTHN, user__is_active=True
    ).order_by("pk")
    # A row without a credential is of no device, and must not close this page to everybody.
    whole = [row for row in rows if "credential" in row.data]
    found = [row.wrap().authenticator_data.credential_data for row in whole]
    return [one.credential_id for one in found if one is not None]
