"""The pages of packages in a real Chromium: by keyboard, and as wide as a phone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Browser, Page, ViewportSize, expect

from nomina.desk.transmit.models import Package
from tests.desk.custody.yard import make_yard
from tests.desk.files.people import make_team
from tests.desk.look.pages import ORIGIN, Watched
from tests.desk.look.test_look_browser import FITS
from tests.desk.people.cast import BOOK, make_cast, sign_in
from tests.desk.transmit.sending import Sending, copied, make_sending

pytestmark = [pytest.mark.deep, pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)]
SHOTS = os.environ.get("NOMINA_SHOTS")
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}


@pytest.fixture
def sending(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> Sending:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    BOOK.entries.clear()
    cache.clear()
    return make_sending(make_yard(make_team(make_cast())))


def looked(page: Page, name: str) -> None:
    """It fits into a phone; pictures are kept where they are asked for."""
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        assert page.evaluate(FITS), (name, size["width"])
        if SHOTS is not None:
            shown = f"packages-{name}-{size['width']}.png"
            page.screenshot(path=Path(SHOTS) / shown, full_page=True)
    page.set_viewport_size(DESK)


def test_a_package_by_keyboard_and_on_a_phone(browser: Browser, sending: Sending) -> None:
    body = sending.body()
    sending.named(body)
    other = sending.body()
    assert body.file is not None
    assert other.file is not None
    done = sending.make(sending.draft(other.file.number))
    sending.hand(done)
    seen = Watched(browser, "/look/offline/", viewport=DESK)
    sign_in(seen.client, sending.bureau.officer)
    page = seen.page
    page.goto(ORIGIN + reverse("transmit:packages", args=[sending.bureau.one.pk]))
    looked(page, "register")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_have_text("New package")
    page.fill("[name=numbers]", body.file.number)
    page.select_option("[name=partner]", str(sending.home.pk))
    looked(page, "new")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("table").first).to_contain_text(body.file.number)
    package = Package.objects.get(number="T-00003")
    looked(page, "draft")
    item = package.items.get()
    page.goto(ORIGIN + reverse("transmit:package_item", args=[item.pk]))
    looked(page, "item")
    page.goto(ORIGIN + reverse("transmit:say_particular", args=[item.pk]))
    looked(page, "say")
    page.goto(ORIGIN + reverse("transmit:lay_package", args=[package.pk]))
    for box in page.locator("[type=checkbox]").all():
        box.check()
    looked(page, "lay")
    page.get_by_role("button", name="Lay it before those who sign").click()
    expect(page.get_by_role("link", name="Look and sign")).to_be_visible()
    looked(page, "laid")
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Sign it")).to_be_visible()
    looked(page, "sign")
    page.goto(ORIGIN + reverse("transmit:take_package", args=[done.pk]))
    looked(page, "take")
    page.goto(ORIGIN + reverse("transmit:hand_package", args=[copied(done).pk]))
    looked(page, "hand")
    page.goto(ORIGIN + reverse("transmit:acknowledge_on_paper", args=[done.pk]))
    looked(page, "acknowledge")
    page.goto(ORIGIN + reverse("transmit:package", args=[done.pk]))
    looked(page, "sent")
    page.goto(ORIGIN + reverse("files:file", args=[body.file.pk]))
    looked(page, "file")
    page.goto(ORIGIN + reverse("transmit:operation", args=[sending.bureau.one.pk]))
    looked(page, "bureau")
    seen.close()
