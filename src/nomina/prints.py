"""Prints that are signed: a line before the end of a PDF signs all of its other bytes.

What a print says is attached to it as JSON, signed for itself. The line ties the two together, so
that no byte of either changes unnoticed, whichever program printed it. It is a comment: it moves
nothing that the file points to, and readers and archives pass over it.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nomina import signed
from nomina.documents import Part
from nomina.errors import InputError
from nomina.signed import Digest, Signer
from nomina.words import tr

_PDF = b"%PDF-"
_END = re.compile(rb"startxref\n\d{1,10}\n%%EOF\n?\Z")
_SEAL = re.compile(
    rb"%nomina ([a-z]{1,20}) print 1 (\S{1,209}) ([0-9a-f]{64}) ([0-9a-f]{128})\n"
    rb"(?=startxref\n\d{1,10}\n%%EOF\n?\Z)"
)
_FILE = re.compile(rb"/Type\s*/EmbeddedFile\b")
_SIZE = re.compile(rb"/Length\s+(\d{1,8})\b")
_BEGUN = re.compile(rb">>\s*stream\r?\n")


class Signed(Part):
    """What is signed of a print: of which document it is, and the SHA-256 of its other bytes."""

    document: Digest
    pdf: Digest


@dataclass(frozen=True)
class Kind:
    """A kind of print; the line of one is none of another.

    Attributes:
        name: such as ``letter``.
        largest: bytes that such a print may have.
        digest: gives the digest of the document that an attached file is; None where it is none.
    """

    name: str
    largest: int
    digest: Callable[[bytes], str | None]

    @property
    def line(self) -> str:
        """What stands before the signed bytes."""
        return f"nomina {self.name} print 1"


def is_print(data: bytes) -> bool:
    """Say whether a file is a print, not a document as JSON."""
    return data.startswith(_PDF)


def kind_of(data: bytes) -> str | None:
    """Give the name of the kind that a print gives itself out for; None where nobody signed it."""
    seal = _SEAL.search(data) if is_print(data) else None
    return None if seal is None else seal.group(1).decode()


def seal(kind: Kind, pdf: bytes, document: str, signer: Signer) -> bytes:
    """Give a PDF with the line that signs its bytes.

    Args:
        kind: of the print.
        pdf: with the document, as JSON, attached.
        document: digest of what is printed.
        signer: with which key, that of the document.

    Raises:
        InputError: this is no PDF that ends as ours do, or it has such a line already.
    """
    end = _END.search(pdf)
    if not is_print(pdf) or end is None or _SEAL.search(pdf):
        raise InputError(tr("this is no print that can be signed"))
    part = Signed(document=document, pdf=hashlib.sha256(pdf).hexdigest())
    signature = signed.signature_of(kind.line, part, signer)
    line = f"%{kind.line} {signed.id_of(signer)} {document} {signature}\n"
    return pdf[: end.start()] + line.encode() + pdf[end.start() :]


def document_of(kind: Kind, data: bytes, key: str, where: str) -> bytes:
    """Give the document that a print carries; nothing of it is read before its line holds.

    Args:
        kind: that the print must be of.
        data: the file.
        key: the public key as text, had by another way than the file.
        where: what the file is called, for errors.

    Raises:
        InputError: it is too large, was changed, is signed by another key or by nobody, or what
            it prints is not attached.
    """
    if len(data) > kind.largest:
        raise InputError(
            tr("this is larger than {n} bytes, which is the most of such a file").format(
                n=kind.largest
            ),
            where=where,
        )
    found = _SEAL.search(data)
    if found is None or found.group(1).decode() != kind.name:
        raise InputError(
            tr("nobody signed this print, or its end was changed"),
            where=where,
            todo=tr("Take a whole, unchanged copy of the file"),
        )
    by, digest, signature = (one.decode("utf-8", "replace") for one in found.groups()[1:])
    rest = data[: found.start()] + data[found.end() :]
    part = Signed(document=digest, pdf=hashlib.sha256(rest).hexdigest())
    signed.demand_signed(kind.line, part, by=by, signature=signature, key=key, where=where)
    for one in _files(rest, kind.largest):
        if kind.digest(one) == digest:
            return one
    raise InputError(tr("what is printed here is not attached to this print"), where=where)


def _files(pdf: bytes, largest: int) -> Iterator[bytes]:
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
                body = zlib.decompressobj().decompress(body, largest)
            except zlib.error:
                continue
        yield body
