"""The egress guard: the only way out for the browser of a capture (SEC-21).

A small HTTP proxy on this machine. It looks names up itself, judges every address it gets, and
connects to the very address that it judged, anew for each connection: a name server that changes
its mind, a redirect or a script gains nothing. One connection carries one request or one tunnel.
Every try is written down. Who resolves and who connects is given from outside, so that tests need
no network.
"""

from __future__ import annotations

import select
import socket
import struct
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from ipaddress import ip_address
from types import TracebackType
from typing import Self

from nomina.desk.captures.guard_request import Asked, Stop, understood
from nomina.desk.captures.guard_rules import PORTS, Network, address_refused, name_refused

Resolver = Callable[[str, int], Sequence[str]]
"""Gives the addresses of a name; OSError where it has none."""
Connector = Callable[[str, int, float], socket.socket]
"""Connects to an address and port within seconds; OSError where nobody answers."""
Rule = Callable[[str], str | None]
"""Says why an address is refused, None where it is not."""

_HEAD = 64 * 1024
_CHUNK = 64 * 1024
_PATIENCE = 15.0
_HEARSAY = 2.0
"""Seconds in which a name has to be known as asked for: the two come on different ways."""
_HANDSHAKE = 0x16
"""First byte of a TLS handshake record (RFC 8446, 5.1)."""


@dataclass(frozen=True)
class Bounds:
    """What one capture may cost the network.

    Attributes:
        connections: tries, refused ones too.
        size: bytes sent and received, in all.
        seconds: from the start of the guard.
    """

    connections: int = 600
    size: int = 50_000_000
    seconds: float = 60.0


@dataclass(frozen=True)
class Hop:
    """One try of the browser to reach something.

    Attributes:
        at: UTC.
        host: as asked for; cut at 255 signs.
        port: 0 where none could be read.
        address: the address that was judged last; empty where it did not come to that.
        sent: bytes that left.
        received: bytes that came.
        verdict: ``passed``, or why not: ``idle`` where nothing was asked, ``form``, ``scheme``,
            ``port``, ``number``, ``name``, ``not-asked``, ``unresolved``, ``not-public``, ``own``,
            ``not-an-address``, ``unreachable``, ``not-tls``; ``connections``, ``bytes`` or
            ``seconds`` where a bound was reached; ``closed`` where the capture was over before.
    """

    at: datetime
    host: str
    port: int
    address: str = ""
    sent: int = 0
    received: int = 0
    verdict: str = "passed"


