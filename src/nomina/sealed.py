"""Sealing bytes to a public key, in the age format (X25519), so that nobody else can open them.

What goes to another bureau, and what a relative on the other side tells, is sealed to a key of
whoever may read it: `age1...`, as every program of that format takes it (age-encryption.org/v1).
Sealing needs the public key alone. Opening needs the private one, which a bureau has and we have
not; of our own keys, the private half is derived where it is used, and kept nowhere.
"""

from __future__ import annotations

import pyrage

from nomina.errors import InputError, StoreError
from nomina.words import tr

_PREFIX = "AGE-SECRET-KEY-"
_SIGNS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def seal(data: bytes, *recipients: str) -> bytes:
    """Seal bytes so that the owner of any of these keys, and nobody else, can open them.

    Args:
        data: what is sealed; its length is seen by whoever has the sealed bytes.
        recipients: public keys as text (``age1...``), at least one.

    Raises:
        InputError: a key is none.
    """
    keys = [_recipient(one) for one in recipients]
    if not keys:
        raise InputError(tr("there is no key to seal this to"))
    try:
        return bytes(pyrage.encrypt(data, keys))
    except pyrage.EncryptError as error:
        raise StoreError(tr("this cannot be sealed ({why})").format(why=error)) from error


def unseal(data: bytes, secret: str) -> bytes:
    """Open what was sealed to the key whose private half (``AGE-SECRET-KEY-1...``) is given.

    Raises:
        InputError: it was sealed to another key, or was changed.
    """
    try:
        identity = pyrage.x25519.Identity.from_str(secret)
    except pyrage.IdentityError as error:
        raise InputError(tr("this is no private key")) from error
    try:
        return bytes(pyrage.decrypt(data, [identity]))
    except pyrage.DecryptError as error:
        raise InputError(
            tr("this cannot be opened with the key given, or was changed"),
            todo=tr("Take a whole, unchanged copy of the file"),
        ) from error


def checked(recipient: str) -> str:
    """Give a public key as it is kept; raises `InputError` where it is none."""
    return str(_recipient(recipient))


def _recipient(text: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str("".join(text.split()))
    except pyrage.RecipientError as error:
        raise InputError(
            tr("this is no key to seal to"),
            todo=tr("It begins with age1 and has 62 letters and digits"),
        ) from error


def secret_of(raw: bytes) -> str:
    """Give the private key that is made of 32 bytes, as text.

    Raises:
        ValueError: they are not 32.
    """
    if len(raw) != 32:
        raise ValueError("a private key of X25519 is 32 bytes")
    return _bech32(_PREFIX.lower(), raw).upper()


def public_of(secret: str) -> str:
    """Give the public half of a private key, as text."""
    return str(pyrage.x25519.Identity.from_str(secret).to_public())


def _bech32(prefix: str, data: bytes) -> str:
    """Write bytes as BIP 173 does; the library reads private keys in this form alone."""
    bits = int.from_bytes(data, "big") << (-len(data) * 8 % 5)
    count = -(-len(data) * 8 // 5)
    groups = [bits >> 5 * (count - 1 - at) & 31 for at in range(count)]
    spread = [*(ord(c) >> 5 for c in prefix), 0, *(ord(c) & 31 for c in prefix)]
    rest = _polymod([*spread, *groups, *[0] * 6]) ^ 1
    check = [rest >> 5 * (5 - at) & 31 for at in range(6)]
    return prefix + "1" + "".join(_SIGNS[one] for one in groups + check)


def _polymod(values: list[int]) -> int:
    rest = 1
    for value in values:
        top = rest >> 25
        rest = (rest & 0x1FFFFFF) << 5 ^ value
        for at, part in enumerate(_GENERATOR):
            rest ^= part if top >> at & 1 else 0
    return rest
