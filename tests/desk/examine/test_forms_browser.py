"""The examiner's pages in a real Chromium, in every stage and with open forms that were refused.

Quick tests walk once and by keyboard alone; the large ones look at three sizes in both lights.
With NOMINA_SHOTS a picture of each page is left in that folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Browser, Page, Request, Route

from nomina.desk.examine.features import FEATURES
from nomina.desk.examine.models import Concluded, Examination
from tests.desk.examine.bench import Bench, make_bench
from tests.desk.files.people import make_team
from tests.desk.look.conftest import browser
from tests.desk.look.pages import ORIGIN, Watched
from tests.desk.look.test_look_browser import CLIPPED, FITS, SMALL, barriers
from tests.desk.people.cast import make_cast, sign_in

__all__ = ["browser"]

pytestmark = pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
SHOTS = os.environ.get("NOMINA_SHOTS")
SIZES: dict[str, Any] = {
    "desk": {"width": 1280, "height": 800},
    "tablet": {"width": 768, "height": 1024},
    "phone": {"width": 390, "height": 844},
}
NARROW: Any = {"width": 320, "height": 640}
"""WCAG 1.4.10: 320 pixels are 1280 at 400 %."""
SHOWN = "[data-shown]"


class Led(Watched):
    """A page that is led on by the answer itself: a redirect would be asked of the network."""

    def _ask(self, route: Route, request: Request, path: str) -> None:
        led: Any = Leading(route)
        super()._ask(led, request, path)


class Leading:
    """A route that gives a page which leads on, in place of a redirect."""

    def __init__(self, route: Route) -> None:
        self._route = route

    def fulfill(self, *, status: int, headers: dict[str, str], body: bytes) -> None:
        if status == 302:
            to = f"<!doctype html><meta http-equiv=refresh content='0;url={headers['Location']}'>"
            headers = {"Content-Type": "text/html"}
            status, body = 200, to.encode()
        self._route.fulfill(status=status, headers=headers, body=body)


@pytest.fixture
def bench(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """As for the other tests, with real commits: the browser's requests have a connection each."""
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    cache.clear()
    return make_bench(make_team(make_cast()))


@pytest.fixture
def opens(browser: Browser, bench: Bench) -> Iterator[Any]:
    """Opens the queue for the first examiner; at the end nothing was asked elsewhere."""
    made: list[Watched] = []

    def opened(**settings: Any) -> Page:
        watched = Led(browser, "/look/offline/", **settings)
        made.append(watched)
        sign_in(watched.client, bench.examiners[0])
        go(watched.page, "queue", bench.team.cast.one.pk)
        return watched.page

    yield opened
    for one in made:
        one.context.close()
        # Chromium says so of every answer with 422, which a refused form has.
        said = [text for text in one.complaints if "status of 422" not in text]
        assert (one.away, said) == ([], [])


def go(page: Page, name: str, *ids: Any) -> None:
    """Open a page of the app."""
    page.goto(ORIGIN + reverse(f"examine:{name}", args=ids))


def click(page: Page, what: str, then: str) -> None:
    """Click on what leads to another page, and wait for what is there."""
    page.click(what)
    page.wait_for_selector(then)
    page.wait_for_load_state()


def show(page: Page, side: str) -> None:
    """Ask for the pictures of one side."""
    page.click(f"[data-side={side}] form[action*=show] button, #photo-{side}-0 form button")
    page.wait_for_selector(f"#photo-{side}-0 img")


def send(page: Page, sheet: str, then: str) -> None:
    """Send a form of the page."""
    click(page, f"form[action$='/{sheet}/'] .btn.primary", then)


def stages(page: Page) -> Iterator[str]:
    """Walk through a whole examination; what stands there is named at each stop."""
    yield "queue"
    click(page, "[data-list] [data-go]", "main form .btn.primary")
    yield "take"
    click(page, "main .btn.primary", "form[action$='/describe/']")
    yield "describe, veiled"
    send(page, "describe", "[data-wrongs]")
    yield "describe, refused"
    show(page, "body")
    yield "describe, shown"
    for feature in FEATURES:
        page.select_option(f"[name={feature}]", "visible")
    page.fill("[name=ears_words]", "a lobe that hangs free, left as right; " * 4)
    send(page, "describe", "form[action$='/conclude/']")
    yield "compare, veiled"
    send(page, "conclude", "[data-wrongs]")
    show(page, "body")
    show(page, "reference")
    yield "compare, refused and shown"
    page.select_option("[name=outcome]", "candidate")
    page.fill("[name=reasons]", "Ears and the scar on the chin agree.\nNothing differs.")
    send(page, "conclude", "a[href$='/revise/']")
    yield "concluded"
    click(page, "a[href$='/revise/']", "[name=why]")
    click(page, "main .btn.primary", "[data-wrongs]")
    yield "revise, refused"
    one = Examination.objects.get(concluded__isnull=False)
    go(page, "hand", one.pk)
    yield "hand over"
    go(page, "mine")
    yield "own list"


