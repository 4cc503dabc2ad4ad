"""Transmission packages: what a bureau tells another, or the agency, signed and checked anywhere.

A package is one file. What is signed is its content; papers that it encloses, such as a certified
list, are named in that by digest and lie beside it, so that no byte of them can be another either.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from nomina import signed
from nomina.documents import Document, Part, published
from nomina.packages.items import MOST, Death, Item
from nomina.packages.particulars import Text
from nomina.signed import Digest, Id, KeyId, Line, Moment, Short, Signature, Signer, digest_of

LARGEST = 40_000_000
"""Bytes of a package with all that it encloses."""
LINE = "nomina package 1"
"""What stands before the signed bytes."""

Article = Literal[
    "gc1-16",
    "gc3-120",
    "gc3-122",
    "gc4-136",
    "particulars",
    "certified-list",
    "death-certificate",
    "grave-list",
    "effects",
    "half-disc",
    "enquiry",
    "answer-to-enquiry",
    "reply",
]
HOLDS: dict[str, tuple[str, ...]] = {
    "gc1-16": ("dead",),
    "gc3-120": ("death",),
    "gc3-122": ("prisoner",),
    "gc4-136": ("civilian",),
    "particulars": ("dead",),
    "certified-list": ("list",),
    "death-certificate": ("death",),
    "grave-list": ("grave",),
    "effects": ("packet",),
    "half-disc": ("disc",),
    "enquiry": ("missing", "enquiry"),
    "answer-to-enquiry": ("answer",),
    "reply": ("reply",),
}
"""Kinds of items that a package of each article holds; one that corrects holds recalls instead."""
_BASE64 = StringConstraints(pattern=r"^[A-Za-z0-9+/]+={0,2}$")


class Enclosure(Part):
    """A paper that goes with a package, by its digest.

    Attributes:
        number: as printed on it.
        kind: such as ``death``, as the desk that made it calls it.
        language: such as ``uk``.
        digest: SHA-256 of the PDF.
    """

    number: Line
    kind: Short
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
    media: Literal["application/pdf"] = "application/pdf"
    digest: Digest


class Harm(Part):
    """Telling of somebody could harm them or their relatives, so the agency alone is told, and why.

    It takes the precautions that the circumstances ask for (GC IV 137(2), 140).

    Attributes:
        number: of the file of the body or person.
        reason: the circumstances.
    """

    number: Line
    reason: Text


class Content(Part):
    """What is signed.

    Attributes:
        id, number: of the package, as the sender knows it; neither is ever used again.
        article: the duty under which it is sent.
        sender, recipient: the bureau or agency, by name.
        channel: the way by which it goes.
        made: when.
        copy_of: of the copy for the agency, the digest of what it is a copy of.
        copy_to: who is sent a copy; null where that was waived, or this is what the agency gets.
        waiver: why the agency gets no copy, as it was signed; null where it gets one.
        corrects: digest of an earlier package that this takes back; it holds recalls alone.
        harm: of whom telling could harm; then no copy goes to anybody.
    """

    id: Id
    number: Line
    article: Article
    sender: Line
    recipient: Line
    channel: Line
    made: Moment
    copy_of: Digest | None
    copy_to: Line | None
    waiver: Annotated[str, StringConstraints(min_length=1, max_length=2000)] | None
    corrects: Digest | None
    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=MOST)]
    enclosures: Annotated[tuple[Enclosure, ...], Field(max_length=100)]
    harm: Annotated[tuple[Harm, ...], Field(max_length=MOST)] = ()

    @model_validator(mode="after")
    def _holds_what_it_is_for(self) -> Self:
        wanted = HOLDS[self.article] if self.corrects is None else ("recall",)
        for one in self.items:
            if one.kind not in wanted:
                raise ValueError(f"a package of {self.article} holds no {one.kind}")
        if self.article == "death-certificate" and any(
            isinstance(one, Death) and one.certified is None for one in self.items
        ):
            raise ValueError("a death stands here that nobody certified")
        if self.harm and (self.copy_to is not None or self.copy_of is not None):
            raise ValueError("what could harm goes to the agency alone")
        digests = [one.digest for one in self.enclosures]
        if len(set(digests)) != len(digests):
            raise ValueError("one enclosure stands here twice")
        return self


@published("transmission-package")
class Package(Document):
    """A signed package. ``key`` is name and number of the key; the key itself is had elsewhere.

    ``enclosed`` holds the bytes of all enclosures, by digest, in base64. It is null in what is
    attached to a print, which has the enclosures on paper beside it.
    """

    package: Content
    digest: Digest
    key: KeyId
    signature: Signature
    enclosed: dict[Digest, Annotated[str, _BASE64]] | None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.digest != digest_of(self.package):
            raise ValueError("the digest is not that of the package")
        if self.enclosed is None:
            return self
        if set(self.enclosed) != {one.digest for one in self.package.enclosures}:
            raise ValueError("what is enclosed is not what the package names")
        for digest, text in self.enclosed.items():
            if hashlib.sha256(_bytes(text)).hexdigest() != digest:
                raise ValueError("an enclosure was changed")
        return self

    def paper(self, digest: str) -> bytes:
        """Give the bytes of an enclosure.

        Raises:
            KeyError: it has none of this digest.
        """
        return _bytes((self.enclosed or {})[digest])


def _bytes(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("an enclosure is no base64") from error
    if base64.b64encode(data).decode() != text:
        raise ValueError("an enclosure is written in another way than base64 is")
    return data


def sign(content: Content, signer: Signer, enclosed: dict[str, bytes] | None = None) -> Package:
    """Sign a package.

    Args:
        content: what is sent.
        signer: with which key.
        enclosed: bytes of its enclosures by digest; None for what is attached to a print.

    Raises:
        ValueError: the bytes are not those that the content names.
    """
    coded = (
        None
        if enclosed is None
        else {key: base64.b64encode(data).decode() for key, data in sorted(enclosed.items())}
    )
    return Package(
        package=content,
        digest=digest_of(content),
        key=signed.id_of(signer),
        signature=signed.signature_of(LINE, content, signer),
        enclosed=coded,
    )


def parsed(data: bytes, where: str) -> Package:
    """Read a package, which must be spelt as `signed.spelt` does; its signature is not looked at.

    Raises:
        InputError: it is none, is too large, or any byte is not as it was written.
    """
    return signed.parsed(data, Package, where, LARGEST)
