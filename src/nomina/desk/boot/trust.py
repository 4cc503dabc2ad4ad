"""The page from which a phone installs the desk's authority: one page, one file, plain HTTP.

It has to be plain: a device that does not trust the desk yet cannot open it over TLS. It gives
out nothing but a certificate, which is public; whoever installs it compares the fingerprint with
the one on the terminal, since anyone in the network could have answered instead.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from typing import Any

from nomina.desk.boot.authority import Certificates
from nomina.words import LANGUAGES, tr

FILE = "/nomina-desk.crt"
_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">
<title>{title}</title></head><body><main><h1>{title}</h1><p>{why}</p>
<ol><li><a href="{file}">{install}</a></li><li>{compare}<br><code>{fingerprint}</code></li>
<li>{trust}</li><li><a href="{address}">{address}</a></li></ol></main></body></html>
"""
_HEADERS = [
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Robots-Tag", "noindex, nofollow"),
]


def _language(environ: dict[str, Any]) -> str:
    for asked in str(environ.get("HTTP_ACCEPT_LANGUAGE", "")).split(","):
        code = asked.split(";")[0].split("-")[0].strip().lower()
        if code in LANGUAGES:
            return code
    return LANGUAGES[0]


def page(certificates: Certificates, address: str, language: str) -> str:
    """Give the page.

    Args:
        certificates: whose fingerprint is shown.
        address: where the desk is.
        language: one of `nomina.words.LANGUAGES`.
    """
    texts = {
        "title": tr("Trust this desk", language),
        "why": tr("Your device trusts this desk for its one name and for nothing else.", language),
        "install": tr("Open this file and install it", language),
        "compare": tr(
            "Compare this fingerprint with the one on the desk's screen. "
            "If they differ, stop and say so:",
            language,
        ),
        "trust": tr(
            "On an iPhone also turn it on under Settings, General, About, "
            "Certificate Trust Settings.",
            language,
        ),
        "fingerprint": certificates.fingerprint,
        "address": address,
    }
    escaped = {name: html.escape(text) for name, text in texts.items()}
    return _PAGE.format(language=language, file=FILE, **escaped)


def app(certificates: Certificates, address: str) -> Callable[..., Iterable[bytes]]:
    """Give the page and the file as a WSGI application; everything else is not found."""

    def answer(environ: dict[str, Any], start: Callable[..., object]) -> Iterable[bytes]:
        path, method = environ.get("PATH_INFO"), environ.get("REQUEST_METHOD")
        status, kind, body = "404 Not Found", "text/plain; charset=utf-8", b""
        if method not in {"GET", "HEAD"}:
            status = "405 Method Not Allowed"
        elif path == "/":
            status, kind = "200 OK", "text/html; charset=utf-8"
            body = page(certificates, address, _language(environ)).encode()
        elif path == FILE:
            status, kind, body = "200 OK", "application/x-x509-ca-cert", certificates.authority
        start(status, [("Content-Type", kind), ("Content-Length", str(len(body))), *_HEADERS])
        return [b"" if method == "HEAD" else body]

    return answer
