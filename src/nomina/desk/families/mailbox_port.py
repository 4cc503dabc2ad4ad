"""The one way to a mailbox: IMAP over TLS, reading alone. Nothing can be sent from here.

The mailbox is opened for reading (EXAMINE) and mail is fetched with PEEK, so that not even a flag
changes there; whoever else reads it sees it as before.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from nomina.errors import StoreError
from nomina.words import tr

SECONDS = 30.0
"""How long the other end may be silent."""


@dataclass(frozen=True)
class Fetched:
    """One mail of a mailbox.

    Attributes:
        uid: its number there.
        size: in bytes, as told.
        data: its bytes; None where it is larger than was asked for.
    """

    uid: int
    size: int
    data: bytes | None


class Box:
    """A mailbox that is open for reading.

    Attributes:
        validity: what its numbers are good for (RFC 3501, 2.3.1.1).
    """

    def __init__(self, connection: imaplib.IMAP4, folder: str) -> None:
        self._imap = connection
        _demand(connection.select(_quoted(folder), readonly=True))
        found = connection.response("UIDVALIDITY")[1]
        number = found[0] if found else None
        if not isinstance(number, bytes) or not number.isdigit():
            raise StoreError(tr("the mailbox does not say how it numbers mail"))
        self.validity = int(number)

    def fetch(self, known: Collection[int], largest: int) -> Iterator[Fetched]:
        """Give the mails that are not known, in order.

        Args:
            known: their numbers.
            largest: bytes; of what is larger only the size is given.

        Raises:
            StoreError: the mailbox answers otherwise than it should.
        """
        found = _demand(self._imap.uid("SEARCH", "ALL"))
        uids = {int(one) for part in found if isinstance(part, bytes) for one in part.split()}
        for uid in sorted(uids - set(known)):
            size = self._size(uid)
            if size is not None:
                yield Fetched(uid, size, self._data(uid) if size <= largest else None)

    def _size(self, uid: int) -> int | None:
        for part in _demand(self._imap.uid("FETCH", str(uid), "(RFC822.SIZE)")):
            if isinstance(part, bytes) and (size := re.search(rb"RFC822\.SIZE (\d+)", part)):
                return int(size.group(1))
        return None  # it was taken away at this moment

    def _data(self, uid: int) -> bytes:
        for part in _demand(self._imap.uid("FETCH", str(uid), "(BODY.PEEK[])")):
            if isinstance(part, tuple):
                data: bytes = part[1]
                return data
        raise StoreError(tr("the mailbox did not give a mail that it has"), where=str(uid))


@contextmanager
def opened(
    host: str,
    port: int,
    *,
    user: str,
    password: str,
    folder: str,
    trust: ssl.SSLContext | None = None,
) -> Iterator[Box]:
    """Open a folder of a mail server for reading, over TLS.

    Args:
        host, port, user, password, folder: of it.
        trust: whom to believe that they are that host; the authorities of the system where None.

    Raises:
        StoreError: it cannot be reached, is not who it should be, does not let us in, or breaks
            off; what was given until then stands.
    """
    context = trust or ssl.create_default_context()
    try:
        connection = imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=SECONDS)
        try:
            connection.login(user, password)
            yield Box(connection, folder)
        finally:
            _leave(connection)
    except (OSError, imaplib.IMAP4.error) as error:
        raise StoreError(
            tr("the mailbox cannot be read"),
            where=host,
            todo=tr("Look at its address, user and password; mail stays there until then"),
        ) from error


def _leave(connection: imaplib.IMAP4) -> None:
    """Sign out, and close the connection also where the other end is gone."""
    with suppress(OSError, imaplib.IMAP4.error):
        connection.logout()
    with suppress(OSError):
        connection.shutdown()


def _demand(answer: tuple[str, list[Any]]) -> list[Any]:
    state, parts = answer
    if state != "OK":
        raise StoreError(tr("the mailbox refused what it was asked"))
    return parts


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
