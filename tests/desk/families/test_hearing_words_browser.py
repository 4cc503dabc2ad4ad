"""The pages on which words of families are read, in a real browser: only posted to, so here."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser

from nomina.desk.families.actions.hearing import Enclosure
from nomina.desk.policy.roles import Role
from tests.desk.families.heard import passed, taken
from tests.desk.files.people import make_team
from tests.desk.look.pages import ORIGIN, Watched
from tests.desk.look.test_look_browser import FITS, barriers
from tests.desk.people.cast import make_cast, sign_in

LETTER = "I will kill you, give me back my son. <img src=x onerror=alert(1)>\n" + "w" * 300


@pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)
def test_words_are_read_without_a_barrier_and_run_nothing(
    fresh_db: str, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    team = make_team(make_cast())
    paper = Enclosure("<b>a.jpg</b>", "image/jpeg", b"w")
    reply = taken(team, LETTER, enclosures=(paper,), from_words="<script>alert(1)</script>")
    threat = passed(team, reply)
    for user, page, back in (
        (team.one[Role.LIAISON], "read_reply", reverse("families:reply", args=[reply.pk])),
        (team.cast.sam, "read_threat", reverse("families:threat", args=[threat.pk])),
    ):
        size = {"width": 390, "height": 844}
        watched = Watched(browser, "/look/offline/", viewport=size)
        sign_in(watched.client, user)
        watched.page.goto(ORIGIN + back)
        action = reverse(f"families:{page}", args=[reply.pk if "reply" in page else threat.pk])
        watched.page.click(f"form[action='{action}'] button")
        watched.page.wait_for_selector(".written")
        for part in watched.page.locator("main summary").all():
            part.click()
        assert watched.page.evaluate(FITS)
        assert barriers(watched.page) == []
        assert watched.page.locator("main img, main script").count() == 0
        watched.close()
