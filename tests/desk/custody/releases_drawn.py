"""Commands of releases in generated histories: any of them at any moment, most of them wrong."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from nomina.desk.custody.actions.moving import Move, Pack
from nomina.desk.custody.actions.release import BeginRelease, ReadTags, StateFact, WithdrawRelease
from nomina.desk.custody.actions.release_out import GiveOut, SignRelease
from nomina.desk.custody.actions.release_unresolved import DeclareUnresolved, SignUnresolved
from nomina.desk.custody.models import Item, Release
from nomina.desk.custody.models.release import FACTS
from nomina.desk.examine.models import IdentificationEnd
from nomina.desk.files.models import File, LinkEnd
from tests.desk.custody import beginnings
from tests.desk.custody.almost import LACKING, almost
from tests.desk.custody.beginnings import decide, tie
from tests.desk.custody.world import (
    NONE,
    Command,
    Made,
    World,
    mostly,
    reading_of,
    some,
    when_of,
)


def _one(world: World, draw: random.Random) -> Release | None:
    return draw.choice(world.releases) if world.releases else None


def _file(item: Item) -> File:
    assert item.file is not None
    return item.file


def _identify(world: World, draw: random.Random, at: datetime) -> Made:
    """The board decides on somebody; with one signature, or one key, it is no decision."""
    remains, person = world.remains(), draw.choice(world.persons)
    if not remains:
        return NONE
    body, keys = _file(draw.choice(remains)), draw.choice(["01", "01", "01", "00", "0"])

    def put(moment: datetime) -> None:
        board = world.board[: len(keys)]
        world.decided.append(decide(world.yard, (body, person), board, keys, moment))

    return Made(put=put)


def _recall(world: World, draw: random.Random, at: datetime) -> Made:
    if not world.decided:
        return NONE
    one = draw.choice(world.decided)

    def put(moment: datetime) -> None:
        if not IdentificationEnd.objects.filter(identification=one).exists():
            beginnings.recall(one, moment)

    return Made(put=put)


def _tie(world: World, draw: random.Random, at: datetime) -> Made:
    """Two bodies or parts are one; or two missing people are."""
    kind, pair = draw.choice(["fragment", "identical"]), [_file(x) for x in world.remains()]
    if draw.random() < 0.2:
        kind, pair = "identical", list(world.persons)
    if len(pair) < 2:
        return NONE
    one, other = draw.sample(pair, 2)
    return Made(put=lambda moment: world.links.append(tie(world.yard, kind, one, other, moment)))


def _untie(world: World, draw: random.Random, at: datetime) -> Made:
    if not world.links:
        return NONE
    link = world.links.pop(draw.randrange(len(world.links)))
    who = world.yard.team.cast.ada
    return Made(
        put=lambda moment: LinkEnd(link=link, ended_by=who, why="w", made_at=moment).save(
            force_insert=True
        )
    )


def _examine(world: World, draw: random.Random, at: datetime) -> Made:
    remains = world.remains()
    if not remains:
        return NONE
    item = draw.choice(remains)
    return Made(put=lambda moment: beginnings.examine(world.yard, item, moment))


def _list(world: World, draw: random.Random, at: datetime) -> Made:
    if not world.items:
        return NONE
    item, signed = draw.choice(world.items), draw.random() < 0.5
    return Made(put=lambda moment: beginnings.list_effects(world.yard, item, moment, signed=signed))


def _wish(world: World, draw: random.Random, at: datetime) -> Made:
    person = draw.choice(world.persons)
    put = draw.choice([beginnings.wish, beginnings.choose])
    return Made(put=lambda moment: put(world.yard, person, moment))


def _begin(world: World, draw: random.Random, at: datetime) -> Made:
    holders = [item for item in world.items if item.kind in ("coffin", "bag")]
    if not world.decided or not holders:
        return NONE
    action = BeginRelease(
        identification=draw.choice(world.decided), container=draw.choice(holders),
        receiver="r", relation="mother", receives="family",
    )  # fmt: skip
    return Made(action, world.releases.append)


def _fact(world: World, draw: random.Random, at: datetime) -> Made:
    release = _one(world, draw)
    if release is None:
        return NONE
    number, day = draw.choice(["No 8", "No 8", ""]), draw.choice([at.date(), at.date(), None])
    action = StateFact(
        release=release, key=draw.choice(FACTS), words="w", number=number, day=day
    )  # fmt: skip
    return Made(action)


def _read(world: World, draw: random.Random, at: datetime) -> Made:
    release = _one(world, draw)
    if release is None:
        return NONE
    items = world.within(release.container)
    if draw.random() < 0.3:
        items = some(draw, world.items)
    read = draw.choice(["scanned", "typed", "typed", "paper"])
    anew = draw.random() < 0.3
    return Made(ReadTags(release=release, items=tuple(items), read=read, anew=anew))


def _stow(world: World, draw: random.Random, at: datetime) -> Made:
    """Something else is put into the coffin, or something is taken out of it."""
    release = _one(world, draw)
    if release is None:
        return NONE
    one, given = world.yard.team.cast.one, {"when": when_of(at), "reading": reading_of(draw)}
    coffin = release.container
    inside = [item for item in world.within(coffin) if item.pk != coffin.pk]
    if inside and draw.random() < 0.3:
        out: dict[str, Any] = {"items": ((draw.choice(inside), None),), **given}
        return Made(Move(operation=one, place=mostly(draw, world.places[-1], world.places), **out))
    outside = [item for item in world.items if item not in inside and item.pk != coffin.pk]
    if not outside:
        return NONE
    into = coffin if not inside else mostly(draw, coffin, inside)
    packed: dict[str, Any] = {"items": (draw.choice(outside),), "into": into, **given}
    return Made(Pack(operation=one, **packed), who=mostly(draw, world.officer, world.people))


def _declare(world: World, draw: random.Random, at: datetime) -> Made:
    release = _one(world, draw)
    if release is None:
        return NONE
    item = draw.choice(world.within(release.container) or world.items)
    return Made(
        DeclareUnresolved(release=release, item=item, why="too burnt"), world.unresolved.append
    )


def _answer(world: World, draw: random.Random, at: datetime) -> Made:
    if not world.unresolved:
        return NONE
    action = SignUnresolved(unresolved=draw.choice(world.unresolved))
    return Made(action, who=draw.choice([world.officer, *world.board, world.yard.clerk]))


def _sign_as(seat: str, release: Release, world: World, draw: random.Random) -> Made:
    right = world.officer if seat == "custody" else draw.choice(world.board)
    wrong = [world.officer, *world.board, world.yard.clerk]
    return Made(SignRelease(release=release, seat=seat), who=mostly(draw, right, wrong))


def _give_out(release: Release, world: World, draw: random.Random, at: datetime) -> Made:
    action = GiveOut(
        release=release, when=when_of(at), reading=reading_of(draw), witness="W, passport AB 12"
    )
    return Made(action, who=mostly(draw, world.officer, world.people))


def _finish(world: World, draw: random.Random, at: datetime) -> Made:
    """Somebody signs, or gives it out, whatever lacks."""
    release = _one(world, draw)
    if release is None:
        return NONE
    if draw.random() < 0.5:
        return _give_out(release, world, draw, at)
    return _sign_as(draw.choice(["custody", "board"]), release, world, draw)


def _withdraw(world: World, draw: random.Random, at: datetime) -> Made:
    release = _one(world, draw)
    return NONE if release is None else Made(WithdrawRelease(release=release, why="w"))


def _almost(world: World, draw: random.Random, at: datetime) -> Made:
    """Everything is there at once but one thing; now and then nothing lacks."""
    lack = draw.choice([*LACKING, "", ""])
    begun = world.prepared["begun"]
    return Made(put=lambda moment: almost(world.yard, begun, world.board, lack, moment))


def planned(name: str, release: Release, draw: random.Random) -> list[Command]:
    """Give what a release still needs, so that some go through; what else happens is drawn."""

    def sign(seat: str) -> Command:
        return lambda world, draw, at: _sign_as(seat, release, world, draw)

    def give(world: World, draw: random.Random, at: datetime) -> Made:
        return _give_out(release, world, draw, at)

    signs = [sign("custody"), sign("board")]
    draw.shuffle(signs)
    plans: dict[str, list[Command]] = {
        "begun": [_almost, give], "ready": [*signs, give], "signed": [give],
    }  # fmt: skip
    return plans.get(name, [])


OF_REMAINS: tuple[Command, ...] = (_identify, _recall, _tie, _examine, _list, _wish, _begin)
OF_RELEASES: tuple[Command, ...] = (
    *(_untie, _fact, _read, _read, _stow, _stow, _declare, _answer, _finish, _withdraw),
)
