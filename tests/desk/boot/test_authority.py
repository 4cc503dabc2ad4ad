"""The desk's own certificates, judged by OpenSSL in real handshakes that leave the memory never."""

from __future__ import annotations

import datetime
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import NameOID

from nomina.desk.boot import authority
from nomina.desk.boot.authority import Certificates, certificates
from nomina.errors import StoreError

HOST = "morgue.local"
WRAP = bytes(range(32))
NOW = datetime.datetime.now(datetime.UTC).replace(microsecond=0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "keys").mkdir(mode=0o700)
    return tmp_path


def shake(server: ssl.SSLContext, client: ssl.SSLContext, host: str) -> str | None:
    """Run a TLS handshake in memory; gives the version, or raises what the client says."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        client.wrap_bio(to_client, to_server, server_hostname=host),
        server.wrap_bio(to_server, to_client, server_side=True),
    ]
    for _ in range(10):
        waiting = 0
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                waiting += 1
        if not waiting:
            return ends[0].version()
    raise AssertionError("the handshake did not end")


def trusting(made: Certificates) -> ssl.SSLContext:
    return ssl.create_default_context(cadata=made.authority)


def serving(made: Certificates) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(made.certificate, made.key, made.password)
    return context


def test_who_installed_the_authority_trusts_the_desk(folder: Path) -> None:
    made = certificates(folder, HOST, WRAP)
    assert shake(serving(made), trusting(made), HOST) == "TLSv1.3"


def test_nobody_else_does_and_no_other_name_is_meant(folder: Path) -> None:
    made = certificates(folder, HOST, WRAP)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake(serving(made), ssl.create_default_context(), HOST)
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        shake(serving(made), trusting(made), "other.local")


@pytest.mark.parametrize("name", [x509.DNSName("bank.example"), x509.DNSName("morgue.local.evil")])
def test_a_stolen_authority_key_can_pose_as_no_other_site(folder: Path, name: x509.DNSName) -> None:
    """Name constraints (RFC 5280, 4.2.1.10), as OpenSSL reads them."""
    made = certificates(folder, HOST, WRAP)
    stolen = load_pem_private_key(
        (folder / authority.AUTHORITY).with_suffix(".key").read_bytes(), WRAP.hex().encode()
    )
    assert isinstance(stolen, ec.EllipticCurvePrivateKey)
    root = x509.load_der_x509_certificate(made.authority)
    key = load_pem_private_key(made.key.read_bytes(), made.password.encode())
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    forged = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name.value)]))
        .issuer_name(root.subject)
        .serial_number(7)
        .not_valid_before(NOW - datetime.timedelta(days=1))
        .not_valid_after(NOW + datetime.timedelta(days=1))
        .public_key(key.public_key())
        .add_extension(x509.SubjectAlternativeName([name]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(stolen.public_key()), critical=False
        )
        .sign(stolen, SHA256())
    )
    made.certificate.write_bytes(forged.public_bytes(Encoding.PEM))
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        shake(serving(made), trusting(made), name.value)


def test_certificates_are_kept_and_the_servers_alone_is_renewed(folder: Path) -> None:
    first = certificates(folder, HOST, WRAP, NOW)
    written = first.certificate.read_bytes()
    later = NOW + datetime.timedelta(days=authority.DAYS - authority.RENEW - 1)
    assert certificates(folder, HOST, WRAP, later).certificate.read_bytes() == written
    again = certificates(folder, HOST, WRAP, later + datetime.timedelta(days=2))
    assert again.certificate.read_bytes() != written
    assert again.authority == first.authority
    assert again.fingerprint == first.fingerprint


def test_a_certificate_is_no_longer_good_than_browsers_take(folder: Path) -> None:
    made = certificates(folder, HOST, WRAP)
    found = x509.load_pem_x509_certificate(made.certificate.read_bytes())
    assert (found.not_valid_after_utc - found.not_valid_before_utc).days <= 398


def test_the_private_keys_are_wrapped(folder: Path) -> None:
    made = certificates(folder, HOST, WRAP)
    for path in (folder / "keys").glob("*.key"):
        assert b"ENCRYPTED PRIVATE KEY" in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(StoreError, match="cannot be read"):
        certificates(folder, HOST, bytes(32))
    assert len(made.fingerprint) == 95


def test_another_name_is_not_certified_by_an_authority_that_people_have_installed(
    folder: Path,
) -> None:
    certificates(folder, HOST, WRAP)
    with pytest.raises(StoreError, match="another name"):
        certificates(folder, "else.local", WRAP)
