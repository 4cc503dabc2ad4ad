"""Letters that are left with a family: seven sections, signed, and checked anywhere by one key.

The letter is signed as text, and so is its print: a line before the end of the PDF signs all of
its other bytes. So no byte of either changes unnoticed, whichever program printed it, and nobody
needs a desk or a network to check one. A letter holds words alone: there is no field for a picture.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, StringConstraints, model_validator

from nomina import signed
from nomina.documents import Document, Part, published
from nomina.errors import InputError
from nomina.ledger.formats import Key
from nomina.signed import Digest, Id, KeyId, Line, Moment, Short, Signature, Signer, digest_of
from nomina.signed import spelt as written
from nomina.words import tr

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
    "is_print",
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


class _Print(Part):
    """What is signed of a print: of which letter it is, and the SHA-256 of its other bytes."""

    letter: Digest
    pdf: Digest


_LETTER, _PRINTED = "nomina letter 1", "nomina letter print 1"
"""What stands before the signed bytes."""
_PDF = b"%PDF-"
_END = re.compile(rb"startxref\n\d{1,10}\n%%EOF\n?\Z")
_SEAL = re.compile(
    rb"%nomina letter print 1 (\S{1,209}) ([0-9a-f]{64}) ([0-9a-f]{128})\n"
    rb"(?=startxref\n\d{1,10}\n%%EOF\n?\Z)"
)
_FILE = re.compile(rb"/Type\s*/EmbeddedFile\b")
_SIZE = re.compile(rb"/Length\s+(\d{1,8})\b")
_BEGUN = re.compile(rb">>\s*stream\r?\n")


def sign(content: Content, signer: Signer) -> FamilyLetter:
    """Sign a letter."""
    return FamilyLetter(
        letter=content,
        digest=digest_of(content),
        key=signed.id_of(signer),
        signature=signed.signature_of(_LETTER, content, signer),
    )


def sealed_print(pdf: bytes, letter: FamilyLetter, signer: Signer) -> bytes:
    """Give a PDF of a letter with the line that signs its bytes.

    The line is a comment before the end: it moves nothing that the file points to, and readers and
    archives pass over it.

    Args:
        pdf: with the letter, as JSON, attached.
        letter: that is printed.
        signer: with which key, that of the letter.

    Raises:
        InputError: this is no PDF that ends as ours do, or it has such a line already.
    """
    end = _END.search(pdf)
    if not is_print(pdf) or end is None or _SEAL.search(pdf):
        raise InputError(tr("this is no print of a letter"))
    part = _Print(letter=letter.digest, pdf=hashlib.sha256(pdf).hexdigest())
    signature = signed.signature_of(_PRINTED, part, signer)
    line = f"%{_PRINTED} {signed.id_of(signer)} {letter.digest} {signature}\n"
    return pdf[: end.start()] + line.encode() + pdf[end.start() :]


def is_print(data: bytes) -> bool:
    """Say whether a file is a print, not a letter as JSON."""
    return data.startswith(_PDF)


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
    printed = is_print(data)
    spelling = _attached(data, key, where) if printed else data
    found = parsed(spelling, where)
    public = signed.demand_signed(
        _LETTER, found.letter, by=found.key, signature=found.signature, key=key, where=where
    )
    return Checked(found, public, printed)


def _attached(data: bytes, key: str, where: str) -> bytes:
    """Give the letter that a print carries; nothing of it is read before its seal holds."""
    if len(data) > LARGEST:
        raise InputError(
            tr("this is larger than {n} bytes, which is the most of such a file").format(n=LARGEST),
            where=where,
        )
    seal = _SEAL.search(data)
    if seal is None:
        raise InputError(
            tr("nobody signed this print, or its end was changed"),
            where=where,
            todo=tr("Take a whole, unchanged copy of the file"),
        )
    by, digest, signature = (one.decode("utf-8", "replace") for one in seal.groups())
    rest = data[: seal.start()] + data[seal.end() :]
    part = _Print(letter=digest, pdf=hashlib.sha256(rest).hexdigest())
    signed.demand_signed(_PRINTED, part, by=by, signature=signature, key=key, where=where)
    for one in _files(rest):
        if _is_letter(one, digest):
            return one
    raise InputError(tr("the letter is not attached to this print"), where=where)


def _is_letter(data: bytes, digest: str) -> bool:
    try:
        return parsed(data, "").digest == digest
    except InputError:
        return False


def _files(pdf: bytes) -> Iterator[bytes]:
    """Give what is attached; the bytes are those that a key of ours signed."""
    for one in _FILE.finditer(pdf):
        begun = _BEGUN.search(pdf, one.end())
        if begun is None:
            continue
        head = pdf[pdf.rfind(b" obj", 0, one.start()) : begun.start()]
        size = _SIZE.search(head)
        if size is None:
            continue
        body = pdf[begun.end() : begun.end() + int(size.group(1))]
        if b"/FlateDecode" in head:
            try:
                body = zlib.decompressobj().decompress(body, LARGEST)
            except zlib.error:
                continue
        yield body
