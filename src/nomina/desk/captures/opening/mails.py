"""Pages saved as MHTML (RFC 2557): parts of a message, read with the standard library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message

from nomina.desk.captures.opening.pieces import Budget, NotOpened, claimed

_DEEP = re.compile(rb"^content-type:\s*multipart/", re.I | re.M)
NESTED = 4
"""Messages within messages; a browser makes one."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a saved page."""

    address: str
    charset: str
    body: bytes = field(repr=False)


def headers(data: bytes) -> bytes:
    """Give what stands above the first part, as it came."""
    cut = re.search(rb"\r?\n\r?\n", data)
    return data[: cut.start()] if cut else b""


def parts(data: bytes, budget: Budget) -> Iterator[Part]:
    """Give the parts of a saved page.

    Raises:
        NotOpened: it is broken, or breaks a bound.
    """
    if len(data) > budget.bounds.one:
        raise NotOpened("too-large")
    if len(_DEEP.findall(data)) > NESTED:
        raise NotOpened("nested")
    try:
        message = message_from_bytes(data)
        for one in message.walk():
            if not one.is_multipart():
                budget.entry()
                yield _part(one, budget, len(data))
    except (MessageError, ValueError, LookupError, RecursionError, TypeError) as error:
        raise NotOpened("broken") from error


def _part(one: Message, budget: Budget, packed: int) -> Part:
    body = one.get_payload(decode=True)
    if not isinstance(body, bytes):
        raise NotOpened("broken")
    budget.grown(len(body), len(body), packed)
    location = one.get("Content-Location") or one.get("Content-ID") or ""
    return Part(claimed(location), claimed(one.get_content_charset() or "")[:40], body)
