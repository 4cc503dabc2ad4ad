"""The bytes of packages in the vault: files and prints as they were made, and acknowledgements.

An acknowledgement lies in an envelope of its package, as it came; what we made lies there by its
own digest, and is held as long as the row that names it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from uuid import UUID

from nomina.desk.books import vault
from nomina.desk.transmit.models import Acknowledged, PackageMade, PackagePrint
from nomina.errors import StoreError
from nomina.words import tr

_BEGINS = b"nomina acknowledgement 1\n"


def keep(every: Iterable[bytes]) -> None:
    """Keep files within the act that names them."""
    files = list(every)
    kept = vault()
    kept.hold([hashlib.sha256(data).hexdigest() for data in files])
    for data in files:
        kept.keep(data)


def envelope(package: UUID, data: bytes) -> bytes:
    """Put an acknowledgement into the envelope of its package."""
    return _BEGINS + package.bytes + data


def unwrapped(row: Acknowledged) -> bytes:
    """Give an acknowledgement as it came, hashed again.

    Raises:
        StoreError: the vault does not hold it, or it was changed.
    """
    begins = _BEGINS + row.package_id.bytes
    whole = vault().read(row.kept)
    data = whole[len(begins) :]
    if not whole.startswith(begins) or hashlib.sha256(data).hexdigest() != row.digest:
        raise StoreError(tr("an acknowledgement was changed"), where=row.digest)
    return data


def read(digest: str) -> bytes:
    """Give a file or print as it was made, hashed again."""
    return vault().read(digest)


def refers(digests: Collection[str]) -> set[str]:
    """Give those of the digests under which the vault keeps something of a package."""
    found: set[str] = set()
    for column in ("json", "sealed"):
        rows = PackageMade.objects.filter(**{f"{column}__in": digests})
        found |= set(rows.values_list(column, flat=True))
    found |= set(Acknowledged.objects.filter(kept__in=digests).values_list("kept", flat=True))
    found |= set(PackagePrint.objects.filter(pdf__in=digests).values_list("pdf", flat=True))
    return found
