"""Asking a desk from outside, as a stranger in the network would (SEC-62).

Every route is asked without signing in. A stranger may see the sign-in pages and nothing else, and
each answer must carry its headers. Nothing is changed and nothing is sent but GET requests.
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from nomina.desk.boot.doctor import Found
from nomina.desk.boot.headers import ALWAYS
from nomina.errors import InputError
from nomina.words import tr

NEVER = (
    "/desk.toml",
    "/desk.db",
    "/keys/desk.key",
    "/static/../desk.toml",
    "/static/%2e%2e/keys/desk.key",
    "/.git/config",
    "/.env",
    "/admin/",
    "/debug/",
)
"""Addresses at which there must be nothing."""
TIMEOUT = 10.0


def addresses() -> dict[str, str]:
    """Give the address of every route by its name, with ids that nothing has."""
    from django.urls import URLResolver, get_resolver, reverse
    from django.urls.converters import UUIDConverter

    found: dict[str, str] = {}

    def walk(inside: URLResolver, space: str, kinds: dict[str, object]) -> None:
        for one in inside.url_patterns:
            within = {**kinds, **one.pattern.converters}
            if isinstance(one, URLResolver):
                walk(one, f"{space}{one.namespace}:" if one.namespace else space, within)
            elif one.name:
                ids = {
                    n: UUID(int=0) if isinstance(k, UUIDConverter) else 0 for n, k in within.items()
                }
                found[space + one.name] = reverse(space + one.name, kwargs=ids or None)

    walk(get_resolver(), "", {})
    return found


def open_names() -> frozenset[str]:
    """Give the names of routes that a stranger may see."""
    from nomina.desk.policy.foreign import FOREIGN
    from nomina.desk.policy.predicates import ANYONE

    return frozenset(name for name, rule in FOREIGN.items() if rule is ANYONE)


def probe(origin: str, authority: Path | None = None) -> Iterator[Found]:
    """Ask every route of the open desk at ``origin``.

    Args:
        origin: such as ``https://desk.local:8250``.
        authority: PEM file of the authority to trust for it; that of the system where None.

    Raises:
        InputError: nobody answers there, or its certificate is not trusted.
    """
    faults = 0
    wanted = {**addresses(), **{path: path for path in NEVER}}
    for name, path in wanted.items():
        for fault in _faults(name, *_ask(origin, path, authority)):
            faults += 1
            yield Found("bad", f"{path}: {fault}")
    if not faults:
        says = tr("{n} addresses were asked as a stranger: nothing was given away")
        yield Found("good", says.format(n=len(wanted)))


def _faults(name: str, status: int, headers: dict[str, str]) -> Iterator[str]:
    allowed = {302, 400, 401, 403, 404, 405} | ({200} if name in open_names() else set())
    if status not in allowed:
        yield tr("answers a stranger with {status}").format(status=status)
    if (
        status == 302
        and name not in open_names()
        and "/sign-in/" not in headers.get("location", "")
    ):
        yield tr("leads a stranger elsewhere than to the sign-in")
    policy = headers.get("content-security-policy", "")
    if "default-src 'self'" not in policy or "unsafe" in policy:
        yield tr("has no strict content policy")
    if "no-store" not in headers.get("cache-control", ""):
        yield tr("may be kept by a browser")
    for header, value in ALWAYS.items():
        if headers.get(header.lower()) != value:
            yield tr("has a wrong header: {header}").format(header=header)


def _ask(origin: str, path: str, authority: Path | None) -> tuple[int, dict[str, str]]:
    parts = urlsplit(origin)
    host, port = parts.hostname or "", parts.port
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context(cafile=str(authority) if authority else None)
        connection = http.client.HTTPSConnection(host, port, timeout=TIMEOUT, context=context)
    else:
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}
    except (OSError, http.client.HTTPException) as error:
        raise InputError(
            f"cannot be asked: {error}", where=origin, todo="Start it with nomina serve"
        ) from error
    finally:
        connection.close()
