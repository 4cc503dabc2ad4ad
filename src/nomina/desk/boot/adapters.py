"""How allauth is bent to this house: no sign-up, no mail, sealed secrets."""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.http import HttpRequest

from nomina.errors import LineNotCrossed, StoreError

_ABOUT = b"nomina second factor 1"


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by an administrator, never by a visitor, and nothing is mailed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> NoReturn:
        """Refuse.

        Raises:
            LineNotCrossed: always.
        """
        raise LineNotCrossed("the desk sends no mail")


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of one-time codes are sealed in the database, under a key that is not in it."""

    def encrypt(self, text: str) -> str:
        """Seal one secret: hex of nonce and AES-256-GCM."""
        import secrets

        nonce = secrets.token_bytes(12)
        return (nonce + AESGCM(_key()).encrypt(nonce, text.encode(), _ABOUT)).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """Open one secret.

        Raises:
            StoreError: it was sealed under another key, or changed.
        """
        sealed = bytes.fromhex(encrypted_text)
        try:
            return AESGCM(_key()).decrypt(sealed[:12], sealed[12:], _ABOUT).decode()
        except InvalidTag:
            raise StoreError("a second factor is not of this desk") from None


def _key() -> bytes:
    from django.conf import settings

    from nomina.desk.boot.keys import second_factor_key

    if settings.DESK is None:
        raise StoreError("no desk is open")
    return second_factor_key(settings.DESK)
