"""Manifests: what goes over in an exchange of the dead, signed, and checked anywhere by one key.

A manifest holds numbers, tags and seals, and no name of a dead person: whoever carries needs none.
A receipt says that what stands on a manifest was taken over, wholly or in part. Both are signed
with Ed25519 over their canonical JSON (RFC 8785), and are read in one spelling alone, so that no
byte of a file can be another. No desk and no network is needed to check one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from nomina import signed, tags
from nomina.documents import Document, Part, published
from nomina.ledger.formats import Key
from nomina.signed import (
    Day,
    Digest,
    Id,
    KeyId,
    Line,
    Moment,
    Short,
    Signature,
    Signer,
    digest_of,
    fingerprint,
    key_of,
)
from nomina.signed import spelt as written

__all__ = [
    "LARGEST",
    "MOST",
    "Checked",
    "Content",
    "Item",
    "Manifest",
    "Receipt",
    "Signed",
    "Taken",
    "check",
    "differences",
    "digest_of",
    "fingerprint",
    "key_of",
    "parsed",
    "parsed_receipt",
    "sign",
    "sign_receipt",
    "written",
]

LARGEST = 1_000_000
"""Bytes of a manifest as JSON."""
MOST = 2_000
"""Items of a manifest."""

Tag = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{10}$")]
Count = Annotated[int, Field(ge=0, le=100_000)]

Way = Literal["in", "out"]
Kind = Literal["body", "part", "sample", "packet", "document", "disc", "coffin", "bag"]
Carrier = Literal["icrc", "society", "power", "other", "none"]


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
_MANIFEST, _RECEIPT = "nomina manifest 1", "nomina manifest receipt 1"
"""What stands before the signed bytes."""


def sign(content: Content, signer: Signer) -> Manifest:
    """Sign a manifest."""
    return Manifest(
        manifest=content,
        digest=digest_of(content),
        key=signed.id_of(signer),
        signature=signed.signature_of(_MANIFEST, content, signer),
    )


def sign_receipt(taken: Taken, signer: Signer) -> Receipt:
    """Sign a receipt."""
    return Receipt(
        receipt=taken,
        digest=digest_of(taken),
        key=signed.id_of(signer),
        signature=signed.signature_of(_RECEIPT, taken, signer),
    )


def parsed(data: bytes, where: str) -> Manifest:
    """Read a manifest, which must be spelt as `written` does; its signature is not looked at.

    Raises:
        InputError: it is none, is too large, or any byte is not as it was written.
    """
    return signed.parsed(data, Manifest, where, LARGEST)


def parsed_receipt(data: bytes, where: str) -> Receipt:
    """Read a receipt; raises as `parsed`."""
    return signed.parsed(data, Receipt, where, LARGEST)


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
    of, kind = (
        (found.receipt, _RECEIPT) if isinstance(found, Receipt) else (found.manifest, _MANIFEST)
    )
    public = signed.demand_signed(
        kind, of, by=found.key, signature=found.signature, key=key, where=where
    )
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
