"""Papers that are signed and checked anywhere by one key: manifests, letters, packages, receipts.

What is signed is a piece of a document in canonical JSON (RFC 8785), with Ed25519, behind a line
that names its kind, so that a signature of one kind is none of another. A file has one spelling
and is refused in any other, so that no byte of it can change unnoticed. No desk and no network is
needed to check one.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Annotated, Protocol, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import AfterValidator, StringConstraints

from nomina.documents import Document, Part, parse_json
from nomina.errors import InputError
from nomina.ledger.formats import SIGNATURE, Key, Refused, canonical, key_number, parse_key
from nomina.names import shown
from nomina.words import tr

_TOLD = 300
"""Signs of a message that may repeat what a file says; a hostile one says a million."""


def _real_day(text: str) -> str:
    date.fromisoformat(text)
    return text


def _real_moment(text: str) -> str:
    datetime.fromisoformat(text)
    return text


Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Short = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$"), AfterValidator(_real_day)]
Moment = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"),
    AfterValidator(_real_moment),
]
Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Signature = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]
KeyId = Annotated[str, StringConstraints(pattern=r"^\S{1,200}\+[0-9a-f]{8}$")]

D = TypeVar("D", bound=Document)


class Signer(Protocol):
    """Whoever holds a private key."""

    @property
    def name(self) -> str:
        """What the key is called."""

    @property
    def public(self) -> bytes:
        """The 32 bytes of the public key."""

    def sign(self, message: bytes) -> bytes:
        """Give the Ed25519 signature (64 bytes) of a message."""


def digest_of(part: Part) -> str:
    """Give the SHA-256 (hex) of a document or a piece of it in canonical JSON."""
    return hashlib.sha256(spelt(part)).hexdigest()


def spelt(part: Part) -> bytes:
    """Write a document, or a piece of one, in its one spelling; these bytes are the file.

    Raises:
        InputError: it holds something that JSON cannot.
    """
    try:
        return canonical(part.model_dump(mode="json"))
    except ValueError as error:
        raise InputError(tr("this cannot be written as JSON ({why})").format(why=error)) from error


def key_id(name: str, public: bytes) -> str:
    """Give what a document calls its key: the name, and the number of the 32 bytes."""
    return f"{name}+{key_number(name, SIGNATURE, public).hex()}"


def id_of(signer: Signer) -> str:
    """Give what a document calls the key of a signer."""
    return key_id(signer.name, signer.public)


def signature_of(kind: str, part: Part, signer: Signer) -> str:
    """Sign a piece of a document; gives the signature in hex.

    Args:
        kind: the line that stands before the signed bytes, such as ``nomina letter 1``.
        part: what is signed.
        signer: with which key.
    """
    return signer.sign(_message(kind, part)).hex()


def _message(kind: str, part: Part) -> bytes:
    return f"{kind}\n".encode() + spelt(part)


def parsed(data: bytes, kind: type[D], where: str, largest: int) -> D:
    """Read a document, which must be spelt as `spelt` does; its signature is not looked at.

    Args:
        data: the file.
        kind: the document that it should be.
        where: what the file is called, for errors.
        largest: bytes that such a file may have.

    Raises:
        InputError: it is none, is too large, or any byte is not as it was written.
    """
    if len(data) > largest:
        raise InputError(
            tr("this is larger than {n} bytes, which is the most of such a file").format(n=largest),
            where=where,
        )
    try:
        found = parse_json(data, kind, where=where)
    except InputError as error:
        raise InputError(told(error.what), where=where, todo=error.todo) from error
    if spelt(found) != data:
        raise InputError(
            tr("this is not in the form in which such a file is written"),
            where=where,
            todo=tr("Take a whole, unchanged copy of the file"),
        )
    return found


def told(text: str) -> str:
    """Give text of a file so that a message can hold it: what is printable, and cut."""
    plain = shown(text)
    return plain if len(plain) <= _TOLD else f"{plain[: _TOLD - 1]}…"


def key_of(text: str) -> Key:
    """Read a public key as text: name, number and base64, joined by plus signs.

    Raises:
        InputError: it is none.
    """
    try:
        return parse_key("".join(text.split()))
    except Refused as error:
        raise InputError(
            tr("this is no public key"),
            todo=tr("Copy the whole line, from the name to the last sign"),
        ) from error


def fingerprint(key: Key) -> str:
    """Give the SHA-256 of the 32 bytes of a public key, in groups to be read out."""
    digest = hashlib.sha256(key.public).hexdigest()
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def demand_signed(kind: str, part: Part, *, by: str, signature: str, key: str, where: str) -> Key:
    """Demand that a signature holds; gives the key under which it does.

    Args:
        kind: the line that stands before the signed bytes.
        part: what was signed.
        by: what the file calls its key.
        signature: 128 hexadecimal digits.
        key: the public key as text, had by another way than the file.
        where: what the file is called, for errors.

    Raises:
        InputError: the key is none, the file is signed by another, or the signature does not hold.
    """
    public = key_of(key)
    if by != key_id(public.name, public.public):
        raise InputError(
            tr("this is signed with another key: {key}").format(key=told(by)),
            where=where,
            todo=tr("Ask the side that signed for its public key"),
        )
    try:
        Ed25519PublicKey.from_public_bytes(public.public).verify(
            bytes.fromhex(signature), _message(kind, part)
        )
    except (InvalidSignature, ValueError):
        raise InputError(
            tr("the signature does not hold"),
            where=where,
            todo=tr("Take a whole, unchanged copy of the file"),
        ) from None
    return public
