"""The pages of certificates in a real Chromium, at two sizes and in both lights."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Browser, Page

from tests.desk.examine.certifying import Desk
from tests.desk.look.conftest import browser
from tests.desk.look.pages import ORIGIN, Watched
from tests.desk.look.test_look_browser import FITS, SMALL, barriers
from tests.desk.people.cast import sign_in

__all__ = ["browser"]

pytestmark = [
    pytest.mark.deep,
    pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True),
]
SHOTS = os.environ.get("NOMINA_SHOTS")
SIZES: dict[str, Any] = {
    "desk": {"width": 1280, "height": 800},
    "phone": {"width": 390, "height": 844},
}


@pytest.fixture
def desk(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """As for the other tests, with real commits: the browser's requests have a connection each."""
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    cache.clear()
    return Desk()


def stops(page: Page, desk: Desk) -> Iterator[str]:
    """Walk from a draft to a recall; what stands there is named at each stop."""

    def go(name: str, *ids: Any) -> None:
        page.goto(ORIGIN + reverse(f"examine:{name}", args=ids))

    go("certificate_draft", desk.identification.pk)
    yield "draft"
    page.click("main form.card .btn.primary")
    page.wait_for_selector("[data-wrongs]")
    yield "draft, refused"
    one = desk.draft(posts=desk.posts(dentist="no dentist was sent here, and none is near"))
    desk.sign(one, desk.people[0])
    go("certificate", one.pk)
    yield "waits"
    for at in (1, 3, 4):
        desk.sign(one, desk.people[at])
    go("certificate_issue", one.pk)
    yield "issue"
    desk.issue(one, "uk")
    desk.issue(one, "en")
    go("certificate", one.pk)
    yield "issued"
    go("certificates", desk.sitting.body.operation_id)
    yield "register"
    desk.recall()
    go("certificate", one.pk)
    yield "withdrawn"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_at_two_sizes_in_both_lights(
    browser: Browser, desk: Desk, size: str, scheme: str
) -> None:
    watched = Watched(browser, "/look/offline/", viewport=SIZES[size], color_scheme=scheme)
    sign_in(watched.client, desk.clerk)
    wrong: dict[str, object] = {}
    page = watched.page
    for name in stops(page, desk):
        if SHOTS is not None:
            path = Path(SHOTS) / f"{name.replace(', ', '-')}-{size}-{scheme}.png"
            page.screenshot(path=path, full_page=True)
        small = page.evaluate(SMALL, 43.5 if size == "phone" else 24)
        if (found := barriers(page)) or small or not page.evaluate(FITS):
            wrong[name] = [found, small, page.evaluate(FITS)]
    watched.context.close()
    said = [text for text in watched.complaints if "status of 422" not in text]
    assert (wrong, watched.away, said) == ({}, [], [])
