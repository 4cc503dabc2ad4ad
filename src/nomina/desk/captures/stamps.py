"""Time stamps by RFC 3161: that a bundle existed at a moment, said by somebody outside this desk.

Pure but for the certificate file. The service is sent a digest and a random number, nothing of what
was captured. A token is checked when it comes and whenever it is shown, against the certificates
that whoever runs the desk trusts for it; those are kept with it, so that it can be checked later
without the service, without a network and without this desk.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.x509 import Certificate, load_pem_x509_certificates
from cryptography.x509.oid import NameOID
from rfc3161_client import (
    HashAlgorithm,
    TimeStampRequest,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from nomina.errors import InputError, StoreError
from nomina.words import tr

STAMPS = "NOMINA_DESK_STAMPS"
"""Environment variable: address of a service, a space, and a file of certificates (PEM)."""
LARGEST = 64 * 1024
"""Bytes of an answer: a token with its certificates has some thousand."""
_SHA256 = "2.16.840.1.101.3.4.2.1"


@dataclass(frozen=True)
class Service:
    """Who is asked for stamps, and whom it has to be vouched for by.

    Attributes:
        address: http or https; chosen by whoever runs the desk.
        roots: PEM of the certificates that are trusted for it.
    """

    address: str
    roots: bytes


@dataclass(frozen=True)
class Stamped:
    """What a token says.

    Attributes:
        at: UTC, by the clock of the service.
        serial: number of the token there.
        by: name of who signed it.
    """

    at: datetime
    serial: str
    by: str


def service() -> Service | None:
    """Give the service that is set; None where none is.

    Raises:
        InputError: the setting cannot be used.
    """
    address, _, file = os.environ.get(STAMPS, "").strip().partition(" ")
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or not file.strip():
        raise _wrong(tr("this names no service of time stamps"))
    try:
        roots = Path(file.strip()).read_bytes()
    except OSError:
        raise _wrong(tr("the file of its certificates cannot be read")) from None
    certificates(roots)
    return Service(address, roots)


def _wrong(what: str) -> InputError:
    todo = tr("Write the address, a space, and the path of a PEM file")
    return InputError(what, where=STAMPS, todo=todo)


def certificates(pem: bytes) -> list[Certificate]:
    """Read certificates.

    Raises:
        InputError: there is none.
    """
    try:
        return load_pem_x509_certificates(pem)
    except ValueError:
        raise _wrong(tr("there is no certificate in this file")) from None


def request(document: bytes) -> TimeStampRequest:
    """Ask for a stamp over the SHA-256 of a bundle, with a nonce."""
    made: TimeStampRequest = TimestampRequestBuilder(
        data=document, hash_algorithm=HashAlgorithm.SHA256, nonce=True, cert_req=True
    ).build()
    return made


def checked(
    answer: bytes, document: bytes, roots: Sequence[Certificate], nonce: int | None = None
) -> Stamped:
    """Check a stamp, and give what it says; certificates must have been valid at its moment.

    Args:
        answer: as the service sent it (TimeStampResp, DER).
        document: the bundle that it has to be over.
        roots: who is trusted.
        nonce: of the request; None where it was checked before.

    Raises:
        StoreError: it is none, of something else, or not vouched for by them.
    """
    try:
        found = decode_timestamp_response(answer)
        stamped = _said(found)
    except (ValueError, TypeError) as error:
        raise StoreError(tr("this is no time stamp ({why})").format(why=error)) from None
    builder = VerifierBuilder(nonce=nonce)
    for one in roots:
        builder = builder.add_root_certificate(one)
    imprint = found.tst_info.message_imprint
    if imprint.hash_algorithm.dotted_string != _SHA256:
        raise StoreError(tr("the time stamp is over another kind of digest"))
    try:
        builder.build().verify(found, hashlib.sha256(document).digest())
    except (VerificationError, ValueError) as error:
        raise StoreError(tr("the time stamp does not hold ({why})").format(why=error)) from None
    return stamped


def _said(found: TimeStampResponse) -> Stamped:
    info = found.tst_info
    return Stamped(info.gen_time, f"{info.serial_number:x}", _signer(found))


def _signer(found: TimeStampResponse) -> str:
    from cryptography.x509 import load_der_x509_certificate

    infos = list(found.signed_data.signer_infos)
    for one in found.signed_data.certificates:
        certificate = load_der_x509_certificate(one)
        if infos and certificate.serial_number == infos[0].serial_number:
            names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
            return str(names[0].value)[:200] if names else ""
    return ""
