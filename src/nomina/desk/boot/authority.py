"""A certificate authority of the desk's own, for phones and colleagues in one network.

Cameras and passkeys need a page over TLS, and no public authority certifies a name in a local
network. Whoever installs this authority trusts it for one host name alone (RFC 5280, 4.2.1.10):
even a stolen key could not pose as anyone else. Both private keys are wrapped by the desk's key.
"""

from __future__ import annotations

import datetime
import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from nomina.documents import write_bytes_atomic
from nomina.errors import StoreError

AUTHORITY = Path("keys") / "authority"
SERVER = Path("keys") / "server"
YEARS = 10
DAYS = 390
"""Days that a server certificate is good for; browsers take no more than 398."""
RENEW = 60
"""Days before its end at which a server certificate is made anew."""
_DAY = datetime.timedelta(days=1)
_NOWHERE = [
    x509.IPAddress(ipaddress.ip_network("0.0.0.0/0")),
    x509.IPAddress(ipaddress.ip_network("::/0")),
]


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files for a TLS server, and what people install.

    Attributes:
        certificate, key: PEM files of the server.
        password: of ``key``.
        authority: the certificate to install, DER.
    """

    certificate: Path
    key: Path
    password: str
    authority: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the authority's certificate, in pairs, as devices show it."""
        digest = x509.load_der_x509_certificate(self.authority).fingerprint(SHA256())
        return digest.hex(":").upper()


def certificates(
    folder: Path, host: str, wrap: bytes, now: datetime.datetime | None = None
) -> Certificates:
    """Give certificates for ``host``, made or renewed where needed.

    Args:
        folder: of the desk.
        host: the one name that pages are reached by.
        wrap: key that wraps the private keys, 32 bytes.
        now: aware; the clock where None.

    Raises:
        StoreError: what is kept cannot be read with this key, or is for another host.
    """
    at = now or datetime.datetime.now(datetime.UTC)
    password = wrap.hex()
    kept = _load(folder / AUTHORITY, password)
    if kept is None:
        kept = _authority(host, at)
        _keep(folder / AUTHORITY, *kept, password)
    authority, authority_key = kept
    if host not in _permitted(authority):
        raise StoreError(
            f"the authority of this desk is for another name than {host}",
            where=str(folder / AUTHORITY),
            todo="Remove authority and server files to make new ones; every device installs anew",
        )
    server = _load(folder / SERVER, password)
    if server is None or not _good(server[0], authority, host, at):
        server = _server(host, at, authority, authority_key)
        _keep(folder / SERVER, *server, password)
    path = folder / SERVER
    return Certificates(
        path.with_suffix(".pem"),
        path.with_suffix(".key"),
        password,
        authority.public_bytes(Encoding.DER),
    )


Pair = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def _permitted(authority: x509.Certificate) -> list[str]:
    found = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    return [name.value for name in found.permitted_subtrees or ()]


def _good(
    server: x509.Certificate, authority: x509.Certificate, host: str, at: datetime.datetime
) -> bool:
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    left = server.not_valid_after_utc - at
    begun = server.not_valid_before_utc <= at
    ours = server.issuer == authority.subject
    return (
        begun and ours and left > RENEW * _DAY and names.get_values_for_type(x509.DNSName) == [host]
    )


def _begun(
    subject: x509.Name, issuer: x509.Name, at: datetime.datetime, days: int
) -> x509.CertificateBuilder:
    # Clocks of phones in the field are wrong by hours.
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _DAY)
        .not_valid_after(at + days * _DAY)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _authority(host: str, at: datetime.datetime) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    label = os.urandom(4).hex()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Nomina desk {label}")])
    only = x509.NameConstraints([x509.DNSName(host)], _NOWHERE)
    built = (
        _begun(name, name, at, YEARS * 365)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(only, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return built.sign(key, SHA256()), key


def _server(
    host: str,
    at: datetime.datetime,
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:64])])
    issued_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    built = (
        _begun(name, authority.subject, at, DAYS)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(issued_by, critical=False)
    )
    return built.sign(authority_key, SHA256()), key


def _load(path: Path, password: str) -> Pair | None:
    try:
        written = path.with_suffix(".pem").read_bytes()
        sealed = path.with_suffix(".key").read_bytes()
    except FileNotFoundError:
        return None
    try:
        key = load_pem_private_key(sealed, password.encode())
        certificate = x509.load_pem_x509_certificate(written)
    except (TypeError, ValueError) as error:
        raise StoreError("a certificate of this desk cannot be read", where=str(path)) from error
    if (
        not isinstance(key, ec.EllipticCurvePrivateKey)
        or key.public_key() != certificate.public_key()
    ):
        raise StoreError("a certificate and its key are not a pair", where=str(path))
    return certificate, key


def _keep(
    path: Path, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey, password: str
) -> None:
    sealed = key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password.encode())
    )
    # The key first: a certificate without its key reads as none and is made anew.
    for suffix, data in ((".key", sealed), (".pem", certificate.public_bytes(Encoding.PEM))):
        write_bytes_atomic(path.with_suffix(suffix), data, mode=0o600)
