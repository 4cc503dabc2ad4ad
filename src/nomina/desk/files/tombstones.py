"""Photos that were taken away, told when their bytes come again.

An import that is run again, or a folder that somebody kept, would put a withdrawn photo back. What
is left to tell it by is an HMAC-SHA256 of file and digest under a key of this desk alone.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from django.conf import settings

from nomina.desk.boot.keys import tombstone_key
from nomina.desk.files.models import Consent, File, PhotoEnd, Tombstone
from nomina.desk.files.models.consents import COMPARE_FACES
from nomina.desk.files.models.photos import WITHDRAWN
from nomina.errors import StoreError
from nomina.words import tr


def mark(file: File, digest: str) -> str:
    """Give what a photo of a file is told by after it went, 64 hex digits.

    Raises:
        StoreError: no desk is open.
    """
    return hmac.digest(_key(), file.pk.bytes + bytes.fromhex(digest), "sha256").hex()


def anywhere(digests: Iterable[str]) -> dict[str, str]:
    """Give what bytes are told by in whichever file they come, by digest; 64 hex digits each.

    Raises:
        StoreError: no desk is open.
    """
    key = _key()
    return {
        one: hmac.digest(key, b"anywhere" + bytes.fromhex(one), "sha256").hex() for one in digests
    }


def _key() -> bytes:
    if settings.DESK is None:
        raise StoreError(tr("no desk is open"))
    return tombstone_key(settings.DESK)


def ended(file: File, digest: str) -> PhotoEnd | None:
    """Give how the bytes last left a file; None where they never did."""
    gone = Tombstone.objects.filter(file=file, mark=mark(file, digest))
    ends = PhotoEnd.objects.filter(photo__in=gone.values("photo"))
    return ends.order_by("-made_at").first()


def withdrawn(end: PhotoEnd, file: File) -> bool:
    """Say whether a family took a photo back, and has allowed nothing since."""
    if end.reason != WITHDRAWN:
        return False
    later = Consent.objects.filter(file=file, purpose=COMPARE_FACES, made_at__gt=end.made_at)
    return not later.current().exists()
