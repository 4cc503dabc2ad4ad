"""Handovers: two sides, each tag read twice, and one keeper at any moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from nomina.desk.custody.actions.handing import EndOffer, Given, Offer
from nomina.desk.custody.actions.moving import Pack
from nomina.desk.custody.actions.taking import Got, Take
from nomina.desk.custody.checker import faults
from nomina.desk.custody.models import Handover, Incident, Keeper
from nomina.desk.people.models import MembershipEnd
from nomina.errors import NotPermitted, Refused
from tests.desk.custody.yard import SCANNED, Yard
from tests.desk.people.cast import NOW


@pytest.fixture
def clerk(yard: Yard) -> Keeper:
    return yard.keeper(yard.clerk)


def test_until_the_taker_read_it_the_giver_answers(yard: Yard, clerk: Keeper) -> None:
    body = yard.body()
    offered = yard.offer([body], clerk, yard.morgue)
    assert (yard.at(body).keeper, yard.at(body).place) == (yard.keeper(yard.officer), yard.wagon)
    with pytest.raises(Refused, match="being handed over"):
        yard.move(body, yard.other)
    with pytest.raises(Refused, match="being handed over"):
        yard.offer([body], yard.driver, yard.morgue)
    handed = yard.take(offered, [body], yard.clerk)
    assert (yard.at(body).keeper, yard.at(body).place) == (clerk, yard.morgue)
    assert (handed.end.taken, handed.incidents) == (True, ())
    with pytest.raises(Refused, match="over"):
        yard.take(offered, [body], yard.clerk)
    assert list(faults(yard.team.cast.one)) == []


def test_what_is_missing_stays_and_what_is_too_many_is_told(yard: Yard, clerk: Keeper) -> None:
    bodies = [yard.body() for _ in range(3)]
    extra = yard.body()
    offered = yard.offer(bodies, clerk, yard.other)
    handed = yard.take(offered, [*bodies[:2], extra], yard.clerk)
    assert {(one.kind, one.item) for one in handed.incidents} == {
        ("missing", bodies[2]), ("extra", extra),
    }  # fmt: skip
    assert [yard.at(x).place for x in (*bodies, extra)] == [
        yard.other, yard.other, yard.wagon, yard.wagon,
    ]  # fmt: skip
    yard.move(bodies[2], yard.morgue)  # it waits no longer


def test_what_lies_in_it_changes_hands_with_it(yard: Yard, clerk: Keeper) -> None:
    body, bag = yard.body(), yard.thing("bag")
    one = yard.team.cast.one
    yard.do(Pack(operation=one, items=(body,), into=bag, when=yard.when(), reading=SCANNED))
    with pytest.raises(Refused, match="lies in something"):
        yard.offer([body], clerk, yard.other)
    offered = yard.offer([bag], clerk, yard.other)
    with pytest.raises(Refused, match="being handed over"):
        yard.move(body, yard.wagon)
    yard.take(offered, [bag], yard.clerk)
    assert (yard.at(body).keeper, yard.at(body).inside) == (clerk, bag)
    assert list(faults(one)) == []


def test_whoever_signs_on_paper_needs_somebody_else_to_see_it(yard: Yard) -> None:
    body = yard.body()
    offered = yard.offer([body], yard.driver, yard.other)
    with pytest.raises(Refused, match="cannot sign for the one who takes"):
        yard.take(offered, [body], yard.officer, witness="I saw it")
    with pytest.raises(Refused, match="who saw the taker sign"):
        yard.take(offered, [body], yard.clerk)
    yard.take(offered, [body], yard.clerk, witness="passport 12, seen by the clerk")
    assert yard.at(body).keeper == yard.driver
    # The officer acts for who signs on paper; the clerk does not.
    with pytest.raises(Refused, match="in the hands of Driver One"):
        yard.move(body, yard.wagon, user=yard.clerk)
    yard.move(body, yard.wagon)


def test_who_signs_on_paper_gives_through_an_officer(yard: Yard, clerk: Keeper) -> None:
    body = yard.body()
    offered = yard.offer([body], yard.driver, yard.other)
    yard.take(offered, [body], yard.clerk, witness="passport 12, seen by the clerk")
    with pytest.raises(Refused, match="in the hands of Driver One"):
        yard.offer([body], yard.keeper(yard.officer), yard.other, user=yard.clerk)
    # One account would be both sides.
    with pytest.raises(Refused, match="does not take it"):
        yard.offer([body], yard.keeper(yard.officer), yard.other)
    back = yard.offer([body], clerk, yard.other)
    assert (back.giver, back.made_by) == (yard.driver, yard.officer)
    yard.take(back, [body], yard.clerk)
    assert yard.at(body).keeper == clerk
    assert list(faults(yard.team.cast.one)) == []


def test_what_is_kept_by_who_left_is_moved_and_handed_on(yard: Yard, clerk: Keeper) -> None:
    held, own = yard.body(yard.clerk), yard.body()
    with pytest.raises(Refused, match="in the hands of"):
        yard.move(held, yard.other)
    role = yard.clerk.memberships.get(operation=yard.team.cast.one)
    ada, before = yard.team.cast.ada, NOW - timedelta(seconds=1)
    MembershipEnd(membership=role, ended_by=ada, why="fell", made_at=before).save()
    yard.move(held, yard.other)
    yard.move(held, yard.wagon)
    with pytest.raises(Refused, match="in the hands of"):
        yard.offer([held, own], yard.driver, yard.other)  # of two who give
    with pytest.raises(Refused, match="did not take"):
        yard.thing("bag", keeper=clerk)  # and nothing more comes into those hands
    offered = yard.offer([held], yard.driver, yard.other)
    assert (offered.giver, offered.made_by) == (clerk, yard.officer)
    assert list(faults(yard.team.cast.one)) == []


def test_nobody_takes_or_gives_for_another(yard: Yard, clerk: Keeper) -> None:
    body = yard.body()
    offered = yard.offer([body], clerk, yard.other)
    with pytest.raises(Refused, match="waits for"):
        yard.take(offered, [body], yard.officer)
    yard.do(EndOffer(handover=offered, why="wrong one", when=yard.when()), yard.clerk)
    with pytest.raises(Refused, match="nobody gives"):
        yard.offer([body], yard.driver, yard.other, user=yard.clerk, giver=yard.driver)
    with pytest.raises(Refused, match="in the hands of"):
        yard.offer([body], yard.driver, yard.other, user=yard.clerk)
    with pytest.raises(Refused, match="to himself"):
        yard.offer([body], yard.keeper(yard.officer), yard.other)


@pytest.mark.parametrize(
    ("given", "taken", "told"),
    [
        (("whole", "A1"), ("whole", "A1"), 0),
        (("whole", "A1"), ("whole", "B2"), 1),
        (("whole", "A1"), ("broken", "A1"), 1),
        (("broken", "A1"), ("broken", "A1"), 0),
        (("", ""), ("whole", "A1"), 0),
    ],
)
def test_a_seal_that_differs_is_an_incident(
    yard: Yard, clerk: Keeper, given: tuple[str, str], taken: tuple[str, str], told: int
) -> None:
    packet = yard.thing("packet")

    def reading(seal: tuple[str, str]) -> Any:
        return replace(SCANNED, seal=seal[0], seal_number=seal[1])

    one = yard.team.cast.one
    offer = Offer(
        operation=one,
        items=(Given(item=packet, reading=reading(given)),),
        taker=clerk,
        place=yard.other,
        when=yard.when(),
    )
    got = (Got(item=packet, reading=reading(taken)),)
    yard.do(Take(handover=yard.do(offer), items=got, when=yard.when()), yard.clerk)
    assert Incident.objects.filter(kind="seal", item=packet).count() == told


def test_numbers_go_on_and_strangers_do_nothing(yard: Yard, clerk: Keeper) -> None:
    numbers = []
    for _ in range(3):
        body = yard.body()
        numbers.append(yard.offer([body], clerk, yard.other).number)
    assert numbers == ["H-00001", "H-00002", "H-00003"]
    offered = Handover.objects.latest("number")
    for user in (yard.team.cast.bob, yard.team.cast.charlie, yard.team.cast.ada):
        with pytest.raises(NotPermitted):
            yard.take(offered, [], user)
