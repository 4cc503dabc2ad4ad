"""The master key: made from a passphrase, it seals the key of every object.

What is needed to make it again stands on its `Card`, which the index keeps. With the card comes
the lookup key, sealed by the master: it turns the digest of a content into its tag, and stays the
same when the master is rotated. That it opens is the proof of the passphrase.
"""

from __future__ import annotations

import hmac
import os
import secrets
from dataclasses import dataclass
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from nomina.errors import InputError, StoreError
from nomina.vault.stream import Unsound
from nomina.words import tr

_SIZE = 8


class Cost(NamedTuple):
    """What scrypt (RFC 7914) costs whoever guesses: n * r * 128 bytes of memory, p times over."""

    n: int = 1 << 17
    r: int = 8
    p: int = 1


@dataclass(frozen=True, slots=True)
class Card:
    """What is needed beside the passphrase to make a master again; no secret.

    Attributes:
        id: 16 hex digits, drawn.
        salt: 16 bytes, drawn.
        cost: of scrypt.
        lookup: the sealed lookup key.
    """

    id: str
    salt: bytes
    cost: Cost
    lookup: bytes


class Content(NamedTuple):
    """What a row seals: the key of the object, and the digest and size of what it holds."""

    key: bytes
    digest: bytes
    size: int


class Master:
    """A master key in memory, of one store.

    Attributes:
        card: what it is made again with.
        store: id of the objects it is of.
    """

    def __init__(self, key: bytes, card: Card, store: str, lookup: bytes) -> None:
        self.card = card
        self.store = store
        self._cipher = AESGCM(key)
        self._lookup = lookup

    @classmethod
    def made(cls, secret: bytes, store: str, cost: Cost | None = None) -> Master:
        """Make a new master of a passphrase, for a new store."""
        return cls._of(secret, store, cost or Cost(), os.urandom(32))

    def followed(self, secret: bytes, cost: Cost | None = None) -> Master:
        """Make the master that takes the place of this one; tags stay the same."""
        return self._of(secret, self.store, cost or self.card.cost, self._lookup)

    @classmethod
    def _of(cls, secret: bytes, store: str, cost: Cost, lookup: bytes) -> Master:
        bare = Card(secrets.token_hex(8), os.urandom(16), cost, b"")
        key = _derived(secret, bare)
        card = Card(bare.id, bare.salt, cost, _seal(AESGCM(key), lookup, _of_card(bare, store)))
        return cls(key, card, store, lookup)

    @classmethod
    def opened(cls, card: Card, secret: bytes, store: str) -> Master:
        """Make a master again.

        Raises:
            InputError: the passphrase is another.
            StoreError: the card asks for more than `Cost` could mean, so it was changed.
        """
        key = _derived(secret, card)
        try:
            lookup = _unseal(AESGCM(key), card.lookup, _of_card(card, store))
        except Unsound:
            raise InputError(
                tr("this is not the passphrase of the vault"),
                todo=tr("Check which passphrase it was made or last rotated with"),
            ) from None
        return cls(key, card, store, lookup)

    def tag(self, digest: bytes) -> str:
        """Give the tag of a SHA-256: without the lookup key nobody can test for a known content."""
        return hmac.digest(self._lookup, digest, "sha256").hex()

    def seal(self, content: Content, bound: bytes) -> bytes:
        """Seal what a row holds, bound to the rest of the row."""
        plain = content.key + content.digest + content.size.to_bytes(_SIZE, "big")
        return _seal(self._cipher, plain, self._of_row(bound))

    def unseal(self, sealed: bytes, bound: bytes) -> Content:
        """Give what a row holds.

        Raises:
            Unsound: the row was changed or is of another master.
        """
        plain = _unseal(self._cipher, sealed, self._of_row(bound))
        if len(plain) != 64 + _SIZE:
            raise Unsound
        return Content(plain[:32], plain[32:64], int.from_bytes(plain[64:], "big"))

    def _of_row(self, bound: bytes) -> bytes:
        return b"row\n" + self.store.encode() + b"\n" + bound


def _derived(secret: bytes, card: Card) -> bytes:
    n, r, p = card.cost
    if not (2 <= n <= 1 << 20 and n & (n - 1) == 0 and 1 <= r <= 32 and 1 <= p <= 16):
        raise StoreError(
            tr("the card of the master key was changed"), todo=tr("Take a whole copy of the vault")
        )
    try:
        return Scrypt(salt=card.salt, length=32, n=n, r=r, p=p).derive(secret)
    except MemoryError as error:
        raise StoreError(
            tr("there is too little memory to make the master key"),
            todo=tr("Close other programs and run the same command again"),
        ) from error


def _of_card(card: Card, store: str) -> bytes:
    return "\n".join(("card", store, card.id, card.salt.hex(), *map(str, card.cost))).encode()


def _seal(cipher: AESGCM, plain: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(12)
    return nonce + cipher.encrypt(nonce, plain, bound)


def _unseal(cipher: AESGCM, sealed: bytes, bound: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:12], sealed[12:], bound)
    except (InvalidTag, ValueError) as error:
        raise Unsound from error
