"""The report page in a real Chromium, opened from the disk as its users do.

Looked for in NOMINA_CHROMIUM, then at the usual places. Where there is none the tests are
skipped and say so, except under CI, where they fail.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from nomina.leads.documents import Leads
from nomina.leads.report import write_report
from tests.leads.report_sample import HOSTILE, crop, sample

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
WIDE = {"width": 1440, "height": 900}


def browser_path() -> str | None:
    named = os.environ.get("NOMINA_CHROMIUM")
    if named:
        return named
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = browser_path()
    if path is None:
        reason = "no Chromium: the report page was NOT looked at in a browser (NOMINA_CHROMIUM)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=path, args=list(QUIET))
        yield found
        found.close()


def crops_of(leads: Leads) -> dict[str, bytes]:
    cases = (*leads.bodies, *leads.missing)
    return {p.crop: crop() for c in cases for p in c.photos if p.crop is not None}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    leads = sample()
    write_report(path, leads, crops_of(leads))
    return path


class Watched:
    """A page, and everything it asked for or complained of."""

    def __init__(self, browser: Browser, path: Path, link: str = "", **settings: Any) -> None:
        self.context = browser.new_context(**{"viewport": WIDE, **settings})
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(path.as_uri() + link)

    def close(self) -> None:
        away = [url for url in self.requests if not url.startswith(("file:", "data:"))]
        self.context.close()
        assert away == []
        assert self.complaints == []


@pytest.fixture
def opened(browser: Browser, report: Path) -> Iterator[Page]:
    watched = Watched(browser, report)
    yield watched.page
    watched.close()


def body_of(page: Page) -> str:
    return page.locator("main h2 bdi").inner_text()


def visible_numbers(page: Page) -> list[str]:
    return page.locator("#bodies .number").all_inner_texts()


def test_faces_are_hidden_until_asked_for(opened: Page) -> None:
    page = opened
    assert page.locator("img").count() == 0
    page.wait_for_selector(".stage.veil canvas")
    for canvas in page.locator(".stage canvas").all():
        style = canvas.evaluate("node => getComputedStyle(node).filter")
        assert "blur(10px)" in style
        assert "grayscale(1)" in style
        assert canvas.evaluate("node => node.width * node.height") <= 120
        seen = canvas.evaluate(
            "node => [...node.getContext('2d').getImageData(0, 0, node.width, node.height).data]"
        )
        assert all(
            abs(r - g) <= 2 and abs(g - b) <= 2
            for r, g, b in zip(*[iter_of(seen, k) for k in range(3)], strict=True)
        )
    page.hover(".stage")
    assert page.locator("img").count() == 0


def iter_of(seen: list[int], channel: int) -> list[int]:
    return seen[channel::4]


def test_i_shows_and_hides_the_faces_of_this_body_only(opened: Page) -> None:
    page = opened
    page.keyboard.press("i")
    assert page.locator(".stage img").count() == 2
    assert page.locator("#show").get_attribute("aria-pressed") == "true"
    assert page.locator(".stage img").first.evaluate("n => getComputedStyle(n).filter") == "none"
    assert page.locator("#say").inner_text() == "Faces are shown"
    page.keyboard.press("j")
    assert page.locator(".stage img").count() == 0
    page.keyboard.press("k")
    assert page.locator(".stage img").count() == 2
    page.keyboard.press("Escape")
    assert page.locator(".stage img").count() == 0
    page.keyboard.press("i")
    page.reload()
    assert page.locator(".stage img").count() == 0


def test_keys_move_among_bodies_and_candidates(opened: Page) -> None:
    page = opened
    assert body_of(page) == "PM-0700"
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert body_of(page) == "PM-0702"
    assert page.url.endswith("#b=PM-0702")
    page.keyboard.press("k")
    assert body_of(page) == "PM-0701"
    first = page.locator(".beside h3").inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator(".cand[data-chosen] .pick").get_attribute("data-position") == "2"
    assert page.locator(".beside h3").inner_text() != first
    assert page.evaluate("document.activeElement.dataset.position") == "2"
    page.keyboard.press("ArrowUp")
    assert page.locator(".cand[data-chosen] .pick").get_attribute("data-position") == "1"
    for _ in range(14):
        page.keyboard.press("ArrowDown")
    assert page.locator(".cand[data-chosen] .pick").get_attribute("data-position") == "15"


def test_single_letter_keys_can_be_switched_off(opened: Page) -> None:
    page = opened
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.uncheck("#keys-on")
    page.keyboard.press("Escape")
    assert not page.locator("#help").is_visible()
    page.keyboard.press("j")
    page.keyboard.press("i")
    assert body_of(page) == "PM-0700"
    assert page.locator("img").count() == 0


def test_nobody_on_the_list_stands_among_the_candidates(opened: Page) -> None:
    page = opened
    for _ in range(3):
        nobody = page.locator('.cand[data-kind="nobody"]')
        assert nobody.count() == 1
        assert nobody.locator("svg.bar").count() == 2
        widths = page.locator(".cand .weighs").evaluate_all(
            "nodes => nodes.map(node => Number(node.getAttribute('width')))"
        )
        assert widths == sorted(widths, reverse=True)
        page.keyboard.press("j")


def test_a_bar_is_drawn_against_its_limits(opened: Page) -> None:
    page = opened
    page.keyboard.press("j")
    leads = sample()
    strength = leads.results[1].leads[0].strength
    assert strength is not None
    bar = page.locator(".beside svg.bar.big")

    def place(lr: float) -> float:
        return (lr + 6) * 20  # 240 units from -6 to +6

    found = float(bar.locator(".found").get_attribute("x1") or "nan")
    assert found == pytest.approx(place(strength.log10_lr), abs=0.2)
    left, right = bar.locator(".beyond").all()
    assert float(left.get_attribute("width") or "nan") == pytest.approx(place(strength.lower_bound))
    assert float(right.get_attribute("x") or "nan") == pytest.approx(place(strength.upper_bound))
    span = bar.locator(".span").first
    assert float(span.get_attribute("x1") or "nan") == pytest.approx(place(strength.low), abs=0.2)
    assert float(span.get_attribute("x2") or "nan") == pytest.approx(place(strength.high), abs=0.2)
    label = bar.get_attribute("aria-label") or ""
    assert "times, for" in label
    assert "The data can support" in label


def test_nobodys_strength_agrees_with_the_formula(opened: Page) -> None:
    """Odds of nobody are (1-Q)/Q times M over the sum of the LRs, so its LR is M / sum(LR).

    It holds where each body is weighed by itself, as in the sample.
    """
    import math

    page = opened
    result = sample().results[1]
    lrs = [10**lead.log10_lr for lead in result.leads if not lead.excluded]
    page.keyboard.press("j")
    drawn = page.locator('.cand[data-kind="nobody"] .found').get_attribute("x1")
    assert float(drawn or "nan") == pytest.approx((math.log10(30 / sum(lrs)) + 6) * 20, abs=0.3)


def test_filters_search_and_order(opened: Page) -> None:
    page = opened
    leads = sample()
    with_candidate = [
        result.body
        for result in leads.results
        if any(lead.word == "candidate for other examination" for lead in result.leads)
    ]
    page.keyboard.press("f")
    assert page.locator("#open-filters").get_attribute("aria-expanded") == "true"
    page.check("#only-candidate")
    assert visible_numbers(page) == with_candidate
    assert f"{len(with_candidate)} of 12 bodies listed" in page.locator("#count").inner_text()
    page.select_option("#at-least", "3")
    strong = [
        r.body for r in leads.results if r.leads[0].log10_lr >= 3 and r.body in with_candidate
    ]
    assert visible_numbers(page) == strong
    page.click("#filters [type=reset]")
    expect(page.locator("#bodies li")).to_have_count(12)
    page.select_option("#order", "strength")
    best = {r.body: round(r.leads[0].log10_lr, 2) for r in leads.results}
    assert visible_numbers(page)[: len(best)] == sorted(best, key=lambda b: -best[b])
    page.locator("#filters [data-flag]").first.check()
    flag = page.locator("#filters [data-flag] + span").first.inner_text()
    flagged = [
        c.id for c in leads.bodies if any(p.face and flag in p.face.values.flags for p in c.photos)
    ]
    assert sorted(visible_numbers(page)) == flagged
    page.keyboard.press("Escape")
    assert not page.locator("#filters").is_visible()


def sample_with(label: str) -> list[str]:
    leads = sample()
    named = {case.id for case in leads.missing if case.label == label}
    return [r.body for r in leads.results if named & {lead.person for lead in r.leads}]


def test_search_finds_bodies_by_number_and_by_candidate(opened: Page) -> None:
    page = opened
    page.keyboard.press("/")
    page.keyboard.type("pm-0703")
    expect(page.locator("#bodies li")).to_have_count(1)
    assert visible_numbers(page) == ["PM-0703"]
    page.fill("#search", "МАРІЯ")  # another case; not of the body of three leads
    named = sample_with("Марія Зразок")
    expect(page.locator("#bodies li")).to_have_count(len(named))
    page.fill("#search", "nobody has this name")
    page.wait_for_selector("#empty", state="visible")
    page.keyboard.press("Escape")
    assert len(visible_numbers(page)) == 12


def test_a_link_opens_its_body(browser: Browser, report: Path) -> None:
    watched = Watched(browser, report, "#b=PM-0704")
    assert body_of(watched.page) == "PM-0704"
    watched.page.click("#bodies li:nth-child(3) a")
    assert body_of(watched.page) == "PM-0702"
    watched.page.go_back()
    expect(watched.page.locator("main h2 bdi")).to_have_text("PM-0704")
    watched.close()


def test_hostile_names_are_shown_and_do_not_run(browser: Browser, tmp_path: Path) -> None:
    leads = sample(bodies=5, people=14, names=HOSTILE)
    bodies = tuple(
        case.model_copy(update={"id": HOSTILE[i], "label": HOSTILE[-1 - i]})
        for i, case in enumerate(leads.bodies)
    )
    results = tuple(r.model_copy(update={"body": HOSTILE[i]}) for i, r in enumerate(leads.results))
    problems = tuple(
        p.model_copy(update={"file": HOSTILE[0], "what": HOSTILE[1]}) for p in leads.problems
    )
    leads = leads.model_copy(update={"bodies": bodies, "results": results, "problems": problems})
    path = tmp_path / "report.html"
    write_report(path, leads, crops_of(leads))
    watched = Watched(browser, path)
    title = watched.page.title()
    for _ in range(5):
        watched.page.keyboard.press("i")
        for _ in range(5):
            watched.page.keyboard.press("ArrowDown")
        watched.page.keyboard.press("j")
    assert watched.page.title() == title == "Leads · Nomina"
    assert watched.page.locator("#bodies .number").first.inner_text() == HOSTILE[0]
    assert watched.page.evaluate("document.querySelectorAll('img:not(.stage img)').length") == 0
    assert watched.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    watched.close()


@pytest.mark.parametrize(
    "width",
    [320, pytest.param(390, marks=pytest.mark.deep), pytest.param(720, marks=pytest.mark.deep)],
)
def test_narrow_pages_need_no_sideways_scroll(browser: Browser, report: Path, width: int) -> None:
    watched = Watched(browser, report, viewport={"width": width, "height": 800})
    page = watched.page
    fits = "document.documentElement.scrollWidth <= innerWidth"
    assert page.evaluate(fits)
    assert not page.locator("main").is_visible()
    page.locator("#bodies a").nth(1).click()
    assert page.locator("main h2").is_visible()
    assert not page.locator("#bodies").is_visible()
    assert page.evaluate(fits)
    small = page.evaluate(
        """[...document.querySelectorAll('main button:not(.pick), main a, .top a, .top button')]
        .map(node => node.getBoundingClientRect())
        .filter(box => box.height && box.height < 44).length"""
    )
    assert small == 0
    page.click("a.back")
    assert page.locator("#bodies").is_visible()
    watched.close()


def test_targets_are_large_enough_for_a_mouse(opened: Page) -> None:
    small = opened.evaluate(
        """[...document.querySelectorAll('button:not(.pick), a:not(.skip), summary, label')]
        .map(node => [node.textContent, node.getBoundingClientRect()])
        .filter(([_, box]) => box.height && (box.height < 24 || box.width < 24))
        .map(([text]) => text)"""
    )
    assert small == []


@pytest.mark.parametrize(
    ("scheme", "width"),
    [
        ("light", 1440),
        pytest.param("dark", 390, marks=pytest.mark.deep),
        pytest.param("light", 390, marks=pytest.mark.deep),
        pytest.param("dark", 1440, marks=pytest.mark.deep),
    ],
)
def test_no_known_barrier(browser: Browser, report: Path, scheme: Any, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    watched = Watched(
        browser, report, "#b=PM-0701", color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    watched.page.wait_for_selector(".stage canvas")
    levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = axe.Axe().run(watched.page, options={"runOnly": {"type": "tag", "values": levels}})
    told = [
        (v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in found.response["violations"]
    ]
    assert told == []
    watched.close()


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_paper_has_a_block_a_body_and_hidden_faces(opened: Page) -> None:
    page = opened
    page.wait_for_selector(".stage canvas")
    page.evaluate(
        """window.print = () => {
            const held = (what) => document.querySelectorAll(`#paper ${what}`).length;
            document.body.dataset.printed = [held('article'), held('canvas'), held('img')];
        }"""
    )
    page.fill("#search", "PM-071")
    expect(page.locator("#bodies li")).to_have_count(2)
    page.click("#open-print")
    page.check("[name=scope][value=listed]")
    page.click("#do-print")
    page.wait_for_selector("body[data-printed]")
    counts = page.locator("body").get_attribute("data-printed") or ""
    blocks, canvases, images = map(int, counts.split(","))
    assert (blocks, images) == (2, 0)
    assert canvases == 4
    assert pages_of(page.pdf()) >= 2
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#paper article").count() == 0


def test_a_report_without_images_has_none_to_show(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_report(path, sample(), {}, images=False)
    watched = Watched(browser, path)
    watched.page.keyboard.press("i")
    assert watched.page.locator("img, canvas, #show").count() == 0
    assert "54 px between the eyes" in watched.page.locator(".beside").inner_text()
    watched.close()


def test_without_scripts_the_bodies_can_still_be_read(browser: Browser, report: Path) -> None:
    watched = Watched(browser, report, java_script_enabled=False)
    assert watched.page.locator("#bodies li").count() == 12
    assert "leads.csv" in watched.page.locator("main").inner_text()
    assert watched.page.locator("img").count() == 0
    watched.close()
