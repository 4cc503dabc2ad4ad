"""Pages of effects, remains and families: what is typed is kept, and who sees what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from nomina.desk.custody import wishes
from nomina.desk.custody.actions.effects_family import AskReturn, SayFurther, SayWishes
from nomina.desk.custody.actions.effects_remains import RecordAnatomy
from nomina.desk.custody.effects_paper import paper
from nomina.desk.custody.models import (
    Anatomy,
    FurtherRemains,
    Inventory,
    InventorySign,
    Item,
    Opening,
    ReturnRequest,
    Wishes,
)
from nomina.desk.custody.models.effects_remains import REGIONS
from nomina.desk.custody.papers.page import Grid, Hands, pdf
from nomina.desk.files.models import File, Link
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from nomina.errors import NotPermitted, Refused
from nomina.words import LANGUAGES
from tests.desk.custody.releasing import identified, person
from tests.desk.custody.test_effects import LUMP, NOTES, PASS, RING, closed, listed, opened
from tests.desk.custody.yard import Yard
from tests.desk.people.cast import sign_in

Open = Callable[..., Client]


@pytest.fixture
def enter(monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Gives a client of somebody who has just signed in."""
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book", raising=False)

    def entered(user: User, *, proved: float | None = None) -> Client:
        client = Client()
        sign_in(client, user, proved=proved)
        return client

    yield entered
    cache.clear()


def file_of(item: Item) -> File:
    assert item.file is not None
    return item.file


def at(name: str, row: Any) -> str:
    return reverse(f"custody:{name}", args=[row.pk])


def test_effects_are_typed_signed_and_printed(yard: Yard, enter: Open) -> None:
    body = yard.body()
    officer, clerk = enter(yard.officer), enter(yard.clerk)
    lines = {
        "rows": "6",
        "line1-kind": "article", "line1-what": "ring", "line1-material": "gold",
        "line3-kind": "money", "line3-amount": "12.50", "line3-currency": "uah",
    }  # fmt: skip
    more = officer.post(at("make_inventory", body), lines | {"more": "1"})
    assert more.status_code == 200
    assert more.content.decode().count('class="line"') == 12
    assert 'value="gold"' in more.content.decode()
    wrong = officer.post(at("make_inventory", body), lines | {"line3-currency": "hryvnia"})
    assert wrong.status_code == 422
    assert 'value="gold"' in wrong.content.decode()
    said = officer.post(at("make_inventory", body), lines | {"line3-amount": ""})
    assert said.status_code == 422
    assert "Some lines are to be mended" in said.content.decode()
    line = said.content.decode().split('class="line"')[3]
    assert "Money has an amount and a currency" in line
    assert not Inventory.objects.exists()
    answer = officer.post(at("make_inventory", body), lines)
    made = Inventory.objects.get()
    assert answer.headers["Location"] == at("inventory", made)
    assert [(one.what, one.count, one.amount) for one in made.lines.all()] == [
        ("ring", 1, None),
        ("UAH", 1, Decimal("12.50")),
    ]
    assert at("inventory_sign", made) not in officer.get(at("inventory", made)).content.decode()
    assert at("inventory_sign", made) in clerk.get(at("inventory", made)).content.decode()
    stale = enter(yard.clerk, proved=0.0).post(at("inventory_sign", made))
    assert (stale.status_code, InventorySign.objects.count()) == (302, 0)
    clerk = enter(yard.clerk)
    assert officer.post(at("inventory_sign", made)).status_code == 422
    assert clerk.post(at("inventory_sign", made)).status_code == 302
    assert InventorySign.objects.get().by == yard.clerk
    printed = clerk.post(at("inventory_paper", made), {"language": "uk"})
    assert printed.content.startswith(b"%PDF-")
    assert printed.headers["Content-Disposition"].endswith('-1.uk.pdf"')


