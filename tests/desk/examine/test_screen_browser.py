"""The comparison screen in a real Chromium: what moves together, points, overlay, keys, marks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, expect

from nomina.desk.examine.actions.examining import Describe
from nomina.desk.examine.features import FEATURES
from nomina.desk.examine.models import Concluded, Examination, Mark
from nomina.desk.examine.pictures import CROP, cut_of, pictures_of
from tests.desk.examine.bench import SEEN, Bench, make_bench
from tests.desk.examine.screens import SIZE, Points, draw_both
from tests.desk.files.people import make_team
from tests.desk.look.conftest import browser as browser  # noqa: PLC0414 - a fixture
from tests.desk.look.pages import ORIGIN, Watched
from tests.desk.look.test_look_browser import FITS, barriers
from tests.desk.people.cast import Book, by, make_cast, sign_in

pytestmark = pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
deep = pytest.mark.deep
Opens = Callable[..., Watched]
Plane = NDArray[np.float64]
SMALL = {"width": 800, "height": 600}
"""A small window: pictures are drawn without a graphics card here."""


class Table:
    """The examination that is looked at, and the points of its two pictures."""

    def __init__(self, bench: Bench, browser: Browser) -> None:
        self._bench, self._browser = bench, browser
        self.windows: list[Watched] = []
        self.one: Examination = bench.take(bench.examiners[0])
        self.points: tuple[Points, Points] = draw_both(self.one)

    def opens(self, at: int = 2, *, points: bool = True, **settings: Any) -> Watched:
        """Open it at a stage, as its examiner."""
        if not points:
            draw_both(self.one, points=False)
        if at > 1:
            done = Describe(examination=self.one, features=SEEN)
            done.do(by(self.one.examiner, self._bench.later()), Book())
        window = Watched(self._browser, "/look/offline/", **{"viewport": SMALL, **settings})
        window.page.set_default_timeout(20_000)
        self.windows.append(window)
        sign_in(window.client, self.one.examiner)
        window.page.goto(ORIGIN + reverse("examine:examination", args=[self.one.pk]))
        return window


@pytest.fixture
def table(fresh_db: str, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    """With real commits: each request of the browser has a connection of its own."""
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    cache.clear()
    made = Table(make_bench(make_team(make_cast()), bodies=1, people=1, examiners=1), browser)
    yield made
    for window in made.windows:
        window.close()


def both(window: Watched) -> Page:
    """Show the picture of the body, then the other, by key."""
    for n in (1, 2):
        window.page.keyboard.press("i")
        expect(window.page.locator(".stage.live")).to_have_count(n, timeout=20_000)
    return window.page


def press(page: Page, keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def shot(page: Page, name: str) -> None:
    """Keep a picture of a page where SHOTS names a folder, for people to look at."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def nows(page: Page) -> list[str]:
    return page.locator("[data-now]").all_inner_texts()


# The arithmetic


def umeyama(source: Plane, target: Plane) -> Plane:
    """Turn, scale and shift by least squares without reflection, 2 by 3, by singular values.

    Umeyama, IEEE PAMI 13 (1991), equations 34 to 43.
    """
    p0, q0 = source.mean(axis=0), target.mean(axis=0)
    p, q = source - p0, target - q0
    u, d, vt = np.linalg.svd(q.T @ p / len(p))
    sign = np.array([1.0, np.sign(np.linalg.det(u) * np.linalg.det(vt))])
    turn = u @ np.diag(sign) @ vt
    scale = float((d * sign).sum() / (p**2).sum(axis=1).mean())
    return np.column_stack([scale * turn, q0 - scale * turn @ p0])


def matrix(a: list[float], b: list[float]) -> Plane:
    return np.array([[a[0], -a[1], b[0]], [a[1], a[0], b[1]]])


def applied(to: Plane, points: Plane) -> Plane:
    moved: Plane = points @ to[:, :2].T + to[:, 2]
    return moved


def shown(page: Page, n: int) -> Plane:
    """Where the five points stand on a stage, in pixels of the screen."""
    found = page.evaluate(
        """n => [...document.querySelectorAll('.stage.live')[n].querySelectorAll('circle.point')]
            .map(one => [Number(one.getAttribute('cx')), Number(one.getAttribute('cy'))])""",
        n,
    )
    return np.array(found)


