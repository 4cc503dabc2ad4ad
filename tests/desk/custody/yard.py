"""A small yard of operation One for the tests of custody: two wagons, a morgue, and hands."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from nomina.desk.acts import Action
from nomina.desk.custody.actions.common import keeper_of
from nomina.desk.custody.actions.handing import Given, Offer
from nomina.desk.custody.actions.items import PrintTags, Receive
from nomina.desk.custody.actions.moving import Move
from nomina.desk.custody.actions.places import AddKeeper, AddPositions, MakePlace
from nomina.desk.custody.actions.taking import Got, Take
from nomina.desk.custody.models import Handover, Item, Keeper, Place, Position, Stay, Tag
from nomina.desk.custody.register import Reading, When
from nomina.desk.files.models import File
from nomina.desk.people.models import User
from nomina.desk.policy.roles import Role
from tests.desk.files.people import Team, opened
from tests.desk.people.cast import NOW, Book, by

R = TypeVar("R")
SCANNED = Reading(read="scanned")
BEGUN = NOW - timedelta(days=20)


@dataclass
class Yard:
    """Places, keepers and tags that hang on nothing yet.

    Attributes:
        officer: the custody officer; ``clerk`` the mortuary recorder.
        driver: a keeper who signs on paper.
        clock: gives the next moment, a minute after the one before.
    """

    team: Team
    officer: User
    clerk: User
    wagon: Place
    other: Place
    morgue: Place
    driver: Keeper
    book: Book = field(default_factory=Book)
    tags: list[Tag] = field(default_factory=list)
    minutes: Iterator[int] = field(default_factory=itertools.count)

    def when(self, at: datetime | None = None) -> When:
        """The next moment, or another."""
        return When(at=at or BEGUN + timedelta(minutes=next(self.minutes)))

    def do(self, action: Action[R], user: User | None = None) -> R:
        """Do an act, as the officer where nobody is named."""
        return action.do(by(user or self.officer), self.book)

    def keeper(self, user: User) -> Keeper:
        """Somebody as a keeper."""
        return keeper_of(user, self.team.cast.one, by(user))

    def tag(self) -> str:
        """A tag that hangs on nothing, as it is written."""
        if not self.tags:
            self.tags = self.do(PrintTags(operation=self.team.cast.one, count=50))
        return str(self.tags.pop())

    def file(self) -> File:
        """A file of a body."""
        one = self.team.cast
        return opened("pm", self.team.keeper("pm"), one.one, one.site_one)

    def body(self, user: User | None = None, **more: Any) -> Item:
        """A body, taken in at the first wagon by the officer, or by another elsewhere."""
        return self.thing("body", user, file=self.file(), **more)

    def thing(self, kind: str, user: User | None = None, **more: Any) -> Item:
        """Anything, taken in."""
        given: dict[str, Any] = {"place": self.wagon, "when": self.when(), "reading": SCANNED}
        given |= more
        action = Receive(operation=self.team.cast.one, tag=self.tag(), item=kind, **given)
        return self.do(action, user)

    def move(self, item: Item, place: Place, position: Position | None = None, **more: Any) -> Any:
        """Move one item."""
        given: dict[str, Any] = {"when": self.when(), "reading": SCANNED} | more
        user = given.pop("user", None)
        one = self.team.cast.one
        return self.do(Move(operation=one, items=((item, position),), place=place, **given), user)[
            0
        ]

    def offer(self, items: list[Item], taker: Keeper, place: Place, **more: Any) -> Handover:
        """Offer items, as the officer."""
        user = more.pop("user", None)
        given: dict[str, Any] = {"when": self.when()} | more
        lines = tuple(Given(item=item, reading=SCANNED) for item in items)
        one = self.team.cast.one
        return self.do(Offer(operation=one, items=lines, taker=taker, place=place, **given), user)

    def take(self, handover: Handover, items: list[Item], user: User, **more: Any) -> Any:
        """Take items over."""
        given: dict[str, Any] = {"when": self.when()} | more
        lines = tuple(Got(item=item, reading=SCANNED) for item in items)
        return self.do(Take(handover=handover, items=lines, **given), user)

    def at(self, item: Item) -> Stay:
        """Where an item is now."""
        return Stay.objects.now().select_related("keeper", "place", "position").get(item=item)

    def position(self, place: Place, label: str) -> Position:
        """A position by its label."""
        return place.positions.get(label=label)


def make_yard(team: Team) -> Yard:
    """Put the yard into the database."""
    one, officer = team.cast.one, team.one[Role.CUSTODY]
    book = Book()

    def make(kind: str, code: str, **more: Any) -> Place:
        action = MakePlace(operation=one, place=kind, name=f"{kind} {code}", code=code, **more)
        return action.do(by(officer, BEGUN), book)

    wagon, other = make("wagon", "W1"), make("wagon", "W2")
    for place in (wagon, other):
        AddPositions(place=place, tiers=("A", "B"), first=1, last=4).do(by(officer, BEGUN), book)
    morgue = make("morgue", "M1", capacity=3)
    driver = AddKeeper(operation=one, name="Driver One", body="Firm").do(by(officer), book)
    return Yard(team, officer, team.one[Role.MORTUARY], wagon, other, morgue, driver, book)


Make = Callable[..., Item]
