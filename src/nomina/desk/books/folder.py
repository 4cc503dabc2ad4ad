"""What of the books lies in the folder of a desk: the store of the vault, and the log's public key.

``DIR/vault`` holds sealed bytes only, and may be a link to another disk. ``DIR/log.vkey`` is what
strangers check proofs with; the name in it was drawn when the desk was made and never changes. It
names the root key too, so that neither another name nor another root key can go on with a log.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from django.conf import settings

from nomina.desk.boot import keys
from nomina.documents import write_bytes_atomic
from nomina.errors import StoreError
from nomina.ledger.checkpoint import KeySigner, public_key
from nomina.vault import FolderObjects
from nomina.words import tr

VAULT, VKEY = "vault", "log.vkey"


def make(folder: Path, host: str) -> None:
    """Make store and public key in the folder of a new desk, whose key is open.

    Args:
        folder: of the desk.
        host: what the name of the log begins with; 64 drawn bits follow.

    Raises:
        FolderError: there is a store already.
        SpaceError: there is no space.
    """
    FolderObjects.create(folder / VAULT)
    signer = KeySigner(f"{host}/{secrets.token_hex(8)}", keys.ledger_key(folder))
    write_bytes_atomic(folder / VKEY, f"{public_key(signer)}\n".encode(), mode=0o600)


def log_key(folder: Path) -> str:
    """Read the public key of the log.

    Raises:
        StoreError: it is not there.
    """
    try:
        return (folder / VKEY).read_text("utf-8").removesuffix("\n")
    except (OSError, ValueError) as error:
        raise StoreError(
            tr("the public key of the log cannot be read"),
            where=str(folder / VKEY),
            todo=tr("Put it back from a copy or from paper; never make another"),
        ) from error


def signer(folder: Path) -> KeySigner:
    """Give what signs the log: the name in `VKEY`, and the key that the root key gives.

    Raises:
        StoreError: the name was changed, or the root key is of another desk.
    """
    written = log_key(folder)
    made = KeySigner(written.partition("+")[0], keys.ledger_key(folder))
    if public_key(made) != written:
        raise StoreError(
            tr("the public key of the log does not go with the key of this desk"),
            where=str(folder / VKEY),
            todo=tr("Put both back from the same copy"),
        )
    return made


def public() -> Path:
    """Give the folder in which the open desk publishes its log; not made before it is needed.

    Raises:
        StoreError: no desk is open.
    """
    place: Path | None = settings.DESK_PUBLIC
    if place is None:
        raise StoreError(tr("no desk is open"))
    return place
