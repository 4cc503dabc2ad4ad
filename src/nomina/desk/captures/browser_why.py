"""Why an address could not be captured, in words: what the guard refused, or the browser said."""

from __future__ import annotations

from nomina.words import tr

QUIET = frozenset({"passed", "idle", "closed", "not-asked"})
"""Verdicts of the guard that do not tell why a page did not come."""


def why_not(verdict: str, failed: str) -> str:
    """Say why a page did not come.

    Args:
        verdict: of the guard on the last try that did not pass; empty where every one passed.
        failed: what the browser said; a code that is not known here is given as it is.
    """
    code = verdict or failed.removeprefix("net::")
    inner = tr("it leads to an address inside a network, which is never reached")
    slow = tr("it did not come in time")
    return {
        "number": tr("it leads to a number in place of a name"),
        "name": tr("it leads to a name that is not public"),
        "scheme": tr("it leads to something other than http or https"),
        "port": tr("it leads to an unusual port"),
        "form": tr("the request had no form that is let through"),
        "not-tls": tr("what was to be encrypted was not"),
        "unresolved": tr("no server has this name, or this desk has no way out"),
        "not-public": inner,
        "own": inner,
        "not-an-address": tr("the name has no address"),
        "unreachable": tr("the server does not answer"),
        "connections": tr("the page asked for too many things"),
        "bytes": tr("it is too large"),
        "seconds": slow,
        "no answer": slow,
        "": slow,
        "ERR_TIMED_OUT": slow,
        "ERR_EMPTY_RESPONSE": tr("the server answered nothing"),
        "ERR_UNKNOWN_URL_SCHEME": tr("it leads to something other than http or https"),
        "ERR_TOO_MANY_REDIRECTS": tr("it leads on in a circle"),
        "ERR_CERT_AUTHORITY_INVALID": tr("nobody vouches for its certificate"),
        "ERR_CERT_COMMON_NAME_INVALID": tr("its certificate is of another name"),
        "ERR_CERT_DATE_INVALID": tr("its certificate is not valid now"),
    }.get(code, code)
