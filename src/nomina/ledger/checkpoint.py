"""Keys, checkpoints and cosignatures: what a log and its witnesses sign.

A checkpoint is a signed note (c2sp.org/signed-note, tlog-checkpoint) with two lines of the log:
one over the note, and one over the note and the time (tlog-cosignature), so that two checkpoints
over the same tree at two times differ. Witnesses add lines of the second kind; lines of unknown
keys, such as those of a later kind of signature, are kept and ignored.
"""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from nomina.documents import write_bytes_atomic
from nomina.errors import InputError
from nomina.ledger.formats import (
    COSIGNATURE,
    SIGNATURE,
    cosigned_text,
    is_name,
    key_number,
    parse_note,
)
from nomina.words import tr

_RESERVED = "cosignature/v1"  # a log of this name could sign a note that reads as a cosignature


class Signer(Protocol):
    """Whoever holds a private key: a file here, a token elsewhere."""

    @property
    def name(self) -> str:
        """What the key is called; of a log, its origin."""

    @property
    def public(self) -> bytes:
        """The 32 bytes of the public key."""

    def sign(self, message: bytes) -> bytes:
        """Give the Ed25519 signature (64 bytes) of a message."""


class KeySigner:
    """A private key in memory.

    Args:
        name: without spaces, plus signs and control characters; best an address without scheme
            that is yours, such as ``example.org/mortuary``.
        seed: the 32 random bytes of the key.

    Raises:
        InputError: the name cannot be used.
    """

    def __init__(self, name: str, seed: bytes) -> None:
        if not is_name(name) or name == _RESERVED or len(name) > 200:
            raise InputError(
                tr("a log or witness cannot have this name"),
                where=name,
                todo=tr("Take an address of yours, such as example.org/mortuary, without spaces"),
            )
        self._name = name
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self._seed = seed

    @property
    def name(self) -> str:
        """What the key is called."""
        return self._name

    @property
    def public(self) -> bytes:
        """The 32 bytes of the public key."""
        return self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Give the signature of a message (RFC 8032)."""
        return self._key.sign(message)

    @classmethod
    def make(cls, name: str, path: Path) -> KeySigner:
        """Make a new key and write it into a file that only its owner may read.

        Raises:
            InputError: there is such a file already, it cannot be written, or a bad name.
            SpaceError: the disk is full.
        """
        if path.exists():
            raise InputError(tr("there is a key already"), where=str(path))
        made = cls(name, os.urandom(32))
        number = key_number(name, SIGNATURE, made.public).hex()
        coded = base64.b64encode(bytes([SIGNATURE]) + made._seed).decode()
        text = f"PRIVATE+KEY+{name}+{number}+{coded}\n"
        write_bytes_atomic(path, text.encode(), mode=0o600)
        return made

    @classmethod
    def read(cls, path: Path) -> KeySigner:
        """Read a private key, written as Go's ``sumdb/note`` writes it.

        Raises:
            InputError: it cannot be read, or is none.
        """
        try:
            text = path.read_text("utf-8").removesuffix("\n")
            private, word, name, number, coded = text.split("+", 4)
            data = base64.b64decode(coded, validate=True)
            if (private, word, data[0], len(data)) == ("PRIVATE", "KEY", SIGNATURE, 33):
                made = cls(name, data[1:])
                if key_number(name, SIGNATURE, made.public).hex() == number:
                    return made
        except (OSError, ValueError, IndexError) as error:
            raise InputError(tr("the private key cannot be read"), where=str(path)) from error
        raise InputError(tr("the private key cannot be read"), where=str(path))


def public_key(signer: Signer, kind: int = SIGNATURE) -> str:
    """Give a public key as text; of a witness with the kind `COSIGNATURE`."""
    number = key_number(signer.name, kind, signer.public).hex()
    return f"{signer.name}+{number}+{base64.b64encode(bytes([kind]) + signer.public).decode()}"


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """Give what is signed of a tree (c2sp.org/tlog-checkpoint)."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def _line(name: str, number: bytes, signature: bytes) -> str:
    return f"— {name} {base64.b64encode(number + signature).decode()}\n"


def cosignature(text: str, signer: Signer, stamp: int) -> str:
    """Give the line that says when a checkpoint was seen (c2sp.org/tlog-cosignature).

    Args:
        text: of the checkpoint.
        signer: of a witness, or the log itself.
        stamp: seconds since 1970.
    """
    signature = signer.sign(cosigned_text(stamp, text))
    number = key_number(signer.name, COSIGNATURE, signer.public)
    return _line(signer.name, number, stamp.to_bytes(8, "big") + signature)


def sign(text: str, signer: Signer, stamp: int) -> bytes:
    """Give a whole checkpoint, signed by its log without and with the time."""
    number = key_number(signer.name, SIGNATURE, signer.public)
    line = _line(signer.name, number, signer.sign(text.encode()))
    return f"{text}\n{line}{cosignature(text, signer, stamp)}".encode()


def with_lines(note: bytes, lines: str) -> bytes:
    """Add lines of signatures to a note; those that it has already are not added again.

    Raises:
        Refused: it is no note afterwards.
    """
    known = set(note.decode().split("\n\n")[-1].splitlines())
    fresh = [line for line in lines.splitlines() if line not in known]
    whole = note + "".join(f"{line}\n" for line in fresh).encode()
    parse_note(whole)
    return whole
