"""Pages of captures in a real Chromium: barriers, widths, and hostile captures that stay dead."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from nomina.desk.captures import errands
from nomina.desk.captures.actions import bring_in
from nomina.desk.captures.actions.faces import look
from nomina.desk.captures.browsed_act import AskAddress, fetch
from nomina.desk.captures.browser import ALLOWED
from nomina.desk.captures.models import Asking, Capture, Errand
from nomina.desk.captures.stamping import stamp
from nomina.desk.captures.stamps import STAMPS, service
from nomina.desk.files.models import File
from nomina.desk.files.photos import intake
from nomina.desk.policy.roles import Role
from nomina.errors import InputError
from tests.desk.captures.authority import Authority
from tests.desk.captures.saved import TEXT, inlined, page
from tests.desk.captures.test_browsed import captured
from tests.desk.captures.test_captures import ASKED
from tests.desk.captures.test_closed import taken
from tests.desk.files.people import Team, make_team
from tests.desk.files.shots import jpeg
from tests.desk.leads.town import add, consent, missing, with_faces
from tests.desk.look.conftest import browser as browser  # noqa: PLC0414 - a fixture
from tests.desk.look.pages import ORIGIN, Watched
from tests.desk.look.test_look_browser import FITS, barriers
from tests.desk.people.cast import by, make_cast, sign_in
from tests.leads.fakes import photo

pytestmark = [pytest.mark.deep, pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)]
SHOTS = os.environ.get("NOMINA_SHOTS")
SIZES: list[Any] = [{"width": 1280, "height": 900}, {"width": 390, "height": 844}]
LIVE = (
    "<svg onload=\"document.title='ran'\"></svg><script>document.title='ran'</script>"
    "<meta http-equiv=refresh content='0;url=https://away.example/'>"
    "<img src=https://away.example/a.png onerror=\"document.title='ran'\">"
    "<iframe src=https://away.example/></iframe><object data=https://away.example/></object>"
)


@pytest.fixture
def team(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    monkeypatch.setattr(settings, "DESK_ENGINE", "tests.desk.captures.engines.told", raising=False)
    monkeypatch.setenv(ALLOWED, "1")
    cache.clear()
    yield make_team(with_faces(make_cast()))
    intake.close()


@pytest.fixture
def person(team: Team) -> File:
    file = missing(team, 1)
    consent(team, file)
    add(team, file, photo(1, 1))
    return file


def window(browser: Browser, team: Team, role: Role) -> Watched:
    made = Watched(browser, "/look/offline/")
    sign_in(made.client, team.one[role])
    return made


def brought(team: Team, file: File) -> Capture:
    data = page(TEXT + LIVE, LIVE + inlined(jpeg(13)) + inlined(jpeg(25)))
    return bring_in(by(team.one[Role.EXAMINER]), file, data, "saved.html", ASKED)


def looked_at(name: str, shown: Page) -> None:
    """Both widths, both themes, no barrier, and nothing to scroll sideways at 320 pixels."""
    wrong = []
    for size in SIZES:
        shown.set_viewport_size(size)
        for scheme in ("light", "dark"):
            shown.emulate_media(color_scheme=scheme)
            if SHOTS is not None:
                shot = f"captures-{name}-{size['width']}-{scheme}.png"
                shown.screenshot(path=Path(SHOTS) / shot, full_page=True)
            wrong += [(size["width"], scheme, one) for one in barriers(shown)]
    shown.set_viewport_size({"width": 320, "height": 640})
    assert shown.evaluate(FITS), f"{name} is scrolled sideways"
    assert wrong == [], name


def test_an_address_is_asked_for_and_its_end_comes_by_itself(
    browser: Browser, team: Team, person: File
) -> None:
    seen = window(browser, team, Role.ANTE_MORTEM)
    shown = seen.page
    shown.goto(ORIGIN + reverse("captures:list", args=[person.pk]))
    shown.keyboard.press("u")
    expect(shown).to_have_url(ORIGIN + reverse("captures:ask", args=[person.pk]))
    looked_at("ask", shown)
    for name, said in {"purpose": ASKED.purpose, **ASKED.assessment}.items():
        shown.fill(f"[name={name}]", said)
    shown.fill("[name=address]", "https://news.example.org/1")
    shown.get_by_role("button", name="Go there and keep it").click()
    expect(shown.locator(".job")).to_contain_text("waiting")
    one = Asking.objects.get()
    looked_at("waiting", shown)

    def vain(errand: Errand) -> None:
        raise InputError("the page could not be reached: the server does not answer")

    errands.execute(one.errand.pk, vain)
    again = shown.get_by_role("button", name="Ask for it again")
    expect(again).to_be_visible()  # nobody asked the page to look
    looked_at("failed", shown)
    shown.goto(ORIGIN + reverse("captures:list", args=[person.pk]))
    looked_at("list", shown)
    shown.goto(ORIGIN + reverse("captures:asked", args=[one.pk]))
    again.click()
    errands.execute(one.errand.pk, lambda e: fetch(e, capturing=lambda a: captured(asked=a)))
    shown.get_by_role("link", name="Open the capture").click()
    expect(shown).to_have_url(ORIGIN + reverse("captures:capture", args=[Capture.objects.get().pk]))
    seen.close()


def test_a_hostile_capture_is_shown_dead_with_its_faces_and_its_stamp(
    browser: Browser, team: Team, person: File, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    capture = brought(team, person)
    authority = Authority(tmp_path / "authority")
    monkeypatch.setenv(STAMPS, f"https://time.example/tsr {authority.roots}")
    named = service()
    assert named is not None
    stamp(capture, named, authority.post)
    seen = window(browser, team, Role.EXAMINER)
    shown = seen.page
    shown.goto(ORIGIN + reverse("captures:capture", args=[capture.pk]))
    shown.get_by_role("button", name="Find and compare the faces").click()
    expect(shown.locator(".job")).to_contain_text("waiting")
    errands.execute(Errand.objects.get().pk, look)
    shown.get_by_role("link", name="Show the result").click()
    shown.reload()
    expect(shown.locator("#faces")).to_contain_text("candidate for other examination")
    title = shown.title()
    looked_at("capture", shown)
    for item in capture.items.filter(role="text"):
        shown.goto(ORIGIN + reverse("captures:text", args=[item.pk]))
        shown.wait_for_timeout(300)
        assert shown.title() != "ran"
        looked_at("text", shown)
    assert title != "ran"
    seen.close()  # nothing went away, and no script said a word


def test_pages_that_say_why_not(
    browser: Browser, team: Team, person: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    AskAddress(file=person, asked=replace(ASKED, address="https://a.example.org/")).do(
        by(team.one[Role.ANTE_MORTEM])
    )
    monkeypatch.delenv(ALLOWED)
    seen = window(browser, team, Role.EXAMINER)
    shown = seen.page
    shown.goto(ORIGIN + reverse("captures:ask", args=[person.pk]))
    expect(shown.locator("main")).to_contain_text("NOMINA_DESK_CAPTURE")
    looked_at("off", shown)
    taken(team, person, team.one[Role.EXAMINER])
    shown.goto(ORIGIN + reverse("captures:list", args=[person.pk]))
    expect(shown.locator("main")).to_contain_text("closed to you")
    looked_at("closed", shown)
    seen.context.close()
    assert seen.away == []
