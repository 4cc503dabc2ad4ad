"""Histories of custody, drawn from a seed: several people, any command in any order.

Many of the commands are wrong: another's item, an earlier time, a full place, a tag of nothing, a
handover that is over. Each is done whole or refused; anything else that is raised is a fault.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from nomina.desk.acts import Action
from nomina.desk.custody.actions.counting import BeginCount, EndCount, ReadTag
from nomina.desk.custody.actions.handing import EndOffer, Given, Offer
from nomina.desk.custody.actions.items import Receive
from nomina.desk.custody.actions.moving import Move, Pack, TakeBack
from nomina.desk.custody.actions.taking import Got, Take
from nomina.desk.custody.models import (
    Count,
    Handover,
    Item,
    Keeper,
    Movement,
    Place,
    Position,
)
from nomina.desk.custody.register import Reading, When
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.errors import InputError, NotPermitted
from tests.desk.custody.yard import BEGUN, Yard
from tests.desk.people.cast import Book, by

R = TypeVar("R")
KINDS = ("body", "body", "body", "bag", "bag", "coffin", "part", "packet", "disc", "sample")


@dataclass
class World:
    """What commands are drawn from.

    Attributes:
        files: of bodies that nobody took in yet.
        done: how many commands were done; the others were refused.
    """

    yard: Yard
    people: tuple[User, ...]
    places: tuple[Place, ...]
    positions: tuple[Position, ...]
    keepers: tuple[Keeper, ...]
    tags: list[str]
    files: list[File]
    items: list[Item] = field(default_factory=list)
    handovers: list[Handover] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    done: int = 0
    refused: int = 0


def make_world(yard: Yard, files: int = 6, tags: int = 40) -> World:
    """Files and tags to be used, made once for many histories."""
    made = []
    for n in range(files):
        file = File(operation=yard.team.cast.one, kind="pm", number=f"X-{n}", made_by=yard.clerk)
        file.save(force_insert=True)
        made.append(file)
    return World(
        yard=yard,
        people=(yard.officer, yard.clerk, yard.team.cast.bob),
        places=(yard.wagon, yard.other, yard.morgue),
        positions=tuple(Position.objects.all()),
        keepers=(yard.keeper(yard.officer), yard.keeper(yard.clerk), yard.driver),
        tags=[yard.tag() for _ in range(tags)],
        files=made,
    )


def run(world: World, seed: int, commands: int) -> World:
    """Run one history in a world that is as `make_world` left it."""
    draw = random.Random(seed)
    here = World(
        world.yard, world.people, world.places, world.positions, world.keepers,
        list(world.tags), list(world.files),
    )  # fmt: skip
    at = BEGUN
    for n in range(commands):
        at += timedelta(minutes=draw.choice([-90, 0, 1, 1, 7, 7, 7, 30, 30, 500]))
        make = _COMMANDS[n] if n < 2 else draw.choice(_COMMANDS)
        action, keep = make(here, draw, max(at, BEGUN))
        if action is None:
            continue
        try:
            done = action.do(by(draw.choices(here.people, (12, 7, 1))[0]), Book())
        except (InputError, NotPermitted):
            here.refused += 1
            continue
        here.done += 1
        keep(done)
    return here


Made = tuple[Action[Any] | None, Callable[[Any], object]]
_NONE: Made = (None, lambda done: None)


def _when(at: datetime) -> When:
    return When(at=at, clock="operator")


def _reading(draw: random.Random) -> Reading:
    return Reading(
        read=draw.choice(["scanned", "typed", "paper"]),
        seal=draw.choice(["", "", "whole", "broken"]),
        seal_number=draw.choice(["", "", "S1", "S2"]),
    )


def _rarely(draw: random.Random, rows: Sequence[R]) -> R | None:
    return draw.choice(rows) if rows and draw.random() < 0.2 else None


def _some(draw: random.Random, items: list[Item], most: int = 3) -> list[Item]:
    return draw.sample(items, min(len(items), draw.randrange(1, most + 1)))


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
        position=_rarely(draw, world.positions),
        inside=_rarely(draw, world.items),
        file=file,
        parent=draw.choice(remains) if remains and kind not in ("body", "part") else None,
        when=_when(at),
        reading=_reading(draw),
    )
    return action, world.items.append


def _move(world: World, draw: random.Random, at: datetime) -> Made:
    if not world.items:
        return _NONE
    place = draw.choice(world.places)
    spots = [one for one in world.positions if one.place_id == place.pk] or list(world.positions)
    items = tuple(
        (item, draw.choice([None, draw.choice(spots)])) for item in _some(draw, world.items)
    )
    action = Move(
        operation=world.yard.team.cast.one, items=items, place=place, when=_when(at),
        reading=_reading(draw),
    )  # fmt: skip
    return action, lambda done: None


def _pack(world: World, draw: random.Random, at: datetime) -> Made:
    if not world.items:
        return _NONE
    action = Pack(
        operation=world.yard.team.cast.one, items=tuple(_some(draw, world.items)),
        into=draw.choice(world.items), when=_when(at), reading=_reading(draw),
    )  # fmt: skip
    return action, lambda done: None


def _offer(world: World, draw: random.Random, at: datetime) -> Made:
    if not world.items:
        return _NONE
    lines = tuple(Given(item=x, reading=_reading(draw)) for x in _some(draw, world.items))
    action = Offer(
        operation=world.yard.team.cast.one,
        items=lines,
        taker=draw.choice(world.keepers),
        giver=_rarely(draw, world.keepers),
        place=draw.choice(world.places),
        when=_when(at),
    )
    return action, world.handovers.append


def _take(world: World, draw: random.Random, at: datetime) -> Made:
    if not world.handovers:
        return _NONE
    handover = draw.choice(world.handovers)
    listed = [line.item for line in handover.lines.select_related("item")]
    read = [item for item in listed if draw.random() < 0.85]
    if draw.random() < 0.3:
        extra = draw.choice(world.items)
        read += [] if extra in read else [extra]
    got = tuple(
        Got(
            item=item,
            reading=_reading(draw),
            position=_rarely(draw, world.positions),
        )
        for item in read
    )
    witness = draw.choice(["", "seen by the clerk"])
    action = Take(handover=handover, items=got, when=_when(at), witness=witness)
    return action, lambda done: None


def _end(world: World, draw: random.Random, at: datetime) -> Made:
    if not world.handovers:
        return _NONE
    action = EndOffer(handover=draw.choice(world.handovers), why="w", when=_when(at))
    return action, lambda done: None


def _back(world: World, draw: random.Random, at: datetime) -> Made:
    rows = Movement.objects.filter(item__in=world.items).order_by("-made_at", "-number", "pk")
    some = list(rows[:6])
    if not some:
        return _NONE
    back = TakeBack(movement=draw.choice(some), when=_when(at), reading=_reading(draw), why="w")
    return back, lambda done: None


def _count(world: World, draw: random.Random, at: datetime) -> Made:
    if not world.counts or draw.random() < 0.3:
        begin = BeginCount(place=draw.choice(world.places), when=_when(at))
        return begin, world.counts.append
    count = draw.choice(world.counts)
    if draw.random() < 0.3:
        return EndCount(count=count, when=_when(at)), lambda done: None
    text = draw.choice([*(item.code for item in world.items), draw.choice(world.tags), "=1+1"])
    read = ReadTag(count=count, text=text, when=_when(at), reading=_reading(draw))
    return read, lambda done: None


_COMMANDS = (_receive, _receive, _receive, _move, _move, _pack, _offer, _take, _take, _end, _back,
             _count)  # fmt: skip
