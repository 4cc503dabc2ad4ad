"""Signing in and out as entries of the log. No entry, no sign-in.

One exception: a log that is not what was signed takes nothing more, and people must still be able
to read what is there (REL-32); then it stands in the diary of the process.
"""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.signals import authentication_failed
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from nomina.desk import acts
from nomina.desk.people.models import User
from nomina.errors import LedgerError

_log = logging.getLogger(__name__)
IN, FAILED, OUT = "sign-in", "sign-in.failed", "sign-out"


def write(kind: str, who: UUID | None, about: UUID | None, **said: acts.Said) -> None:
    """Write one entry.

    Args:
        kind: `IN`, `FAILED` or `OUT`.
        who: the account; None where nobody proved to be anyone.
        about: the account that was signed in to or tried, if there is one.
        said: what the digest is over.

    Raises:
        NominaError: the log did not take it.
    """
    on = (acts.Reference("user", about),) if about else ()
    try:
        with transaction.atomic():
            acts.ledger().append(acts.Entry(kind, timezone.now(), who, on, acts.digest(said)))
    except LedgerError:
        _log.exception("the log can only be read: %s of %s is not in it", kind, about)


def ways(request: HttpRequest, user: Any) -> tuple[str, ...]:
    """Say how somebody proved who they are, in order."""
    return tuple(
        str(one.get("type") or one["method"]) for one in get_authentication_records(request, user)
    )


def tried(login: str) -> None:
    """Write down a password that was wrong; the name that was typed stands in the digest alone."""
    known = User.objects.filter(login=login.lower()).values_list("pk", flat=True).first()
    write(FAILED, None, known, how="password", login=login)


def key_failed(sender: object, user: Any = None, authenticator: Any = None, **_: object) -> None:
    """Write down a code that was wrong."""
    write(FAILED, None, getattr(user, "pk", None), how=str(getattr(authenticator, "type", "")))


def listen() -> None:
    """Hear of codes that were wrong."""
    authentication_failed.connect(key_failed, dispatch_uid="books.sign_ins")
