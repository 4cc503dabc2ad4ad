"""The gate before the public page: junk costs nothing, and nobody's place but its own."""

from __future__ import annotations

import io
import os
import random
import socket
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from nomina.desk.boot import flood, network, outside
from nomina.desk.boot.beside import NICE, Beside
from nomina.desk.boot.config import Config, checked
from nomina.desk.boot.flood import Buckets, Gate, Patient, Rate, Rates
from nomina.desk.boot.folder import make_desk
from nomina.desk.boot.serving import public
from nomina.errors import InputError
from tests.desk.boot.jobs import until
from tests.desk.boot.serving import free_port, served

MULTI = "multipart/form-data; boundary=b"
FORM = "application/x-www-form-urlencoded"


class Unread:
    """A body that must not be read."""

    def read(self, *_: object) -> bytes:
        raise AssertionError("the body was read")

    readline = read


class Behind:
    """What stands behind the gate; it keeps what came through."""

    def __init__(self) -> None:
        self.came: list[dict[str, Any]] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.came.append(environ)
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def environ(path: str = "/ask/abc/", method: str = "GET", **more: Any) -> dict[str, Any]:
    made = {
        "PATH_INFO": path, "REQUEST_METHOD": method, "REMOTE_ADDR": "192.0.2.1",
        "wsgi.input": Unread(), "QUERY_STRING": "",
    }  # fmt: skip
    return made | more


