"""The pages of the style guide in a real Chromium: barriers, widths, zoom, light, motion."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.desk.look.conftest import Opens
from tests.desk.look.pages import Watched

PAGES = ("", "leads/", "list/", "form/", "bare/", "empty/")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 375, "height": 800}
deep = pytest.mark.deep


BROKEN = """([context, options]) => axe.run(context || document, options).then(found =>
    found.violations.map(one => [one.id, one.nodes.slice(0, 3).map(node => node.html)]))"""
"""Only what is wrong leaves the browser: all that axe found right is far longer."""


def barriers(page: Page, *without: str) -> list[tuple[str, list[str]]]:
    """Give the rules of axe that a page breaks, with the first places; parts may be left out.

    A document that is looked at again, in another light or width, has axe already: it is not
    compiled anew.
    """
    axe = pytest.importorskip("axe_playwright_python.base")
    options: dict[str, Any] = {
        "runOnly": {"type": "tag", "values": LEVELS},
        "resultTypes": ["violations"],
    }
    if without:
        options["preload"] = False  # nor is the one stylesheet fetched anew for every page
    context = {"exclude": [[one] for one in without]} if without else None
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe.AXE_SCRIPT)
    found = page.evaluate(BROKEN, [context, options])
    return [(rule, [html[:160] for html in places]) for rule, places in found]


def settled(opens: Opens, path: str, **settings: Any) -> Watched:
    """Open a page in the state that shows most of it: a form with faults."""
    watched = opens(path, **settings)
    if path.startswith("form/"):
        watched.page.click("main .btn.primary")
        watched.page.wait_for_selector("[data-wrongs]")
        watched.page.locator("details.source summary").first.click()
    return watched


COVERING = [
    ("leads/", "light", PHONE, "uk", ""),
    ("form/", "dark", WIDE, "uk", "?dir=rtl"),
]
EVERY = [
    pytest.param((path, scheme, size, language, query), marks=deep)
    for path in PAGES
    for scheme in ("light", "dark")
    for size in (WIDE, PHONE)
    for language, query in (("en", ""), ("uk", "?dir=rtl"), ("ru", ""))
]


@pytest.mark.parametrize("what", [*COVERING, *EVERY], ids=str)
def test_no_known_barrier(opens: Opens, what: tuple[str, Any, Any, str, str]) -> None:
    path, scheme, size, language, query = what
    watched = settled(opens, path + query, color_scheme=scheme, viewport=size, locale=language)
    assert watched.page.evaluate("document.documentElement.lang") == language
    assert barriers(watched.page) == []


@pytest.mark.parametrize(
    ("path", "scheme"),
    [pytest.param(p, scheme, marks=deep) for p in PAGES for scheme in ("light", "dark")],
)
def test_no_known_barrier_with_more_contrast(opens: Opens, path: str, scheme: Any) -> None:
    assert barriers(settled(opens, path, color_scheme=scheme, contrast="more").page) == []


FITS = "document.documentElement.scrollWidth <= innerWidth"


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("form/", "uk"),
        ("list/", "en"),
        *[pytest.param(p, lang, marks=deep) for p in PAGES for lang in ("en", "uk")],
    ],
)
def test_nothing_is_scrolled_sideways_at_320_pixels(opens: Opens, path: str, language: str) -> None:
    """WCAG 1.4.10: 320 pixels are 1280 at 400 %."""
    watched = settled(opens, path, viewport={"width": 320, "height": 640}, locale=language)
    assert watched.page.evaluate(FITS)
    if path != "bare/":
        watched.page.click("#menu summary")
        box = watched.page.locator(".sheet").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320


CLIPPED = """const meant = '.sr, .cut, .operation, select, caption';
[...document.querySelectorAll('main *, .top *, .rail *')].filter(node => {
    const own = [...node.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    const style = getComputedStyle(node);
    return own && style.overflow !== 'visible' && !node.closest(meant)
        && (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1);
}).map(node => node.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize(
    "path", ["form/", *[pytest.param(p, marks=deep) for p in ("", "leads/", "list/", "bare/")]]
)
def test_text_of_twice_the_size_is_whole(opens: Opens, path: str) -> None:
    """WCAG 1.4.4, with the page and with the text alone enlarged."""
    zoomed = settled(opens, path, viewport={"width": 720, "height": 450}, device_scale_factor=2)
    assert zoomed.page.evaluate(FITS)
    assert zoomed.page.evaluate(CLIPPED) == []
    text = settled(opens, path)
    before = text.page.locator("h1").bounding_box()
    text.page.evaluate("document.documentElement.style.fontSize = '200%'")
    after = text.page.locator("h1").bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] > 1.9 * before["height"]
    assert text.page.evaluate(FITS)
    assert text.page.evaluate(CLIPPED) == []


# A row is a target as a whole, and a link within a sentence is as high as its line (WCAG 2.5.8).
SMALL = """(least) => {
    const other = '.skip, [data-go], [type=hidden], .tick input, fieldset label input';
    const within = 'dialog:not([open]), p, .notice li, details:not([open]) > :not(summary)';
    return [...document.querySelectorAll('a, button, summary, input, select, label.tick')]
        .filter(node => !node.matches(other) && !node.closest(within))
        .map(node => [node.outerHTML.slice(0, 90), node.getBoundingClientRect()])
        .filter(([_, box]) => box.height && (box.height < least || box.width < 24))
        .map(([html]) => html);
}"""


@pytest.mark.parametrize("path", ["form/", *[pytest.param(p, marks=deep) for p in PAGES]])
@pytest.mark.parametrize(("size", "least"), [(WIDE, 24), (PHONE, 43.5)])
def test_targets_are_large_enough(opens: Opens, path: str, size: Any, least: float) -> None:
    """WCAG 2.5.8 asks for 24 pixels; a gloved hand on a phone needs 44."""
    watched = settled(opens, path, viewport=size)
    assert watched.page.evaluate(SMALL, least) == []


def test_a_whole_row_is_a_target(opens: Opens) -> None:
    watched = opens("list/", viewport=PHONE)
    box = watched.page.locator("#row-02").bounding_box()
    assert box is not None
    assert box["height"] >= 44
    watched.page.mouse.click(box["x"] + box["width"] - 20, box["y"] + box["height"] - 10)
    watched.page.wait_for_url("**/leads/**")


def test_the_grey_around_a_face_is_the_same_in_every_light(opens: Opens) -> None:
    seen = set()
    for settings in (
        {},
        {"color_scheme": "dark"},
        {"contrast": "more"},
        {"forced_colors": "active"},
    ):
        page = opens("", **settings).page
        stages = page.locator(".stage")
        seen |= {
            stages.nth(i).evaluate("node => getComputedStyle(node).backgroundColor")
            for i in range(stages.count())
        }
    assert seen == {"rgb(128, 128, 128)"}


def test_light_and_dark_can_be_chosen_against_the_device(opens: Opens) -> None:
    page = opens("bare/", color_scheme="dark").page
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(21, 24, 26)"
    page.click("#menu summary")
    page.click("#menu [value=light]")
    page.wait_for_selector("html[data-theme=light]")
    assert page.url.endswith("/guide/bare/")
    assert page.evaluate(ground) == "rgb(244, 244, 242)"


def test_the_language_can_be_changed_by_who_cannot_read_the_page(opens: Opens) -> None:
    page = opens("list/?say=", locale="en").page
    page.click("#menu summary")
    page.click("#menu >> text=Українська")
    page.wait_for_selector("html[lang=uk]")
    assert page.url.endswith("/guide/list/?say=")
    assert page.locator(".top .sign-out button").inner_text() == "Вийти"


def test_right_to_left_turns_the_page_and_the_bars(opens: Opens) -> None:
    page = opens("leads/?dir=rtl").page
    rail, main = page.locator(".rail").bounding_box(), page.locator("main").bounding_box()
    assert rail is not None
    assert main is not None
    assert rail["x"] > main["x"]
    ends = page.locator(".ends span")
    bar = page.locator(".lead .bar").first
    against, stands_for = ends.nth(0).bounding_box(), ends.nth(1).bounding_box()
    weight = bar.locator(".way-for").bounding_box()
    middle = bar.locator(".middle").bounding_box()
    assert against is not None
    assert stands_for is not None
    assert weight is not None
    assert middle is not None
    assert against["x"] > stands_for["x"]
    assert weight["x"] < middle["x"]  # what speaks for stands on the side that says "for"


def test_pages_work_without_scripts(opens: Opens) -> None:
    page = opens("list/", java_script_enabled=False).page
    assert page.locator("[data-row]").count() == 12
    page.click("#menu summary")
    page.click("#menu [value=dark]")
    page.wait_for_selector("html[data-theme=dark]")
    page.click("#row-03 a")
    page.wait_for_url("**/guide/leads/")
    for hidden in ("#open-keys", "[data-close]", "[data-view]"):
        assert page.locator(f"{hidden}:visible").count() == 0
