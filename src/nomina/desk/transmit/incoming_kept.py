"""The bytes of what came, in the vault: sealed to the key of the bureau before they touch a disk.

What a stranger sent may hold where a family lives. It is kept as it came, since it is what was
signed, and it is opened where an act that is written down needs it, or to be taken away as it came.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from django.db.models import Q

from nomina import sealed
from nomina.desk import signing
from nomina.desk.books import vault
from nomina.desk.transmit.models import Incoming, IncomingPhoto, IncomingReceipt, MissingList
from nomina.desk.transmit.models.incoming import LETTER, PACKAGE
from nomina.errors import StoreError
from nomina.words import tr

USE = "package"
"""The key that packages for us are sealed to, and ours are signed with."""
_AGE = b"age-encryption.org/v1\n"


def is_sealed(data: bytes) -> bool:
    """Say whether bytes are sealed in the age format, by how they begin."""
    return data.startswith(_AGE)


def unsealed(data: bytes) -> bytes:
    """Open what was sealed to our key, within an act; raises `InputError` where it was not."""
    return sealed.unseal(data, signing.secret(USE))


def keep(data: bytes) -> str:
    """Keep bytes within an act; gives the digest of the envelope. No two envelopes are alike."""
    return vault().keep(shut(data)).digest


def shut(data: bytes) -> bytes:
    """Seal bytes so that this desk alone opens them."""
    return sealed.seal(data, signing.recipient(USE))


def opened(row: Incoming | IncomingPhoto | MissingList) -> bytes:
    """Give the bytes as they came, hashed again.

    Raises:
        StoreError: the vault does not hold them, or they were changed.
    """
    data = unsealed(vault().read(row.kept))
    if hashlib.sha256(data).hexdigest() != row.digest:
        raise StoreError(tr("what came from another institution was changed"), where=row.digest)
    return data


def plain(row: Incoming) -> bytes:
    """Give what came, opened where it came sealed; raises as `opened`."""
    data = opened(row)
    return unsealed(data) if is_sealed(data) else data


def forget_unwanted(row: Incoming) -> None:
    """Destroy a file within an act, once nothing of it is wanted here any more.

    So it is where each of its items was refused, or is what a family says and was passed on: that
    lies from then on where replies are read, and is deleted there on time. A package of a partner
    is acknowledged first. A letter stays: more of it may be typed.
    """
    if row.form == LETTER or not row.items.exists():
        return
    receipts = IncomingReceipt.objects.filter(incoming=row)
    if row.form == PACKAGE and row.partner_id is not None and not receipts.exists():
        return
    heard = Q(about="reply", passed__isnull=False)
    if not row.items.exclude(Q(refused__isnull=False) | heard).exists():
        forget(row)


def is_there(row: Incoming) -> bool:
    """Say whether the bytes that came are kept still."""
    return row.kept in vault().has([row.kept])


def forget(row: Incoming | IncomingPhoto) -> None:
    """Destroy bytes within an act: what was refused, passed on, or lies in a file now."""
    vault().hold([row.kept])
    vault().forget(row.kept)


def refers(digests: Collection[str]) -> set[str]:
    """Give those of the digests under which the vault keeps something that came, or a list."""
    found: set[str] = set()
    for rows in (Incoming.objects, IncomingPhoto.objects, MissingList.objects):
        found.update(rows.filter(kept__in=digests).values_list("kept", flat=True))
    return found