def test_a_packet_is_opened_on_a_page(yard: Yard, enter: Open) -> None:
    packet = yard.thing("packet")
    closed(yard, packet, RING, seal_number="1")
    given = {
        "why": "to copy a letter", "second": yard.clerk.pk.hex, "seal_before": "1",
        "seal_after": "2", "line1-what": "ring", "rows": "3",
    }  # fmt: skip
    client = enter(yard.officer)
    assert client.post(at("open_packet", packet), given | {"second": "x"}).status_code == 422
    assert client.post(at("open_packet", packet), given).status_code == 302
    made = Opening.objects.get()
    assert (made.second, made.contents.seal_number) == (yard.clerk, "2")
    page = client.get(reverse("custody:packets", args=[yard.team.cast.one.pk]))
    assert str(packet) in page.content.decode()
    assert "taken in" in page.content.decode()


def test_the_register_has_every_receipt_and_dispatch(yard: Yard, enter: Open) -> None:
    from nomina.desk.custody.actions.taking import Got, Take
    from tests.desk.custody.test_effects import handed
    from tests.desk.custody.yard import SCANNED

    packet, body = yard.thing("packet"), yard.body()
    closed(yard, packet, RING, seal_number="1")
    offer = handed(yard, packet, yard.clerk)
    taken = Take(handover=offer, items=(Got(item=packet, reading=SCANNED),), when=yard.when())
    yard.do(taken, yard.clerk)
    page = enter(yard.clerk).get(reverse("custody:packets", args=[yard.team.cast.one.pk]))
    text = page.content.decode()
    assert text.count(f">{packet}<") == 2
    assert f"{yard.officer.name} → {yard.clerk.name}" in text
    assert file_of(body).number not in text


def test_a_list_on_paper_is_whole_in_every_language(yard: Yard) -> None:
    body = yard.body()
    packet = yard.thing("packet", parent=body)
    closed(yard, packet, RING, NOTES, PASS, LUMP, seal_number="88120")
    made = opened(yard, packet, RING, NOTES, seal_before="88120", seal_after="88121")
    for language in LANGUAGES:
        sheet = paper(made, language)
        (grid,) = (part for part in sheet.parts if isinstance(part, Grid))
        (hands,) = (part for part in sheet.parts if isinstance(part, Hands))
        assert len(grid.rows) == made.lines.count() == 2
        assert [hand.name for hand in hands.hands] == [yard.officer.name, ""]
        assert sheet.code == packet.code
    assert pdf(paper(made, "uk")).startswith(b"%PDF-")
    none = listed(yard, body)
    (grid,) = (part for part in paper(none, "en").parts if isinstance(part, Grid))
    assert (grid.rows, grid.none) == ((), "Nothing was found.")


def test_what_is_present_is_chosen_without_a_script(yard: Yard, enter: Open) -> None:
    body, part = yard.body(), yard.thing("part", file=yard.file())
    client = enter(yard.clerk)
    chosen = dict.fromkeys(REGIONS, "absent") | {"hand-right": "present"}
    wrong = client.post(at("anatomy", part), {"hand-right": "present"})
    assert (wrong.status_code, Anatomy.objects.count()) == (422, 0)
    assert client.post(at("anatomy", part), chosen).status_code == 302
    assert Anatomy.objects.get().regions == chosen
    whole = dict.fromkeys(REGIONS, "present")
    yard.do(RecordAnatomy(item=body, regions=whole, when=yard.when()))
    Link.objects.create(
        kind="fragment", one=file_of(part), other=file_of(body), why="DNA 7", made_by=yard.officer
    )
    text = client.get(at("remains", body)).content.decode()
    assert "Not all of this can be one body" in text
    assert "right hand" in text
    assert file_of(part).number in text
    assert "<script" not in client.get(at("anatomy", body)).content.decode().split("</head>")[1]
    assert client.get(at("anatomy", yard.thing("bag"))).status_code == 404


def said(yard: Yard, am: File) -> None:
    liaison = yard.team.one[Role.LIAISON]
    yard.do(
        SayFurther(file=am, choice="do-not-tell", said_by="Марія", kinship="mother", how="at home"),
        liaison,
    )
    rites = SayWishes(file=am, rite="open prayer", handling="hair stays", said_by="Марія Зразок")
    yard.do(rites, liaison)