def within(one: Examination, side: str, points: Points) -> Plane:
    """Points of a whole picture as pixels of the face that is cut out, by its edges."""
    [picture] = pictures_of(getattr(one.pair, side))
    left, top, _, _ = (edge * SIZE / 100_000 for edge in cut_of(picture, CROP))
    return np.array(points) - (left, top)


def test_what_is_locked_and_aligned_lies_as_another_arithmetic_says(table: Table) -> None:
    window = table.opens()
    page = both(window)
    dice = np.random.default_rng(5)
    sets = [(dice.normal(0, 200, (5, 2)), dice.normal(0, 50, (5, 2))) for _ in range(40)]
    mirror = np.array([-1.0, 1.0])  # near a mirror image the best turn is none of the two in sight
    sets += [(p, p * mirror + dice.normal(0, 0.1, (5, 2))) for p, _ in sets[:10]]
    found = page.evaluate(
        "sets => sets.map(([p, q]) => nomina.plane.fit(p, q))",
        [[p.tolist(), q.tolist()] for p, q in sets],
    )
    for (p, q), said in zip(sets, found, strict=True):
        assert np.allclose(matrix(**said), umeyama(p, q), rtol=1e-9, atol=1e-7)
    assert page.evaluate("nomina.plane.fit([[1, 1], [1, 1]], [[0, 0], [2, 2]])") is None

    # What moves together.
    for name in ("overlay", "curtain"):
        assert page.locator(f"[data-do={name}]").is_disabled()
    press(page, "ou")
    assert page.locator("canvas.over:not([hidden])").count() == 0
    press(page, "++r")
    assert nows(page) == ["156 % · 2°", "156 % · 2°"]
    press(page, "l-")
    assert nows(page) == ["125 % · 2°", "156 % · 2°"]
    press(page, "se")
    assert nows(page) == ["125 % · 2°", "156 % · 0°"]
    press(page, "s0l")
    before = page.evaluate("nomina.screen.stages.map(one => one.view.b)")
    for key in ("ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    after = page.evaluate("nomina.screen.stages.map(one => one.view.b)")
    assert np.allclose(np.array(after) - before, 0.04)

    # Aligned by the points that were stored with the faces.
    press(page, "ap")
    body, other = table.points
    [a, b] = [within(table.one, side, p) for side, p in (("body", body), ("person", other))]
    expected = umeyama(b, a)
    to_screen = umeyama(a, shown(page, 0))
    assert np.allclose(applied(to_screen, a), shown(page, 0), atol=0.1)
    assert np.allclose(applied(to_screen, applied(expected, b)), shown(page, 1), atol=0.6)
    press(page, "p++")
    press(page, "o")
    assert page.locator("canvas.over:not([hidden])").count() == 1
    assert page.locator("[data-caution]").is_visible()
    press(page, "u")
    assert "inset" in page.locator("canvas.over").first.get_attribute("style")  # type: ignore[operator]
    pictures = [path for method, path in window.asked if method == "GET" and "/image/" in path]
    assert len(pictures) == 2, "all of it is drawn from what came once"

    # A point that is moved takes the alignment back, and what rests on it.
    page.locator(".stage.live").first.focus()
    press(page, "p")
    page.keyboard.press("ArrowLeft")
    press(page, "o")
    assert page.locator("canvas.over:not([hidden])").count() == 0
    assert page.locator("[data-do=overlay]").is_disabled()

    # What is remembered, and what is not.
    press(page, "plgw")
    page.reload()
    assert page.locator(".stage img").count() == 0
    both(window)
    state = page.evaluate("({...nomina.screen.root().dataset})")
    assert (state.get("locked"), state.get("grid"), state["ground"]) == (None, "", "1")
    assert page.locator("canvas.over:not([hidden])").count() == 0


# Keys

SNAP = """() => JSON.stringify([
    document.querySelector('main').outerHTML, location.href,
    [...document.documentElement.attributes].map(one => one.name + one.value),
    [...document.querySelectorAll('main *')].indexOf(document.activeElement),
    [...document.querySelectorAll('dialog')].map(one => one.open),
    nomina.screen.stages.map(one => one.view),
    nomina.screen.state.cursor, nomina.screen.state.current,
])"""
HEARD = f"""async ([mode, keys, each]) => {{
    const snap = {SNAP}, heard = [], {{ screen }} = nomina;
    const frame = () => new Promise(done => requestAnimationFrame(done));
    const begin = async () => {{
        screen.state.aligned = null;
        if (screen.state.mode !== mode) screen.mode(screen.state.mode || mode);
        if (screen.state.mode !== mode) screen.mode(mode);
        screen.stages[0].node.focus();
        screen.stages.forEach((one, n) => {{
            one.fit();
            screen.move([one], {{a: [1.1, 0.1 * n], b: [0.1, 0]}});
        }});
        screen.show();
        await frame();
    }};
    await begin();
    for (const key of keys) {{
        if (each) await begin();
        const before = snap();
        document.activeElement.dispatchEvent(
            new KeyboardEvent('keydown', {{key, bubbles: true, cancelable: true}}));
        await frame();
        if (snap() !== before) heard.push(key);
    }}
    return heard;
}}"""
SIGNS = {"←": "ArrowLeft", "→": "ArrowRight", "↑": "ArrowUp", "↓": "ArrowDown", "−": "-"}
"""What is printed for keys that have another name."""
GENERAL = {"?", "/", "j", "k", "[", "]"}


def listed(page: Page) -> set[str]:
    """Give the keys that the help names for this page as it is."""
    page.keyboard.press("?")
    shown_ = page.locator("#keys-here dl kbd").all_inner_texts()
    page.locator("#keys .btn.primary").click()
    expect(page.locator("#keys")).to_be_hidden()
    return {SIGNS.get(one, one.lower()) for one in shown_}


@deep
@pytest.mark.parametrize("mode", ["", "p", "m"])
def test_every_key_that_the_help_names_works_and_no_other_does(table: Table, mode: str) -> None:
    page = both(table.opens())
    name, extra = {"": ("", ""), "p": ("points", "nh"), "m": ("marks", "dtyfh")}[mode]
    press(page, mode)
    named = listed(page)
    keys = page.evaluate(
        """[...document.querySelectorAll('[data-key]')].filter(
            one => one.getClientRects().length && !one.disabled).map(one => one.dataset.key)"""
    )
    assert len(keys) == len(set(keys)) + 1, "one key does one thing; V shows one after the other"
    assert named == set("sl+-0ergcbzwpavm123") | set(SIGNS.values()) | set(extra)
    others = {chr(n) for n in range(32, 127)} - named - GENERAL
    others -= {one.upper() for one in named | GENERAL}  # the same keys, with the shift key
    others |= {"Home", "End", "PageUp", "PageDown", "Delete", "Backspace", "F2"}
    assert page.evaluate(HEARD, [name, sorted(others), False]) == []
    # The point is what is drawn at first, and choosing it then changes nothing; V asks the desk.
    keys = [*sorted(named - set("dv")), *("d" if mode == "m" else "")]
    assert page.evaluate(HEARD, [name, keys, True]) == keys
    page.locator(".stage.live").first.focus()
    page.keyboard.press("v")
    expect(page.get_by_text("Show the face alone")).to_have_count(1, timeout=20_000)
    # Where something is written, letters are letters and arrows move in the text.
    page.locator("textarea").focus()
    page.keyboard.type("mo0")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("x")
    assert page.locator("textarea").input_value() == "mox0"


def tab_to(page: Page, what: str) -> None:
    for _ in range(120):
        if page.evaluate("what => document.activeElement.matches(what)", what):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way leads to {what}")


@deep
def test_an_examination_is_done_by_keyboard_alone(table: Table) -> None:
    window = table.opens(1)
    page = window.page
    page.keyboard.press("i")
    expect(page.locator(".stage.live")).to_have_count(1, timeout=20_000)
    press(page, "++")
    # The screen of the first stage has no second picture, nor anything of it.
    assert page.locator(".column").count() == 1
    tab_to(page, f"select[name={FEATURES[0]}]")
    for name in FEATURES:
        tab_to(page, f"select[name={name}]")
        page.keyboard.type("visible")
    tab_to(page, "#sheet-describe ~ form .btn.primary")
    page.keyboard.press("Enter")
    page.wait_for_selector(".column >> nth=1")
    both(window)
    press(page, "sm")
    page.keyboard.press("ArrowRight")
    press(page, "h")
    page.keyboard.type("mole by the nose")
    page.keyboard.press("Enter")
    expect(page.locator("#marks li")).to_have_count(1, timeout=20_000)
    press(page, "sth")
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    press(page, "h")
    # The number of the other picture is offered: both show the same thing.
    offers = page.locator("[data-mark-form] option")
    assert [one.get_attribute("value") for one in offers.all()] == ["2", "1"]
    page.keyboard.type("the same mole")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    tab_to(page, "[data-mark-form] .btn:not(.quiet)")
    page.keyboard.press("Enter")
    expect(page.locator("#marks li")).to_have_count(2, timeout=20_000)
    assert {(mark.shape, mark.number) for mark in Mark.objects.all()} == {("point", 1), ("line", 1)}
    page.reload()
    both(window)
    assert page.locator("#marks li").count() == 2
    expect(page.locator(".stage.live [data-drawn='1']")).to_have_count(2)
    press(page, "2")
    page.keyboard.type("nothing speaks for or against")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#sheet-conclude", state="detached")
    done = Concluded.objects.get()
    assert (done.outcome, done.reasons) == ("inconclusive", "nothing speaks for or against")
    expect(page.locator("[aria-current=step]")).to_contain_text("4")


# Mouse and finger


def centre(page: Page, n: int) -> tuple[float, float]:
    box = page.locator(".stage.live").nth(n).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@deep
def test_points_are_set_by_hand_where_there_are_none(table: Table) -> None:
    page = both(table.opens(points=False))
    assert page.locator("[data-do=align]").is_disabled()
    press(page, "p")
    for n in (0, 1):
        x, y = centre(page, n)
        for dx, dy in ((60, -40), (25, -38), (-60, -42), (-25, -39), (0, 20)):
            page.mouse.click(x + dx * (1 + n / 10), y + dy)
    expect(page.locator(".stage.live").nth(1).locator("circle")).to_have_count(5)
    press(page, "a")
    assert np.allclose(shown(page, 0).mean(axis=0), shown(page, 1).mean(axis=0), atol=0.5)
    # One is carried by mouse, and then by keys.
    x, y = shown(page, 0)[4]
    box = page.locator(".stage.live").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + x, box["y"] + y)
    page.mouse.down()
    page.mouse.move(box["x"] + x + 30, box["y"] + y, steps=3)
    page.mouse.up()
    press(page, "")
    assert shown(page, 0)[4][0] == pytest.approx(x + 30, abs=1.5)
    page.keyboard.press("ArrowLeft")
    press(page, "")
    assert shown(page, 0)[4][0] < x + 30
    assert page.locator("[data-do=overlay]").is_disabled()


