"""From nothing to a desk with an administrator, and to a stranger who verifies that act offline."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import signal
import subprocess
import sys
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.desk.boot.serving import free_port
from tests.desk.boot.test_serve import ended, made, nomina, running

pytestmark = pytest.mark.enable_socket


class Browser:
    """Keeps cookies, as little of a browser as a form needs."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        talk = http.client.HTTPConnection("localhost", self._port, timeout=30)
        headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://localhost:{self._port}",
        }
        talk.request(method, path, urlencode(form or {}), headers)
        answer = talk.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self._cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        text = answer.read().decode()
        talk.close()
        return answer.status, answer.headers.get("Location", "") + text


def founded(folder: Path) -> None:
    """Serve a new desk and make its first administrator as people do."""
    port = free_port()
    with running("serve", str(folder), "--port", str(port)) as (said, process):
        code = said[2].rpartition(" ")[2]
        browser = Browser(port)
        status, page = browser.ask("GET", "/account/first/")
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
        assert status == 200
        assert token is not None
        form = {"csrfmiddlewaretoken": token[1], "code": code, "name": "Ада", "login": "founder"}
        status, where = browser.ask("POST", "/account/first/", form)
        assert (status, where) == (302, "/account/keys/"), where
        assert browser.ask("GET", where)[0] == 200
        assert browser.ask("GET", "/account/first/")[0] == 404
        assert ended(process, signal.SIGINT)[0] == 0


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk that has its first administrator; the log of one that was never served is refused."""
    folder = made(tmp_path_factory.mktemp("first"))
    assert nomina("ledger", "status", str(folder)).returncode == 1
    founded(folder)
    return folder


@pytest.fixture
def desk(once: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(once, tmp_path / "desk")


def test_the_first_administrator_is_made_and_a_stranger_can_verify_it(
    tmp_path: Path, desk: Path
) -> None:
    folder, proof = desk, tmp_path / "proof"
    for arguments in (
        ("ledger", "checkpoint", str(desk), "--every", "1"),
        ("ledger", "status", str(desk), "--all"),
        ("ledger", "prove", str(desk), "1", "--out", str(proof)),
        ("ledger", "request", str(desk), "--out", str(tmp_path / "request")),
        ("vault", "status", str(desk)),
        ("vault", "verify", str(desk)),
    ):
        done = nomina(*arguments)
        assert done.returncode == 0, (arguments, done.stderr, done.stdout)
    event = proof / "event.json"
    assert json.loads(event.read_text())["kind"] == "desk.found"
    assert "founder" not in event.read_text()
    assert (folder / "public" / "checkpoint").is_file()

    def verified() -> subprocess.CompletedProcess[str]:
        files = {"event": "event.json", "salt": "salt.txt", "proof": "act.tlog-proof"}
        given = [part for k, v in files.items() for part in (f"--{k}", v)]
        return subprocess.run(
            [sys.executable, "-I", "-S", "verify.py", *given, "--key", str(folder / "log.vkey")],
            cwd=proof, capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert verified().returncode == 0, verified().stderr
    for name in ("event.json", "salt.txt", "act.tlog-proof"):
        data = bytearray((proof / name).read_bytes())
        data[len(data) // 2] ^= 1
        whole = (proof / name).read_bytes()
        (proof / name).write_bytes(data)
        assert verified().returncode == 1, name
        (proof / name).write_bytes(whole)
    assert verified().returncode == 0


def test_a_store_that_is_gone_or_foreign_stops_the_desk(tmp_path: Path, desk: Path) -> None:
    folder = desk
    (folder / "vault").rename(tmp_path / "away")
    gone = nomina("serve", str(folder))
    assert (gone.returncode, "nothing was changed" in gone.stderr) == (1, True), gone.stderr
    other = made(tmp_path / "other_parent")
    (other / "vault").rename(folder / "vault")
    foreign = nomina("serve", str(folder))
    assert (foreign.returncode, "nothing was changed" in foreign.stderr) == (1, True)
