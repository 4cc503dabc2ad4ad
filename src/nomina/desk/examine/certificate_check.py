"""Whether a certificate is what it says, for somebody who has the file and no desk.

What is read is the JSON; the pages are only believed where making them again gives the same bytes,
or where the log says that these very bytes were issued.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from dataclasses import dataclass

from nomina.desk.examine.certificate import LARGEST, Certificate, digest_of, parsed
from nomina.desk.examine.certificate_page import pdf
from nomina.errors import InputError
from nomina.ledger.formats import canonical, parse_event
from nomina.words import LANGUAGES, tr

KIND = "certificate.issue"
"""The act that the log holds of an issued certificate."""
_FILE = re.compile(rb"<<([^<>]*/Type ?/EmbeddedFile[^<>]*(?:<<[^<>]*>>[^<>]*)*)>>\s*stream\r?\n")
_LENGTH = re.compile(rb"/Length (\d{1,7})\b(?! \d+ R)")


@dataclass(frozen=True)
class Read:
    """A certificate from a file.

    Attributes:
        digest: SHA-256 of its JSON, as it is printed.
        pdf: SHA-256 of the file where it is a PDF; empty for JSON alone.
        language: in which making the PDF again gives the same bytes; empty where in none.
    """

    certificate: Certificate
    digest: str
    pdf: str = ""
    language: str = ""


def read(data: bytes, where: str) -> Read:
    """Read a certificate from its JSON or its PDF.

    Raises:
        InputError: it is neither, or was changed.
    """
    if not data.startswith(b"%PDF-"):
        found = parsed(data, where)
        return Read(found, digest_of(found))
    found = parsed(attached(data, where), where)
    same = (one for one in LANGUAGES if pdf(found, one) == data)
    return Read(found, digest_of(found), hashlib.sha256(data).hexdigest(), next(same, ""))


def attached(data: bytes, where: str) -> bytes:
    """Give the JSON that is attached to the PDF of a certificate, as we write it.

    A PDF that another program saved anew is refused: its pages are not those that were issued.

    Raises:
        InputError: there is not exactly one attached file, or it cannot be read.
    """
    heads = list(_FILE.finditer(data))
    length = _LENGTH.search(heads[0][1]) if len(heads) == 1 else None
    if length is None:
        raise InputError(
            tr("no certificate is attached to this PDF"),
            where=where,
            todo=tr("Take the file as it was issued; a scan or a file saved anew will not do"),
        )
    inner = data[heads[0].end() : heads[0].end() + int(length[1])]
    if b"/FlateDecode" not in heads[0][1]:
        return inner
    opening = zlib.decompressobj()
    try:
        whole = opening.decompress(inner, LARGEST + 1)
    except zlib.error as error:
        raise InputError(tr("what is attached to this PDF is damaged"), where=where) from error
    return whole


def told(number: str, json: str, language: str, pdf: str) -> dict[str, str]:
    """Give what the log is told of an issued certificate; it holds the SHA-256 of this."""
    return {"certificate": number, "json": json, "language": language, "pdf": pdf}


def is_entry(event: bytes, found: Read) -> bool:
    """Say whether an act of the log is the issuing of this very file.

    Args:
        event: the act, proven before (`nomina.ledger.verify.check`).
        found: from the PDF; the JSON alone is not what was entered.
    """
    act = parse_event(event)
    it = found.certificate.certified
    if act.get("kind") != KIND or (act.get("on") or {}).get("id") != it.id or not found.pdf:
        return False
    entered = [
        hashlib.sha256(canonical(told(it.number, found.digest, one, found.pdf))).hexdigest()
        for one in LANGUAGES
    ]
    return act.get("change") in [f"sha256:{one}" for one in entered]
