"""The way to a service of time stamps: one request, one answer, and nothing else leaves."""

from __future__ import annotations

import http.client
import ssl
from urllib.parse import urlsplit

from nomina.desk.captures.stamps import LARGEST
from nomina.errors import StoreError
from nomina.words import tr

TIMEOUT = 15.0
_ASKS, _TELLS = "application/timestamp-query", "application/timestamp-reply"


def post(address: str, query: bytes) -> bytes:
    """Send a request to a service and give its answer (RFC 3161, 3.4); no redirect is followed.

    Raises:
        StoreError: it does not answer, or something else.
    """
    parts = urlsplit(address)
    secure = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port
    try:
        line = (
            http.client.HTTPSConnection(
                host, port, timeout=TIMEOUT, context=ssl.create_default_context()
            )
            if secure
            else http.client.HTTPConnection(host, port, timeout=TIMEOUT)
        )
        try:
            path = parts.path or "/"
            path += f"?{parts.query}" if parts.query else ""
            line.request("POST", path, query, {"Content-Type": _ASKS, "Accept": _TELLS})
            answer = line.getresponse()
            body = answer.read(LARGEST + 1)
        finally:
            line.close()
    except (OSError, http.client.HTTPException) as error:
        raise StoreError(
            tr("the service of time stamps does not answer ({why})").format(
                why=type(error).__name__
            ),
            where=address,
        ) from error
    if answer.status != 200 or len(body) > LARGEST:
        said = tr("the service of time stamps answered something else ({why})")
        raise StoreError(said.format(why=answer.status), where=address)
    return body
