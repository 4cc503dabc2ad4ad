"""Effects: written down by one, signed by a second; what differs is an incident and holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from nomina.desk.acts import SignInAgain
from nomina.desk.custody import effects, holds
from nomina.desk.custody.actions.effects import MakeInventory, OpenPacket, SignInventory
from nomina.desk.custody.actions.handing import Given, Offer
from nomina.desk.custody.actions.incidents import Settle
from nomina.desk.custody.actions.taking import Got, Take
from nomina.desk.custody.effects import Article
from nomina.desk.custody.models import Incident, Inventory, InventorySign, Item
from nomina.desk.custody.register import Reading
from nomina.errors import InputError, NotPermitted, Refused
from tests.desk.custody.yard import SCANNED, Yard
from tests.desk.people.cast import by

RING = Article(kind="article", what="ring", material="gold", marks="inside: 12.6.2010")
NOTES = Article(kind="money", what="notes", count=3, currency="UAH", amount=Decimal("1200.50"))
PASS = Article(kind="document", what="passport", document="passport 00 12")
LUMP = Article(kind="unknown", what="burnt lump", count=2)


def listed(yard: Yard, item: Item, *articles: Article, user: Any = None, **more: Any) -> Inventory:
    given: dict[str, Any] = {"articles": articles, "none_found": not articles} | more
    return yard.do(MakeInventory(item=item, when=yard.when(), **given), user)


def closed(yard: Yard, item: Item, *articles: Article, **more: Any) -> Inventory:
    made = listed(yard, item, *articles, **more)
    yard.do(SignInventory(inventory=made), yard.clerk)
    return made


def keys(item: Item) -> list[str]:
    return [hold.key for hold in holds.of(item) if hold.key in ("inventory", "difference")]


def incidents(item: Item) -> list[tuple[str, str]]:
    return [(one.kind, one.words) for one in Incident.objects.filter(item=item)]


def test_an_inventory_is_made_by_one_and_signed_by_a_second(yard: Yard) -> None:
    body = yard.body()
    assert keys(body) == ["inventory"]
    made = listed(yard, body, RING, NOTES, PASS, LUMP)
    assert keys(body) == ["inventory"]
    with pytest.raises(Refused, match="does not sign it as the second"):
        yard.do(SignInventory(inventory=made))
    with pytest.raises(IntegrityError), transaction.atomic():
        InventorySign(inventory=made, maker=made.by, by=made.by).save(force_insert=True)
    with pytest.raises(SignInAgain):
        SignInventory(inventory=made).do(by(yard.clerk, fresh=False), yard.book)
    assert keys(body) == ["inventory"]
    yard.do(SignInventory(inventory=made), yard.clerk)
    assert keys(body) == []
    assert [effects.article(line) for line in made.lines.all()] == [RING, NOTES, PASS, LUMP]
    with pytest.raises(Refused, match="signed this already"):
        yard.do(SignInventory(inventory=made), yard.clerk)
    assert yard.book.kinds()[-2:] == ["custody.inventory", "custody.inventory-sign"]


def test_none_found_is_said_and_signed_and_nothing_is_no_inventory(yard: Yard) -> None:
    body = yard.body()
    with pytest.raises(Refused, match="says that nothing was found"):
        listed(yard, body, none_found=False)
    with pytest.raises(Refused, match="says that nothing was found"):
        listed(yard, body, RING, none_found=True)
    closed(yard, body)
    assert keys(body) == []


def test_every_bad_line_is_named_and_none_is_kept(yard: Yard) -> None:
    body = yard.body()
    bad = (
        Article(kind="money", what="notes", currency="hryvnia", amount=Decimal(5)),
        RING,
        Article(kind="article", what="watch", count=0),
        Article(kind="article", what="watch", amount=Decimal(5)),
        Article(kind="money", what="coins", currency="usd", amount=Decimal("0.001")),
        Article(kind="article", what="  "),
        Article(kind="article", what="watch", document="passport"),
        Article(kind="treasure", what="watch"),
    )
    with pytest.raises(InputError) as said:
        listed(yard, body, *bad)
    for number in (1, 3, 4, 5, 6, 7, 8):
        assert f"Line {number}:" in str(said.value)
    assert "Line 2:" not in str(said.value)
    assert not Inventory.objects.exists()


def test_a_later_inventory_that_differs_holds_until_somebody_settles_it(yard: Yard) -> None:
    body = yard.body()
    closed(yard, body, RING, NOTES, LUMP)
    again = Article(kind="article", what="RING ", material="Gold", marks="inside:  12.6.2010")
    same = listed(yard, body, LUMP, again, NOTES)
    yard.do(SignInventory(inventory=same), yard.clerk)
    assert incidents(body) == []
    poor = Article(kind="money", what="coins", currency="UAH", amount=Decimal(1000))
    closed(yard, body, Article(kind="unknown", what="burnt lump"), RING, poor, PASS)
    (told,) = Incident.objects.filter(item=body)
    assert told.kind == "inventory"
    assert told.words.splitlines() == [
        "− 1 × burnt lump",
        "− 200.50 UAH",
        "+ 1 × passport · passport 00 12",
    ]
    assert keys(body) == ["difference"]
    yard.do(Settle(incident=told, words="given to the laboratory, receipt 12"))
    assert keys(body) == []


def test_only_the_last_inventory_can_be_signed(yard: Yard) -> None:
    body = yard.body()
    first = listed(yard, body, RING)
    second = listed(yard, body, RING, LUMP)
    with pytest.raises(Refused, match="a later inventory"):
        yard.do(SignInventory(inventory=first), yard.clerk)
    yard.do(SignInventory(inventory=second), yard.clerk)
    assert incidents(body) == []  # what nobody signed is nothing to be held against


def test_what_differs_in_a_packet_holds_the_body_too(yard: Yard) -> None:
    body = yard.body()
    closed(yard, body)
    packet = yard.thing("packet", parent=body)
    closed(yard, packet, RING, seal_number="S 1")
    assert keys(packet) == keys(body) == []
    opened(yard, packet, seal_before="S1", seal_after="S2")
    assert keys(packet) == ["inventory"]
    yard.do(
        SignInventory(inventory=Inventory.objects.filter(item=packet).latest("number")), yard.clerk
    )
    assert keys(packet) == keys(body) == ["difference"]


def opened(yard: Yard, packet: Item, *articles: Article, **more: Any) -> Inventory:
    given: dict[str, Any] = {"why": "to look for a name", "second": yard.clerk} | more
    return yard.do(
        OpenPacket(
            item=packet,
            when=yard.when(),
            articles=articles,
            none_found=not articles,
            **given,
        )
    )


def test_a_packet_is_sealed_and_opened_by_two(yard: Yard) -> None:
    packet = yard.thing("packet")
    with pytest.raises(Refused, match="sealed when its list is made"):
        listed(yard, packet, RING)
    closed(yard, packet, RING, LUMP, seal_number="88120")
    with pytest.raises(Refused, match="this packet is sealed"):
        listed(yard, packet, RING, seal_number="88120")
    with pytest.raises(Refused, match="by two people"):
        opened(yard, packet, RING, second=yard.officer, seal_before="88120", seal_after="2")
    with pytest.raises(Refused, match="used once"):
        opened(yard, packet, RING, seal_before="88120", seal_after="88 120")
    with pytest.raises(Refused, match="can sign for this here"):
        opened(yard, packet, RING, second=yard.team.morten, seal_before="88120", seal_after="2")
    made = opened(yard, packet, RING, LUMP, seal_before="88120", seal_after="88121")
    third = yard.team.cast.bob
    with pytest.raises(NotPermitted):
        yard.do(SignInventory(inventory=made), third)
    yard.do(SignInventory(inventory=made), yard.clerk)
    assert (made.opening.why, made.opening.second) == ("to look for a name", yard.clerk)
    assert incidents(packet) == []
    assert keys(packet) == []


def test_whoever_was_there_signs_and_nobody_else(yard: Yard) -> None:
    from nomina.desk.policy.roles import Role
    from tests.desk.people.cast import account, role

    other = account("olena")
    role(other, Role.MORTUARY, yard.team.cast.one, yard.team.cast.ada)
    packet = yard.thing("packet")
    closed(yard, packet, RING, seal_number="1")
    made = opened(yard, packet, RING, seal_before="1", seal_after="2")
    with pytest.raises(Refused, match="who was there"):
        yard.do(SignInventory(inventory=made), other)


def test_a_seal_that_changed_without_an_opening_is_an_incident(yard: Yard) -> None:
    packet = yard.thing("packet")
    closed(yard, packet, RING, seal_number="88120")
    same = Reading(read="scanned", seal="whole", seal_number="88 120")
    yard.move(packet, yard.other, reading=same)
    assert incidents(packet) == []
    other = Reading(read="scanned", seal="whole", seal_number="88121")
    yard.move(packet, yard.wagon, reading=other)
    yard.move(packet, yard.other, reading=other)  # the same again tells nothing new
    (told,) = Incident.objects.filter(item=packet)
    assert (told.kind, told.said) == ("seal", {"sealed": "88120", "read": "whole 88121"})
    assert keys(packet) == ["difference"]
    broken = yard.thing("packet")
    closed(yard, broken, RING, seal_number="5")
    yard.move(broken, yard.other, reading=Reading(read="typed", seal="broken"))
    assert [one for one, _ in incidents(broken)] == ["seal"]


def test_an_opening_of_another_seal_is_an_incident(yard: Yard) -> None:
    packet = yard.thing("packet", reading=Reading(read="typed", seal="whole", seal_number="A1"))
    with pytest.raises(Refused, match="this packet is sealed"):
        listed(yard, packet, RING, seal_number="B2")
    opened(yard, packet, RING, seal_before="A9", seal_after="B2")
    (told,) = Incident.objects.filter(item=packet)
    assert (told.kind, told.said) == ("seal", {"sealed": "A1", "read": "A9"})


def test_a_handover_tells_of_a_seal_once(yard: Yard) -> None:
    packet = yard.thing("packet")
    closed(yard, packet, RING, seal_number="88120")
    offer = handed(yard, packet, yard.clerk, seal="whole", seal_number="88120")
    other = Reading(read="scanned", seal="whole", seal_number="7")
    take = Take(handover=offer, items=(Got(item=packet, reading=other),), when=yard.when())
    yard.do(take, yard.clerk)
    assert [one for one, _ in incidents(packet)] == ["seal"]


def handed(yard: Yard, item: Item, taker: Any, **seal: str) -> Any:
    return yard.do(
        Offer(
            operation=yard.team.cast.one,
            items=(Given(item=item, reading=Reading(read="scanned", **seal)),),
            taker=taker,
            place=yard.wagon,
            when=yard.when(),
        )
    )


def test_a_packet_without_a_list_of_two_is_not_sent_away(yard: Yard) -> None:
    packet = yard.thing("packet")
    made = listed(yard, packet, RING, seal_number="88120")
    offer = handed(yard, packet, yard.driver)
    take = Take(
        handover=offer,
        items=(Got(item=packet, reading=SCANNED),),
        when=yard.when(),
        witness="passport 1",
    )
    with pytest.raises(Refused, match="has not signed the inventory"):
        yard.do(take, yard.clerk)
    assert yard.at(packet).keeper == yard.keeper(yard.officer)
    yard.do(SignInventory(inventory=made), yard.clerk)
    yard.do(take, yard.clerk)
    assert yard.at(packet).keeper == yard.driver


# Two small bags of articles against a count of each kind, made another way.
KINDS = st.sampled_from(["ring", "watch", "knife"])
SPELLINGS: list[Callable[[str], str]] = [str, str.upper, str.title, lambda text: f" {text}  "]
SPELT = st.sampled_from(SPELLINGS)
COINS = st.sampled_from(["UAH", "USD"])


@st.composite
def bags(draw: st.DrawFn) -> tuple[list[Article], Counter[str]]:
    articles, sums = [], Counter[str]()
    for what, spelt, count in draw(
        st.lists(st.tuples(KINDS, SPELT, st.integers(1, 4)), max_size=5)
    ):
        articles.append(Article(kind="article", what=spelt(what), count=count))
        sums[what] += count
    for coin, cents in draw(st.lists(st.tuples(COINS, st.integers(0, 500)), max_size=3)):
        amount = Decimal(cents) / 100
        articles.append(Article(kind="money", what=coin, currency=coin, amount=amount))
        sums[coin] += cents
    return draw(st.permutations(articles)), sums


@given(bags(), bags())
def test_a_difference_is_that_of_two_multisets(
    one: tuple[list[Article], Counter[str]], other: tuple[list[Article], Counter[str]]
) -> None:
    """The oracle is `collections.Counter`: what is missing is A − B, what is more is B − A."""
    found = effects.difference(one[0], other[0])
    assert read(found.missing) == one[1] - other[1]
    assert read(found.more) == other[1] - one[1]
    assert bool(found) == (one[1] - other[1] != other[1] - one[1])


def read(lines: tuple[str, ...]) -> Counter[str]:
    made = Counter[str]()
    for line in lines:
        if " × " in line:
            count, what = line.split(" × ")
            made[what.casefold()] += int(count)
        else:
            amount, currency = line.split()
            made[currency] += int(Decimal(amount) * 100)
    return made
