"""The gate before the public page: what is junk is refused before it costs anything.

A page on which anybody may ask stands open to whoever wants to stop others from asking, or the
people of the desk from working. So a request for it meets this gate first, before Django and
before its body is read: what it says of itself (method, length, type) and how often its address,
its page and everybody together have asked of late decide whether it goes on. All of that is in
memory and takes microseconds. A request that goes on holds one of few places, so that others than
those who ask the public page are always answered; and it takes no cookie with it: there is no
session on that page. Everything else passes untouched.

Where a proxy stands in front, its address is told in ``desk.toml``; then the last address that it
wrote itself into ``X-Forwarded-For`` is the one that counts. Without that, the peer counts: a
stranger can write any header.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from nomina.desk.boot.headers import ALWAYS, NO_STORE
from nomina.words import LANGUAGES, tr

PUBLIC: Final = "/ask/"
"""Where addresses of the public page begin."""
STATIC: Final = "/static/families/"
"""Where its style lies, which is all that a port of its own answers beside it."""
LARGEST: Final = 10 * 2**20
"""Bytes that one enquiry may bring, with its photos."""
LARGEST_FORM: Final = 64 * 2**10
"""Bytes of a form without files."""
LONGEST: Final = 200
"""Signs of an address, and of what may stand after its question mark."""
SLOWEST: Final = 8 * 2**10
"""Bytes a second that a body must come in, over the time since its request began."""
PATIENCE: Final = 20.0
"""Seconds before that is asked."""

Environ = dict[str, Any]
App = Callable[..., Iterable[bytes]]


@dataclass(frozen=True)
class Rate:
    """So many at once, and then so many a second."""

    burst: float
    each_second: float


@dataclass(frozen=True)
class Rates:
    """How often the public page may be asked.

    Attributes:
        address: by one address; many phones of one country stand behind few addresses.
        sender: what one address may send; sending costs more than reading.
        page: one page, by everybody.
        every: all pages together.
        each: places that one address may hold at once.
    """

    address: Rate = Rate(60, 1)
    sender: Rate = Rate(20, 0.2)
    page: Rate = Rate(60, 10)
    every: Rate = Rate(80, 20)
    each: int = 2


class Buckets:
    """Token buckets by name, at most ``most`` of them: the one that waited longest is forgotten.

    Whoever is forgotten begins anew with a full one. That gives nobody more than the bucket of
    all together does.
    """

    def __init__(self, rate: Rate, most: int = 20_000) -> None:
        self._rate = rate
        self._most = most
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str, now: float) -> float:
        """Take one; gives 0, or the seconds until there is one."""
        left, at = self._kept.get(name, (self._rate.burst, now))
        left = min(self._rate.burst, left + (now - at) * self._rate.each_second)
        wait = 0.0 if left > 1 - 1e-9 else (1 - left) / self._rate.each_second
        self._kept[name] = (left - 1 if not wait else left, now)
        self._kept.move_to_end(name)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return wait

    def __len__(self) -> int:
        return len(self._kept)


class Refused(Exception):
    """A request that goes no further."""

    def __init__(self, status: str, wait: float = 0.0) -> None:
        super().__init__(status)
        self.status = status
        self.wait = wait


class Gate:
    """The gate, as a WSGI application in front of another.

    Args:
        app: what is behind it.
        threads: of the server; of a desk's own, the public page never holds more than half.
        proxies: addresses of proxies whose word on where a request comes from is taken.
        rates: how often.
        clock: gives seconds, never going back.
        alone: whether nothing but the public page is answered here.
    """

    def __init__(
        self,
        app: App,
        *,
        threads: int = 8,
        proxies: Iterable[str] = (),
        rates: Rates | None = None,
        clock: Callable[[], float] = time.monotonic,
        alone: bool = False,
    ) -> None:
        self._app = app
        self._rates = rates or Rates()
        self._clock = clock
        self._alone = alone
        self._proxies = [ipaddress.ip_network(one, strict=False) for one in proxies]
        # Beside those that wait for a slow sender, some are there to refuse.
        self._places = max(1, threads - 2 if alone else threads // 2)
        self._lock = threading.Lock()
        self._in: dict[str, int] = {}
        self._held = 0
        self._addresses = Buckets(self._rates.address)
        self._senders = Buckets(self._rates.sender)
        self._pages = Buckets(self._rates.page, 1000)
        self._every = Buckets(self._rates.every)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request, or hand it on."""
        if self._proxies:
            environ["REMOTE_ADDR"] = self._from(environ)
        path: str = environ.get("PATH_INFO", "")
        if not path.startswith((PUBLIC, STATIC) if self._alone else PUBLIC):
            if self._alone:
                return _say(environ, start_response, Refused("404 Not Found"))
            return self._app(environ, start_response)
        who = whose(environ.get("REMOTE_ADDR", ""))
        try:
            _demand_form(environ, path)
            self._demand_rate(environ, path, who)
            self._enter(who)
        except Refused as why:
            return _say(environ, start_response, why)
        return self._inside(environ, start_response, who)

    def _inside(
        self, environ: Environ, start_response: Callable[..., Any], who: str
    ) -> Iterable[bytes]:
        environ.pop("HTTP_COOKIE", None)
        environ.pop("HTTP_AUTHORIZATION", None)
        environ["wsgi.input"] = Patient(environ["wsgi.input"], self._clock)
        answer: Iterable[bytes] | None = None
        try:
            answer = self._app(environ, start_response)
        finally:
            if answer is None:
                self._leave(who)
        return _Closing(answer, lambda: self._leave(who))

    def _from(self, environ: Environ) -> str:
        """Give the address that counts: the last one that none of our proxies has."""
        peer: str = environ.get("REMOTE_ADDR", "")
        told: list[str] = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
        for one in (peer, *reversed(told)):
            given = one.strip()
            try:
                address = ipaddress.ip_address(given)
            except ValueError:
                return peer
            peer = given
            if not any(address in net for net in self._proxies):
                return given
        return peer

    def _demand_rate(self, environ: Environ, path: str, who: str) -> None:
        now = self._clock()
        sends = environ["REQUEST_METHOD"] == "POST"
        page = path.split("/", 3)[2][:40]
        with self._lock:
            # One's own first: whoever asks too often takes nothing from the others.
            asked = [(self._addresses, who), *([(self._senders, who)] if sends else [])]
            for buckets, name in (*asked, (self._pages, page), (self._every, "")):
                wait = buckets.take(name, now)
                if wait:
                    own = name == who
                    raise Refused("429 Too Many Requests" if own else _BUSY, wait)

    def _enter(self, who: str) -> None:
        with self._lock:
            if self._held >= self._places or self._in.get(who, 0) >= self._rates.each:
                raise Refused(_BUSY, 1.0)
            self._held += 1
            self._in[who] = self._in.get(who, 0) + 1

    def _leave(self, who: str) -> None:
        with self._lock:
            self._held -= 1
            self._in[who] -= 1
            if not self._in[who]:
                del self._in[who]


