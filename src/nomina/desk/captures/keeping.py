"""The bytes of items in the vault: each in an envelope of its capture.

The vault keeps equal bytes once for the whole desk, and forgets them when a photo that holds them
is taken away. A captured original is evidence that is kept as it was found, so it lies apart:
nothing that happens to a photo reaches it, and what one case holds shows in no other.
"""

from __future__ import annotations

import hashlib
from uuid import UUID

from nomina.desk.books import vault
from nomina.desk.captures.models import Capture, Item
from nomina.errors import StoreError
from nomina.words import tr

_BEGINS = b"nomina capture 1\n"


def wrapped(capture: UUID, data: bytes) -> bytes:
    """Put the bytes of an item into the envelope of its capture."""
    return _BEGINS + capture.bytes + data


def read(item: Item) -> bytes:
    """Give the bytes of an item, hashed again.

    Raises:
        StoreError: the vault does not hold them, or they were changed.
    """
    whole = vault().read(item.kept)
    begins = _BEGINS + item.capture_id.bytes
    data = whole[len(begins) :]
    if not whole.startswith(begins) or hashlib.sha256(data).hexdigest() != item.digest:
        raise StoreError(tr("an item of a capture was changed"), where=item.digest)
    return data


def everything(capture: Capture) -> dict[str, bytes]:
    """Give the bytes of all items of a capture by digest; raises as `read`."""
    return {item.digest: read(item) for item in capture.items.all()}
