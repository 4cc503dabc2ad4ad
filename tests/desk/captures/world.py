"""A world without a network: names, public addresses, sites behind them, and sinks that count.

The sites live on 127.0.0.1, which the guard never reaches: only the connector that is given here
leads from a made-up public address to them. It writes down every address that it is asked for.
"""

from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

SITE = "93.184.215.14"
OTHER = "2606:4700::1111"
Answer = tuple[int, dict[str, str], bytes]
Page = Answer | Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers from the pages of its world."""

    server: Site

    def do_GET(self) -> None:
        host = self.headers.get("Host", "")
        path = self.path.partition("?")[0]
        self.server.asked.append((self.command, host, self.path))
        self.server.heads.append(str(self.headers))
        size = int(self.headers.get("Content-Length") or 0)
        self.server.bodies.append(self.rfile.read(size) if size else b"")
        found = self.server.pages.get(f"{host}{path}") or self.server.pages.get(path)
        if callable(found):
            found(self)
            return
        status, headers, body = found or (404, {}, b"nothing here")
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Site(ThreadingHTTPServer):
    """A web server of this test; use it as a context manager."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, pages: dict[str, Page]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages = pages
        self.asked: list[tuple[str, str, str]] = []
        self.heads: list[str] = []
        self.bodies: list[bytes] = []
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away is no fault of a test."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


class Sink:
    """A port of this machine, TCP and UDP, that nobody may come to; counts who does."""

    def __enter__(self) -> Self:
        while True:
            self._tcp = socket.create_server(("127.0.0.1", 0))
            self.port: int = self._tcp.getsockname()[1]
            self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            try:
                self._udp.bind(("127.0.0.1", self.port))
            except OSError:
                self._tcp.close()
                self._udp.close()
                continue
            break
        self.came = 0
        self._over = False
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def _watch(self) -> None:
        while not self._over:
            ready, _, _ = select.select([self._tcp, self._udp], [], [], 0.05)
            self.came += len(ready)
            if self._tcp in ready:
                self._tcp.accept()[0].close()
            if self._udp in ready:
                self._udp.recvfrom(2048)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over = True
        self._thread.join()
        self._tcp.close()
        self._udp.close()


class World:
    """Names and the addresses behind them.

    Args:
        names: the answers for each name, one list for each question; the last one stays.
        ports: where a public address and port lead to on this machine.
    """

    def __init__(
        self,
        names: Mapping[str, Sequence[Sequence[str]]],
        ports: dict[tuple[str, int], int],
    ) -> None:
        self._names = names
        self._ports = ports
        self.questions: list[str] = []
        self.reached: list[tuple[str, int]] = []

    def resolve(self, host: str, port: int) -> list[str]:
        """Answer as a name server does; OSError where the name is unknown."""
        before = self.questions.count(host)
        self.questions.append(host)
        answers = self._names.get(host)
        if not answers:
            raise OSError("no such name")
        return list(answers[min(before, len(answers) - 1)])

    def connect(self, address: str, port: int, seconds: float) -> socket.socket:
        """Lead to the site behind an address, and write it down."""
        self.reached.append((address, port))
        inside = self._ports.get((address, port))
        if inside is None:
            raise OSError("nobody answers")
        return socket.create_connection(("127.0.0.1", inside), timeout=seconds)


def wait_for(what: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait until something is so.

    Raises:
        AssertionError: it did not become so in time.
    """
    ends = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < ends, "this did not happen in time"
        time.sleep(0.01)
