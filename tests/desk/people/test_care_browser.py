"""Care for oneself in a real Chromium: a pause is put aside by key, and nothing typed is lost."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from nomina.desk.people.actions import WriteSupport
from nomina.desk.people.models.care import looked
from tests.desk.look.conftest import browser
from tests.desk.look.pages import ORIGIN, Watched
from tests.desk.look.test_look_browser import FITS, barriers
from tests.desk.people.cast import Book, by, make_cast, sign_in

__all__ = ["browser"]

pytestmark = pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
SHOTS = os.environ.get("NOMINA_SHOTS")


@pytest.fixture
def page(fresh_db: str, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """The examinations of somebody who has looked for a while; nothing was asked elsewhere."""
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    cache.clear()
    cast = make_cast()
    text = "Dr N. listens, room 4, day and night.\nYou need not say who you are."
    WriteSupport(operation=cast.one, text=text).do(by(cast.ada), Book())
    for n in range(40):
        looked(cast.bob, uuid4(), datetime.now(UTC) - timedelta(seconds=6 * n))
    watched = Watched(browser, "/look/offline/")
    sign_in(watched.client, cast.bob)
    watched.page.goto(ORIGIN + reverse("examine:mine"))
    yield watched.page
    watched.close()


def test_a_pause_is_put_aside_by_key_and_nothing_typed_is_lost(page: Page) -> None:
    expect(page.locator(".pause")).to_contain_text("looking for a while")
    page.fill("#find", "half a wo")
    page.locator("#find").blur()
    page.keyboard.press("q")
    expect(page.locator(".pause")).to_have_count(0)
    assert page.input_value("#find") == "half a wo"
    page.reload()
    assert page.locator(".pause").count() == 0


@pytest.mark.deep
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_its_pages_have_no_barrier_at_any_size(page: Page, width: int, scheme: Any) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    wrong: dict[str, object] = {}
    for name in ("pause", "care", "care_choices"):
        if name != "pause":
            page.goto(ORIGIN + reverse(f"people:{name}"))
        if SHOTS is not None:
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}-{scheme}.png", full_page=True)
        if (found := barriers(page)) or not page.evaluate(FITS):
            wrong[name] = found
    assert wrong == {}
