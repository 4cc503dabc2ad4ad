"""What generated histories of custody are drawn from, and how one command of them is written."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from nomina.desk.acts import Action
from nomina.desk.custody.models import (
    Burial,
    Count,
    Grave,
    GraveSpot,
    Handover,
    Item,
    Keeper,
    Place,
    Position,
    Release,
    Stay,
    Unresolved,
)
from nomina.desk.custody.register import Reading, When
from nomina.desk.examine.models import Identification
from nomina.desk.files.models import File, Link
from nomina.desk.people.models import User
from tests.desk.custody.yard import Yard

R = TypeVar("R")


@dataclass(frozen=True)
class Begun:
    """Something that was prepared, which some of the histories begin with.

    Attributes:
        items: the coffin first, where it is one of a release.
    """

    items: tuple[Item, ...] = ()
    release: Release | None = None
    identification: Identification | None = None
    unresolved: tuple[Unresolved, ...] = ()
    burials: tuple[Burial, ...] = ()


@dataclass
class World:
    """What commands are drawn from.

    Attributes:
        files: of bodies that nobody took in yet.
        persons: files of missing people.
        board: two of the board.
        prepared: by name, what some histories begin with.
        there: how many items there are in the database at the beginning.
        since: when the last of what was prepared was written down.
        plain: the places that histories without anything prepared know.
        done: how many commands were done; the others were refused.
        came: how often what was done, by name of the command.
    """

    yard: Yard
    people: tuple[User, ...]
    plain: tuple[Place, ...]
    places: tuple[Place, ...]
    positions: tuple[Position, ...]
    keepers: tuple[Keeper, ...]
    persons: tuple[File, ...]
    board: tuple[User, User]
    spots: tuple[GraveSpot, ...]
    prepared: dict[str, Begun]
    there: int
    since: datetime
    tags: list[str]
    files: list[File]
    items: list[Item] = field(default_factory=list)
    handovers: list[Handover] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    decided: list[Identification] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    burials: list[Burial] = field(default_factory=list)
    done: int = 0
    refused: int = 0
    came: dict[str, int] = field(default_factory=dict)

    @property
    def officer(self) -> User:
        """The custody officer."""
        return self.yard.officer

    @property
    def graves(self) -> list[Grave]:
        """The graves of all spots."""
        return list({spot.grave_id: spot.grave for spot in self.spots}.values())

    def begin(self, one: Begun) -> None:
        """Have something prepared among what is drawn from."""
        self.items += one.items
        self.unresolved += one.unresolved
        self.burials += one.burials
        if one.release is not None:
            self.releases.append(one.release)
        if one.identification is not None:
            self.decided.append(one.identification)

    def remains(self) -> list[Item]:
        """The bodies and parts that were taken in."""
        return [item for item in self.items if item.file_id is not None]

    def within(self, holder: Item) -> list[Item]:
        """A thing, and all that lies in it by the register."""
        stays = Stay.objects.now().filter(item__in=self.items)
        inside = dict(stays.values_list("item", "inside"))
        found = {holder.pk}
        while more := {pk for pk, up in inside.items() if up in found} - found:
            found |= more
        return [item for item in self.items if item.pk in found]


@dataclass(frozen=True)
class Made:
    """A command that was drawn.

    Attributes:
        keep: is told what was done.
        who: does it; one of the people of the world where None.
        put: puts rows in as acts of other parts of the desk leave them, instead of an act.
    """

    action: Action[Any] | None = None
    keep: Callable[[Any], object] = lambda done: None
    who: User | None = None
    put: Callable[[datetime], object] | None = None


NONE = Made()
Command = Callable[[World, random.Random, datetime], Made]


def when_of(at: datetime) -> When:
    """A moment, by somebody's own watch."""
    return When(at=at, clock="operator")


def reading_of(draw: random.Random) -> Reading:
    """Some way to read a tag, and some state of a seal."""
    return Reading(
        read=draw.choice(["scanned", "typed", "paper"]),
        seal=draw.choice(["", "", "whole", "broken"]),
        seal_number=draw.choice(["", "", "S1", "S2"]),
    )


def rarely(draw: random.Random, rows: Sequence[R]) -> R | None:
    """One of them, in one of five cases."""
    return draw.choice(rows) if rows and draw.random() < 0.2 else None


def some(draw: random.Random, items: list[Item], most: int = 3) -> list[Item]:
    """A few of them."""
    return draw.sample(items, min(len(items), draw.randrange(1, most + 1)))


def mostly(draw: random.Random, one: R, others: Sequence[R]) -> R:
    """One of them, and in one of eight cases another."""
    return draw.choice(others) if others and draw.random() < 0.125 else one