def shot(page: Page, name: str) -> None:
    if SHOTS is not None:
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=Path(SHOTS) / f"top {name}.png".replace(", ", "-").replace(" ", "_"))
        page.screenshot(path=Path(SHOTS) / f"{name}.png".replace(", ", "-").replace(" ", "_"),
                        full_page=True)  # fmt: skip


def test_no_page_of_an_examination_has_a_barrier_or_is_scrolled_sideways(opens: Any) -> None:
    page = opens(viewport=SIZES["desk"])
    wrong: dict[str, object] = {}
    seen = []
    for name in stages(page):
        seen.append(name)
        if name == "compare, refused and shown" and (
            found := barriers(page, ".top", ".rail", "#keys")
        ):
            wrong[name] = found
        page.set_viewport_size(NARROW)
        if not page.evaluate(FITS):
            wrong[f"{name} 320"] = "is scrolled sideways"
        page.set_viewport_size(SIZES["desk"])
    assert wrong == {}
    assert len(seen) == 11


@pytest.mark.deep
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_page_at_three_sizes_in_both_lights(opens: Any, size: str, scheme: str) -> None:
    page = opens(viewport=SIZES[size], color_scheme=scheme)
    wrong: dict[str, object] = {}
    for name in stages(page):
        shot(page, f"{name} {size} {scheme}")
        least = 43.5 if size == "phone" else 24
        small = page.evaluate(SMALL, least)
        if (found := barriers(page)) or small or not page.evaluate(FITS):
            wrong[name] = [found, small, page.evaluate(FITS)]
    assert wrong == {}


@pytest.mark.deep
def test_twice_the_size_is_whole_on_every_page(opens: Any) -> None:
    """WCAG 1.4.4: a window of 1280 pixels at 200 %."""
    page = opens(viewport={"width": 640, "height": 400}, device_scale_factor=2)
    wrong = {}
    for name in stages(page):
        shot(page, f"{name} zoomed")
        if not page.evaluate(FITS) or page.evaluate(CLIPPED):
            wrong[name] = [page.evaluate(FITS), page.evaluate(CLIPPED)]
    assert wrong == {}


def tab_to(page: Page, what: str, most: int = 90) -> None:
    """Press Tab until something of that kind has the focus, which must be seen then."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("what => document.activeElement.matches(what)", what):
            box = page.evaluate(
                "(() => { const b = document.activeElement.getBoundingClientRect();"
                " return [b.top, b.bottom, innerHeight]; })()"
            )
            assert box[0] < box[2], what
            assert box[1] > 0, what
            return
    raise AssertionError(f"{what} is not reached by Tab")


def test_a_whole_examination_is_done_by_keyboard_alone(opens: Any) -> None:
    page = opens(viewport=SIZES["desk"])
    keys = page.keyboard
    keys.press("j")
    keys.press("Enter")
    page.wait_for_selector("main form .btn.primary")
    tab_to(page, "main form .btn.primary")
    keys.press("Enter")
    page.wait_for_selector("form[action$='/describe/']")
    keys.press("i")
    page.wait_for_selector("#photo-body-0 img")
    tab_to(page, f"[name={FEATURES[0]}]")
    for n, feature in enumerate(FEATURES):
        if n:
            tab_to(page, f"[name={feature}]", most=4)
        keys.press("ArrowDown")
        if n == 3:
            tab_to(page, f"[name={feature}_words]", most=3)
            keys.type("ivory, j and k are typed")  # single keys do nothing while typing
    assert page.locator("#photo-body-0 img").count() == 1
    tab_to(page, "form[action$='/describe/'] .btn.primary", most=4)
    keys.press("Enter")
    page.wait_for_selector("form[action$='/conclude/']")
    keys.press("i")
    page.wait_for_selector("img")
    tab_to(page, "[name=outcome]", most=140)
    keys.press("ArrowDown")
    tab_to(page, "[name=reasons]", most=3)
    keys.type("the ears differ")
    tab_to(page, "form[action$='/conclude/'] .btn.primary", most=3)
    keys.press("Enter")
    page.wait_for_selector("a[href$='/revise/']")
    done = Concluded.objects.get()
    assert (done.outcome, done.reasons) == ("excluded", "the ears differ")
    said = done.examination.described.features[FEATURES[3]]
    assert said == {"seen": "visible", "words": "ivory, j and k are typed"}
