"""What the tests of the look share: the routes of the style guide, and a browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client, override_settings
from playwright.sync_api import Browser, sync_playwright

from tests.desk.look.pages import QUIET, Watched, browser_path

GUIDE = "tests.desk.look.urls"
Opens = Callable[..., Watched]


@pytest.fixture
def guide() -> Iterator[Client]:
    """A client of a desk that has the style guide."""
    with override_settings(ROOT_URLCONF=GUIDE):
        yield Client(raise_request_exception=False)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = browser_path()
    if path is None:
        reason = "no Chromium: the pages were NOT looked at in a browser (NOMINA_CHROMIUM)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=path, args=list(QUIET))
        yield found
        found.close()


@pytest.fixture
def opens(browser: Browser) -> Iterator[Opens]:
    """Opens a page of the style guide; at the end none asked elsewhere or complained."""
    pages: list[Watched] = []

    def opened(path: str, **settings: Any) -> Watched:
        pages.append(Watched(browser, f"/guide/{path}", **settings))
        return pages[-1]

    with override_settings(ROOT_URLCONF=GUIDE):
        yield opened
        for page in pages:
            page.close()
