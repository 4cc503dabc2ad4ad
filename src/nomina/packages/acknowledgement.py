"""Acknowledgements: a recipient says under its own key which package arrived, by its digest.

It names the digest, the number and the recipient of one package, and so it is of no other: one of
another package, or of somebody else's copy, is told apart and refused.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from nomina import signed
from nomina.documents import Document, Part, published
from nomina.errors import InputError
from nomina.packages.documents import Content
from nomina.signed import Digest, KeyId, Line, Moment, Signature, Signer, digest_of, told
from nomina.words import tr

LARGEST = 20_000
"""Bytes of an acknowledgement."""
LINE = "nomina acknowledgement 1"
"""What stands before the signed bytes."""


class Received(Part):
    """What is signed.

    Attributes:
        package: digest of the package.
        number: its number, as its sender gave it.
        sender, recipient: as they stand in the package.
        at: when it was received.
        signer: who received it, by office rather than name where that does.
        note: what else was said; null where nothing was.
    """

    package: Digest
    number: Line
    sender: Line
    recipient: Line
    at: Moment
    signer: Line
    note: Annotated[str, StringConstraints(min_length=1, max_length=2000)] | None


@published("acknowledgement")
class Acknowledgement(Document):
    """A signed acknowledgement of a package."""

    acknowledgement: Received
    digest: Digest
    key: KeyId
    signature: Signature

    @model_validator(mode="after")
    def _is_of_this(self) -> Self:
        if self.digest != digest_of(self.acknowledgement):
            raise ValueError("the digest is not that of the acknowledgement")
        return self


def received(
    content: Content, *, at: str, signer: str, note: str | None = None
) -> Received:  # fmt: skip
    """Say that a package was received.

    Args:
        content: of the package.
        at: the moment, such as ``2026-11-01T10:00:00Z``.
        signer: who received it.
        note: what else is said.
    """
    return Received(
        package=digest_of(content),
        number=content.number,
        sender=content.sender,
        recipient=content.recipient,
        at=at,
        signer=signer,
        note=note,
    )


def sign_received(said: Received, signer: Signer) -> Acknowledgement:
    """Sign an acknowledgement."""
    return Acknowledgement(
        acknowledgement=said,
        digest=digest_of(said),
        key=signed.id_of(signer),
        signature=signed.signature_of(LINE, said, signer),
    )


def parsed_acknowledgement(data: bytes, where: str) -> Acknowledgement:
    """Read an acknowledgement in its one spelling; its signature is not looked at.

    Raises:
        InputError: it is none, is too large, or any byte is not as it was written.
    """
    return signed.parsed(data, Acknowledgement, where, LARGEST)


def demand_of(said: Received, *, package: str, number: str, recipient: str, where: str) -> None:
    """Demand that an acknowledgement is of one package and no other.

    Args:
        said: what was signed.
        package, number, recipient: digest, number and recipient of the package as it was sent.
        where: what the file is called, for errors.

    Raises:
        InputError: it is of another; says in which of the three it differs.
    """
    if said.package != package:
        raise InputError(
            tr("this acknowledges another package: {number}").format(number=told(said.number)),
            where=where,
            todo=tr("Open the page of that package, or ask the partner for the right file"),
        )
    if said.number != number:
        raise InputError(
            tr("this names another number than the package has: {number}").format(
                number=told(said.number)
            ),
            where=where,
            todo=tr("Ask the partner for an acknowledgement of this package"),
        )
    if said.recipient != recipient:
        raise InputError(
            tr("this was received by somebody else than the recipient: {name}").format(
                name=told(said.recipient)
            ),
            where=where,
            todo=tr("Ask the partner for an acknowledgement of this package"),
        )
