"""What shows that a picture was opened: a short-lived sign, made only after the ledger has it."""

from __future__ import annotations

from uuid import UUID

from django.core import signing

from nomina.desk.captures.models import Item
from nomina.desk.people.models import User

AGE = 120
"""Seconds for which an opening gives the picture; after that it is opened anew."""
_SALT = "nomina.desk.captures.item"


def sign(item: Item, user: User) -> str:
    """Give the sign of an opening that is in the ledger; it is good for this person alone."""
    return signing.dumps([item.pk.hex, user.pk.hex], salt=_SALT)


def holds(text: str, item: Item, user: object) -> bool:
    """Say whether a sign is of an opening of this item, by this person, of a moment ago."""
    who: UUID | None = getattr(user, "pk", None)
    try:
        said = signing.loads(text, salt=_SALT, max_age=AGE)
    except signing.BadSignature:
        return False
    return who is not None and said == [item.pk.hex, who.hex]
