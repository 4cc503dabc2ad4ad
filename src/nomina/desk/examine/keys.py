"""What somebody signs in with, as digests: one person behind two accounts shows by it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt


def keys_of(users: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """Give the digests of all that these accounts hold: passkeys, and secrets of code apps.

    Accounts without any are there with none. A key that holds two passkeys, one for each account,
    cannot be told from two keys; the same passkey or secret in two accounts can.
    """
    found: dict[UUID, set[str]] = {user: set() for user in users}
    for row in Authenticator.objects.filter(user__in=users):
        mark = _mark(row)
        if mark:
            found[row.user_id].add(mark)
    return {user: frozenset(marks) for user, marks in found.items()}


def _mark(row: Any) -> str:
    if row.type == Authenticator.Type.WEBAUTHN:
        credential = row.data.get("credential") or {}
        said = credential.get("rawId") or credential.get("id") or ""
    elif row.type == Authenticator.Type.TOTP:
        said = decrypt(row.data["secret"])
    else:
        return ""  # codes to come back with are drawn anew for each account
    return hashlib.sha256(f"{row.type} {said}".encode()).hexdigest() if said else ""
