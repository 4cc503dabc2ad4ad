"""What the pages of custody are made of, beside the shapes that all pages share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nomina.desk.look.shapes import Pager


@dataclass(frozen=True, slots=True)
class Spot:
    """One position of a plan.

    Attributes:
        label: as written on the wall.
        number: of what lies there; empty where nothing does.
        href: of what lies there.
        late: whether it has lain there longer than it should.
        sought: whether it is what somebody looks for.
    """

    label: str
    number: str = ""
    href: str = ""
    late: bool = False
    sought: bool = False


@dataclass(frozen=True, slots=True)
class Tier:
    """One row of a plan."""

    name: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A place as it looks from the door: tiers, and what lies in each position.

    Attributes:
        says: what outlines and marks mean, in a line.
    """

    template: ClassVar[str] = "custody/plan.html"
    title: str
    tiers: tuple[Tier, ...]
    says: str = ""


@dataclass(frozen=True, slots=True)
class TagPicture:
    """A picture of tags; it is there when it is asked for, and not before.

    Attributes:
        name: of which side, and who took it.
        show: where it is asked for; empty where it is shown.
        source: where the picture itself is; empty until it is asked for.
        hide: where the page is without it.
    """

    name: str
    show: str = ""
    source: str = ""
    hide: str = "?"


@dataclass(frozen=True, slots=True)
class TagPictures:
    """The pictures of the tags of a handover."""

    template: ClassVar[str] = "custody/tag_pictures.html"
    pictures: tuple[TagPicture, ...]


@dataclass(frozen=True, slots=True)
class Leg:
    """One line of the way of an item.

    Attributes:
        when: the moment, as said by whoever was there.
        entered: when it was written down, where that was later; empty where it was at once.
        what: what happened, in words.
        where: where the item was then.
        hands: who answered for it then; both names at a handover.
        more: seal, reason, how the tag was read.
        undo: where this is taken back; empty where it cannot be.
        pictures: of its tag, of both sides.
    """

    when: str
    entered: str
    what: str
    where: str
    hands: str
    more: tuple[str, ...] = ()
    undo: str = ""
    pictures: tuple[TagPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """The way of an item, one line after another, the last first.

    Attributes:
        start: the number of the first line shown.
        pager: where these lines lie in the whole way; None where they are all of it.
    """

    template: ClassVar[str] = "custody/way.html"
    title: str
    legs: tuple[Leg, ...]
    start: int = 0
    pager: Pager | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known, beside what it is; an empty value is said to be not known."""

    label: str
    value: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """A card of facts."""

    template: ClassVar[str] = "custody/facts.html"
    title: str
    facts: tuple[Fact, ...]
