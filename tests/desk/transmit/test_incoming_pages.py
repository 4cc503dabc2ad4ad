"""Pages of what comes: the whole way by forms, what they show to whom, and what they never show."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nomina import packages, signed
from nomina.desk import signing
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.desk.transmit import packages_example
from nomina.desk.transmit.actions.incoming_items import TakeItem
from nomina.desk.transmit.models import Incoming, IncomingItem, IncomingReceipt, IncomingTaken
from nomina.ledger.checkpoint import public_key
from tests.desk.custody.yard import Yard
from tests.desk.files.people import opened
from tests.desk.people.cast import BOOK
from tests.desk.transmit.incoming_post import (
    ALL,
    SIGNER,
    Desk,
    bureau,
    missing,
    package,
    recall,
    reply,
)

SignedIn = Callable[[User], Client]


@pytest.fixture
def desk(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Operation One, whose pages write into a ledger of the tests."""
    from django.conf import settings

    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)
    BOOK.entries.clear()
    made = Desk(yard.team)
    bureau(made.one, made.officer)
    return made


def text_of(answer: Any) -> str:
    """What a page says."""
    page: str = answer.content.decode()
    return page


def test_the_whole_way_by_forms(desk: Desk, signed_in: SignedIn) -> None:
    client = signed_in(desk.officer)
    data = package(missing(allowed=ALL, born="02.05.1987", effects="watch"))
    upload = SimpleUploadedFile("../b.json", data)
    where = reverse("transmit:receive", args=[desk.one.pk])
    answer = client.post(where, {"file": upload, "partner": "", "their_name": ""})
    row = Incoming.objects.get()
    assert answer["Location"] == reverse("transmit:came", args=[row.pk])
    again = client.post(where, {"file": SimpleUploadedFile("c.json", data)}, follow=True)
    assert "This came before, as I-00001" in text_of(again)
    item = row.items.get()
    page = text_of(client.get(reverse("transmit:came_item", args=[item.pk])))
    assert "1987-05-02" in page
    assert reverse("transmit:take_new", args=[item.pk]) not in page  # the recorder does that
    ack = client.post(reverse("transmit:acknowledge_came", args=[row.pk]), {"signer": "Receipts"})
    receipt = IncomingReceipt.objects.get()
    assert ack["Location"] == reverse("transmit:came_receipt", args=[receipt.pk])
    file = client.get(ack["Location"] + "?file").content
    packages.check(file, public_key(signing.signer("package")), "ack")
    client = signed_in(desk.recorder)
    form = text_of(client.get(reverse("transmit:take_new", args=[item.pk])))
    chosen = re.findall(r'name="fields_" value="([^"]+)"[^>]*checked', form)
    assert chosen == ["family name", "given name", "born", "effects"]
    taken = client.post(
        reverse("transmit:take_new", args=[item.pk]), {"fields_": ["family name", "effects"]}
    )
    one = IncomingTaken.objects.get()
    assert taken["Location"] == reverse("files:file", args=[one.file_id])
    shown = text_of(client.get(taken["Location"]))
    assert "Told by other institutions" in shown
    assert "I-00001 · 1" in shown


def test_a_file_is_seen_beside_the_item_before_anything_is_written(
    desk: Desk, signed_in: SignedIn
) -> None:
    mine = opened("am", desk.recorder, desk.one)
    foreign = opened("am", desk.team.tia, desk.team.cast.two)
    item = desk.item(package(missing(born="1990")))
    client, where = signed_in(desk.recorder), reverse("transmit:take_into", args=[item.pk])
    for number in ("AM-99999", foreign.number if foreign.number != mine.number else "nothing"):
        assert client.post(where, {"file": number}).status_code == 422
    asked = client.post(where, {"file": mine.number.lower()})
    page = text_of(client.get(asked["Location"]))
    assert "1987-05-02" in page
    assert "both will stand" in page
    assert "the same" in page
    nothing = client.post(where, {"file": mine.number, "both": "1"})
    assert nothing.status_code == 422
    assert "both will stand" in text_of(nothing)
    assert not IncomingTaken.objects.exists()
    client.post(where, {"file": mine.number, "both": "1", "fields_": ["born"]})
    assert IncomingTaken.objects.get().file == mine


def test_a_recall_names_every_file_that_was_written(desk: Desk, signed_in: SignedIn) -> None:
    first = desk.receive(package(missing("M-1"), missing("M-2")))
    for item in first.items.all():
        desk.do(TakeItem(item=item, fields=["family name"]), desk.recorder)
    back = desk.item(package(recall(first.their_digest), corrects=first.their_digest))
    client = signed_in(desk.recorder)
    page = text_of(client.get(reverse("transmit:came_item", args=[back.pk])))
    for row in IncomingTaken.objects.all():
        assert reverse("files:file", args=[row.file_id]) in page
    assert "Not he." in page
    client.post(reverse("transmit:read_item", args=[back.pk]), {"note": "both files settled"})
    assert back.about == "recall"
    assert IncomingItem.objects.open().count() == 0


