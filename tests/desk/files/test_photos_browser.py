"""Photos by hand in a real Chromium: dropped, cut off, chosen again, opened, and a box drawn."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, Request, Route, expect

from nomina.desk.files.models import Content, Face, File, Occurrence, Photo
from nomina.desk.files.photos import background, intake
from nomina.desk.people.models import User
from tests.desk.boot.serving import served
from tests.desk.files.shots import jpeg, opened, portrait
from tests.desk.look.test_look_browser import barriers
from tests.desk.people.cast import BOOK, Cast, make_cast, sign_in

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True),
]

DROP = """([form, files]) => {
    const carried = new DataTransfer();
    for (const [name, data] of files)
        carried.items.add(new File([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], name));
    for (const kind of ['dragover', 'drop'])
        form.dispatchEvent(new DragEvent(
            kind, {dataTransfer: carried, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def cast(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()
    cache.clear()
    yield make_cast()
    intake.close()
    cache.clear()


@pytest.fixture
def body(cast: Cast) -> File:
    return opened("pm", cast.alice, cast.one, site=cast.site_one)


@pytest.fixture
def origin(cast: Cast) -> Iterator[str]:
    with served(get_wsgi_application()) as port:
        yield f"http://localhost:{port}"


Opens = Any
expect.set_options(timeout=20_000)


@pytest.fixture
def opens(browser: Browser, origin: str) -> Iterator[Opens]:
    """Opens a page of the desk as someone who is signed in; at the end nothing complained."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def page(user: User, path: str, **more: Any) -> Page:
        client = Client()
        sign_in(client, user)
        context = browser.new_context(locale="en", **more)
        contexts.append(context)
        cookie: Any = {
            "name": "nomina", "value": client.cookies["nomina"].value, "secure": True,
            "domain": "localhost", "path": "/", "httpOnly": True,
        }  # fmt: skip
        context.add_cookies([cookie])
        made: Page = context.new_page()
        made.set_default_timeout(20_000)
        made.on("pageerror", lambda error: complaints.append(str(error)))
        made.on("console", lambda message: complaints.append(message.text))
        made.goto(origin + path)
        return made

    yield page
    for context in contexts:
        context.close()
    # That requests were cut off is said by the browser; policy and scripts never complain.
    assert [one for one in complaints if "Failed to load resource" not in one] == []


def seen(page: Page, name: str) -> None:
    """Keep a picture of a page where SHOTS names a folder, for people to look at."""
    folder = os.environ.get("SHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def address(name: str, thing: Any) -> str:
    return reverse(f"files:{name}", args=[thing.pk])


def dropped(page: Page, *names_and_data: tuple[str, bytes]) -> None:
    files = [[name, base64.b64encode(data).decode()] for name, data in names_and_data]
    form = page.locator("[data-upload]").element_handle()
    page.evaluate(DROP, [form, files])


def numbered(*seeds: int) -> list[tuple[str, bytes]]:
    return [(f"{seed:03}.jpg", jpeg(seed)) for seed in seeds]


def test_photos_are_dropped_cut_off_and_only_what_is_missing_is_sent_again(
    cast: Cast, body: File, opens: Opens
) -> None:
    page = opens(cast.alice, address("file", body))
    page.get_by_role("link", name="Add photos").click()
    seen(page, "add")
    expect(page.get_by_role("button", name="Add photos")).to_be_hidden()
    # Whom they show is asked first; what was dropped waits, and nothing is chosen beforehand.
    dropped(page, *numbered(1))
    stopped = page.locator("[data-stopped]")
    expect(stopped).to_contain_text("Say first whom these photos show")
    expect(page.locator("[name=alive]").first).to_be_focused()
    assert not Photo.objects.exists()
    page.keyboard.press("Space")
    expect(page.locator("[data-sum]")).to_contain_text("Kept: 1")
    dropped(page, *numbered(2, 3), ("text.jpg", b"no picture"), ("again.jpg", jpeg(1)))
    summary = page.locator("[data-sum]")
    expect(summary).to_contain_text("Left: 0")
    expect(summary).to_contain_text("Kept: 4")
    assert page.locator(".sent .chip.for").all_inner_texts() == ["kept"] * 4 + ["there already"]
    assert "It cannot be opened" in page.locator(".sent li").nth(3).inner_text()
    seen(page, "sent")
    assert barriers(page) == []
    assert Photo.objects.count() == 4
    # Beside the form a dropped file leads nowhere.
    page.evaluate("dispatchEvent(new DragEvent('drop', {cancelable: true}))")
    assert page.url.endswith("/photos/add/")

    posts: list[str] = []

    def cut(route: Route, request: Request) -> None:
        if request.method != "POST" or len(posts) < 2:
            posts.append(request.method)
            route.continue_()
        else:
            route.abort()

    page.route("**/photos/add/", cut)
    dropped(page, *numbered(11, 12, 13, 14, 15))
    expect(stopped).to_contain_text("The desk does not answer.")
    seen(page, "cut-off")
    assert Photo.objects.count() == 6
    page.on("dialog", lambda dialog: dialog.accept())  # that it is being left while it sends
    page.reload()  # nothing gets through until the page is another one
    expect(stopped).to_contain_text("Of the last time 3 photos were not sent")
    seen(page, "after-reload")
    page.unroute("**/photos/add/")
    sent: list[str] = []
    page.on("request", lambda ask: sent.append(ask.method) if "add/" in ask.url else None)
    page.check("[value=dead]")
    dropped(page, *numbered(11, 12, 13, 14, 15))
    expect(summary).to_contain_text("Left: 0")
    expect(summary).to_contain_text("There already: 2")
    assert sent == ["POST"] * 3
    digests = Content.objects.values_list("digest", flat=True)
    assert len(digests) == len(set(digests)) == 9
    assert Occurrence.objects.count() == 9
    page.reload()
    assert not stopped.is_visible()


def test_a_desk_that_comes_back_is_sent_the_rest_without_a_hand(
    cast: Cast, body: File, opens: Opens
) -> None:
    page = opens(cast.alice, address("add_photos", body))
    refuse = [2]

    def shaky(route: Route, request: Request) -> None:
        refuse[0] -= 1
        route.abort() if refuse[0] >= 0 else route.continue_()

    page.route("**/photos/**", shaky)
    page.check("[value=dead]")
    page.set_input_files(
        "#photos",
        [{"name": n, "mimeType": "image/jpeg", "buffer": d} for n, d in numbered(1, 2)],
    )
    expect(page.locator("[data-sum]")).to_contain_text("Left: 0")
    assert Photo.objects.count() == 2


def test_who_was_signed_out_is_told_and_nothing_is_said_to_be_kept(
    cast: Cast, body: File, opens: Opens
) -> None:
    page = opens(cast.alice, address("add_photos", body))
    page.context.clear_cookies()
    page.check("[value=dead]")
    dropped(page, *numbered(1))
    expect(page.locator("[data-stopped]")).to_contain_text("You are no longer signed in")
    assert page.locator(".sent .chip.for").count() == 0
    assert not Photo.objects.exists()


def test_without_scripts_a_plain_form_does_it(cast: Cast, body: File, opens: Opens) -> None:
    page = opens(cast.alice, address("add_photos", body), java_script_enabled=False)
    page.set_input_files(
        "#photos",
        [{"name": n, "mimeType": "image/jpeg", "buffer": d} for n, d in numbered(1, 2)],
    )
    page.check("[value=dead]")
    page.get_by_role("button", name="Add photos").click()
    expect(page.locator("[data-notice]")).to_contain_text("2 photos were kept.")
    assert Photo.objects.count() == 2


def test_a_photo_is_opened_and_a_box_is_drawn_by_mouse_and_keys(
    cast: Cast, body: File, opens: Opens
) -> None:
    from nomina.desk.files.photos.receiving import receive
    from tests.desk.people.cast import by

    photo = receive(by(cast.alice), body, portrait(), "a.jpg", alive="dead").photo
    background.look_at_photo.call(photo.pk.hex)
    BOOK.entries.clear()
    page = opens(cast.alice, address("photo", photo), viewport={"width": 1280, "height": 900})
    assert page.locator("img").count() == 0
    seen(page, "photo")
    page.locator(".photo form button").click()
    expect(page.locator(".stage img")).to_be_visible()
    # A condition in words of a script would have to be evaluated, which the policy forbids.
    expect(page.locator(".stage img")).to_have_js_property("naturalWidth", 256)
    seen(page, "photo-opened")
    assert barriers(page) == []
    page.keyboard.press("Escape")
    expect(page.locator(".stage img")).to_have_count(0)
    assert BOOK.kinds() == ["face.opened"]

    page.goto(page.url.split("/photos/")[0] + address("draw_face", photo))
    page.locator(".photo form button").click()
    box = page.locator(".box")
    expect(box).to_be_visible()
    stage = page.locator(".stage").bounding_box()
    assert stage is not None
    scale = min(stage["width"], stage["height"]) / 256
    left = stage["x"] + (stage["width"] - 256 * scale) / 2
    top = stage["y"] + (stage["height"] - 256 * scale) / 2
    page.mouse.move(left + 20 * scale, top + 30 * scale)
    page.mouse.down()
    page.mouse.move(left + 120 * scale, top + 170 * scale, steps=4)
    page.mouse.up()
    now = [int(page.input_value(f"[name={edge}]")) for edge in ("left", "top", "right", "bottom")]
    assert all(abs(a - b) <= 1 for a, b in zip(now, (20, 30, 120, 170), strict=True))
    page.keyboard.press("ArrowRight")  # the box has the focus
    page.keyboard.press("Shift+ArrowDown")
    seen(page, "box")
    moved = [int(page.input_value(f"[name={edge}]")) for edge in ("left", "top", "right", "bottom")]
    assert moved == [now[0] + 1, now[1], now[2] + 1, now[3] + 1]
    page.get_by_role("button", name="Mark", exact=True).click()
    page.wait_for_url("**" + address("photo", photo))
    drawn = Face.objects.get(by=cast.alice)
    assert [drawn.left, drawn.top, drawn.right, drawn.bottom] == moved
    expect(page.locator("main fieldset")).to_contain_text("drawn by Alice Name")
    seen(page, "faces")
