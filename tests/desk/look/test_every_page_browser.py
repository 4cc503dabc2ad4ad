"""Every page of the desk in a real Chromium: barriers, and widths, for whoever may open it.

The pages are those of the table of routes. Quick tests look at every fifth, by turns at a desk
and on a phone, in light and dark, in each language; the large tests at all of them at both.
"""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import Browser, Page

from nomina.desk.look import apps
from nomina.desk.people.models import User
from tests.desk.look.conftest import GUIDE
from tests.desk.look.every_page import NO_PAGES, fill, others, pages, visits
from tests.desk.look.pages import ORIGIN, Watched
from tests.desk.look.states import FAULTS, STATES
from tests.desk.look.test_look_browser import FITS, PHONE, WIDE, barriers
from tests.desk.people.cast import sign_in

WAYS: list[tuple[Any, Any]] = [(WIDE, "light"), (PHONE, "dark"), (WIDE, "dark"), (PHONE, "light")]
NARROW: Any = {"width": 320, "height": 640}
"""WCAG 1.4.10: 320 pixels are 1280 at 400 %."""
SAID = ("Failed to load resource", "[DOM] ")
"""What Chromium says of every answer that is a fault, and its advice on forms of passwords."""
FRAME = (".top", ".rail", "#keys")
"""The same on every page that somebody opens, so that it is looked at once in each window."""
SHOTS = os.environ.get("NOMINA_SHOTS")
"""A folder for pictures of every page; none are made without."""
FIRST = "first"
"""The page that opens before there is anybody."""


def test_every_route_that_gives_a_page_is_looked_at() -> None:
    """A new page fails here until it is brought into the state in which it opens."""
    assert others() - set(NO_PAGES) == set(STATES) | {FIRST}
    assert len(pages()) > 60


def test_every_page_for_what_goes_wrong_is_looked_at() -> None:
    templates = Path(apps.__file__).parent / "templates"
    assert {one.stem for one in templates.glob("[45]*.html")} | {"fault"} == set(FAULTS)


class Look:
    """Looks at pages: each in the next of the ways, or in all of them."""

    def __init__(self, browser: Browser, *, every: bool) -> None:
        self._browser, self._every = browser, every
        self._windows: dict[str, Watched] = {}
        self._opened: list[Watched] = []
        self._languages = itertools.cycle(("en", "uk", "ru"))
        self._ways = itertools.cycle(WAYS)
        self.wrong: dict[str, object] = {}
        self._seen: set[Page] = set()

    def window(self, login: str) -> Watched:
        """Give the window of somebody; a new one for nobody."""
        if login in self._windows:
            return self._windows[login]
        language = next(self._languages)
        made = Watched(self._browser, "/look/offline/", locale=language)
        self._opened.append(made)
        if login:
            self._windows[login] = made
            user = User.objects.get(login=login)
            user.language = language
            user.save(update_fields=["language"])
            sign_in(made.client, user)
        return made

    def again(self) -> None:
        """Sign everybody in anew: what is signed asks for it where that was a while ago."""
        for login, one in self._windows.items():
            sign_in(one.client, User.objects.get(login=login))

    def at(self, name: str, page: Page) -> None:
        """Look at a page that stands there."""
        known = not self._every and page in self._seen
        self._seen.add(page)
        for size, scheme in WAYS[:2] if self._every else [next(self._ways)]:
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            if SHOTS is not None:
                shot = f"{name}-{size['width']}-{scheme}.png".replace(" ", "_")
                page.screenshot(path=Path(SHOTS) / shot, full_page=True)
            if found := barriers(page, *(FRAME if known else ())):
                self.wrong[f"{name} {size['width']} {scheme}"] = found
        page.set_viewport_size(NARROW)
        if not page.evaluate(FITS):
            self.wrong[f"{name} 320"] = "is scrolled sideways"

    def close(self) -> None:
        """Close every window; none asked elsewhere or complained of more than its status."""
        for one in self._opened:
            one.context.close()  # what was still on its way arrives with this
            said = [text for text in one.complaints if not any(known in text for known in SAID)]
            assert (one.away, said) == ([], [])


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.deep)])
def test_no_page_has_a_known_barrier_or_is_scrolled_sideways(
    fresh_db: str, browser: Browser, monkeypatch: pytest.MonkeyPatch, every: bool
) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    monkeypatch.setattr(settings, "DESK_ENGINE", "tests.desk.leads.engines.fake", raising=False)
    monkeypatch.setattr(auth, "get_credentials", lambda user: [])  # the world's keys are no keys
    cache.clear()
    with override_settings(ROOT_URLCONF=GUIDE):
        look = Look(browser, every=every)
        page = look.window("").page
        page.goto(ORIGIN + reverse(FIRST))
        look.at(FIRST, page)
        world = fill()
        walk = list(visits(world))
        for visit in walk if every else [one for one in walk if one.first][::5]:
            page = look.window(visit.login).page
            answer = page.goto(ORIGIN + visit.address)
            assert answer is not None
            assert answer.status == 200, visit.name
            look.at(visit.name, page)
        look.again()
        states = list({**STATES, **FAULTS}.items())
        for name, go in states if every else states[::5]:
            look.at(name, go(look.window, world))
        assert look.wrong == {}
        look.close()
