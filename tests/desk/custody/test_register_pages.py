"""The pages of the register without scripts: an officer's day, a handover, and mistakes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nomina.desk.custody.models import Handover, Incident, Item, Keeper, Place
from nomina.desk.policy.roles import Role
from tests.desk.custody.yard import Yard
from tests.desk.people.cast import BOOK, sign_in
from tests.desk.people.test_pages import HOSTILE


@pytest.fixture
def kind() -> str:
    """A page is drawn the same from both databases; what acts keep is tried in both."""
    return "sqlcipher"


@pytest.fixture(autouse=True)
def _book(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DESK_LEDGER", "tests.desk.people.cast.book")
    BOOK.entries.clear()


def url(name: str, row: Any) -> str:
    return reverse(f"custody:{name}", args=[row.pk])


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def send(client: Client, address: str, **given: Any) -> str:
    """Post a form; the page that follows, or the form with what is wrong in it."""
    answer = client.post(address, {"read": "scanned"} | given, follow=True)
    assert answer.status_code in (200, 422), answer.status_code
    return answer.content.decode()


def test_a_day_of_an_officer(yard: Yard, client: Client) -> None:
    sign_in(client, yard.officer)
    one = yard.team.cast.one
    home = client.get(reverse("custody:home"), follow=True).content.decode()
    assert "W1" in home
    send(client, url("make_place", one), kind="wagon", name="Wagon nine", code="w9")
    place = Place.objects.get(code="W9")
    send(client, url("positions", place), tiers="a, b", first=1, last=3)
    assert [str(p) for p in place.positions.all()] == ["A1", "A2", "A3", "B1", "B2", "B3"]
    files = [yard.file() for _ in range(3)]
    for file in files:
        said = send(
            client, url("receive", one), tag=yard.tag(), kind="body", file=file.number.lower(),
            place=place.pk, position="",
        )  # fmt: skip
        assert "It was taken in" in said
    bodies = list(Item.objects.order_by("made_at"))
    page = text_of(client, url("place", place))
    assert "3 of 6 places taken" in page
    assert page.count("data-row") == 3
    tags = "\n".join(str(body) for body in bodies)
    moved = send(client, url("move", one), tags=tags, place=place.pk, position="a2")
    assert "3 items were moved" in moved
    assert [str(yard.at(body).position) for body in bodies] == ["A2", "A3", "B1"]
    plan = text_of(client, url("place", place) + f"?tag={bodies[1]}")
    assert plan.count("spot full") == 3
    assert plan.count("sought") == 1
    way = text_of(client, url("item", bodies[0]))
    assert way.index("Moved") < way.index("Taken in")
    assert "Take this back" in way
    assert bodies[0].file is not None
    assert bodies[0].file.number in way


def test_both_sides_of_a_handover(yard: Yard, client: Client) -> None:
    one, bodies = yard.team.cast.one, [yard.body() for _ in range(3)]
    sign_in(client, yard.officer)
    form = text_of(client, url("offer", one) + f"?tag={bodies[0].code}")
    assert bodies[0].code in form
    assert yard.clerk.name in form
    assert yard.officer.name not in re.findall(r"<select.*?</select>", form, re.S)[0]
    tags = " ".join(str(body) for body in bodies)
    said = send(client, url("offer", one), tags=tags, taker=yard.clerk.pk.hex, place=yard.morgue.pk)
    assert "It is yours until the other" in said
    offered = Handover.objects.get()
    assert offered.number in text_of(client, url("operation", one))
    clerk = Client()
    sign_in(clerk, yard.clerk)
    taken = send(clerk, url("take", offered), tags=f"{bodies[0]} {bodies[1]}")
    assert "Taken over: 2" in taken
    assert Incident.objects.get().kind == "missing"
    assert Keeper.objects.get(account=yard.clerk) == yard.at(bodies[0]).keeper
    page = text_of(client, url("handover", offered))
    assert yard.officer.name in page
    assert yard.clerk.name in page
    way = text_of(client, url("item", bodies[0]))
    assert "→" in way
    found = Incident.objects.get()
    settled = send(client, url("settle", found), words_="It lay in the next tier.")
    assert "It lay in the next tier." in settled
    assert "Everything fits" in text_of(client, url("incidents", one))


def test_what_is_wrong_is_said_and_kept_in_the_form(yard: Yard, client: Client) -> None:
    sign_in(client, yard.officer)
    one, body = yard.team.cast.one, yard.body()
    other = yard.body()
    yard.move(other, yard.wagon, yard.position(yard.wagon, "A1"))
    for tags, said in (
        ("0000-0000-00", "read wrong"),
        ("nonsense here", "not a tag of this desk"),
        ("1CWW-G080-GC", "not of this operation"),
        (str(yard.tags[-1]), "hangs on nothing yet"),
    ):
        page = send(client, url("move", one), tags=f"{body} {tags}", place=yard.wagon.pk)
        assert said in page
        assert tags.split()[0] in page  # what was typed is not lost
    full = send(client, url("move", one), tags=str(body), place=yard.wagon.pk, position="A1")
    assert "lies there already" in full
    none = send(client, url("move", one), tags=str(body), place=yard.wagon.pk, position="Z9")
    assert "no such position" in none
    early = (timezone.localtime() - timedelta(days=400)).strftime("%Y-%m-%dT%H:%M")
    assert "moved later" in send(
        client, url("move", one), tags=str(body), place=yard.other.pk, at=early, read="paper"
    )
    assert yard.at(body).place == yard.wagon


def test_a_paper_form_keeps_both_times(yard: Yard, client: Client) -> None:
    """FOR-14, FOR-15: when it happened, as said by whoever was there, and when it was written."""
    sign_in(client, yard.officer)
    body = yard.body()
    then = timezone.localtime() - timedelta(days=2)
    send(
        client, url("move", yard.team.cast.one), tags=str(body), place=yard.other.pk,
        at=then.strftime("%Y-%m-%dT%H:%M"), read="paper",
    )  # fmt: skip
    last: Any = body.movements.last()
    assert (last.read, last.clock) == ("paper", "operator")
    assert abs((last.at - then).total_seconds()) < 61
    assert (timezone.now() - last.made_at).total_seconds() < 60
    way = text_of(client, url("item", body))
    assert f"{then:%Y-%m-%d %H:%M}" in way
    assert "written down" in way


def test_a_day_shows_what_lay_there_then(yard: Yard, client: Client) -> None:
    sign_in(client, yard.officer)
    body = yard.body()
    before = timezone.localtime(yard.at(body).since) + timedelta(minutes=1)
    yard.move(body, yard.other, when=yard.when(before + timedelta(hours=3)))
    day = f"?at={before:%Y-%m-%dT%H:%M}"
    assert str(body) in text_of(client, url("day", yard.wagon) + day)
    assert str(body) not in text_of(client, url("day", yard.wagon))
    assert str(body) in text_of(client, url("day", yard.other))


def test_hostile_words_are_words(yard: Yard, client: Client) -> None:
    sign_in(client, yard.officer)
    one, hostile = yard.team.cast.one, " ".join(HOSTILE[:3])
    send(client, url("make_place", one), kind="morgue", name=hostile, code="M9")
    send(client, url("add_keeper", one), name=hostile, body=hostile)
    send(client, url("report_incident", one), kind="other", words_=hostile)
    for address in (
        url("operation", one), url("keepers", one), url("incident", Incident.objects.get()),
        url("place", Place.objects.get(code="M9")), url("offer", one), url("receive", one),
    ):  # fmt: skip
        page = text_of(client, address)
        assert "alert(1)" in page or address == url("receive", one) or "M9" in page
        assert "<img src=x" not in page
        assert "<script>alert" not in page


@pytest.mark.parametrize("role", [Role.EXAMINER, Role.ANTE_MORTEM, Role.AUDITOR])
def test_who_examines_does_not_see_what_lies_beside_a_body(
    yard: Yard, client: Client, role: Role
) -> None:
    """FOR-05: nor anybody else whom it does not concern; a board member sees and moves nothing."""
    body = yard.body()
    sign_in(client, yard.team.one[role])
    assert client.get(url("item", body)).status_code == 404
    assert client.get(url("place", yard.wagon)).status_code == 404
    assert client.get(url("operation", yard.team.cast.one)).status_code == 403
    board = Client()
    sign_in(board, yard.team.one[Role.BOARD])
    page = text_of(board, url("item", body))
    assert "/custody/move/" not in page
    assert board.get(url("move", yard.team.cast.one)).status_code == 403


def test_whoever_works_elsewhere_sees_nothing(yard: Yard, client: Client) -> None:
    body = yard.body()
    sign_in(client, yard.team.morten)
    for address in (url("item", body), url("place", yard.wagon)):
        assert client.get(address).status_code == 404
    assert client.post(url("find", yard.team.cast.one), {"tag": str(body)}).status_code == 404
    mine = send(client, url("find", yard.team.cast.two), tag=str(body))
    assert "not of this operation" in mine
