"""Forms of passkeys that write down what failed; allauth says it of codes alone."""

from __future__ import annotations

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms

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
