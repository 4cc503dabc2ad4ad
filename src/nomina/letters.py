"""Letters that are left with a family: seven sections, signed, and checked anywhere by one key.

The letter is signed as text, and so is its print (`nomina.prints`). So no byte of either changes
unnoticed, and nobody needs a desk or a network to check one. A letter holds words alone: there is
no field for a picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, StringConstraints, model_validator

from nomina import prints, signed
from nomina.documents import Document, Part, published
from nomina.errors import InputError
from nomina.ledger.formats import Key
from nomina.signed import Digest, Id, KeyId, Line, Moment, Short, Signature, Signer, digest_of
from nomina.signed import spelt as written

__all__ = [
    "LARGEST",
    "SECTIONS",
    "About",
    "Checked",
    "Content",
    "FamilyLetter",
    "Section",
    "check",
    "digest_of",
    "parsed",
    "sealed_print",
    "sign",
    "written",
]

LARGEST = 2_000_000
"""Bytes of a letter, as JSON or printed."""

About = Literal["death", "further", "recall"]
Name = Literal["known", "how", "unknown", "body", "choices", "call", "free"]
SECTIONS: tuple[Name, ...] = get_args(Name)
"""What is known, how it is known, what is not known, where the body is, what the family can choose,
whom to call, and that it is free and how the letter is verified (NOT-06, NOT-10)."""

Paragraph = Annotated[str, StringConstraints(min_length=1, max_length=3000)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]


class Section(Part):
    """A section of a letter: which, its heading, and its paragraphs."""

    name: Name
    title: Line
    lines: Annotated[tuple[Paragraph, ...], Field(min_length=1, max_length=40)]


class Content(Part):
    """What is signed.

    ``about`` is what the letter is for: to tell, to tell of further remains, or to take back what
    was wrong. ``office`` is who writes it.
    """

    id: Id
    number: Short
    about: About
    language: Language
    made: Moment
    office: Line
    title: Line
    opening: Annotated[tuple[Paragraph, ...], Field(min_length=1, max_length=10)]
    sections: Annotated[tuple[Section, ...], Field(min_length=7, max_length=7)]

    @model_validator(mode="after")
    def _has_each_section(self) -> Self:
        if tuple(one.name for one in self.sections) != SECTIONS:
            raise ValueError("a letter has each of its seven sections once, in their order")
        return self


@published("family-letter")
class FamilyLetter(Document):
    """A signed letter. ``key`` is name and number of the key; the key itself is had elsewhere."""

    letter: Content
    digest: Digest
    key: KeyId
    signature: Signature

    @model_validator(mode="after")
    def _is_of_this(self) -> Self:
        if self.digest != digest_of(self.letter):
            raise ValueError("the digest is not that of the letter")
        return self


_LETTER = "nomina letter 1"
"""What stands before the signed bytes."""


def sign(content: Content, signer: Signer) -> FamilyLetter:
    """Sign a letter."""
    return FamilyLetter(
        letter=content,
        digest=digest_of(content),
        key=signed.id_of(signer),
        signature=signed.signature_of(_LETTER, content, signer),
    )


def sealed_print(pdf: bytes, letter: FamilyLetter, signer: Signer) -> bytes:
    """Give a PDF of a letter, which it must carry as JSON, with the line that signs its bytes.

    Raises:
        InputError: this is no PDF that ends as ours do, or it has such a line already.
    """
    return prints.seal(_PRINT, pdf, letter.digest, signer)


def parsed(data: bytes, where: str) -> FamilyLetter:
    """Read a letter, which must be spelt as `written` does; its signature is not looked at.

    Raises:
        InputError: it is none, is too large, or any byte is not as it was written.
    """
    return signed.parsed(data, FamilyLetter, where, LARGEST)


@dataclass(frozen=True)
class Checked:
    """A letter whose signature holds.

    Attributes:
        document: what was signed.
        key: under which it holds.
        printed: whether it was read from a print, all of whose bytes are as they were signed.
    """

    document: FamilyLetter
    key: Key
    printed: bool


def check(data: bytes, key: str, where: str) -> Checked:
    """Read a letter or a print of one, and check its signature.

    Args:
        data: the file.
        key: the public key as text, had by another way than the file.
        where: what the file is called, for errors.

    Raises:
        InputError: the file is neither or was changed, is signed by another key, or not signed.
    """
    printed = prints.is_print(data)
    spelling = prints.document_of(_PRINT, data, key, where) if printed else data
    found = parsed(spelling, where)
    public = signed.demand_signed(
        _LETTER, found.letter, by=found.key, signature=found.signature, key=key, where=where
    )
    return Checked(found, public, printed)


def _digest(data: bytes) -> str | None:
    try:
        return parsed(data, "").digest
    except InputError:
        return None


_PRINT = prints.Kind("letter", LARGEST, _digest)
