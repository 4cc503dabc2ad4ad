"""A service of time stamps for the tests: certificates made here, and answers by openssl."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SIGNER = "Test Time"
_SETTINGS = """
[tsa]
default_tsa = one
[one]
serial = {0}/serial
crypto_device = builtin
signer_cert = {0}/signer.pem
signer_key = {0}/signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


class Authority:
    """Signs whatever it is asked for, with the clock of this machine.

    Args:
        folder: of its own.
    """

    def __init__(self, folder: Path) -> None:
        if shutil.which("openssl") is None:
            reason = "no openssl: NO time stamp was tested"
            if os.environ.get("CI"):
                pytest.fail(reason)
            pytest.skip(reason)
        folder.mkdir()
        self._folder = folder
        root = rsa.generate_private_key(65537, 2048)
        key = rsa.generate_private_key(65537, 2048)
        name = _name("Test Root")
        top = _made(name, name, root.public_key(), root, x509.BasicConstraints(True, None))
        use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        leaf = _made(_name(SIGNER), name, key.public_key(), root, use)
        pem = serialization.Encoding.PEM
        self.roots = folder / "roots.pem"
        self.roots.write_bytes(top.public_bytes(pem))
        (folder / "signer.pem").write_bytes(leaf.public_bytes(pem))
        form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        (folder / "signer.key").write_bytes(key.private_bytes(pem, form, plain))
        (folder / "serial").write_text("0A17\n")
        (folder / "tsa.cnf").write_text(_SETTINGS.format(folder))
        self.asked: list[bytes] = []

    def answer(self, query: bytes) -> bytes:
        """Answer a request (TimeStampReq, DER)."""
        self.asked.append(query)
        (self._folder / "query").write_bytes(query)
        self._run("-reply", "-queryfile", "query", "-config", "tsa.cnf", "-out", "answer")
        return (self._folder / "answer").read_bytes()

    def post(self, address: str, query: bytes) -> bytes:
        """Stand in for the way to it."""
        return self.answer(query)

    def agrees(self, answer: bytes, document: bytes) -> bool:
        """Whether openssl says that a stamp is over a document and of this service."""
        (self._folder / "one.tsr").write_bytes(answer)
        (self._folder / "one").write_bytes(document)
        given = ("-verify", "-data", "one", "-in", "one.tsr", "-CAfile", "roots.pem")
        return self._run(*given, check=False).returncode == 0

    def _run(self, *given: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        command = ["openssl", "ts", *given]
        return subprocess.run(command, cwd=self._folder, check=check, capture_output=True)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _made(
    subject: x509.Name,
    issuer: x509.Name,
    public: rsa.RSAPublicKey,
    key: rsa.RSAPrivateKey,
    extension: x509.ExtensionType,
) -> x509.Certificate:
    now = datetime.now(UTC)
    number = x509.random_serial_number()
    made = x509.CertificateBuilder(issuer, subject, public, number)
    made = made.not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(9))
    return made.add_extension(extension, critical=True).sign(key, hashes.SHA256())