def test_a_family_chooses_and_the_last_word_counts(yard: Yard) -> None:
    body, am = yard.body(), person(yard)
    decided = identified(yard, file_of(body), am)
    assert wishes.further_choice(decided) is None
    assert wishes.wishes(decided) is None
    said(yard, am)
    first = wishes.further_choice(decided)
    assert first is not None
    assert (first.choice, first.kinship) == ("do-not-tell", "mother")
    wished = wishes.wishes(decided)
    assert wished is not None
    assert wished.handling == "hair stays"
    assert wishes.of_item(body) == wished
    assert wishes.of_item(yard.body()) is None
    with pytest.raises(NotPermitted):
        yard.do(SayWishes(file=am, rite="r", said_by="s"), yard.officer)
    with pytest.raises(Refused, match="missing person"):
        yard.do(SayWishes(file=file_of(body), rite="r", said_by="s"), yard.team.one[Role.LIAISON])


def test_a_request_and_an_objection_both_stand(yard: Yard) -> None:
    body, am = yard.body(), person(yard)
    decided = identified(yard, file_of(body), am)
    for role, asker, asked in (
        (Role.LIAISON, "kin", "return"),
        (Role.TRANSMISSION, "home-country", "objection"),
    ):
        action = AskReturn(file=am, asker=asker, asked=asked, name="N", words="letter 1")
        yard.do(action, yard.team.one[role])
    assert {one.asked for one in wishes.requests(decided)} == {"return", "objection"}
    packet = yard.thing("packet", parent=body)
    closed(yard, packet, RING, seal_number="1")  # the way of effects goes on as before


def test_who_handles_a_body_reads_how_and_not_who_said_it(yard: Yard, enter: Open) -> None:
    body, am = yard.body(), person(yard)
    part = yard.thing("part", file=yard.file())
    Link.objects.create(
        kind="fragment", one=file_of(part), other=file_of(body), why="w", made_by=yard.officer
    )
    identified(yard, file_of(body), am)
    said(yard, am)
    for item in (body, part):
        text = enter(yard.clerk).get(at("item", item)).content.decode()
        assert "hair stays" in text
        assert "open prayer" in text
        assert "Марія" not in text
    assert enter(yard.clerk).get(at("wishes", am)).status_code == 403
    liaison = enter(yard.team.one[Role.LIAISON])
    assert "Марія Зразок" in liaison.get(at("wishes", am)).content.decode()
    further = {"choice": "tell-again", "said_by": "M", "kinship": "m", "how": "h"}
    assert liaison.post(at("further", am), further).status_code == 302
    assert liaison.post(at("wish", am), {"rite": "r", "said_by": "s"}).status_code == 302
    ask = {"asker": "kin", "asked": "return", "name": "n", "words_": "w"}
    assert liaison.post(at("ask_return", am), ask).status_code == 302
    assert liaison.get(at("wishes", file_of(body))).status_code == 404
    assert (FurtherRemains.objects.count(), Wishes.objects.count()) == (2, 2)
    board = yard.team.one[Role.BOARD]
    assert enter(board).get(at("wishes", am)).status_code == 200
    assert enter(board).get(at("further", am)).status_code == 403
    tia = yard.team.tia  # keeps files of missing people in another operation
    assert enter(tia).get(at("wishes", am)).status_code == 404
    assert ReturnRequest.objects.visible_to(tia).count() == 0


def test_rows_are_hidden_from_who_does_not_see_custody(yard: Yard) -> None:
    body = yard.body()
    made = closed(yard, body, RING)
    seen = {
        user: Inventory.objects.visible_to(user).filter(pk=made.pk).exists()
        for user in (yard.clerk, yard.team.one[Role.LIAISON], yard.team.cast.bob, yard.team.morten)
    }
    assert list(seen.values()) == [True, True, False, False]
    assert not InventorySign.objects.visible_to(yard.team.morten).exists()
