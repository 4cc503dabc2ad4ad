"""Packages of a bureau, and acknowledgements of them: signed, and checked anywhere by one key."""

from __future__ import annotations

from dataclasses import dataclass

from nomina import signed
from nomina.ledger.formats import Key
from nomina.packages import acknowledgement, documents
from nomina.packages.acknowledgement import (
    Acknowledgement,
    Received,
    parsed_acknowledgement,
    received,
    sign_received,
)
from nomina.packages.documents import LARGEST, Content, Enclosure, Package, parsed, sign

__all__ = [
    "LARGEST",
    "Acknowledgement",
    "Checked",
    "Content",
    "Enclosure",
    "Package",
    "Received",
    "check",
    "is_acknowledgement",
    "is_package",
    "parsed",
    "parsed_acknowledgement",
    "received",
    "sign",
    "sign_received",
]


@dataclass(frozen=True)
class Checked:
    """A document whose signature holds.

    Attributes:
        document: what was signed.
        key: under which it holds.
    """

    document: Package | Acknowledgement
    key: Key


def is_package(data: bytes) -> bool:
    """Say whether a file gives itself out for a package, from its first bytes alone."""
    # In canonical JSON names are in order, and values of digests hold no names.
    return data[:10] == b'{"digest":' and b'"package":{' in data and not is_acknowledgement(data)


def is_acknowledgement(data: bytes) -> bool:
    """Say whether a file gives itself out for an acknowledgement, from its first bytes alone."""
    return data[:20] == b'{"acknowledgement":{'


def check(data: bytes, key: str, where: str) -> Checked:
    """Read a package or an acknowledgement, and check its signature.

    Args:
        data: the file.
        key: the public key as text, had by another way than the file.
        where: what the file is called, for errors.

    Raises:
        InputError: the file is neither or was changed, is signed by another key, or not signed.
    """
    if is_acknowledgement(data):
        ack = parsed_acknowledgement(data, where)
        line, part = acknowledgement.LINE, ack.acknowledgement
        public = signed.demand_signed(
            line, part, by=ack.key, signature=ack.signature, key=key, where=where
        )
        return Checked(ack, public)
    found = parsed(data, where)
    public = signed.demand_signed(
        documents.LINE,
        found.package,
        by=found.key,
        signature=found.signature,
        key=key,
        where=where,
    )
    return Checked(found, public)
