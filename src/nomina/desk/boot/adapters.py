"""How allauth is bent to this house: no sign-up, no mail, sealed secrets."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NoReturn
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest

from nomina.desk.db.prepared import Prepared
from nomina.errors import LineNotCrossed, StoreError
from nomina.words import tr

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

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in, once the log has it.

        Raises:
            NominaError: the log did not take it; nobody was signed in.
        """
        from nomina.desk.books import sign_ins

        sign_ins.write(sign_ins.IN, user.pk, user.pk, how=sign_ins.ways(request, user))
        super().login(request, user)

    def logout(self, request: HttpRequest) -> None:
        """Sign out, whatever the log says.

        Raises:
            NominaError: the log did not take it; the session is over all the same.
        """
        from nomina.desk.books import sign_ins

        who = getattr(request.user, "pk", None)
        super().logout(request)
        if who is not None:
            sign_ins.write(sign_ins.OUT, who, who)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write down that a password was wrong."""
        from nomina.desk.books import sign_ins

        sign_ins.tried(str(credentials.get("username") or ""))

    def get_reauthentication_methods(
        self, user: AbstractBaseUser | AnonymousUser
    ) -> list[dict[str, Any]]:
        """Give the ways to prove once more who is there, the best first.

        A password alone is no proof where there is a key: it can be watched or phished, and it is
        asked for here before what cannot be taken back.
        """
        given: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        named = {
            "mfa_reauthenticate:webauthn": tr("Use a passkey"),
            "mfa_reauthenticate": tr("Use a code"),
        }
        found = {method["id"]: method for method in given}
        keys = [found[one] | {"description": says} for one, says in named.items() if one in found]
        return keys or given


@Prepared
def _factors(user: UUID, types: tuple[str, ...] | None) -> QuerySet[Any, Any]:
    from allauth.mfa.models import Authenticator

    mine = Authenticator.objects.filter(user_id=user)
    found = mine if types is None else mine.filter(type__in=types)
    return found.values_list("pk")[:1]  # type: ignore[no-any-return]


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of one-time codes are sealed in the database, under a key that is not in it."""

    def is_mfa_enabled(self, user: Any, types: Collection[str] | None = None) -> bool:
        """Say whether somebody has a second factor, of these kinds where they are named."""
        if user.is_anonymous:
            return False
        return bool(_factors(user=user.pk, types=None if types is None else tuple(map(str, types))))

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
