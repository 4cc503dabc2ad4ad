"""Histories of custody, drawn from a seed: several people, any command in any order.

Many of the commands are wrong: another's item, an earlier time, a full place, a tag of nothing, a
handover that is over, a release that lacks something, a grave that is taken. Each is done whole or
refused; anything else that is raised is a fault. Half of the histories begin with coffins that
wait for their release, loose remains or a burial (`beginnings`); in those that have a coffin that
lacks little, somebody mostly tries to give it out, whatever else happens to it meanwhile.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from nomina.desk.custody.actions.counting import BeginCount, EndCount, ReadTag
from nomina.desk.custody.actions.handing import EndOffer, Given, Offer
from nomina.desk.custody.actions.items import Receive
from nomina.desk.custody.actions.moving import Move, Pack, TakeBack
from nomina.desk.custody.actions.taking import Got, Take
from nomina.desk.custody.models import Item, Movement, Position
from nomina.desk.files.models import File
from nomina.errors import InputError, NotPermitted, SignInAgain
from tests.desk.custody.beginnings import Beginnings
from tests.desk.custody.graves_drawn import OF_GRAVES, SEA
from tests.desk.custody.releases_drawn import OF_RELEASES, OF_REMAINS, planned
from tests.desk.custody.world import (
    NONE,
    Command,
    Made,
    World,
    mostly,
    rarely,
    reading_of,
    some,
    when_of,
)
from tests.desk.custody.yard import BEGUN, Yard
from tests.desk.people.cast import Book, by

KINDS = ("body", "body", "body", "bag", "bag", "coffin", "part", "packet", "disc", "sample")
OFTEN = {"begun": 0.15, "ready": 0.08, "signed": 0.2, "loose": 0.15, "buried": 0.12}
"""How many of the histories begin with what was prepared; half begin with none of it."""
HANDED = 0.4
"""How many of the others have an offer, and later somebody who takes what was offered."""
GOES = 0.85
"""How many of the releases that were prepared are tried to the end, whatever else happens."""


def make_world(yard: Yard, files: int = 6, tags: int = 40) -> World:
    """Files and tags to be used, and coffins and graves, made once for many histories."""
    made = []
    for n in range(files):
        file = File(operation=yard.team.cast.one, kind="pm", number=f"X-{n}", made_by=yard.clerk)
        file.save(force_insert=True)
        made.append(file)
    prepared = Beginnings(yard)
    plain = (yard.wagon, yard.other, yard.morgue)
    return World(
        yard=yard,
        people=(yard.officer, yard.clerk, yard.team.cast.bob),
        plain=plain,
        places=(*plain, prepared.cemetery, prepared.hall),
        positions=tuple(Position.objects.select_related("place")),
        keepers=(yard.keeper(yard.officer), yard.keeper(yard.clerk), yard.driver),
        persons=prepared.persons,
        board=prepared.board,
        spots=prepared.spots,
        prepared=prepared.made,
        there=Item.objects.count(),
        since=prepared.at,
        tags=[yard.tag() for _ in range(tags)],
        files=made,
    )


def run(world: World, seed: int, commands: int) -> World:
    """Run one history in a world that is as `make_world` left it."""
    draw = random.Random(seed)
    here = _copy(world)
    moment, at = world.since, BEGUN + timedelta(hours=2)
    for make in _drawn(here, draw, commands):
        at += timedelta(minutes=draw.choice([-90, 0, 1, 1, 7, 7, 7, 30, 30, 500]))
        moment += timedelta(minutes=draw.choices((2, 11, 13 * 60), (20, 10, 1))[0])
        made = make(here, draw, max(at, BEGUN))
        if made.put is not None:
            made.put(moment)
            here.came[make.__name__] = here.came.get(make.__name__, 0) + 1
        if made.action is None:
            continue
        who = made.who or draw.choices(here.people, (12, 7, 1))[0]
        try:
            done = made.action.do(by(who, moment, fresh=draw.random() < 0.97), Book())
        except (InputError, NotPermitted, SignInAgain):
            here.refused += 1
            continue
        here.done += 1
        name = type(made.action).__name__
        here.came[name] = here.came.get(name, 0) + 1
        made.keep(done)
    return here


def _copy(world: World) -> World:
    fresh: dict[str, Any] = {
        name: list(getattr(world, name))
        for name in (
            "tags", "files", "items", "handovers", "counts", "releases", "decided", "unresolved",
            "links", "burials",
        )
    }  # fmt: skip
    return replace(world, came={}, **fresh)


def _drawn(world: World, draw: random.Random, commands: int) -> list[Command]:
    """Draw the commands of a history, and what it begins with."""
    begun = [name for name, often in OFTEN.items() if draw.random() < often]
    if not begun:
        world.places = world.plain
        world.positions = tuple(x for x in world.positions if x.place in world.plain)
        rest = [*_COMMANDS, *_COMMANDS, *OF_REMAINS, *OF_GRAVES]
        drawn = [*_COMMANDS[:2], *(draw.choice(rest) for _ in range(commands - 2))]
        if draw.random() < HANDED:
            first, second = sorted(draw.sample(range(2, commands), 2))
            drawn[first], drawn[second] = _offer, _take
        return drawn
    goes: list[Command] = []
    for name in begun:
        one = world.prepared[name]
        world.begin(one)
        if one.release is not None and not goes and draw.random() < GOES:
            goes = planned(name, one.release, draw)
    every = [*_COMMANDS, *OF_REMAINS, *OF_RELEASES, *OF_GRAVES, SEA]
    slots = set(draw.sample(range(commands), len(goes)))
    return [goes.pop(0) if n in slots else draw.choice(every) for n in range(commands)]


def _receive(world: World, draw: random.Random, at: datetime) -> Made:
    kind = draw.choice(KINDS)
    remains = [item for item in world.items if item.kind in ("body", "part")]
    file = world.files.pop() if kind in ("body", "part") and world.files else None
    place = draw.choice(world.places)
    action = Receive(
        operation=world.yard.team.cast.one,
        tag=draw.choice(world.tags),
        item=kind,
        place=place,
        position=rarely(draw, world.positions),
        inside=rarely(draw, world.items),
        file=file,
        parent=draw.choice(remains) if remains and kind not in ("body", "part") else None,
        when=when_of(at),
        reading=reading_of(draw),
    )
    return Made(action, world.items.append)


def _move(world: World, draw: random.Random, at: datetime) -> Made:
    if not world.items:
        return NONE
    place = draw.choice(world.places)
    spots = [one for one in world.positions if one.place_id == place.pk] or list(world.positions)
    items = tuple(
        (item, draw.choice([None, draw.choice(spots)])) for item in some(draw, world.items)
    )
    action = Move(
        operation=world.yard.team.cast.one, items=items, place=place, when=when_of(at),
        reading=reading_of(draw),
    )  # fmt: skip
    return Made(action)


def _pack(world: World, draw: random.Random, at: datetime) -> Made:
    if not world.items:
        return NONE
    action = Pack(
        operation=world.yard.team.cast.one, items=tuple(some(draw, world.items)),
        into=draw.choice(world.items), when=when_of(at), reading=reading_of(draw),
    )  # fmt: skip
    return Made(action)


def _offer(world: World, draw: random.Random, at: datetime) -> Made:
    if not world.items:
        return NONE
    lines = tuple(Given(item=x, reading=reading_of(draw)) for x in some(draw, world.items))
    action = Offer(
        operation=world.yard.team.cast.one,
        items=lines,
        taker=mostly(draw, draw.choice(world.keepers[1:]), world.keepers),
        giver=rarely(draw, world.keepers),
        place=draw.choice(world.places),
        when=when_of(at),
    )
    return Made(action, world.handovers.append)


def _take(world: World, draw: random.Random, at: datetime) -> Made:
    if not world.handovers:
        return NONE
    handover = draw.choice(world.handovers)
    listed = [line.item for line in handover.lines.select_related("item")]
    read = [item for item in listed if draw.random() < 0.85]
    if draw.random() < 0.3:
        extra = draw.choice(world.items)
        read += [] if extra in read else [extra]
    got = tuple(
        Got(
            item=item,
            reading=reading_of(draw),
            position=rarely(draw, world.positions),
        )
        for item in read
    )
    witness = draw.choice(["", "seen by the clerk"])
    action = Take(handover=handover, items=got, when=when_of(at), witness=witness)
    takes = [one for one in world.people if one.pk == handover.taker.account_id]
    return Made(action, who=mostly(draw, (takes or [world.yard.clerk])[0], world.people))


def _end(world: World, draw: random.Random, at: datetime) -> Made:
    if not world.handovers:
        return NONE
    action = EndOffer(handover=draw.choice(world.handovers), why="w", when=when_of(at))
    return Made(action)


def _back(world: World, draw: random.Random, at: datetime) -> Made:
    rows = Movement.objects.filter(item__in=world.items).order_by("-made_at", "-number", "pk")
    last = list(rows[:6])
    if not last:
        return NONE
    back = TakeBack(movement=draw.choice(last), when=when_of(at), reading=reading_of(draw), why="w")
    return Made(back)


def _count(world: World, draw: random.Random, at: datetime) -> Made:
    if not world.counts or draw.random() < 0.3:
        begin = BeginCount(place=draw.choice(world.places), when=when_of(at))
        return Made(begin, world.counts.append)
    count = draw.choice(world.counts)
    if draw.random() < 0.3:
        return Made(EndCount(count=count, when=when_of(at)))
    text = draw.choice([*(item.code for item in world.items), draw.choice(world.tags), "=1+1"])
    read = ReadTag(count=count, text=text, when=when_of(at), reading=reading_of(draw))
    return Made(read)


_COMMANDS: tuple[Command, ...] = (
    *(_receive, _receive, _receive, _move, _move, _pack, _offer, _take, _take, _end, _back, _count),
)
