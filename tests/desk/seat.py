"""Somebody at a browser, on a served desk: signed in, or on the public page with no session."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, Response, ViewportSize

from nomina.desk.people.models import User
from tests.desk.people.cast import sign_in

DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}


@dataclass
class Seat:
    """One browser of one person.

    Attributes:
        complaints: what pages said to nobody, but for what was refused and says so on the page.
    """

    context: BrowserContext
    page: Page
    port: int
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, user: User | None, browser: Browser, port: int, size: ViewportSize = DESK) -> Seat:
        context = browser.new_context(viewport=size, locale="en-GB")
        context.set_default_timeout(20_000)
        made = cls(context, context.new_page(), port)
        if user is not None:
            made.sign_in(user)
        context.on("console", lambda message: made._complains(message.text))
        context.on("response", made._answered)
        context.on("weberror", lambda error: made.complaints.append(str(error.error)))
        return made

    def _complains(self, text: str) -> None:
        if "status of 422" not in text:
            self.complaints.append(text)

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.url}")

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    def sign_in(self, user: User) -> None:
        client = Client()
        if not Authenticator.objects.filter(user=user).exists():  # who share a key are one person
            TOTP.activate(user, base64.b32encode(user.pk.bytes).decode().rstrip("="))
        sign_in(client, user)
        kept = client.cookies["nomina"].value
        self.context.add_cookies([{"name": "nomina", "value": kept, "url": self.origin}])

    def goes(self, name: str, *args: Any) -> Page:
        """Open a page by the name of its route."""
        given = [getattr(one, "pk", one) for one in args]
        self.page.goto(f"{self.origin}{reverse(name, args=given)}")
        return self.page

    def presses(self, name: str) -> None:
        """Press a button; what it leads to complains of nothing that was written."""
        self.page.get_by_role("button", name=name, exact=True).click()
        assert "to be mended" not in self.text, f"{self.page.url}: {self.text}"

    def writes(self, **given: str) -> None:
        """Fill in fields by the names under which they are sent."""
        for name, value in given.items():
            here = self.page.locator(f'main [name="{name}"]')
            if here.first.evaluate("it => it.tagName") == "SELECT":
                here.select_option(value)
            else:
                here.fill(value)

    def marks(self, *names: str, value: str = "") -> None:
        """Set a mark; ``value`` names one of several."""
        for name in names:
            which = f'[value="{value}"]' if value else ""
            self.page.locator(f'main [name="{name}"]{which}').check()

    @property
    def text(self) -> str:
        return self.page.locator("body").inner_text()
