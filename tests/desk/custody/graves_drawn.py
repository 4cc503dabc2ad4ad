"""Commands of graves in generated histories: burying, marking and lifting, at any moment."""

from __future__ import annotations

import random
from datetime import datetime
from decimal import Decimal

from nomina.desk.custody.actions.graves import MarkGrave
from nomina.desk.custody.actions.graves_burying import Bury, BuryAtSea
from nomina.desk.custody.actions.graves_exhuming import Exhume
from nomina.desk.custody.models import Item
from tests.desk.custody.world import (
    NONE,
    Command,
    Made,
    World,
    mostly,
    reading_of,
    when_of,
)


def _dead(world: World, draw: random.Random) -> Item | None:
    """Somebody, or the coffin or bag in which somebody may lie; now and then a thing."""
    likely = [one for one in world.items if one.kind in ("body", "part", "coffin", "bag")]
    return mostly(draw, draw.choice(likely), world.items) if likely else None


def _bury(world: World, draw: random.Random, at: datetime) -> Made:
    item = _dead(world, draw)
    if item is None:
        return NONE
    action = Bury(
        item=item, spot=draw.choice(world.spots), when=when_of(at), reading=reading_of(draw)
    )
    return Made(action, world.burials.append, who=mostly(draw, world.officer, world.people))


def _sea(world: World, draw: random.Random, at: datetime) -> Made:
    item = _dead(world, draw)
    if item is None:
        return NONE
    action = BuryAtSea(
        item=item, when=when_of(at), reading=reading_of(draw), ship="Rescue 3",
        latitude=Decimal("44.1"), longitude=Decimal("33.7"),
    )  # fmt: skip
    return Made(action, world.burials.append, who=mostly(draw, world.officer, world.people))


def _exhume(world: World, draw: random.Random, at: datetime) -> Made:
    if not world.burials:
        return NONE
    burial = draw.choice(world.burials)
    grave = draw.choice(world.graves) if burial.spot is None else burial.spot.grave
    action = Exhume(
        grave=mostly(draw, grave, world.graves), burials=(burial,),
        place=draw.choice(world.places), when=when_of(at), reading=reading_of(draw),
        why="investigation", words="DNA sample", authority="Prosecutor",
        document=mostly(draw, "order 12", [""]),
    )  # fmt: skip
    return Made(action, who=mostly(draw, world.officer, world.people))


def _mark(world: World, draw: random.Random, at: datetime) -> Made:
    action = MarkGrave(
        grave=draw.choice(world.graves), when=when_of(at), words=mostly(draw, "Невідомий", [""])
    )
    return Made(action, who=mostly(draw, world.officer, world.people))


OF_GRAVES: tuple[Command, ...] = (_bury, _bury, _exhume, _mark)
SEA: Command = _sea