_BUSY = "503 Service Unavailable"


class Patient:
    """A body that must come in time; where it does not, the rest of it is not waited for."""

    def __init__(self, body: Any, clock: Callable[[], float]) -> None:
        self._body = body
        self._clock = clock
        self._began = clock()
        self._got = 0

    def read(self, size: int = -1) -> bytes:
        """Read as much as is asked for, or all there is.

        Raises:
            OSError: it comes too slowly.
        """
        pieces = []
        while size:
            piece = self._piece(2**16 if size < 0 else min(size, 2**16))
            if not piece:
                break
            pieces.append(piece)
            size -= len(piece) if size > 0 else 0
        return b"".join(pieces)

    def readline(self, size: int = -1) -> bytes:
        """Read a line; a reader of forms asks for none."""
        line: bytes = self._body.readline(2**16 if size < 0 else size)
        return line

    def _piece(self, most: int) -> bytes:
        gone = self._clock() - self._began
        if gone > PATIENCE and self._got < (gone - PATIENCE) * SLOWEST:
            raise OSError("the body came too slowly")
        piece = self._some(most)
        self._got += len(piece)
        return piece

    def _some(self, most: int) -> bytes:
        """Read what is there; of our own server without waiting until it is as much as asked."""
        stream: Any = getattr(self._body, "rfile", None)
        if not hasattr(stream, "read1"):
            given: bytes = self._body.read(most)
            return given
        some: bytes = stream.read1(min(most, self._body.remaining))
        self._body.remaining -= len(some)
        return some


@dataclass
class _Closing:
    """An answer after which a place is free again, however it ends."""

    answer: Iterable[bytes]
    leave: Callable[[], None]
    _left: bool = field(default=False)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.answer)

    def close(self) -> None:
        """Give the place back."""
        try:
            if hasattr(self.answer, "close"):
                self.answer.close()
        finally:
            if not self._left:
                self._left = True
                self.leave()


def _demand_form(environ: Environ, path: str) -> None:
    """Refuse what no browser sends to this page.

    Raises:
        Refused: with the status that says why.
    """
    method = environ["REQUEST_METHOD"]
    if len(path) > LONGEST or len(environ.get("QUERY_STRING", "")) > LONGEST:
        raise Refused("414 URI Too Long")
    if "HTTP_TRANSFER_ENCODING" in environ:
        raise Refused("411 Length Required")
    given: str = environ.get("CONTENT_LENGTH") or ""
    if given and not (given.isascii() and given.isdecimal() and len(given) < 12):
        raise Refused("400 Bad Request")
    length = int(given or 0)
    if method in {"GET", "HEAD"}:
        if length:
            raise Refused("400 Bad Request")
        return
    if method != "POST":
        raise Refused("405 Method Not Allowed")
    if not given:
        raise Refused("411 Length Required")
    # A page elsewhere cannot send a form here in a browser that says where it comes from.
    if environ.get("HTTP_SEC_FETCH_SITE", "none") not in {"same-origin", "none"}:
        raise Refused("403 Forbidden")
    kind = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    most = {"application/x-www-form-urlencoded": LARGEST_FORM, "multipart/form-data": LARGEST}
    if kind not in most:
        raise Refused("415 Unsupported Media Type")
    if length > most[kind]:
        raise Refused("413 Content Too Large")


def whose(address: str) -> str:
    """Give the name of a bucket: an IPv4 address, or the first half of an IPv6 one.

    Whoever has one IPv6 address has the 2^64 beside it.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


@cache
def _page(status: str) -> bytes:
    """Give the page of a refusal, in every language: which one is read here is not looked for."""
    busy = status[:3] in {"429", "503"}
    said = []
    for language in LANGUAGES:
        if busy:
            says = tr("Too many people ask at the moment. Wait a minute, and try again.", language)
        else:
            says = tr("This cannot be sent here. Go back, and try again.", language)
        said.append(f'<p lang="{language}">{says}</p>')
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Nomina</title>'
    return (head + "<body>" + "".join(said) + "</body></html>").encode()


def _say(environ: Environ, start_response: Callable[..., Any], why: Refused) -> Iterable[bytes]:
    body = _page(why.status)
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", NO_STORE),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        # What was sent is not read, so nothing else can come over this connection.
        ("Connection", "close"),
        *ALWAYS.items(),
    ]
    if why.wait:
        headers.append(("Retry-After", str(int(why.wait) + 1)))
    start_response(why.status, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
