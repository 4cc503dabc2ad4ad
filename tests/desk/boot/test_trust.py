"""The page that a phone installs the trust from."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import numpy as np
import pytest
import zxingcpp
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from nomina.desk import codes
from nomina.desk.boot import trust
from nomina.desk.boot.authority import Certificates, certificates

ADDRESS = "https://morgue.local:8250"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    folder: Path = tmp_path_factory.mktemp("desk")
    (folder / "keys").mkdir()
    return certificates(folder, "morgue.local", bytes(32))


def ask(made: Certificates, path: str, **more: str) -> tuple[str, dict[str, str], bytes]:
    environ: dict[str, Any] = {"PATH_INFO": path, "SCRIPT_NAME": "", "QUERY_STRING": "", **more}
    setup_testing_defaults(environ)
    said: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
        said.update(status=status, headers=dict(headers))

    checked: Any = validator(trust.app(made, ADDRESS))
    body = checked(environ, start)
    data = b"".join(body)
    body.close()
    return said["status"], said["headers"], data


def test_the_page_shows_the_fingerprint_that_a_device_will_show(made: Certificates) -> None:
    status, headers, body = ask(made, "/")
    digest = x509.load_der_x509_certificate(made.authority).fingerprint(SHA256()).hex()
    assert status == "200 OK"
    assert digest.upper() in body.decode().replace(":", "")
    assert ADDRESS in body.decode()
    assert "<script" not in body.decode()
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    ("asked", "language"),
    [("uk-UA,uk;q=0.9", "uk"), ("de,ru;q=0.8", "ru"), ("", "en"), ('x"><script>', "en")],
)
def test_the_page_speaks_the_language_of_the_device(
    made: Certificates, asked: str, language: str
) -> None:
    body = ask(made, "/", HTTP_ACCEPT_LANGUAGE=asked)[2].decode()
    assert f'<html lang="{language}">' in body
    assert "<script" not in body


def test_the_file_is_the_authority_and_nothing_secret(made: Certificates) -> None:
    status, headers, body = ask(made, trust.FILE)
    assert (status, headers["Content-Type"]) == ("200 OK", "application/x-x509-ca-cert")
    assert body == made.authority
    assert b"PRIVATE" not in body


@pytest.mark.parametrize("path", ["/x", "/keys/authority.key", "/../keys/desk.key", "/server.key"])
def test_there_is_nothing_else(made: Certificates, path: str) -> None:
    status, _, body = ask(made, path)
    assert (status, body) == ("404 Not Found", b"")


def test_nothing_can_be_sent(made: Certificates) -> None:
    assert ask(made, "/", REQUEST_METHOD="POST")[0].startswith("405")


def test_the_qr_code_can_be_drawn_in_a_terminal_and_is_read_there() -> None:
    """Each sign is two modules, one above the other; white is drawn, as on a dark terminal."""
    address = "http://192.168.100.100:8251/"
    written = codes.lines(address).splitlines()
    assert len(written) < 24
    light = {"\u2588": (255, 255), "\u2580": (255, 0), "\u2584": (0, 255), " ": (0, 0)}
    rows = [[light[sign][half] for sign in line] for line in written for half in (0, 1)]
    picture = np.kron(np.array(rows, dtype=np.uint8), np.ones((4, 4), dtype=np.uint8))
    (read,) = zxingcpp.read_barcodes(np.pad(picture, 40, constant_values=255))
    assert read.text == address
