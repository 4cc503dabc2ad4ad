"""Packages of a bureau, and acknowledgements of them: signed, and checked anywhere by one key."""

from __future__ import annotations

from dataclasses import dataclass

from nomina import prints, signed
from nomina.errors import InputError
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
from nomina.signed import Signer

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
    "sealed_print",
    "sign",
    "sign_received",
]


@dataclass(frozen=True)
class Checked:
    """A document whose signature holds.

    Attributes:
        document: what was signed.
        key: under which it holds.
        printed: whether it was read from a print, all of whose bytes are as they were signed. What
            a package encloses is on paper beside a print, and is not checked with it.
    """

    document: Package | Acknowledgement
    key: Key
    printed: bool = False


def _digest(data: bytes) -> str | None:
    try:
        return parsed(data, "").digest
    except InputError:
        return None


_PRINT = prints.Kind("package", LARGEST, _digest)


def sealed_print(pdf: bytes, package: Package, signer: Signer) -> bytes:
    """Give a PDF of a package, which it must carry as JSON, with the line that signs its bytes.

    Raises:
        InputError: this is no PDF that ends as ours do, or it has such a line already.
    """
    return prints.seal(_PRINT, pdf, package.digest, signer)


def is_package(data: bytes) -> bool:
    """Say whether a file gives itself out for a package or a print of one."""
    if prints.is_print(data):
        return prints.kind_of(data) == _PRINT.name
    # In canonical JSON names are in order, and values of digests hold no names.
    return data[:10] == b'{"digest":' and b'"package":{' in data and not is_acknowledgement(data)


def is_acknowledgement(data: bytes) -> bool:
    """Say whether a file gives itself out for an acknowledgement, from its first bytes alone."""
    return data[:20] == b'{"acknowledgement":{'


def check(data: bytes, key: str, where: str) -> Checked:
    """Read a package, a print of one or an acknowledgement, and check its signature.

    Args:
        data: the file.
        key: the public key as text, had by another way than the file.
        where: what the file is called, for errors.

    Raises:
        InputError: the file is none of them, was changed, is signed by another key or by nobody.
    """
    if is_acknowledgement(data):
        ack = parsed_acknowledgement(data, where)
        line, part = acknowledgement.LINE, ack.acknowledgement
        public = signed.demand_signed(
            line, part, by=ack.key, signature=ack.signature, key=key, where=where
        )
        return Checked(ack, public)
    printed = prints.is_print(data)
    found = parsed(prints.document_of(_PRINT, data, key, where) if printed else data, where)
    public = signed.demand_signed(
        documents.LINE,
        found.package,
        by=found.key,
        signature=found.signature,
        key=key,
        where=where,
    )
    return Checked(found, public, printed)
