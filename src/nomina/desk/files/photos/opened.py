"""What shows that a face was opened: a short-lived sign, made only after the ledger has the act."""

from __future__ import annotations

from uuid import UUID

from django.core import signing

from nomina.desk.files.models import Photo
from nomina.desk.people.models import User

AGE = 120
"""Seconds for which an opening gives the picture; after that it is opened anew."""
_SALT = "nomina.desk.files.photo"


def sign(photo: Photo, size: str, user: User) -> str:
    """Give the sign of an opening that is in the ledger; it is good for this person alone."""
    return signing.dumps([photo.pk.hex, size, user.pk.hex], salt=_SALT)


def holds(text: str, photo: Photo, size: str, user: object) -> bool:
    """Say whether a sign is of an opening of this photo, by this person, of a moment ago."""
    who: UUID | None = getattr(user, "pk", None)
    try:
        said = signing.loads(text, salt=_SALT, max_age=AGE)
    except signing.BadSignature:
        return False
    return who is not None and said == [photo.pk.hex, size, who.hex]
