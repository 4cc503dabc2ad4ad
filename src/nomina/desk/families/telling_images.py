"""What shows that a picture was opened for a relative: a short-lived sign, made after the act."""

from __future__ import annotations

from uuid import UUID

from django.core import signing

from nomina.desk.families.models import ImageShown
from nomina.desk.people.models import User

AGE = 300
"""Seconds for which an opening gives the picture; after that it is opened anew."""
_SALT = "nomina.desk.families.picture"


def sign(shown: ImageShown, user: User) -> str:
    """Give the sign of an opening that is in the ledger; it is good for this person alone."""
    return signing.dumps([shown.pk.hex, user.pk.hex], salt=_SALT)


def opened(text: str, user: object) -> UUID | None:
    """Give the opening that a sign is of, by this person, a few minutes ago; else None."""
    who: UUID | None = getattr(user, "pk", None)
    try:
        shown, by = signing.loads(text, salt=_SALT, max_age=AGE)
        found = UUID(shown)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return found if who is not None and by == who.hex else None
