"""The secret of the vault's master key: from the root key, until it is rotated; then drawn.

``DIR/keys/vault.key`` holds a drawn secret, sealed by a key of the root key. What is derived from
the root key cannot be destroyed alone; a drawn secret can, and with it whatever still needs it.
While it is rotated the next secret lies beside it, so that one of the two opens at any moment.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nomina.desk.boot import keys
from nomina.documents import sync_folder, write_bytes_atomic
from nomina.errors import InputError, StoreError
from nomina.vault import Card, Master
from nomina.words import tr

FILE, NEXT = Path("keys") / "vault.key", Path("keys") / "vault.key.next"
_ABOUT = b"nomina vault secret 1"


def write(desk: Path, secret: bytes, file: Path = FILE) -> None:
    """Seal and write a secret.

    Raises:
        SpaceError, InputError: it cannot be written.
    """
    nonce = os.urandom(12)
    sealed = AESGCM(keys.derived(desk, "vault secret")).encrypt(nonce, secret, _ABOUT)
    write_bytes_atomic(desk / file, f"{(nonce + sealed).hex()}\n".encode(), mode=0o600)


def _read(desk: Path, file: Path) -> bytes | None:
    path = desk / file
    try:
        sealed = bytes.fromhex(path.read_text("ascii"))
        return AESGCM(keys.derived(desk, "vault secret")).decrypt(sealed[:12], sealed[12:], _ABOUT)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, InvalidTag) as error:
        raise StoreError(
            tr("the key of the vault cannot be read, or is of another desk"),
            where=str(path),
            todo=tr("Put it back from a copy"),
        ) from error


def drawn(desk: Path, card: Card, store: str) -> str:
    """Give the drawn secret of a card as hex, for a copy of the desk; empty if there is none yet.

    Raises:
        StoreError: as `opened`.
    """
    return (_found(desk, card, store)[1] or b"").hex()


def opened(desk: Path, card: Card, store: str) -> Master:
    """Make the master of a card with whichever secret opens it.

    Raises:
        StoreError: none does, or its file cannot be read.
    """
    return _found(desk, card, store)[0]


def _found(desk: Path, card: Card, store: str) -> tuple[Master, bytes | None]:
    for secret in (_read(desk, FILE), _read(desk, NEXT), None):
        try:
            return Master.opened(card, secret or keys.vault_key(desk), store), secret
        except InputError:
            continue
    raise StoreError(
        tr("the key of the vault is of another moment than its index"),
        where=str(desk / FILE),
        todo=tr("Put both back from the same copy"),
    )


def settle(desk: Path, card: Card, store: str) -> None:
    """End a rotation, whether it was kept or not: one secret stays, the other is destroyed.

    The card must be held still meanwhile, or the secret of another run's rotation would go.

    Raises:
        OSError: the disk failed.
    """
    following = _read(desk, NEXT)
    if following is None:
        return
    try:
        Master.opened(card, following, store)
    except InputError:
        (desk / NEXT).unlink()
    else:
        (desk / NEXT).replace(desk / FILE)
    sync_folder((desk / NEXT).parent)
