"""What an item says: sealed in a row of its own, which goes when it is refused or passed on.

A row of an item stays for good and holds none of it but a commitment: SHA-256 of what it says with
random bytes beside it, so that it binds and tells nobody what was said.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from typing import Any

from nomina.desk.transmit import incoming_kept
from nomina.desk.transmit.models import IncomingContent, IncomingItem
from nomina.errors import StoreError
from nomina.packages.incoming import Offered
from nomina.words import tr

_UNSTORED = re.compile("[\x00\ud800-\udfff]")


def enclosed(said: Offered) -> tuple[str, bytes]:
    """Give the commitment to what an item says, and the sealed bytes that hold it."""
    whole = {"salt": secrets.token_hex(32), "said": said.model_dump(mode="json")}
    plain = json.dumps(_storable(whole), ensure_ascii=False).encode()
    return hashlib.sha256(plain).hexdigest(), incoming_kept.shut(plain)


def offered(item: IncomingItem) -> Offered:
    """Give what an item says; of one whose words went, no more than what it is.

    Raises:
        StoreError: it is not what was laid there.
    """
    row = IncomingContent.objects.filter(item=item).first()
    if row is None:
        bare = {"about": item.about, "key": "-", "living": item.living}
        return Offered.model_validate(bare)
    plain = incoming_kept.unsealed(bytes(row.sealed))
    if hashlib.sha256(plain).hexdigest() != item.commitment:
        raise StoreError(
            tr("what came from another institution was changed"), where=item.commitment
        )
    return Offered.model_validate(json.loads(plain)["said"])


def is_gone(item: IncomingItem) -> bool:
    """Say whether what an item says was destroyed."""
    return not IncomingContent.objects.filter(item=item).exists()


def erase(item: IncomingItem) -> None:
    """Destroy what an item says and the photos that came with it, within an act.

    The file that it came in goes too, where nothing of it is wanted any more.
    """
    for row in IncomingContent.objects.filter(item=item):
        row.delete()
    for photo in item.photos.all():
        incoming_kept.forget(photo)
    incoming_kept.forget_unwanted(item.incoming)


def _storable(value: Any) -> Any:
    """Give plain values with U+FFFD for what cannot be written everywhere."""
    if isinstance(value, str):
        return _UNSTORED.sub("\ufffd", value)
    if isinstance(value, dict):
        return {key: _storable(inner) for key, inner in value.items()}
    return [_storable(inner) for inner in value] if isinstance(value, list) else value
