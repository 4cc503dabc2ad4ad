"""A relative at a phone, in a real Chromium, asks, comes back and takes back; no barrier stands."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Browser, Page

from nomina.desk.families.models import Enquiry, EnquiryPage, Reply, Withdrawal
from tests.desk.families.asked import opened_page
from tests.desk.look.pages import Watched
from tests.desk.look.test_look_browser import FITS, barriers
from tests.desk.people.cast import make_cast

NARROW: Any = {"width": 320, "height": 640}
PHONE: Any = {"width": 390, "height": 844}
WIDE: Any = {"width": 1280, "height": 900}
LOOKS: tuple[tuple[Any, Literal["light", "dark"]], ...] = ((PHONE, "light"), (WIDE, "dark"))
WIDER = """() => [innerWidth, document.documentElement.scrollWidth,
    ...[...document.querySelectorAll('body *')].filter(
    one => one.getBoundingClientRect().right > innerWidth).map(one => one.outerHTML.slice(0, 9))]"""
"""What is wider than the window, where the page is scrolled sideways."""
SAID = "Failed to load resource"
"""What Chromium says of every answer with a status of 422."""


@pytest.fixture
def public(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> EnquiryPage:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    cache.clear()
    cast = make_cast()
    return opened_page(cast.one, cast.ada)


class Phone:
    """A window in which every page is looked at once."""

    def __init__(self, browser: Browser, address: str, **settings: Any) -> None:
        self.watched = Watched(browser, address, viewport=NARROW, **settings)
        self.page: Page = self.watched.page
        self.wrong: dict[str, object] = {}
        self.names: list[str] = []

    def at(self, name: str) -> None:
        self.names.append(name)
        # A window that was made narrow a moment ago is drawn anew first. It is asked from here: the
        # policy of the page forbids what would ask again and again within it.
        for _ in range(100):
            if fits := self.page.evaluate(f"innerWidth === 320 && {FITS}"):
                break
            self.page.wait_for_timeout(100)
        if not fits:
            self.wrong[f"{name} 320"] = self.page.evaluate(WIDER)
        for size, scheme in LOOKS:
            self.page.set_viewport_size(size)
            self.page.emulate_media(color_scheme=scheme)
            if found := barriers(self.page):
                self.wrong[f"{name} {scheme}"] = found
        self.page.set_viewport_size(NARROW)

    def close(self) -> None:
        assert self.wrong == {}
        self.watched.context.close()
        assert self.watched.away == []
        assert [one for one in self.watched.complaints if SAID not in one] == []


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
@pytest.mark.parametrize(
    "language", ["uk", pytest.param("en", marks=pytest.mark.deep),
                 pytest.param("ru", marks=pytest.mark.deep)]
)  # fmt: skip
def test_a_relative_asks_and_comes_back_and_meets_no_barrier(
    public: EnquiryPage, browser: Browser, language: str
) -> None:
    phone = Phone(browser, f"/ask/{public.code}/?language={language}")
    page = phone.page
    assert page.locator("html").get_attribute("lang") == language
    phone.at("start")
    page.locator("form:has(input[value=others]) button").click()
    phone.at("others")
    page.locator("main a").last.click()
    page.locator("form:has(input[value=own]) button").click()
    phone.at("form")
    page.locator("button.main").click()
    phone.at("to be mended")
    page.fill("[name='m-family name']", "Зразок")
    page.fill("[name='r-given name']", "Олена")
    page.check("[name=ways][value=letter]")
    page.locator("button.main").click()
    phone.at("sent")
    number, secret = page.locator("code").all_inner_texts()
    page.locator("main a").last.click()
    phone.at("mine")
    page.fill("[name=number]", number)
    page.fill("[name=secret]", secret[:-1])
    page.locator("button.main").click()
    phone.at("wrong")
    page.fill("[name=number]", number.lower())
    page.fill("[name=secret]", secret.lower().replace("-", " "))
    page.locator("button.main").click()
    phone.at("case")
    page.fill("[name=words]", "canary")
    page.locator("button.main").click()
    assert page.locator("[role=status]").count() == 1
    page.locator("summary").click()
    page.check("[name=no_contact]")
    phone.at("contact")
    page.locator("details button").click()
    assert page.locator("[role=status]").count() == 1
    page.locator("form:has(input[value=ask-back]) button").click()
    phone.at("back")
    page.locator("button.stop").click()
    phone.at("gone")
    page.locator("main a").last.click()
    page.locator("main a").last.click()
    page.fill("[name=number]", number)
    page.fill("[name=code]", secret)
    page.locator("button.main").click()
    assert page.locator("[role=alert]").count() == 1, "no letter has the number of an enquiry"
    phone.at("letter")
    phone.close()
    assert page.url is not None
    assert (Enquiry.objects.count(), Reply.objects.count(), Withdrawal.objects.count()) == (1, 1, 1)
    assert all("?" not in path or "language=" in path for _, path in phone.watched.asked)
    assert not phone.watched.client.cookies


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_it_works_without_a_script(public: EnquiryPage, browser: Browser) -> None:
    watched = Watched(
        browser, f"/ask/{public.code}/?language=en", viewport=NARROW, java_script_enabled=False
    )
    page = watched.page
    page.locator("form:has(input[value=others]) button").click()
    page.locator("form:has(input[value=other]) button").click()
    page.fill("[name='m-given name']", "Тарас")
    page.locator("button.main").click()
    assert page.locator("code").count() == 2
    watched.close()
    assert Enquiry.objects.get().side == "other"
