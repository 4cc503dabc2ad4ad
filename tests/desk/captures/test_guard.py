"""What passes the guard, what does not, and that nothing is reached that should not be."""

from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from nomina.desk.captures.guard import Bounds, Guard, connect
from tests.desk.captures.world import OTHER, SITE, Handler, Sink, Site, World, wait_for

pytestmark = pytest.mark.enable_socket

NUMBERS = (
    *("127.0.0.1", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "017700000001", "0"),
    *("[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "127.0.0.1."),
    *("169.254.169.254", "10.0.0.1", "100.64.0.1", "[fe80::1]", "[2002:7f00:1::]"),
)
PRIVATE = (
    *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1"),
    *("0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1"),
    *("fc00::1", "ff02::1", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
    *("2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:db8::1"),
)
Ask = Callable[[Guard, bytes], bytes]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({"/": (200, {"Content-Type": "text/plain"}, b"hello")}) as made:
        yield made


@pytest.fixture
def world(site: Site) -> World:
    port = site.server_address[1]
    names = {"site.example.com": [[SITE]], "six.example.com": [[OTHER]]}
    return World(names, {(SITE, 80): port, (SITE, 443): port, (OTHER, 80): port})


def ask(guard: Guard, request: bytes, *more: bytes) -> bytes:
    """Send a request to the guard and give all that comes back."""
    with socket.create_connection(("127.0.0.1", guard.port), timeout=10) as going:
        going.sendall(request)
        got = b""
        for part in more:
            got += going.recv(4096)
            going.sendall(part)
        with suppress(ConnectionResetError):
            while data := going.recv(65536):
                got += data
        return got


def get(host: str, path: str = "/", more: str = "") -> bytes:
    return f"GET http://{host}{path} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n".encode("latin-1")


def tunnel(host: str, port: int = 443) -> bytes:
    return f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode()


def guard_of(world: World, **more: object) -> Guard:
    return Guard(resolver=world.resolve, connector=world.connect, **more)  # type: ignore[arg-type]


def test_a_plain_request_passes_and_is_written_down(world: World, site: Site) -> None:
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    sent = get(
        "site.example.com", "/?a=b#c", "Proxy-Authorization: x\r\nConnection: keep-alive\r\n"
    )
    with guard_of(world, clock=lambda: moment) as guard:
        answer = ask(guard, sent)
        (hop,) = guard.hops
    assert answer.startswith(b"HTTP/1.0 200")
    assert answer.endswith(b"\r\n\r\nhello")
    assert site.asked == [("GET", "site.example.com", "/?a=b")]
    assert "roxy" not in site.heads[0]
    assert "Connection: close" in site.heads[0]
    assert (hop.at, hop.host, hop.port, hop.address) == (moment, "site.example.com", 80, SITE)
    assert (hop.verdict, hop.received) == ("passed", len(answer))
    assert world.reached == [(SITE, 80)]


def test_a_body_passes_and_a_second_request_behind_it_does_not(world: World, site: Site) -> None:
    more: list[bytes] = []

    def listen(handler: Handler) -> None:
        handler.connection.settimeout(0.3)
        with suppress(TimeoutError):
            more.append(handler.rfile.read(1))
        handler.send_response(200)
        handler.end_headers()

    site.pages["/"] = listen
    body = get("site.example.com", "/", "Content-Length: 5\r\n").replace(b"GET", b"POST")
    with guard_of(world) as guard:
        ask(guard, body + b"abcde" + get("other.example.com"))
        with socket.create_connection(("127.0.0.1", guard.port), timeout=10) as going:
            going.sendall(body + b"ab")
            wait_for(lambda: len(world.reached) == 2)
            going.sendall(b"cde" + get("other.example.com"))
            assert going.recv(10) == b"HTTP/1.0 2"
    assert site.bodies == [b"abcde", b"abcde"]
    assert more == []
    assert [each[0] for each in site.asked] == ["POST", "POST"]
    assert world.questions == ["site.example.com"] * 2


def test_a_tunnel_carries_tls_and_nothing_else(world: World) -> None:
    with guard_of(world) as guard:
        spoken = ask(guard, tunnel("site.example.com"), b"\x16\x03\x01not a greeting\r\n\r\n")
        plain = ask(guard, tunnel("site.example.com"), b"GET / HTTP/1.1\r\n\r\n")
        early = ask(guard, tunnel("site.example.com") + b"\x16\x03\x01")
        wait_for(lambda: len(guard.hops) == 3 and guard.hops[1].verdict == "not-tls")
        verdicts = [hop.verdict for hop in guard.hops]
    assert spoken.startswith(b"HTTP/1.1 200")
    assert b"400" in spoken  # the plain site of this test did get the bytes
    assert plain == b"HTTP/1.1 200 Connection established\r\n\r\n"
    assert early == b""
    assert verdicts == ["passed", "not-tls", "form"]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_refused_before_anything_is_looked_up(world: World, number: str) -> None:
    with guard_of(world) as guard:
        assert ask(guard, get(number)) == b""
        assert b" 403 " in ask(guard, tunnel(number))
        assert {hop.verdict for hop in guard.hops} == {"number"}
    assert (world.questions, world.reached) == ([], [])


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_of_a_private_address_is_refused(address: str) -> None:
    world = World({"a.example.com": [[address]], "b.example.com": [[SITE, address]]}, {})
    with guard_of(world) as guard:
        for name in ("a.example.com", "b.example.com"):
            assert ask(guard, get(name)) == b""
            assert b" 403 " in ask(guard, tunnel(name))
        assert {hop.verdict for hop in guard.hops} == {"not-public"}
        assert {hop.address for hop in guard.hops} == {address}
    assert world.reached == []


def test_a_name_server_that_changes_its_mind_gains_nothing(site: Site) -> None:
    port = site.server_address[1]
    world = World({"re.example.com": [[SITE], ["127.0.0.1"], [SITE], ["::1"]]}, {(SITE, 80): port})
    with guard_of(world) as guard:
        answers = [ask(guard, get("re.example.com")) for _ in range(4)]
        verdicts = [hop.verdict for hop in guard.hops]
    assert verdicts == ["passed", "not-public", "passed", "not-public"]
    assert [bool(answer) for answer in answers] == [True, False, True, False]
    # One question for each connection, and the address of that answer is the one connected to.
    assert world.questions == ["re.example.com"] * 4
    assert world.reached == [(SITE, 80)] * 2


@pytest.mark.parametrize(
    ("request_", "verdict"),
    [
        (get("site.example.com:8080"), "port"),
        (get("site.example.com:443"), "port"),
        (get("site.example.com:22"), "port"),
        (tunnel("site.example.com", 80), "port"),
        (tunnel("site.example.com", 25), "port"),
        (b"GET ftp://site.example.com/ HTTP/1.1\r\n\r\n", "scheme"),
        (b"GET file://site.example.com/etc/passwd HTTP/1.1\r\n\r\n", "scheme"),
        (b"GET gopher://site.example.com/ HTTP/1.1\r\n\r\n", "scheme"),
        (b"GET https://site.example.com/ HTTP/1.1\r\n\r\n", "scheme"),
        (b"GET / HTTP/1.1\r\nHost: site.example.com\r\n\r\n", "form"),
        (b"GET http://site.example.com/ SSH-2.0\r\n\r\n", "form"),
        (b"GET http://a@site.example.com/ HTTP/1.1\r\n\r\n", "form"),
        (b"GET http://site.example.com:99999999/ HTTP/1.1\r\n\r\n", "form"),
        (b"GET http://site.example.com\\@10.0.0.1/ HTTP/1.1\r\n\r\n", "form"),
        (b"G=T http://site.example.com/ HTTP/1.1\r\n\r\n", "form"),
        (get("site.example.com", "/", "Transfer-Encoding: chunked\r\n"), "form"),
        (get("site.example.com", "/", "Content-Length: 1\r\nContent-Length: 2\r\n"), "form"),
        (get("site.example.com", "/", "Content-Length: -1\r\n"), "form"),
        (get("site.example.com", "/", "A : b\r\n"), "form"),
        (get("site.example.com", "/", "A: b\nHost: c\r\n")[:0] + b"\x05\x01\x00\r\n\r\n", "form"),
        (b"GET http://" + b"a" * 70_000 + b"\r\n\r\n", "form"),
        (get("no.example.com"), "unresolved"),
        (get("site.example.com."), "name"),
        (get("localhost"), "name"),
    ],
)
def test_what_is_no_request_to_a_public_site_is_refused(
    world: World, request_: bytes, verdict: str
) -> None:
    with guard_of(world) as guard:
        answer = ask(guard, request_)
        assert answer in {b"", b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"}
        assert [hop.verdict for hop in guard.hops] == [verdict]
    assert world.reached == []


def test_who_does_not_answer_is_told_from_who_is_refused(world: World) -> None:
    with guard_of(world) as guard:
        assert b" 403 " in ask(guard, tunnel("six.example.com"))
        assert [(hop.verdict, hop.address) for hop in guard.hops] == [("unreachable", OTHER)]
    assert world.reached == [(OTHER, 443)]


def test_what_the_page_did_not_ask_for_is_refused_unlooked_at(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nomina.desk.captures.guard._HEARSAY", 0.3)
    asked: set[str] = set()
    with guard_of(world, wanted=asked.__contains__) as guard:
        assert b" 403 " in ask(guard, tunnel("site.example.com"))
        assert [hop.verdict for hop in guard.hops] == ["not-asked"]
        assert (world.questions, world.reached) == ([], [])
        # It is said on another way, perhaps a moment later.
        threading.Timer(0.1, asked.add, ["site.example.com"]).start()
        assert ask(guard, get("site.example.com")).endswith(b"hello")


def test_bytes_are_bounded_on_an_endless_stream(world: World, site: Site) -> None:
    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        with suppress(OSError):
            while True:
                handler.wfile.write(b"x" * 65536)

    site.pages["/endless"] = endless
    with guard_of(world, bounds=Bounds(size=1_000_000)) as guard:
        got = ask(guard, get("site.example.com", "/endless"))
        after = ask(guard, get("site.example.com"))
        verdicts = [hop.verdict for hop in guard.hops]
        spent, came = guard.spent, guard.hops[0].received
    assert len(got) <= 1_000_000
    assert 800_000 < came < 1_100_000
    assert after == b""
    assert (verdicts, spent) == (["bytes", "bytes"], "bytes")
    assert len(world.reached) == 1


def test_what_was_cut_does_not_look_whole(world: World, site: Site) -> None:
    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        with suppress(OSError):
            while True:
                handler.wfile.write(b"x" * 1000)

    site.pages["/endless"] = endless
    with (
        guard_of(world, bounds=Bounds(size=100_000)) as guard,
        socket.create_connection(("127.0.0.1", guard.port), timeout=10) as going,
    ):
        going.sendall(get("site.example.com", "/endless"))
        with pytest.raises(ConnectionResetError):
            list(iter(lambda: going.recv(65536), b""))


def test_a_connection_without_a_request_is_told_from_a_strange_one(world: World) -> None:
    with guard_of(world) as guard:
        for sent in (b"", b"GET http"):
            with socket.create_connection(("127.0.0.1", guard.port), timeout=10) as going:
                going.sendall(sent)
                going.shutdown(socket.SHUT_WR)
                assert going.recv(1) == b""
        assert [hop.verdict for hop in guard.hops] == ["idle", "form"]


def test_time_is_bounded_on_a_site_that_says_nothing(world: World, site: Site) -> None:
    held = threading.Event()
    site.pages["/silent"] = lambda handler: (held.wait(20), None)[1]
    began = time.monotonic()
    with guard_of(world, bounds=Bounds(seconds=0.5)) as guard:
        assert ask(guard, get("site.example.com", "/silent")) == b""
        assert ask(guard, get("site.example.com")) == b""
        assert [hop.verdict for hop in guard.hops] == ["seconds", "seconds"]
        assert guard.spent == "seconds"
    held.set()
    assert time.monotonic() - began < 5


def test_connections_are_bounded_and_so_is_the_record(world: World) -> None:
    with guard_of(world, bounds=Bounds(connections=3)) as guard:
        answers = [ask(guard, get("site.example.com")) for _ in range(6)]
        assert [bool(answer) for answer in answers] == [True] * 3 + [False] * 3
        assert [hop.verdict for hop in guard.hops] == ["passed"] * 3 + ["connections"]
        assert guard.spent == "connections"
    assert len(world.reached) == 3


def test_what_is_open_when_the_guard_closes_is_closed(world: World, site: Site) -> None:
    held = threading.Event()
    site.pages["/silent"] = lambda handler: (held.wait(20), None)[1]
    with guard_of(world) as guard:
        going = socket.create_connection(("127.0.0.1", guard.port), timeout=10)
        going.sendall(get("site.example.com", "/silent"))
        wait_for(lambda: bool(site.asked))
    with going:
        assert going.recv(10) == b""
    held.set()
    with (
        pytest.raises(ConnectionRefusedError),
        socket.create_connection(("127.0.0.1", guard.port), timeout=1),
    ):
        pass


def test_a_name_server_that_does_not_answer_holds_nobody(world: World) -> None:
    held = threading.Event()

    def silent(host: str, port: int) -> list[str]:
        held.wait(20)
        return [SITE]

    began = time.monotonic()
    with Guard(resolver=silent, connector=world.connect) as guard:
        going = [socket.create_connection(("127.0.0.1", guard.port), timeout=10) for _ in range(5)]
        for one in going:
            one.sendall(get("site.example.com"))
        wait_for(lambda: [hop.host for hop in guard.hops] == ["site.example.com"] * 5)
    assert time.monotonic() - began < 5
    held.set()
    for one in going:
        with one:
            assert one.recv(10) == b""
    assert world.reached == []


def test_the_default_rule_refuses_what_a_rule_of_a_test_lets_through(site: Site) -> None:
    port = site.server_address[1]
    world = World({"here.example.com": [["127.0.0.1"]]}, {("127.0.0.1", 80): port})
    with guard_of(world, rule=lambda address: None) as guard:
        assert ask(guard, get("here.example.com")).endswith(b"hello")
    with guard_of(world) as guard:
        assert ask(guard, get("here.example.com")) == b""
    assert world.reached == [("127.0.0.1", 80)]


def test_the_real_connector_never_reaches_this_machine() -> None:
    with Sink() as sink:
        with pytest.raises(OSError, match="this machine"):
            connect("127.0.0.1", sink.port, 1.0)
        time.sleep(0.1)
        assert sink.came == 0


def test_the_real_connector_reaches_others(monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
    # 127.0.0.2 is reached from 127.0.0.1 here, as another machine would be.
    port = site.server_address[1]
    real = socket.socket.connect

    def elsewhere(self: socket.socket, address: tuple[str, int]) -> None:
        real(self, ("127.0.0.1", port) if self.type == socket.SOCK_STREAM else ("127.0.0.2", 9))

    monkeypatch.setattr(socket.socket, "connect", elsewhere)
    with connect("127.0.0.2", 80, 1.0) as going:
        assert select.select([], [going], [], 1.0)[1]