def resolve(host: str, port: int) -> list[str]:
    """Ask this machine's resolver for the addresses of a name, each once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def connect(address: str, port: int, seconds: float) -> socket.socket:
    """Connect to an address; never to this machine, whatever address of it is named.

    Raises:
        OSError: nobody answers, or it is an address of this machine.
    """
    family = socket.AF_INET if ip_address(address).version == 4 else socket.AF_INET6
    # A datagram socket only asks the routing table: nothing is sent.
    with socket.socket(family, socket.SOCK_DGRAM) as asking:
        asking.connect((address, port))
        if ip_address(asking.getsockname()[0]) == ip_address(address):
            raise OSError("an address of this machine")
    going = socket.socket(family, socket.SOCK_STREAM)
    try:
        going.settimeout(seconds)
        going.connect((address, port))
    except BaseException:
        going.close()
        raise
    return going


class Guard:
    """A proxy for one capture; use it as a context manager.

    Args:
        bounds: what it may cost.
        never: networks of one's own that have public addresses.
        resolver: looks names up.
        connector: makes the connection.
        rule: judges an address; the default refuses all that is not public.
        wanted: whether the page asked for a name; what the browser wants for itself is refused.
        clock: gives the time of a hop, UTC.
    """

    def __init__(
        self,
        bounds: Bounds | None = None,
        *,
        never: Sequence[Network] = (),
        resolver: Resolver = resolve,
        connector: Connector = connect,
        rule: Rule | None = None,
        wanted: Callable[[str], bool] = lambda host: True,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._bounds = bounds or Bounds()
        self._resolve, self._connect = resolver, connector
        self._rule: Rule = rule or (lambda address: address_refused(address, never))
        self._wanted, self._clock = wanted, clock
        self._lock = threading.Lock()
        self._hops: list[Hop] = []
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._left = self._bounds.size
        self._closed = False
        self._spent = ""

    def __enter__(self) -> Self:
        self._ends = time.monotonic() + self._bounds.seconds
        self._door = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._door.settimeout(0.1)
        self.port: int = self._door.getsockname()[1]
        self._doorkeeper = threading.Thread(target=self._serve, daemon=True)
        self._doorkeeper.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def hops(self) -> tuple[Hop, ...]:
        """Every try so far, in the order in which they began."""
        with self._lock:
            return tuple(self._hops)

    @property
    def spent(self) -> str:
        """The bound that was reached first: ``connections``, ``bytes`` or ``seconds``; or empty."""
        return self._spent

    def close(self) -> None:
        """Let nothing more pass, and close every connection."""
        with self._lock:
            self._closed = True
            for one in self._open:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
        with suppress(OSError):  # some systems do not wake who waits; then it wakes by itself
            self._door.shutdown(socket.SHUT_RDWR)
        self._doorkeeper.join(_PATIENCE)
        patience = (
            time.monotonic() + 2.0
        )  # a name server may hold a thread for longer: it is let go
        for thread in self._threads:
            thread.join(max(0.0, patience - time.monotonic()))
        self._door.close()

    def _serve(self) -> None:
        while not self._closed:
            try:
                client, _ = self._door.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            with self._lock:
                number = len(self._hops)
                if number > self._bounds.connections:  # the one beyond the bound is written down
                    client.close()
                    continue
                self._hops.append(Hop(self._clock(), "", 0))
            thread = threading.Thread(target=self._talk, args=(client, number), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _note(self, number: int, **what: object) -> None:
        with self._lock:
            self._hops[number] = replace(self._hops[number], **what)  # type: ignore[arg-type]

    def _talk(self, client: socket.socket, number: int) -> None:
        """Answer one connection of the browser, whatever comes."""
        opened = [client]
        with self._lock:
            self._open.add(client)
        try:
            client.settimeout(_PATIENCE)
            self._within(number)
            asked = self._read(client)
            self._note(number, host=asked.host[:255], port=asked.port)
            server = self._reach(asked, number)
            opened.append(server)
            with self._lock:
                self._open.add(server)
            if asked.forward is None:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                server.sendall(asked.forward)
                self._count(number, sent=len(asked.forward))
            self._relay(client, server, number, asked)
        except Stop as stop:
            self._note(number, verdict=stop.args[0])
            if len(opened) == 1:
                self._refuse(client, self.hops[number].port)
            else:
                _break(client)
        except OSError:
            _break(client)
            if self.hops[number].port == 0:
                self._note(number, verdict="form")
        finally:
            with self._lock:
                self._open.difference_update(opened)
            for one in opened:
                one.close()

    @staticmethod
    def _refuse(client: socket.socket, port: int) -> None:
        """Say no to a tunnel; a plain request gets no answer, for it would look like the site's."""
        if port == PORTS["https"]:
            with suppress(OSError):
                client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

    def _within(self, number: int) -> None:
        """Stop where a bound is reached, or the capture is over."""
        if self._closed:
            raise Stop("closed")
        reached = self._spent
        if not reached and number >= self._bounds.connections:
            reached = "connections"
        if not reached and time.monotonic() >= self._ends:
            reached = "seconds"
        if not reached and self._left < 0:
            reached = "bytes"
        if reached:
            self._spent = self._spent or reached
            raise Stop(reached)

    def _count(self, number: int, *, sent: int = 0, received: int = 0) -> None:
        with self._lock:
            hop = self._hops[number]
            self._hops[number] = replace(
                hop, sent=hop.sent + sent, received=hop.received + received
            )
            self._left -= sent + received
        self._within(number)

    def _read(self, client: socket.socket) -> Asked:
        head = b""
        while b"\r\n\r\n" not in head:
            got = client.recv(_HEAD)
            if not got or len(head) >= _HEAD:
                raise Stop("form" if head else "idle")
            head += got
        head, _, rest = head.partition(b"\r\n\r\n")
        return understood(head, rest)

    def _reach(self, asked: Asked, number: int) -> socket.socket:
        """Look the name up, judge every address it has, and connect to the first that answers."""
        scheme = "https" if asked.forward is None else "http"
        if asked.port != PORTS[scheme]:
            raise Stop("port")
        if refused := name_refused(asked.host):
            raise Stop(refused)
        self._await(asked.host, number)
        try:
            found = list(self._resolve(asked.host, asked.port))[:8]
        except (OSError, UnicodeError):
            found = []
        if not found:
            raise Stop("unresolved")
        for address in found:  # one bad address is enough: such a name server is not honest
            self._note(number, address=address[:64])
            if refused := self._rule(address):
                raise Stop(refused)
        for address in found:
            self._within(number)
            self._note(number, address=address)
            with suppress(OSError):
                server = self._connect(address, asked.port, self._seconds())
                server.settimeout(_PATIENCE)
                return server
        raise Stop("unreachable")

    def _await(self, host: str, number: int) -> None:
        """Wait a little until it is known that the page asked for a name."""
        ends = time.monotonic() + _HEARSAY
        while not self._wanted(host):
            self._within(number)
            if time.monotonic() >= ends or self._closed:
                raise Stop("not-asked")
            time.sleep(0.01)

    def _seconds(self) -> float:
        return max(0.05, min(_PATIENCE, self._ends - time.monotonic()))

    def _relay(
        self, client: socket.socket, server: socket.socket, number: int, asked: Asked
    ) -> None:
        """Carry bytes both ways until one side ends; of a plain request no byte too many."""
        tunnel = asked.forward is None
        still = asked.body
        first = tunnel
        sides = [client, server] if tunnel or still else [server]
        while not self._closed:
            ready, _, _ = select.select(sides, [], [], min(1.0, self._seconds()))
            self._within(number)
            for side in ready:
                data = side.recv(_CHUNK if tunnel or side is server else min(_CHUNK, still))
                if not data:
                    return
                if side is server:
                    self._count(number, received=len(data))
                    client.sendall(data)
                    continue
                if first and data[0] != _HANDSHAKE:
                    raise Stop("not-tls")
                first = False
                server.sendall(data)
                self._count(number, sent=len(data))
                if not tunnel:
                    still -= len(data)
                    sides = [client, server] if still else [server]


def _break(client: socket.socket) -> None:
    """Have a connection end as broken: an answer that was cut must not look like a whole one."""
    with suppress(OSError):
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
