"""What the pages of graves are made of, beside the shapes that all pages share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nomina.desk.custody.graves_map import EDGE, HIGH, WIDE, Map
from nomina.desk.look.shapes import Act


@dataclass(frozen=True, slots=True)
class Place:
    """A grave as it is drawn on the map.

    Attributes:
        x, y, r: in units of the drawing; ``r`` of its accuracy, 0 where that is not drawn.
        label: its name where there is room for it.
        says: all of it in words.
        href: its page; empty where there are too many to be links.
        full: whether somebody lies there.
        sought: whether it is what somebody looks for.
    """

    x: float
    y: float
    r: float
    label: str
    says: str
    href: str = ""
    full: bool = False
    sought: bool = False

    @property
    def text_y(self) -> float:
        """The line on which its name stands, above it."""
        return self.y - 9


@dataclass(frozen=True, slots=True)
class Section:
    """The name of a section on the map, which leads closer."""

    x: float
    y: float
    label: str
    says: str
    href: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A map of graves.

    Attributes:
        says: what the marks mean, in a line.
        bar: words of the scale bar, such as 20 m.
        ways: closer, wider, and on to every side.
        sections: to choose one of them.
    """

    template: ClassVar[str] = "custody/graves_map.html"
    title: str
    says: str
    map: Map
    places: tuple[Place, ...]
    names: tuple[Section, ...]
    bar: str
    ways: tuple[Act, ...]
    sections: tuple[Act, ...] = ()

    @property
    def box(self) -> str:
        """The box of the drawing."""
        return f"0 0 {WIDE} {HIGH}"

    @property
    def bar_line(self) -> str:
        """The path of the scale bar."""
        y = HIGH - EDGE / 2
        return f"M16 {y - 6}V{y}H{16 + self.map.bar:g}V{y - 6}"

    @property
    def bar_y(self) -> float:
        """The line on which its words stand."""
        return HIGH - EDGE / 2 - 10

    @property
    def arrow(self) -> str:
        """The path of the arrow to the north."""
        x = WIDE - 28
        return f"M{x} 14l9 24-9-6-9 6z"

    @property
    def arrow_x(self) -> int:
        """Where the letter of the arrow stands."""
        return WIDE - 28


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a marking, not there until it is asked for.

    Attributes:
        show: the address that shows it; empty where it is shown.
        hide: the address that hides it again.
        source: the picture; empty until it was asked for.
    """

    template: ClassVar[str] = "custody/graves_picture.html"
    title: str
    words: str
    show: str = ""
    hide: str = ""
    source: str = ""
