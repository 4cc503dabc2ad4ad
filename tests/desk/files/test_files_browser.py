"""The pages of files in a real Chromium: barriers, widths, keys, two windows, the question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from nomina.desk.files.actions import GiveConsent
from nomina.desk.files.models import ConsentEnd, Entry, File
from nomina.desk.files.record import record_of
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from tests.desk.files.people import Team, make_team, opened
from tests.desk.look.pages import ORIGIN, Watched
from tests.desk.look.test_look_browser import PHONE
from tests.desk.people.cast import Book, account, by, make_cast, role, sign_in

Looks = Callable[..., Watched]


@pytest.fixture
def kind() -> str:
    return "sqlcipher"


@pytest.fixture
def team(fresh_db: str, client: Client) -> Team:
    """The team, on a database where commits are real: the browser answers in its own context."""
    return make_team(make_cast())


@pytest.fixture
def looks(browser: Browser) -> Iterator[Looks]:
    """Opens a window for somebody; at the end none asked elsewhere or complained."""
    windows: list[Watched] = []

    def look(user: User, **settings: Any) -> Watched:
        windows.append(Watched(browser, "/look/offline/", **settings))
        sign_in(windows[-1].client, user)
        return windows[-1]

    yield look
    for window in windows:
        window.close()


def to(window: Watched, name: str, one: Any = None, query: str = "") -> Page:
    window.page.goto(ORIGIN + reverse(f"files:{name}", args=[one.pk] if one else []) + query)
    return window.page


def test_a_file_is_opened_by_keys_alone(team: Team, looks: Looks) -> None:
    window = looks(team.keeper("pui"))
    page = to(window, "list", team.cast.one, "?kind=pui")
    page.keyboard.press("n")
    page.wait_for_url("**/open/**")
    expect(page.locator("#id_sex")).to_be_focused()
    page.keyboard.type("fem")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("2022-05")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Hospital 3")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1 .large")
    assert page.inner_text("h1 .large") == "PUI-0001"
    told = {key: s.said.get() for key, s in record_of(File.objects.get()).items()}
    assert told == {"sex": "female", "found": "2022-05", "place": "Hospital 3"}
    page.keyboard.press("/")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1 .large")


def test_two_windows_edit_one_file_at_once(team: Team, looks: Looks) -> None:
    keep, second = team.keeper("am"), account("second")
    role(second, Role.ANTE_MORTEM, team.cast.one, team.cast.ada)
    file = opened("am", keep, team.cast.one)
    one, other = looks(keep), looks(second, viewport=PHONE)
    pages = [to(window, "edit", file, "?group=person") for window in (one, other)]
    for page, born in zip(pages, ("1987-01-01", "1988-01-01"), strict=True):
        page.fill("#id_born", born)
        page.click("form.form .btn.primary")
        page.wait_for_selector("h1 .large")
    page = pages[1]
    assert "#choices" in page.url
    options = page.locator("#choices .option")
    expect(options).to_have_count(2)
    expect(options.nth(0)).to_contain_text("1987-01-01")
    expect(options.nth(1)).to_contain_text("1988-01-01")
    options.nth(1).get_by_role("button").click()
    expect(page.locator("#choices")).to_have_count(0)
    standing = record_of(file)["born"]
    assert [e.said.get() for e in standing.entries] == ["1988-01-01"]
    assert Entry.objects.filter(file=file, field="born").count() == 4, "nothing was lost"


def test_the_withdrawal_asks_and_can_be_taken_back(team: Team, looks: Looks) -> None:
    keep = team.keeper("am")
    file = opened("am", keep, team.cast.one)
    give = GiveConsent(file=file, purpose="compare-faces", given_by="mother", how="form")
    consent = give.do(by(keep), Book())
    page = to(looks(keep), "withdraw", consent)
    page.fill("#id_why", "she wants it")
    page.click("[data-ask=withdraw]")
    dialog = page.locator("#ask-withdraw")
    expect(dialog.locator("[data-take-back]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert page.input_value("#id_why") == "she wants it"
    assert not ConsentEnd.objects.exists()
    page.click("[data-ask=withdraw]")
    dialog.get_by_role("button", name="Withdraw").click()
    page.wait_for_selector("h1 .large")
    assert ConsentEnd.objects.get().why == "she wants it"


def test_what_is_not_known_closes_its_field(team: Team, looks: Looks) -> None:
    page = to(looks(team.keeper("am"), viewport=PHONE), "open", team.cast.one, "?kind=am")
    page.fill("#id_born", "1987")
    page.select_option("#id_born_state", "unknown")
    assert page.is_disabled("#id_born")
    page.select_option("#id_born_state", "known")
    assert page.input_value("#id_born") == "1987", "what was typed is kept"
    least = page.evaluate(
        "Math.min(...[...document.querySelectorAll('.form :is(input, select):not([type=hidden])')]"
        ".filter(n => n.getClientRects().length).map(n => n.getBoundingClientRect().height))"
    )
    assert least >= 44, "a thumb finds it"
