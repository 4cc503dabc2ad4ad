"""Real Chromium on pages of the desk without a socket: each request is answered in process."""

from __future__ import annotations

import mimetypes
import os
import shutil
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route

ORIGIN = "https://testserver"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def browser_path() -> str | None:
    """Give the Chromium to test with: the one in NOMINA_CHROMIUM, else at the usual places."""
    named = os.environ.get("NOMINA_CHROMIUM")
    return named or next((path for name in BROWSERS if (path := shutil.which(name))), None)


@cache
def static(path: str) -> tuple[bytes, str]:
    """Give a file of the look and its kind; every page asks for the same few."""
    found = finders.find(path)
    assert isinstance(found, str), path
    return Path(found).read_bytes(), mimetypes.guess_type(found)[0] or "application/octet-stream"


class Watched:
    """A page of the desk, and everything it asked for or complained of.

    The desk's own headers, the content policy among them, reach the browser as they are.
    """

    def __init__(self, browser: Browser, path: str, **settings: Any) -> None:
        usual = {"viewport": {"width": 1440, "height": 900}, "locale": "en"}
        self.context: BrowserContext = browser.new_context(**{**usual, **settings})
        self.context.set_default_timeout(20_000)
        self.client = Client(raise_request_exception=False)
        self.cut_off = False
        self.away: list[str] = []
        self.asked: list[tuple[str, str]] = []
        self.complaints: list[str] = []
        self.context.route("**/*", self._answer)
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(ORIGIN + path)

    def _answer(self, route: Route, request: Request) -> None:
        if not request.url.startswith(f"{ORIGIN}/"):
            self.away.append(request.url)
            route.abort()
            return
        path = request.url.removeprefix(ORIGIN).partition("#")[0]
        self.asked.append((request.method, path))
        if self.cut_off:
            route.abort("connectionrefused")
        elif path.startswith("/static/"):
            body, kind = static(path.removeprefix("/static/"))
            route.fulfill(body=body, headers={"Content-Type": kind})
        else:
            self._ask(route, request, path)

    def _ask(self, route: Route, request: Request, path: str) -> None:
        sent = {
            name: value
            for name, value in request.all_headers().items()
            if name not in {"content-type", "content-length", "cookie"} and name[0] != ":"
        }
        answer = self.client.generic(
            request.method,
            path,
            request.post_data_buffer or b"",
            content_type=request.headers.get("content-type", "application/octet-stream"),
            headers={**sent, "host": "testserver"},
            secure=True,
        )
        # The client keeps the cookies, as the browser would.
        route.fulfill(status=answer.status_code, headers=dict(answer.items()), body=answer.content)

    def close(self) -> None:
        """Close the page; nothing was asked of another place and nothing complained."""
        self.context.close()
        assert self.away == []
        assert self.complaints == []