def test_what_was_refused_is_on_no_page(desk: Desk, signed_in: SignedIn) -> None:
    item = desk.item(package(missing(surname="Vanishing", allowed=ALL), recipient="Our bureau"))
    client, one = signed_in(desk.officer), item.incoming
    client.post(reverse("transmit:acknowledge_came", args=[one.pk]), {"signer": "Receipts"})
    page = text_of(client.get(reverse("transmit:came_item", args=[item.pk])))
    assert "Vanishing" in page
    client.post(reverse("transmit:refuse_item", args=[item.pk]), {"why": "of another place"})
    page = text_of(client.get(reverse("transmit:came_item", args=[item.pk])))
    assert "was destroyed when it was refused" in page
    assert "of another place" in page
    assert "Vanishing" not in page
    page = text_of(client.get(reverse("transmit:came", args=[one.pk])))
    assert "Our bureau" in page
    assert reverse("transmit:take_came", args=[one.pk]) not in page
    gone = client.post(reverse("transmit:take_came", args=[one.pk]))
    assert (gone.status_code, "nothing of it was wanted" in text_of(gone)) == (422, True)
    asked = desk.item(package(reply("Words")))
    page = text_of(client.get(reverse("transmit:came_item", args=[asked.pk])))
    assert reverse("transmit:refuse_item", args=[asked.pk]) not in page


def test_a_letter_is_typed_by_forms(desk: Desk, signed_in: SignedIn) -> None:
    client = signed_in(desk.officer)
    scan = SimpleUploadedFile("l.pdf", b"%PDF-1.4 x", "application/pdf")
    client.post(
        reverse("transmit:receive_letter", args=[desk.one.pk]),
        {"file": scan, "their_name": "A society", "dated": "2026-11-01"},
    )
    row = Incoming.objects.get()
    where = reverse("transmit:type_item", args=[row.pk])
    given = {"about": "missing", "key": "7", "field family name": "Зразок", "field sex": "чол"}
    half = client.post(where, given | {"purposes": ["dna"]})
    assert half.status_code == 422
    client.post(
        where, given | {"purposes": ["dna"], "given_by": "mother", "how": "a line of the letter"}
    )
    client.post(where, {"about": "enquiry", "key": "8", "words_": "Where?", "field born": "1990"})
    first, second = row.items.order_by("number")
    page = text_of(client.get(reverse("transmit:came_item", args=[first.pk])))
    assert "a line of the letter" in page
    page = text_of(client.get(reverse("transmit:came_item", args=[second.pk])))
    assert "Where?" in page
    assert "Date of birth" in page


def test_what_another_desk_makes_of_every_article_is_read_here(
    desk: Desk, signed_in: SignedIn
) -> None:
    client = signed_in(desk.recorder)
    seen: set[str] = set()
    for article in packages_example.MADE_HERE:
        for full in (True, False):
            content = packages_example.content(article, "Зразок", full=full)
            made = packages.sign(content.model_copy(update={"enclosures": ()}), SIGNER, {})
            row = desk.receive(signed.spelt(made))
            assert not row.problems
            for item in row.items.all():
                seen.add(item.about)
                page = client.get(reverse("transmit:came_item", args=[item.pk]))
                assert page.status_code == 200, article
                assert "<img" not in text_of(page)
    assert seen == {"prisoner", "dead", "answer"}
    assert not IncomingTaken.objects.exists()


def test_no_page_shows_what_a_family_says_or_who_its_people_are(
    desk: Desk, signed_in: SignedIn
) -> None:
    words = "We will come for you, give him back"
    item = desk.item(package(reply(words)))
    hostile = desk.item(package(missing(surname="<script>alert(1)</script>", allowed=ALL)))
    for user in (desk.officer, desk.recorder):
        client = signed_in(user)
        for route, pk in (
            ("incoming", desk.one.pk),
            ("came", item.incoming_id),
            ("came_item", item.pk),
            ("came", hostile.incoming_id),
            ("came_item", hostile.pk),
        ):
            page = text_of(client.get(reverse(f"transmit:{route}", args=[pk])))
            assert "come for you" not in page
            assert "<script>alert" not in page
            assert "<img" not in page
            if route != "came_item":
                assert "alert(1)" not in page  # a list has numbers, and no name
    assert File.objects.filter(kind="am").count() == 0


def test_the_bureau_and_the_recorder_are_led_to_what_waits(desk: Desk, signed_in: SignedIn) -> None:
    desk.item(package(missing()))
    link = reverse("transmit:incoming", args=[desk.one.pk])
    page = text_of(signed_in(desk.officer).get(reverse("transmit:operation", args=[desk.one.pk])))
    assert link in page
    assert "1 item of other institutions waits" in page
    home = signed_in(desk.recorder).get(reverse("families:home"), follow=True)
    assert link in text_of(home)
    assert IncomingItem.objects.open().count() == 1