@deep
def test_marks_are_drawn_by_mouse_and_lie_where_they_were_drawn(table: Table) -> None:
    window = table.opens()
    page = both(window)
    press(page, "+r")
    press(page, "m")
    x, y = centre(page, 0)
    for key, steps in (("t", [(40, 0)]), ("y", [(30, 50)]), ("f", [(20, 10), (40, 30), (10, 60)])):
        press(page, key)
        page.mouse.move(x, y)
        page.mouse.down()
        for dx, dy in steps:
            page.mouse.move(x + dx, y + dy, steps=4)
        page.mouse.up()
        page.locator("[data-mark-form] input[name=words]").fill(key)
        page.keyboard.press("Enter")
        count = "tyf".index(key) + 1
        expect(page.locator("#marks li")).to_have_count(count, timeout=20_000)
    line = Mark.objects.get(shape="line")
    # From the screen back into the picture, by the way it lay.
    view = page.evaluate("nomina.screen.stages[0].view")
    size = page.evaluate("nomina.screen.stages[0].size")
    wide = page.evaluate("nomina.screen.stages[0].node.clientWidth")
    to = matrix(view["a"], view["b"])
    screen = np.array([[wide / 2, 1.25 * wide / 2], [wide / 2 + 40, 1.25 * wide / 2]]) / wide
    pixels = np.linalg.solve(to[:, :2], (screen - to[:, 2]).T).T
    [picture] = pictures_of(table.one.pair.body)
    left, top, right, bottom = cut_of(picture, CROP)
    spans = np.array([right - left, bottom - top])
    expected = np.array([left, top]) + pixels / np.array(size) * spans
    assert np.allclose(np.array(line.points).reshape(2, 2), expected, atol=600)
    assert len(Mark.objects.get(shape="free").points) >= 12
    shot(page, "marks")
    # What the desk does not take is said, and stays to be sent again.
    press(page, "dh")
    page.evaluate("document.querySelector('[data-mark-form] option').value = '0'")
    page.locator("[data-mark-form] input[name=words]").fill("kept")
    page.keyboard.press("Enter")
    expect(page.locator("#notices .notice")).to_be_visible(timeout=20_000)
    assert page.locator("[data-mark-form] input[name=words]").input_value() == "kept"
    page.locator("[data-do=drop]").click()
    window.complaints.clear()  # the browser itself tells of the refusal
    # What is struck is drawn no more.
    page.locator("#marks form button").first.click()
    expect(page.locator("#marks li.struck")).to_have_count(1, timeout=20_000)
    press(page, "")
    assert page.locator(".stage.live [data-drawn]").count() == 2
    page.keyboard.press("Escape")
    assert page.locator(".stage.live").count() == 2, "what was begun ends first"
    page.keyboard.press("Escape")
    expect(page.locator(".stage.live")).to_have_count(0, timeout=20_000)