def asked(gate: Gate, given: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    said: list[Any] = []
    answer: Any = gate(given, lambda status, headers: said.extend((status, dict(headers))))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return int(said[0][:3]), said[1], body


SHAPES = [
    (environ(), 200),
    (environ(method="HEAD"), 200),
    (environ(QUERY_STRING="language=uk"), 200),
    (environ(CONTENT_LENGTH="0"), 200),
    (environ(CONTENT_LENGTH="1"), 400),
    (environ(method="PUT"), 405),
    (environ(method="\x16\x03\x01"), 405),
    (environ("/ask/" + "a" * 200 + "/"), 414),
    (environ(QUERY_STRING="a" * 201), 414),
    (environ(method="POST", CONTENT_TYPE=FORM), 411),
    (environ(method="POST", CONTENT_TYPE=FORM, CONTENT_LENGTH=""), 411),
    (environ(method="POST", CONTENT_TYPE=FORM, CONTENT_LENGTH="-5"), 400),
    (environ(method="POST", CONTENT_TYPE=FORM, CONTENT_LENGTH="٣"), 400),
    (environ(method="POST", CONTENT_TYPE=FORM, CONTENT_LENGTH="9" * 5000), 400),
    (environ(method="POST", CONTENT_TYPE=FORM, CONTENT_LENGTH="65536"), 200),
    (environ(method="POST", CONTENT_TYPE=FORM, CONTENT_LENGTH="65537"), 413),
    (environ(method="POST", CONTENT_TYPE=MULTI, CONTENT_LENGTH=str(10 * 2**20)), 200),
    (environ(method="POST", CONTENT_TYPE=MULTI, CONTENT_LENGTH=str(10 * 2**20 + 1)), 413),
    (environ(method="POST", CONTENT_TYPE="application/json", CONTENT_LENGTH="2"), 415),
    (environ(method="POST", CONTENT_LENGTH="2"), 415),
    (environ(method="POST", CONTENT_TYPE=FORM, HTTP_TRANSFER_ENCODING="chunked"), 411),
    (
        environ(method="POST", CONTENT_TYPE=FORM, CONTENT_LENGTH="2",
                HTTP_SEC_FETCH_SITE="cross-site"),
        403,
    ),
    (
        environ(method="POST", CONTENT_TYPE=FORM, CONTENT_LENGTH="2",
                HTTP_SEC_FETCH_SITE="same-origin"),
        200,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("given", "status"), SHAPES)
def test_what_no_browser_sends_goes_no_further(given: dict[str, Any], status: int) -> None:
    behind = Behind()
    got, headers, body = asked(Gate(behind), given)
    assert got == status
    assert len(behind.came) == (status == 200)
    if status != 200:
        assert headers["Connection"] == "close"
        assert headers["Cache-Control"] == "no-store, private"
        assert headers["X-Robots-Tag"].startswith("noindex")
        assert len(body) < 2000
        assert b"<script" not in body


def test_no_session_comes_through_and_other_pages_are_untouched() -> None:
    behind = Behind()
    gate = Gate(behind)
    cookie = {"HTTP_COOKIE": "nomina=abc", "HTTP_AUTHORIZATION": "Bearer a"}
    asked(gate, environ(**cookie))
    other = environ("/files/", **cookie, method="PUT")
    asked(gate, other)
    assert not cookie.keys() & behind.came[0].keys()
    assert behind.came[1] is other
    assert cookie.items() <= other.items()


def test_one_address_is_let_through_as_often_as_its_rate_says() -> None:
    """Whatever the moments at which it asks: never more than the burst and what time brings."""
    dice, clock = random.Random(7), Clock()
    for _ in range(20):
        rate = Rate(dice.randint(1, 9), dice.uniform(0.1, 5))
        gate = Gate(Behind(), rates=Rates(address=rate), clock=clock)
        began, let = clock.now, 0
        for _ in range(300):
            clock.now += dice.choice((0, 0, 0.01, 0.2, 3))
            let += asked(gate, environ())[0] == 200
            assert let <= rate.burst + (clock.now - began) * rate.each_second + 1e-6
        clock.now += rate.burst / rate.each_second
        assert asked(gate, environ())[0] == 200


def test_a_flood_of_one_leaves_the_others_all_they_had() -> None:
    clock, behind = Clock(), Behind()
    gate = Gate(behind, clock=clock)
    passed = 0
    for turn in range(5000):
        clock.now += 0.002
        status, headers, _ = asked(gate, environ(method="POST", CONTENT_TYPE=FORM,
                                                 CONTENT_LENGTH="9"))  # fmt: skip
        passed += status == 200
        if status != 200:
            assert status == 429
            assert int(headers["Retry-After"]) >= 1
        if turn % 500 == 499:  # one a second
            assert asked(gate, environ(REMOTE_ADDR=f"198.51.100.{turn % 250}"))[0] == 200
    assert passed <= 20 + 10 * 0.2 + 1


def test_a_flood_of_many_reaches_no_further_than_all_may_go_together() -> None:
    clock, behind = Clock(), Behind()
    gate = Gate(behind, clock=clock)
    for turn in range(10_000):
        clock.now += 0.002
        asked(gate, environ(f"/ask/{turn}/", REMOTE_ADDR=f"10.{turn // 250}.{turn % 250}.1"))
    assert len(behind.came) <= 80 + 20 * 20 + 1
    other = environ("/files/")
    assert asked(gate, other)[0] == 200


def test_one_page_takes_no_more_than_its_share() -> None:
    clock, behind = Clock(), Behind()
    gate = Gate(behind, clock=clock)
    for turn in range(200):
        asked(gate, environ("/ask/one/", REMOTE_ADDR=f"10.0.0.{turn}"))
    assert len(behind.came) == 60
    assert asked(gate, environ("/ask/two/"))[0] == 200


def test_what_is_remembered_stays_small() -> None:
    buckets = Buckets(Rate(5, 1), 100)
    for turn in range(10_000):
        buckets.take(str(turn), turn / 1000)
    assert len(buckets) == 100


def test_whoever_has_one_long_address_has_those_beside_it() -> None:
    clock, behind = Clock(), Behind()
    gate = Gate(behind, clock=clock)
    for turn in range(100):
        asked(gate, environ(REMOTE_ADDR=f"2001:db8::{turn:x}"))
    assert len(behind.came) == 60
    assert asked(gate, environ("/ask/b/", REMOTE_ADDR="2001:db8:0:1::1"))[0] == 200
    for turn in range(100):
        asked(gate, environ("/ask/c/", REMOTE_ADDR="::ffff:192.0.2.9" if turn % 2 else "192.0.2.9"))
    assert len(behind.came) <= 60 + 1 + 60


PROXIES = ("192.0.2.1", "10.0.0.0/8")


@pytest.mark.parametrize(
    ("peer", "told", "counts"),
    [
        ("192.0.2.1", "203.0.113.5", "203.0.113.5"),
        ("192.0.2.1", "6.6.6.6, 203.0.113.5", "203.0.113.5"),
        ("192.0.2.1", "203.0.113.5, 10.1.2.3", "203.0.113.5"),
        ("192.0.2.1", "6.6.6.6, nonsense", "192.0.2.1"),
        ("192.0.2.1", "", "192.0.2.1"),
        ("198.51.100.1", "203.0.113.5", "198.51.100.1"),
    ],
)
def test_a_proxy_is_believed_where_it_is_ours_and_nobody_else(
    peer: str, told: str, counts: str
) -> None:
    behind = Behind()
    gate = Gate(behind, proxies=PROXIES)
    asked(gate, environ(REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=told))
    assert behind.came[0]["REMOTE_ADDR"] == counts
    plain = Behind()
    asked(Gate(plain), environ(REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=told))
    assert plain.came[0]["REMOTE_ADDR"] == peer


def test_settings_name_proxies_by_address() -> None:
    assert checked({"proxies": ["192.0.2.7", "10.0.0.0/8"]}).proxies == ("192.0.2.7", "10.0.0.0/8")
    with pytest.raises(InputError, match="proxies"):
        checked({"proxies": ["gate.example"]})


def test_a_port_of_its_own_answers_nothing_else() -> None:
    behind = Behind()
    gate = Gate(behind, alone=True)
    for path in ("/", "/account/sign-in/", "/api/v1/", "/static/look/look.css", "/askme/"):
        assert asked(gate, environ(path))[0] == 404, path
    assert behind.came == []
    assert asked(gate, environ())[0] == 200
    assert asked(gate, environ("/static/families/public.css"))[0] == 200


def test_places_are_few_and_come_back_however_it_ends() -> None:
    class Wrong(Exception):
        pass

    def fails(given: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        raise Wrong

    many = Rates(each=100)
    behind = Behind()
    gate = Gate(behind, threads=8, rates=many)
    held: list[Any] = [gate(environ(), lambda *_: None) for _ in range(4)]
    status, headers, _ = asked(gate, environ())
    assert (status, headers["Retry-After"]) == (503, "2")
    assert asked(gate, environ("/files/"))[0] == 200
    held.pop().close()
    assert asked(gate, environ())[0] == 200
    broken = Gate(fails, threads=2, rates=many)
    for _ in range(5):
        with pytest.raises(Wrong):
            broken(environ(), lambda *_: None)
    one = Gate(behind, threads=16)
    first = [one(environ(), lambda *_: None) for _ in range(2)]
    assert asked(one, environ())[0] == 503
    assert asked(one, environ(REMOTE_ADDR="198.51.100.1"))[0] == 200
    assert len(first) == 2


def test_a_body_that_comes_too_slowly_is_not_waited_for() -> None:
    clock = Clock()

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            clock.now += 5
            return super().read(min(size or 0, 10))

    with pytest.raises(OSError, match="too slowly"):
        Patient(Slow(b"a" * 5000), clock).read(5000)
    assert clock.now - 1000 <= flood.PATIENCE + 10
    whole = Patient(io.BytesIO(b"a" * 200_000), clock)
    assert whole.read() == b"a" * 200_000
    assert Patient(io.BytesIO(b"abc"), clock).read(2) == b"ab"


@pytest.mark.enable_socket
def test_slow_senders_keep_nobody_else_waiting() -> None:
    """Over a real connection: more of them than there are threads, and then a page of the staff."""

    def app(given: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if given["PATH_INFO"].startswith("/ask/"):
            given["wsgi.input"].read(int(given["CONTENT_LENGTH"]))
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
        return [b"ok"]

    head = f"POST /ask/a/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\n"
    slow = f"{head}Content-Length: 5000\r\n\r\nabc".encode()
    with served(Gate(app, threads=4, rates=Rates(each=100))) as port:
        opened = [socket.create_connection(("127.0.0.1", port), 20) for _ in range(12)]
        for one in opened:
            one.sendall(slow)
        began = time.monotonic()
        assert got(port, b"GET /files/ HTTP/1.1\r\nHost: localhost\r\n\r\n").endswith(b"ok")
        assert time.monotonic() - began < 5
        # Ten of them were told so, without their bodies, and the connection is over.
        opened[-1].settimeout(10)
        told = opened[-1].recv(65536)
        assert told.startswith(b"HTTP/1.1 503")
        for one in opened:
            one.close()


@pytest.mark.enable_socket
def test_what_is_too_large_is_refused_before_it_comes() -> None:
    behind = Behind()
    head = f"POST /ask/a/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: {MULTI}\r\n"
    with served(Gate(behind)) as port:
        answer = got(port, f"{head}Content-Length: 99999999\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"Connection: close" in answer
    assert behind.came == []


def got(port: int, request: bytes) -> bytes:
    """What one request over a connection of its own is answered; it is over when that is whole."""
    with socket.create_connection(("127.0.0.1", port), 20) as talk:
        talk.sendall(request)
        said = b""
        while piece := talk.recv(65536):
            said += piece
            head, _, body = said.partition(b"\r\n\r\n")
            length = next(
                (int(line.split(b":")[1]) for line in head.split(b"\r\n")
                 if line.lower().startswith(b"content-length")), None,
            )  # fmt: skip
            if b"\r\n\r\n" in said and length is not None and len(body) >= length:
                break
        return said


@pytest.mark.enable_socket
def test_the_public_page_may_have_a_port_on_which_nothing_else_is() -> None:
    server = public(
        Config(public_port=free_port(), threads=4), address="127.0.0.1", certificates=None
    )
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        port = server.bind_addr[1]
        for path in ("/", "/account/sign-in/", "/static/look/look.css", "/api/v1/"):
            assert got(port, f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode()).startswith(
                b"HTTP/1.1 404"
            ), path
        style = b"GET /static/families/public.css HTTP/1.0\r\nHost: localhost\r\n\r\n"
        assert got(port, style).startswith(b"HTTP/1.1 200")
    finally:
        server.stop()
        thread.join(10)


@pytest.mark.deep
@pytest.mark.enable_socket
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_that_port_is_of_a_process_that_stands_back_and_ends_with_the_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [one for one in os.environ if one.startswith(("NOMINA_", "DJANGO_"))]:
        monkeypatch.delenv(name)
    folder, port = tmp_path / "desk", free_port()
    make_desk(folder, Config(), passphrase="six words drawn at random", cost=2**10)
    (folder / "desk.toml").write_text(f"public_port = {port}\n", encoding="utf-8")
    command = outside.command("127.0.0.1", secure=False)
    with Beside(folder, "six words drawn at random", command=command) as beside:
        assert until(lambda: answers(port))
        asked = b"GET /account/sign-in/ HTTP/1.0\r\nHost: localhost\r\n\r\n"
        assert got(port, asked).startswith(b"HTTP/1.1 404")
        stat = Path(f"/proc/{beside.pid}/stat").read_text().rpartition(")")[2].split()
        assert int(stat[16]) == NICE
        with pytest.raises(InputError, match=f"port {port}"):
            network.demand_free("127.0.0.1", port)
    assert not answers(port)
    network.demand_free("127.0.0.1", port)


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
