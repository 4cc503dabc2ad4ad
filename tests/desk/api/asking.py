"""A program that asks the interface, in JSON, as someone or with a token."""

from __future__ import annotations

from typing import Any

from django.test import Client

from nomina.desk.people.models import User
from tests.desk.people.cast import sign_in

ROOT = "/api/v1/"
RELATIVE = {"kind": "relative", "reference": "mother"}


class Program:
    """Asks, and keeps a session where it signed in."""

    def __init__(self, *, csrf: bool = False) -> None:
        self.client = Client(enforce_csrf_checks=csrf)

    def sign_in(self, user: User, *, proved: float | None = None) -> Program:
        """Ask by session from now on."""
        self.client = Client()
        sign_in(self.client, user, proved=proved)
        return self

    def get(self, path: str, token: str = "", **asked: str) -> Any:
        """Read."""
        return self.client.get(ROOT + path, asked, **_header(token))

    def post(self, path: str, given: Any = None, token: str = "", **more: Any) -> Any:
        """Act."""
        return self.client.post(
            ROOT + path,
            {} if given is None else given,
            content_type="application/json",
            **_header(token),
            **more,
        )


def _header(token: str) -> dict[str, Any]:
    return {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}


def known(value: str) -> dict[str, Any]:
    """A known value, as it is sent."""
    return {"state": "known", "value": value, "source": RELATIVE}


UNKNOWN = {"state": "unknown", "source": RELATIVE}