@deep
def test_dragging_and_the_wheel_move_both_or_one(table: Table) -> None:
    page = both(table.opens())
    x, y = centre(page, 0)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 50, y + 20, steps=3)
    page.mouse.up()
    [one, two] = page.evaluate("nomina.screen.stages.map(one => one.view.b)")
    wide = page.evaluate("nomina.screen.stages[0].node.clientWidth")
    fits = page.evaluate("""nomina.screen.stages.map(one => {
        const before = one.view; one.fit(); const fit = one.view.b; one.view = before; return fit;
    })""")
    for now, fit in ((one, fits[0]), (two, fits[1])):
        assert np.allclose((np.array(now) - fit) * wide, (50, 20), atol=0.5)
    press(page, "0l")
    page.mouse.wheel(0, -400)
    press(page, "")
    [first, second] = nows(page)
    assert first != second == "100 % · 0°"


# The page


@deep
def test_without_scripts_every_stage_is_done(table: Table) -> None:
    window = table.opens(1, java_script_enabled=False)
    page = window.page
    page.locator("#photo-body-0 button").click()
    assert page.locator("#photo-body-0 img").count() == 1
    page.get_by_text("Show the whole picture").click()
    assert page.get_by_text("Show the face alone").is_visible()
    for name in FEATURES:
        page.select_option(f"select[name={name}]", "visible")
    page.get_by_role("button", name="Lock the description").click()
    page.locator("#photo-reference-0 button").click()
    assert page.locator("#photo-reference-0 img").count() == 1
    assert page.locator("[data-tools]").is_hidden()
    page.select_option("select[name=outcome]", "excluded")
    page.fill("textarea[name=reasons]", "the ears differ")
    page.get_by_role("button", name="Lock the conclusion").click()
    assert Concluded.objects.get().outcome == "excluded"


LOOKS = [
    ((1280, 800), "light"),
    ((768, 1024), "dark"),
    ((390, 844), "light"),
    ((390, 844), "dark"),
]


@deep
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_screen_has_no_known_barrier(table: Table, look: Any) -> None:
    (width, height), scheme = look
    size = {"width": width, "height": height}
    window = table.opens(viewport=size, color_scheme=scheme)
    page = both(window)
    press(page, "ao")
    for mode in ("p", "m"):
        press(page, mode)
        shot(page, f"{width}-{scheme}-{mode}")
        assert page.evaluate(FITS)
    assert barriers(page) == []
    # 200 %: half as many pixels of the same window.
    page.set_viewport_size({"width": max(width // 2, 320), "height": height // 2})
    assert page.evaluate(FITS)
    shot(page, f"{width}-{scheme}-200")
