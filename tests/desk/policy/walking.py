"""Walking the table of routes: every address that a viewer can try, and what is sent there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.desk.policy.routes import OBJECTS, names

LEAVES = {"account_logout"}
"""Routes after which nobody is signed in any more."""


def addresses(known: Mapping[str, Mapping[str, Any]], place: str) -> Iterator[tuple[str, str]]:
    """Give each route with its address, about the objects of one place; of files, every kind."""
    for name, arguments in names():
        if name in LEAVES:
            continue
        if not arguments:
            yield name, reverse(name)
            continue
        about = OBJECTS[name]
        for kind, rows in known.items():
            if about in {kind, kind.split(" ")[0]} and rows.get(place) is not None:
                yield f"{name} {kind}", reverse(name, args=[rows[place]])


def once(walk: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Give each address once, by its first name.

    A file, and what stands in one, has two names here: its own kind's and that of the usual kind.
    What is asked again of the same rows, after all was rolled back, is answered as before.
    """
    done: set[str] = set()
    for name, address in walk:
        if address not in done:
            done.add(address)
            yield name, address


def ask(
    client: Client,
    method: str,
    address: str,
    sent: Any = "",
    kind: str = "application/x-www-form-urlencoded",
) -> HttpResponse:
    """Ask once; nothing of it stays."""
    cookies = client.cookies.output()
    cache.clear()
    with transaction.atomic(), locking_within():
        response: Any = client.generic(method, address, sent, kind)
        transaction.set_rollback(True)
    if client.cookies.output() != cookies:
        client.cookies.clear()
        client.cookies.load(cookies.replace("Set-Cookie: ", ""))
    return response  # type: ignore[no-any-return]


@contextmanager
def locking_within() -> Iterator[None]:
    """Refuse to lock rows but in a transaction of the code itself.

    A test runs in one, and a served desk does not: there a server refuses it, and the embedded
    database never does.
    """
    outer = len(connection.savepoint_ids)
    real = QuerySet.select_for_update

    def within(rows: Any, *args: Any, **more: Any) -> Any:
        if len(connection.savepoint_ids) <= outer:
            raise TransactionManagementError("rows are locked outside of a transaction")
        return real(rows, *args, **more)

    with patch.object(QuerySet, "select_for_update", within):
        yield


_CLOCKED = {"Expires"}
_DIFFERS = re.compile(
    r'(csrf-token" content|(csrfmiddlewaretoken|draw)" value|totp_secret[^>]*value)="[^"]*"'
    r"|opened=[^\"&]*|<svg.*?</svg>|otpauth[^\"<]*|[A-Z2-7]{32}",
    re.S,
)


def told(response: HttpResponse) -> str:
    """Everything that an answer says, without what differs each time: tokens and drawn secrets."""
    body = b"" if response.streaming else response.content
    heads = "\n".join(
        f"{name}: {value}" for name, value in sorted(response.items()) if name not in _CLOCKED
    )
    text = body.decode("utf-8", "backslashreplace")
    return f"{response.status_code}\n{heads}\n\n{_DIFFERS.sub('', text)}"
