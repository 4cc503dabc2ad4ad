"""Manifests: what goes over in an exchange of the dead, signed, and checked anywhere by one key.

A manifest holds numbers, tags and seals, and no name of a dead person: whoever carries needs none.
A receipt says that what stands on a manifest was taken over, wholly or in part. Both are signed
with Ed25519 over their canonical JSON (RFC 8785), and are read in one spelling alone, so that no
byte of a file can be another. No desk and no network is needed to check one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal, Protocol, Self, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from nomina import tags
from nomina.documents import Document, Part, parse_json, published
from nomina.errors import InputError
from nomina.ledger.formats import SIGNATURE, Key, Refused, canonical, key_number, parse_key
from nomina.names import shown
from nomina.words import tr

LARGEST = 1_000_000
"""Bytes of a manifest as JSON."""
MOST = 2_000
"""Items of a manifest."""
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
Tag = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{10}$")]
Count = Annotated[int, Field(ge=0, le=100_000)]

Way = Literal["in", "out"]
Kind = Literal["body", "part", "sample", "packet", "document", "disc", "coffin", "bag"]
Carrier = Literal["icrc", "society", "power", "other", "none"]


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


class Item(Part):
    """One item: its tag, what it is, its seal, both sides' numbers, and how many people it holds.

    What nobody recorded is null. ``inside`` is the tag of what it lies in.
    """

    tag: Tag
    kind: Kind
    seal: Short | None
    our_number: Line | None
    their_number: Line | None
    count: Count | None
    inside: Tag | None

    @field_validator("tag", "inside")
    @classmethod
    def _is_whole(cls, value: str | None) -> str | None:
        if value is not None and (not tags.holds(value) or not set(value) <= set(tags.SIGNS)):
            raise ValueError("a character of this tag is wrong")
        return value


class Content(Part):
    """What is signed: who gives what to whom, where, and by whom it is carried.

    ``way`` is that of the side that signs. ``stage`` is the number of the exchange as both sides
    count them.
    """

    id: Id
    number: Line
    way: Way
    batch: Line
    stage: Annotated[int, Field(ge=0, le=1_000_000)] | None
    giver: Line
    taker: Line
    carrier: Line | None
    carried_by: Carrier
    place: Line
    planned: Day | None
    made: Moment
    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=MOST)]

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        names = [one.tag for one in self.items]
        if len(set(names)) != len(names):
            raise ValueError("one tag stands here twice")
        return self


@published("manifest")
class Manifest(Document):
    """A signed manifest. ``key`` is name and number of the key; the key itself is had elsewhere."""

    manifest: Content
    digest: Digest
    key: KeyId
    signature: Signature

    @model_validator(mode="after")
    def _is_of_this(self) -> Self:
        if self.digest != digest_of(self.manifest):
            raise ValueError("the digest is not that of the manifest")
        return self


class Taken(Part):
    """What a receipt says: which manifest, who took what over, where and when.

    ``missing`` are tags of the manifest that were not there; ``note`` is what else was said.
    """

    manifest: Digest
    number: Line
    side: Literal["carrier", "counterpart"]
    signer: Line
    place: Line | None
    at: Moment
    taken: Annotated[tuple[Tag, ...], Field(max_length=MOST)]
    missing: Annotated[tuple[Tag, ...], Field(max_length=MOST)]
    note: Annotated[str, StringConstraints(min_length=1, max_length=2000)] | None

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        names = [*self.taken, *self.missing]
        if len(set(names)) != len(names):
            raise ValueError("one tag stands here twice")
        return self


@published("manifest-receipt")
class Receipt(Document):
    """A signed receipt of a manifest."""

    receipt: Taken
    digest: Digest
    key: KeyId
    signature: Signature

    @model_validator(mode="after")
    def _is_of_this(self) -> Self:
        if self.digest != digest_of(self.receipt):
            raise ValueError("the digest is not that of the receipt")
        return self


Signed = Manifest | Receipt
S = TypeVar("S", Manifest, Receipt)
_MANIFEST, _RECEIPT = b"nomina manifest 1\n", b"nomina manifest receipt 1\n"
"""What stands before the signed bytes, so that a signature of one kind is none of another."""


def digest_of(part: Part) -> str:
    """Give the SHA-256 (hex) of a document or a piece of it in canonical JSON."""
    return hashlib.sha256(_spelt(part)).hexdigest()


def written(document: Signed) -> bytes:
    """Write a signed document in its one spelling; these bytes are the file."""
    return _spelt(document)


def _spelt(part: Part) -> bytes:
    try:
        return canonical(part.model_dump(mode="json"))
    except ValueError as error:
        raise InputError(tr("this cannot be written as JSON ({why})").format(why=error)) from error


def key_id(name: str, public: bytes) -> str:
    """Give what a document calls its key: the name, and the number of the 32 bytes."""
    return f"{name}+{key_number(name, SIGNATURE, public).hex()}"


def sign(content: Content, signer: Signer) -> Manifest:
    """Sign a manifest."""
    return Manifest(
        manifest=content,
        digest=digest_of(content),
        key=key_id(signer.name, signer.public),
        signature=signer.sign(_MANIFEST + _spelt(content)).hex(),
    )


def sign_receipt(taken: Taken, signer: Signer) -> Receipt:
    """Sign a receipt."""
    return Receipt(
        receipt=taken,
        digest=digest_of(taken),
        key=key_id(signer.name, signer.public),
        signature=signer.sign(_RECEIPT + _spelt(taken)).hex(),
    )


def parsed(data: bytes, where: str) -> Manifest:
    """Read a manifest, which must be spelt as `written` does; its signature is not looked at.

    Raises:
        InputError: it is none, is too large, or any byte is not as it was written.
    """
    return _parsed(data, Manifest, where)


def parsed_receipt(data: bytes, where: str) -> Receipt:
    """Read a receipt; raises as `parsed`."""
    return _parsed(data, Receipt, where)


def _parsed(data: bytes, kind: type[S], where: str) -> S:
    if len(data) > LARGEST:
        raise InputError(tr("this is larger than a manifest can be"), where=where)
    try:
        found = parse_json(data, kind, where=where)
    except InputError as error:
        raise InputError(_told(error.what), where=where, todo=error.todo) from error
    if written(found) != data:
        raise InputError(
            tr("this is not in the form in which a manifest is written"),
            where=where,
            todo=tr("Take a whole, unchanged copy of the file"),
        )
    return found


def _told(text: str) -> str:
    """Give text of a file so that a message can hold it: what is printable, and cut."""
    told = shown(text)
    return told if len(told) <= _TOLD else f"{told[: _TOLD - 1]}…"


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


@dataclass(frozen=True)
class Checked:
    """A document whose signature holds.

    Attributes:
        document: what was signed.
        key: under which it holds.
    """

    document: Signed
    key: Key


def check(data: bytes, key: str, where: str) -> Checked:
    """Read a manifest or a receipt, and check its signature.

    Args:
        data: the file.
        key: the public key as text, had by another way than the file.
        where: what the file is called, for errors.

    Raises:
        InputError: the file is neither or was changed, is signed by another key, or not signed.
    """
    found: Signed = parsed_receipt(data, where) if _is_receipt(data) else parsed(data, where)
    public = key_of(key)
    if found.key != key_id(public.name, public.public):
        raise InputError(
            tr("this is signed with another key: {key}").format(key=_told(found.key)),
            where=where,
            todo=tr("Ask the side that signed for its public key"),
        )
    of = found.receipt if isinstance(found, Receipt) else found.manifest
    begins = _RECEIPT if isinstance(found, Receipt) else _MANIFEST
    try:
        Ed25519PublicKey.from_public_bytes(public.public).verify(
            bytes.fromhex(found.signature), begins + _spelt(of)
        )
    except (InvalidSignature, ValueError):
        raise InputError(
            tr("the signature does not hold"),
            where=where,
            todo=tr("Take a whole, unchanged copy of the file"),
        ) from None
    return Checked(found, public)


def _is_receipt(data: bytes) -> bool:
    # In canonical JSON only a receipt ends its fields this way: names are in order.
    return b'"receipt":{' in data[:LARGEST] and b'"manifest":{' not in data[:LARGEST]


def differences(manifest: Content, taken: Taken) -> dict[str, tuple[str, ...]]:
    """Say how a receipt and a manifest differ.

    Returns:
        ``missing``: on the manifest, not taken; ``extra``: taken, not on it.
    """
    listed = {one.tag for one in manifest.items}
    return {
        "missing": _order(listed - set(taken.taken)),
        "extra": _order((set(taken.taken) | set(taken.missing)) - listed),
    }


def _order(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names))
