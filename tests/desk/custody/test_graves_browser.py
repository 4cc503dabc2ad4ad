"""The map of graves in a real Chromium: no network, by keyboard, as wide as a phone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Browser, Page, ViewportSize, expect

from nomina.desk.custody.models import Grave
from tests.desk.custody.ground import Ground, make_ground, point
from tests.desk.custody.test_release_pages import url
from tests.desk.custody.yard import make_yard
from tests.desk.files.people import make_team
from tests.desk.look.pages import ORIGIN, Watched
from tests.desk.look.test_look_browser import FITS
from tests.desk.people.cast import BOOK, make_cast, sign_in

pytestmark = [pytest.mark.deep, pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)]
SHOTS = os.environ.get("NOMINA_SHOTS")
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}


@pytest.fixture
def ground(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> Ground:
    """Two sections of eight measured graves, and two that nobody measured."""
    yard = make_yard(make_team(make_cast()))
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    BOOK.entries.clear()
    cache.clear()
    made = make_ground(yard, monkeypatch)
    for n in range(16):
        section, row = ("A", "B")[n // 8], str(n // 4 + 1)
        where = point(f"{49.1 + n // 4 * 3e-5:.6f}", f"{36.1 + n % 4 * 4e-5:.6f}", "2.5")
        grave = made.grave(section=section, row=row, plot=str(n), point=where)
        if n % 3 == 0:
            made.bury(made.examined(), grave)
    for n in range(2):
        made.grave(section="C", row="1", plot=str(n), words="Unknown")
    return made


def shot(page: Page, name: str) -> None:
    if SHOTS is not None:
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            shown = f"graves-{name}-{size['width']}.png"
            page.screenshot(path=Path(SHOTS) / shown, full_page=True)
        page.set_viewport_size(DESK)


def test_the_map_works_without_a_network_and_by_keyboard(browser: Browser, ground: Ground) -> None:
    seen = Watched(browser, "/look/offline/", viewport=DESK)
    sign_in(seen.client, ground.yard.officer)
    page = seen.page
    page.goto(ORIGIN + url("cemetery", ground.cemetery) + "?grave=G6")
    graves = page.locator(".ground svg a")
    expect(graves).to_have_count(16)
    expect(page.locator(".ground svg a.full")).to_have_count(6)
    expect(page.locator(".ground svg a.sought")).to_have_attribute("aria-label", "G6 · nobody")
    expect(page.locator(".plan .spot")).to_have_count(2)
    shot(page, "map")
    bar = page.locator(".ground .word").first.text_content()
    page.get_by_role("link", name="Closer").click()
    expect(page.locator(".ground .word").first).not_to_have_text(bar or "")
    for _ in range(2):
        page.get_by_role("link", name="Closer").click()
    page.get_by_role("link", name="To the north", exact=True).click()
    expect(graves).not_to_have_count(16)
    for _ in range(3):
        page.get_by_role("link", name="Wider").click()
    expect(graves).to_have_count(16)
    expect(page.locator(".ground .word").first).to_have_text(bar or "")
    page.get_by_role("link", name="B", exact=True).click()
    expect(graves).to_have_count(8)
    graves.first.focus()
    page.keyboard.press("Enter")
    grave = Grave.objects.get(section="B", plot="8")
    expect(page).to_have_url(ORIGIN + url("grave", grave))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Grave")
    shot(page, "grave")
    page.get_by_role("link", name="On the map").click()
    expect(page.locator(".ground svg a.sought")).to_have_count(1)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(FITS), "the page is scrolled sideways, not the map alone"
    wide = "(one) => one.scrollWidth > one.clientWidth"
    assert page.locator(".ground").evaluate(wide), "the map is as wide as it needs to be read"
    seen.close()


def test_a_burial_is_written_down_on_a_phone(browser: Browser, ground: Ground) -> None:
    seen = Watched(browser, "/look/offline/", viewport=PHONE)
    sign_in(seen.client, ground.yard.officer)
    page, body = seen.page, ground.examined()
    grave = Grave.objects.get(number=2)
    page.goto(ORIGIN + reverse("custody:graves", args=[grave.operation_id]))
    shot(page, "list")
    page.set_viewport_size(PHONE)
    page.goto(ORIGIN + url("grave", grave))
    page.get_by_role("link", name="Bury here").click()
    page.fill("[name=tag]", str(body))
    shot(page, "bury")
    page.get_by_role("button", name="Write down the burial").click()
    expect(page).to_have_url(ORIGIN + url("grave", grave))
    expect(page.locator("table").first).to_contain_text(body.file.number if body.file else "")
    shot(page, "full")
    page.get_by_role("link", name="Exhume").click()
    shot(page, "exhume")
    for name in ("measure_grave", "mark_grave"):
        page.goto(ORIGIN + url(name, grave))
        shot(page, name)
    page.goto(ORIGIN + url("make_grave", ground.cemetery))
    shot(page, "make")
    page.goto(ORIGIN + url("item", body))
    shot(page, "item")
    seen.close()
