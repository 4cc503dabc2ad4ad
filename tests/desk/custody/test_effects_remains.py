"""Discs, what is present of a body over its parts, and whether it was examined."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from nomina.desk.acts import Action
from nomina.desk.custody import examined, holds, register, remains
from nomina.desk.custody.actions.common import keeper_of
from nomina.desk.custody.actions.effects import MakeInventory, SignInventory
from nomina.desk.custody.actions.effects_remains import (
    RecordAnatomy,
    RecordExamined,
    SignWaiver,
    TakeDisc,
    WaiveExamination,
)
from nomina.desk.custody.actions.handing import Given, Offer
from nomina.desk.custody.actions.moving import Pack
from nomina.desk.custody.actions.taking import Got, Take
from nomina.desk.custody.models import Disc, Examined, ExaminedSign, Item
from nomina.desk.custody.models.effects_remains import REGIONS, STATES
from nomina.desk.custody.models.movements import OUT
from nomina.desk.custody.outline import SHAPES
from nomina.desk.custody.register import How, To
from nomina.desk.files.models import File, Link, LinkEnd
from nomina.desk.people.models import User
from nomina.errors import Refused
from tests.desk.custody.yard import SCANNED, Yard
from tests.desk.people.cast import NOW, by

SECONDS = itertools.count(1)


def do(yard: Yard, action: Action[Any], user: User | None = None) -> Any:
    """Do an act a second after the one before: the last row counts."""
    return action.do(by(user or yard.officer, NOW + timedelta(seconds=next(SECONDS))), yard.book)


def file_of(item: Item) -> File:
    assert item.file is not None
    return item.file


def disc(yard: Yard, body: Item, kind: str, count: int) -> list[Disc]:
    tags = tuple(yard.tag() for _ in range(count))
    return yard.do(TakeDisc(body=body, disc=kind, tags=tags, when=yard.when(), reading=SCANNED))


def keys(item: Item, *wanted: str) -> list[str]:
    return [hold.key for hold in holds.of(item) if not wanted or hold.key in wanted]


def out(yard: Yard, item: Item) -> Any:
    """Give something out for good, past every act: what is asked then is asked of the movement."""
    how = How(when=yard.when(NOW), reading=SCANNED, by=by(yard.officer))
    with transaction.atomic():
        to = To(keeper=keeper_of(yard.officer, item.operation, by(yard.officer)), place=None)
        return register.step(item, OUT, to, how)


def pack(yard: Yard, item: Item, into: Item) -> None:
    one = yard.team.cast.one
    yard.do(Pack(operation=one, items=(item,), into=into, when=yard.when(), reading=SCANNED))


def test_a_double_disc_is_two_items_of_which_one_stays(yard: Yard) -> None:
    body = yard.body()
    stays, sent = disc(yard, body, "double", 2)
    assert (stays.form, sent.form, sent.half_of) == ("stays", "forwarded", stays)
    assert stays.item != sent.item
    assert (yard.at(stays.item).inside, yard.at(sent.item).inside) == (body, None)
    assert keys(stays.item, "disc") == keys(sent.item, "disc") == keys(body, "disc") == []
    out(yard, sent.item)
    assert yard.at(sent.item).place is None
    yard.move(stays.item, yard.other)
    assert keys(stays.item, "disc") == keys(body, "disc") == ["disc"]
    with pytest.raises(Refused, match="stays with its body"):
        out(yard, stays.item)


def test_a_single_disc_is_not_forwarded(yard: Yard) -> None:
    body = yard.body()
    (one,) = disc(yard, body, "single", 1)
    yard.move(one.item, yard.wagon)
    offer = Offer(
        operation=yard.team.cast.one,
        items=(Given(item=one.item, reading=SCANNED),),
        taker=yard.driver,
        place=yard.wagon,
        when=yard.when(),
    )
    got = (Got(item=one.item, reading=SCANNED),)
    action = Take(handover=yard.do(offer), items=got, when=yard.when(), witness="passport 1")
    with pytest.raises(Refused, match="stays with its body"):
        yard.do(action, yard.clerk)
    assert yard.at(one.item).keeper == yard.keeper(yard.officer)


def test_a_disc_in_one_bag_with_its_body_goes_with_it(yard: Yard) -> None:
    body, bag = yard.body(), yard.thing("bag")
    (one,) = disc(yard, body, "single", 1)
    yard.move(one.item, yard.wagon)
    for item in (body, one.item):
        pack(yard, item, bag)
    assert keys(one.item, "disc") == keys(body, "disc") == []


@pytest.mark.parametrize(("worn", "count"), [("single", 2), ("double", 1), ("triple", 1)])
def test_a_disc_has_a_tag_for_each_half(yard: Yard, worn: str, count: int) -> None:
    with pytest.raises(Refused, match=r"a tag for each half|single or double"):
        disc(yard, yard.body(), worn, count)
    assert not Item.objects.filter(kind="disc").exists()


def test_the_database_keeps_halves_together(yard: Yard) -> None:
    stays, _sent = disc(yard, yard.body(), "double", 2)
    other = yard.thing("disc")
    for form, half in (("forwarded", None), ("single", stays), ("forwarded", stays)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Disc(item=other, form=form, half_of=half, by=yard.officer).save(force_insert=True)


def whole(**other: str) -> dict[str, str]:
    return dict.fromkeys(REGIONS, "present") | {k.replace("_", "-"): v for k, v in other.items()}


def test_what_is_present_is_written_whole_and_the_last_counts(yard: Yard) -> None:
    body = yard.body()
    for regions in ({"head": "present"}, whole(head="gone"), whole() | {"tail": "present"}):
        with pytest.raises(Refused, match="each region"):
            do(yard, RecordAnatomy(item=body, regions=regions, when=yard.when()))
    with pytest.raises(Refused, match="no body"):
        do(yard, RecordAnatomy(item=yard.thing("bag"), regions=whole(), when=yard.when()))
    for head in ("present", "partly"):
        do(yard, RecordAnatomy(item=body, regions=whole(head=head), when=yard.when()))
    found = remains.state_of(file_of(body))
    assert found is not None
    assert found.regions == whole(head="partly")


def fragment(yard: Yard, part: Item, body: Item) -> Link:
    return Link.objects.create(
        kind="fragment", one=file_of(part), other=file_of(body), why="DNA 7", made_by=yard.officer
    )


def test_parts_come_together_and_apart_and_no_number_changes(yard: Yard) -> None:
    body, arm, hand = yard.body(), *(yard.thing("part", file=yard.file()) for _ in range(2))
    every = [file_of(body), file_of(arm), file_of(hand)]
    numbers = [file.number for file in every]
    one, _two = fragment(yard, arm, body), fragment(yard, hand, arm)
    assert remains.parts_of(file_of(body), yard.clerk) == every
    assert remains.bodies_of(hand.file_id) == [arm.file_id, body.file_id]
    LinkEnd.objects.create(link=one, ended_by=yard.officer, why="second test")
    assert remains.parts_of(file_of(body), yard.clerk) == [file_of(body)]
    fragment(yard, arm, body)
    assert remains.parts_of(file_of(body), yard.clerk) == every
    history = remains.links_of(every, yard.clerk)
    assert [hasattr(link, "end") for link in history] == [True, False, False]
    for file, number in zip(every, numbers, strict=True):
        file.refresh_from_db()
        assert file.number == number
    fragment(yard, body, hand)  # a ring, which nobody should make, ends nowhere
    assert set(remains.parts_of(file_of(body), yard.clerk)) == set(every)
    assert len(remains.bodies_of(body.file_id)) == 2


@given(st.lists(st.lists(st.sampled_from(STATES), min_size=3, max_size=3), max_size=4))
def test_regions_over_all_parts(states: list[list[str]]) -> None:
    """The oracle asks each region by itself, by the words of its definition."""
    regions = REGIONS[:3]
    said = {f"P{n}": dict(zip(regions, one, strict=True)) for n, one in enumerate(states)}
    found = remains.together(said)
    for at, region in enumerate(regions):
        column = [one[at] for one in states]
        there = [one for one in column if one in ("present", "partly")]
        if "present" in there and len(there) > 1:
            wanted = "twice"
        elif there:
            wanted = there[0] if len(there) == 1 else "partly"
        elif column and set(column) == {"absent"}:
            wanted = "absent"
        else:
            wanted = "unknown"
        by_whom = tuple(f"P{n}" for n, one in enumerate(column) if one in ("present", "partly"))
        assert (found[region].state, found[region].by) == (wanted, by_whom)
    assert {found[region].state for region in REGIONS[3:]} == {"unknown"}


def test_every_region_has_a_shape_of_its_own_on_both_sides() -> None:
    for side in SHAPES.values():
        assert set(side) == set(REGIONS)
        assert len(set(side.values())) == len(REGIONS)
    assert SHAPES["front"]["hand-right"] == SHAPES["back"]["hand-left"]


def test_an_examination_stands_by_itself_and_a_waiver_by_two(yard: Yard) -> None:
    body = yard.body()
    assert keys(body, "examined") == ["examined"]
    waived = do(yard, WaiveExamination(item=body, why="burnt with the tank"))
    assert keys(body, "examined") == ["examined"]
    with pytest.raises(Refused, match="does not sign it as the second"):
        do(yard, SignWaiver(examined=waived))
    with pytest.raises(IntegrityError), transaction.atomic():
        ExaminedSign(examined=waived, maker=waived.by, by=waived.by).save(force_insert=True)
    do(yard, SignWaiver(examined=waived), yard.clerk)
    assert examined.stands(body) == waived
    earlier = yard.when(NOW - timedelta(hours=1))
    seen = do(yard, RecordExamined(item=body, doctor="Dr Олена", when=earlier))
    assert examined.stands(body) == seen
    assert keys(body, "examined") == []
    with pytest.raises(Refused, match="needs no second"):
        do(yard, SignWaiver(examined=seen), yard.clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Examined(item=body, waived=True, by=yard.officer).save(force_insert=True)


def test_a_body_that_nobody_examined_goes_out_in_no_way(yard: Yard) -> None:
    body, bag = yard.body(), yard.thing("bag")
    pack(yard, body, bag)
    for item in (body, bag):
        with pytest.raises(Refused, match="nobody examined this"):
            out(yard, item)
    assert yard.at(body).place == yard.at(bag).place == yard.wagon
    do(yard, RecordExamined(item=body, doctor="Dr 2", when=yard.when()))
    out(yard, bag)
    assert yard.at(body).place is None


# Each act with who does it, what it changes, and when it may be done: a model of LAW-03 and LAW-08.
Acts = tuple[str, ...]


@pytest.mark.parametrize("depth", [3, pytest.param(4, marks=pytest.mark.deep)])
def test_no_way_of_acts_leads_out_without_inventory_and_examination(yard: Yard, depth: int) -> None:
    """Every order of up to three of five acts, of four in the large tests.

    The model says from the acts alone whether a body may leave; the desk says it by its holds.
    """
    body = yard.body()
    made: dict[str, Any] = {}

    def listing() -> None:
        action = MakeInventory(item=body, when=yard.when(NOW), none_found=True)
        made["list"] = do(yard, action)

    def sign() -> None:
        if "list" in made:
            do(yard, SignInventory(inventory=made["list"]), yard.clerk)

    def look() -> None:
        do(yard, RecordExamined(item=body, doctor="Dr 2", when=yard.when(NOW)))

    def waive() -> None:
        made["waiver"] = do(yard, WaiveExamination(item=body, why="no doctor"))

    def agree() -> None:
        if "waiver" in made:
            do(yard, SignWaiver(examined=made["waiver"]), yard.clerk)

    acts: dict[str, Callable[[], None]] = {
        "list": listing, "sign": sign, "look": look, "waive": waive, "agree": agree,
    }  # fmt: skip
    walked = 0

    def walk(done: Acts, depth: int) -> None:
        nonlocal walked
        walked += 1
        assert set(keys(body, "inventory", "examined")) == model(done), done
        for name in acts if depth else ():
            before = dict(made)
            with transaction.atomic():
                acts[name]()
                walk((*done, name), depth - 1)
                transaction.set_rollback(True)
            made.clear()
            made.update(before)

    def refused_is_no_step(name: str) -> Callable[[], None]:
        act = acts[name]

        def tried() -> None:
            try:
                act()
            except Refused:
                return

        return tried

    acts = {name: refused_is_no_step(name) for name in acts}
    walk((), depth)
    assert walked == sum(5**n for n in range(depth + 1))


def model(done: Acts) -> set[str]:
    """What holds a body after these acts, from the law alone."""
    listed = signed = waived = examined_ = False
    for act in done:
        if act == "list":
            listed, signed = True, False
        elif act == "sign":
            signed = signed or listed
        elif act == "look":
            examined_ = True
        elif act == "waive":
            waived = True
        elif act == "agree" and waived:
            examined_ = True
    return {
        *(() if signed else ("inventory",)),
        *(() if examined_ else ("examined",)),
    }


def test_the_model_itself_lets_some_ways_out() -> None:
    ways = itertools.product(("list", "sign", "look", "waive", "agree"), repeat=4)
    free = [way for way in ways if not model(way)]
    assert ("list", "sign", "waive", "agree") in free
    assert ("sign", "list", "agree", "waive") not in free
