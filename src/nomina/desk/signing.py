"""The keys of this desk that other people are told: what is signed here, and what is sealed to it.

Each use has a key of its own, derived from the root key as every key of a desk is, and not that of
the log: whoever is told one key is told no other, and a signature of one kind of paper is none of
another. The names all begin with that of the log, so that they are known to belong together.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from nomina import sealed
from nomina.desk.books.folder import log_key
from nomina.desk.boot import keys
from nomina.errors import StoreError
from nomina.ledger.checkpoint import KeySigner, public_key
from nomina.words import tr


def signer(use: str) -> KeySigner:
    """Give the key that signs the papers of one use, such as ``letter``.

    Raises:
        StoreError: no desk is open.
    """
    desk = _desk()
    name = log_key(desk).partition("+")[0]
    return KeySigner(f"{name}/{use}", keys.derived(desk, use))


def public(use: str) -> str:
    """Give the public key that the papers of one use are checked with, as text."""
    return public_key(signer(use))


def secret(use: str) -> str:
    """Give the private key (``AGE-SECRET-KEY-1...``) that opens what was sealed for one use.

    Whoever calls this does so within an act that is written down, and keeps it nowhere.

    Raises:
        StoreError: no desk is open.
    """
    return sealed.secret_of(keys.derived(_desk(), f"sealed {use}"))


def recipient(use: str) -> str:
    """Give the public key (``age1...``) to which things are sealed for one use."""
    return sealed.public_of(secret(use))


def _desk() -> Path:
    desk: Path | None = settings.DESK
    if desk is None:
        raise StoreError(tr("no desk is open"))
    return desk
