"""The head of one request from a browser to the guard: read strictly, made safe to send on.

It comes from a browser and nobody else, so whatever is unusual is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nomina.desk.captures.guard_rules import PORTS

_AUTHORITY = re.compile(r"([^:@/?#\\\s]+|\[[^\]]*\])(?::([0-9]{1,5}))?")
_ABSOLUTE = re.compile(r"([a-z][a-z0-9+.-]*)://([^/?#]*)(/[^#]*|\?[^#]*)?(?:#.*)?", re.I)
_HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "host", "te", "trailer", "upgrade", "transfer-encoding"}
)


class Stop(Exception):
    """Ends one connection; the first argument is the verdict."""


@dataclass(frozen=True)
class Asked:
    """The head of one request, understood."""

    host: str
    port: int
    forward: bytes | None
    """What is sent on; None for a tunnel."""
    body: int = 0
    """Bytes of the body that are still to come."""


def _authority(text: str, scheme: str) -> tuple[str, int]:
    found = _AUTHORITY.fullmatch(text)
    if found is None:
        raise Stop("form")
    return found[1].lower(), int(found[2]) if found[2] else PORTS[scheme]


def understood(head: bytes, rest: bytes) -> Asked:
    """Read the head of a request.

    Args:
        head: up to the empty line.
        rest: what came behind it.

    Raises:
        Stop: it is not of the one form that is answered.
    """
    try:
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, version = first.split(" ")
    except ValueError:
        raise Stop("form") from None
    if not version.startswith("HTTP/1.") or not method.isalpha():
        raise Stop("form")
    if method == "CONNECT":
        if rest:  # nobody speaks into a tunnel that is not there
            raise Stop("form")
        return Asked(*_authority(target, "https"), forward=None)
    parts = _ABSOLUTE.fullmatch(target)
    if parts is None:
        raise Stop("form")
    if parts[1].lower() != "http":
        raise Stop("scheme")
    host, port = _authority(parts[2], "http")
    kept, body = _headers(lines)
    path = parts[3] or "/"
    path = path if path.startswith("/") else f"/{path}"
    named = host if port == PORTS["http"] else f"{host}:{port}"
    start = [f"{method} {path} HTTP/1.1", f"Host: {named}", *kept, "Connection: close"]
    text = "\r\n".join(start) + "\r\n\r\n"
    return Asked(host, port, text.encode("latin-1") + rest[:body], max(0, body - len(rest)))


def _headers(lines: Sequence[str]) -> tuple[list[str], int]:
    """Give the headers that travel on, and the length of the body."""
    kept: list[str] = []
    lengths: list[str] = []
    for line in lines:
        name, colon, value = line.partition(":")
        small = name.lower()
        if not colon or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9a-z-]+", small):
            raise Stop("form")
        if small == "transfer-encoding":
            raise Stop("form")
        if small == "content-length":
            lengths.append(value.strip())
        if small not in _HOP_BY_HOP and not small.startswith("proxy-"):
            kept.append(line)
    if len(lengths) > 1 or (lengths and not re.fullmatch(r"[0-9]{1,9}", lengths[0])):
        raise Stop("form")
    return kept, int(lengths[0]) if lengths else 0
