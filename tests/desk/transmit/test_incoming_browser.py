"""The pages of what comes in a real Chromium: by keyboard, and as wide as a phone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, expect

from nomina.desk.files.actions import GiveConsent
from nomina.desk.transmit.actions.incoming_items import AddItemPhoto
from nomina.desk.transmit.actions.incoming_letters import ReceiveLetter
from nomina.desk.transmit.models import Incoming, IncomingTaken
from tests.desk.files.people import ROW, make_team, opened, said
from tests.desk.files.shots import jpeg
from tests.desk.look.pages import ORIGIN, Watched
from tests.desk.look.test_look_browser import FITS
from tests.desk.people.cast import BOOK, make_cast, sign_in
from tests.desk.transmit.incoming_post import ALL, Desk, bureau, enquiry, missing, package, prisoner

pytestmark = [pytest.mark.deep, pytest.mark.parametrize("kind", ["sqlcipher"], indirect=True)]
SHOTS = os.environ.get("NOMINA_SHOTS")
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}
LONG = {
    "born": "02.05.1987", "sex": "male", "father": "Іван", "rank": "sergeant", "power": "Power A",
    "last_alive_on": "sometime in spring", "last_alive_at": "a village on the river",
    "unit": "12", "marks": "scar | right arm; tattoo | chest", "effects": "?",
    "description": "tall, thin, walks with a stick",
}  # fmt: skip


OURS = ROW["am"] | {"born": said("1986")}


@pytest.fixture
def desk(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    BOOK.entries.clear()
    cache.clear()
    return Desk(make_team(make_cast()))


def looked(page: Page, name: str) -> None:
    """It fits into a phone; pictures are kept where they are asked for."""
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        assert page.evaluate(FITS), (name, size["width"])
        if SHOTS is not None:
            page.screenshot(
                path=Path(SHOTS) / f"incoming-{name}-{size['width']}.png", full_page=True
            )
    page.set_viewport_size(DESK)


def test_an_item_is_received_and_taken_over_by_keyboard(browser: Browser, desk: Desk) -> None:
    partner = bureau(desk.one, desk.officer)
    mine = opened("am", desk.recorder, desk.one, values=OURS)
    table = "number;family name;born\nA1;Зразок;31.02.1987\nA2;Інший;1990\n".encode()
    desk.receive(table, "list.csv", their_name="A society of the region")
    desk.receive(package(prisoner(surname="Зразок", event_on="2026-10-01")))
    desk.receive(package(enquiry("Where is he, and who may we ask?")))
    seen = Watched(browser, "/look/offline/", viewport=DESK)
    sign_in(seen.client, desk.officer)
    page = seen.page
    page.goto(ORIGIN + reverse("transmit:incoming", args=[desk.one.pk]))
    looked(page, "list")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_have_text("Receive a file")
    looked(page, "receive")
    data = package(missing(allowed=ALL, **LONG), missing("M-2"))
    file: FilePayload = {"name": "b.json", "mimeType": "application/json", "buffer": data}
    page.set_input_files("[name=file]", file)
    page.get_by_role("button", name="Receive it").click()
    expect(page.get_by_text("It is here as I-00004, with 2 items.")).to_be_visible()
    looked(page, "came")
    item = Incoming.objects.get(number="I-00004").items.get(number=1)
    desk.do(AddItemPhoto(item=item, data=jpeg(1), name="portrait.jpg", alive="not-known"))
    sign_in(seen.client, desk.recorder)
    page.goto(ORIGIN + reverse("transmit:came_item", args=[item.pk]))
    looked(page, "item")
    assert page.locator("img:not([src*=icon])").count() == 0  # no photo before it is in a file
    page.keyboard.press("w")
    page.fill("[name=file]", mine.number)
    page.get_by_role("button", name="Look at both").click()
    expect(page.get_by_text("both will stand")).to_be_visible()
    looked(page, "both")
    page.get_by_role("button", name="Write it").click()
    row = IncomingTaken.objects.get()
    expect(page.get_by_text(f"It is in file {mine.number}.")).to_be_visible()
    assert row.file == mine
    for name, number in (("table", "I-00001"), ("prisoner", "I-00002")):
        came = Incoming.objects.get(number=number)
        page.goto(ORIGIN + reverse("transmit:came", args=[came.pk]))
        looked(page, name)
        one = came.items.order_by("number")[0]
        page.goto(ORIGIN + reverse("transmit:came_item", args=[one.pk]))
        looked(page, f"{name}-item")
    sign_in(seen.client, desk.officer)
    last = Incoming.objects.get(number="I-00003")
    for route, pk in (
        ("came_item", last.items.get().pk),
        ("pass_item", last.items.get().pk),
        ("acknowledge_came", last.pk),
        ("receive_letter", desk.one.pk),
        ("missing_lists", desk.one.pk),
    ):
        page.goto(ORIGIN + reverse(f"transmit:{route}", args=[pk]))
        looked(page, route)
    letter = desk.do(
        ReceiveLetter(operation=desk.one, data=b"%PDF-", name="l.pdf", their_name="A society")
    ).row
    allowed = GiveConsent(file=mine, purpose="share-bureau", given_by="mother", how="form")
    desk.do(allowed, desk.recorder)
    for route, pk in (
        ("came", letter.pk),
        ("type_item", letter.pk),
        ("lay_list", partner.pk),
    ):
        page.goto(ORIGIN + reverse(f"transmit:{route}", args=[pk]))
        looked(page, f"{route}-more")
    seen.close()
