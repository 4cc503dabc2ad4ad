"""A map of graves that needs no network: measured points, laid flat, with a scale in metres.

A cemetery is small, so its points are laid on a plane that touches the earth in their middle
(equirectangular): x = R cos(lat0) (lon - lon0), y = R (lat - lat0). Over 2 km at 60 degrees the
error of a distance is under 0.05 %; that the earth is no ball adds up to 0.56 %.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

RADIUS = 6_371_008.8
"""Mean radius of the earth in metres (IUGG)."""
WIDE, HIGH, EDGE = 960, 600, 48
"""Size of the drawing, and what is left free around the graves, in units of it."""
LEAST = 20.0
"""Metres that a map shows at least, or one grave alone would fill it."""
DEEPEST = 6
"""How often a map can be halved."""
LINKS = 400
"""Graves of one view that are links with names; of more, a section leads closer."""
LINE = 14
"""Height of a name on the drawing."""
BAR = 0.25
"""Longest scale bar, as a share of the drawing."""


@dataclass(frozen=True)
class Spot:
    """A grave on the map.

    Attributes:
        latitude, longitude: WGS 84 in degrees.
        accuracy: in metres; None where nobody knows.
        label: what it is called.
        section: in which it stands; empty for none.
        taken: how many lie in it.
    """

    id: UUID
    latitude: float
    longitude: float
    label: str
    accuracy: float | None = None
    section: str = ""
    taken: int = 0


@dataclass(frozen=True)
class Plane:
    """A plane that touches the earth at a point."""

    latitude: float
    longitude: float

    @classmethod
    def of(cls, spots: Sequence[Spot]) -> Plane:
        """Give the plane in the middle of some points; those on both sides of 180 degrees too."""
        first = spots[0].longitude
        turns = [_turn(one.longitude - first) for one in spots]
        north = [one.latitude for one in spots]
        middle = first + (min(turns) + max(turns)) / 2
        return cls((min(north) + max(north)) / 2, _turn(middle))

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Give metres to the east and to the north."""
        east = math.radians(_turn(longitude - self.longitude))
        x = RADIUS * math.cos(math.radians(self.latitude)) * east
        return x, RADIUS * math.radians(latitude - self.latitude)


def _turn(degrees: float) -> float:
    """Give an angle between -180 and 180."""
    return (degrees + 180.0) % 360.0 - 180.0


def apart(one: Spot, other: Spot) -> float:
    """Give the metres between two graves, on the plane between them."""
    x, y = Plane(one.latitude, one.longitude).at(other.latitude, other.longitude)
    return math.hypot(x, y)


@dataclass(frozen=True)
class View:
    """Which part of the ground is drawn: how often halved, and its middle in whole metres.

    Attributes:
        depth: 0 shows everything; each step halves the sides.
        x, y: metres east and north of the middle of all graves.
    """

    depth: int = 0
    x: int = 0
    y: int = 0

    def query(self, section: str = "") -> dict[str, str]:
        """Give it as it stands in an address."""
        given = {"z": str(self.depth), "x": str(self.x), "y": str(self.y)} if self.depth else {}
        return given | ({"section": section} if section else {})


def view_of(z: str, x: str, y: str) -> View:
    """Read a view from an address; what is no number shows everything."""
    try:
        depth = min(max(int(z or 0), 0), DEEPEST)
        return View(depth, _metres(x), _metres(y)) if depth else View()
    except ValueError:
        return View()


def _metres(text: str) -> int:
    return min(max(int(text or 0), -1_000_000), 1_000_000)


@dataclass(frozen=True)
class Dot:
    """A grave as it is drawn, in units of the drawing.

    Attributes:
        r: radius of its accuracy; 0 where that is not known or too small to be drawn.
        named: whether its label fits beside the others.
    """

    spot: Spot
    x: float
    y: float
    r: float
    named: bool


@dataclass(frozen=True)
class Name:
    """The name of a section, where its graves are."""

    text: str
    count: int
    x: float
    y: float


@dataclass(frozen=True)
class Map:
    """All that is drawn.

    Attributes:
        scale: units of the drawing in a metre.
        bar: length of the scale bar in units, and ``metres`` what it stands for.
        sections: named where there are too many graves to name each.
    """

    view: View
    plane: Plane
    scale: float
    dots: tuple[Dot, ...]
    bar: float
    metres: float
    sections: tuple[Name, ...] = field(default=())

    @cached_property
    def linked(self) -> bool:
        """Whether each grave is a link."""
        return len(self.dots) <= LINKS

    def step(self, east: int, north: int) -> View:
        """Give the view half a side further."""
        half_x, half_y = WIDE / self.scale / 2, HIGH / self.scale / 2
        return View(
            self.view.depth,
            round(self.view.x + east * half_x),
            round(self.view.y + north * half_y),
        )


def drawn(spots: Sequence[Spot], view: View) -> Map:
    """Lay graves out.

    Args:
        spots: one or more.
        view: which part of the ground.
    """
    plane = Plane.of(spots)
    laid = [(one, *plane.at(one.latitude, one.longitude)) for one in spots]
    wide = max(LEAST, 2 * max(abs(x) for _, x, _ in laid))
    high = max(LEAST, 2 * max(abs(y) for _, _, y in laid))
    scale = min((WIDE - 2 * EDGE) / wide, (HIGH - 2 * EDGE) / high) * 2**view.depth
    inside = []
    for one, east, north in laid:
        x = WIDE / 2 + (east - view.x) * scale
        y = HIGH / 2 - (north - view.y) * scale
        if 0 <= x <= WIDE and 0 <= y <= HIGH:
            inside.append((one, x, y))
    metres = _round(WIDE * BAR / scale)
    shown = len(inside) <= LINKS
    return Map(
        view,
        plane,
        scale,
        tuple(_dots(inside, scale, named=shown)),
        round(metres * scale, 1),
        metres,
        () if shown else tuple(_names(inside)),
    )


def _dots(
    inside: Iterable[tuple[Spot, float, float]], scale: float, *, named: bool
) -> Iterable[Dot]:
    boxes: list[tuple[float, float, int]] = []
    for one, x, y in inside:
        # A name stands above its grave, over the middle of it, where no other stands.
        half = 4 + 4 * len(one.label)
        free = named and half <= x <= WIDE - half and y >= 24
        free = free and not any(
            abs(x - x2) < half + half2 and abs(y - y2) < LINE for x2, y2, half2 in boxes
        )
        if free:
            boxes.append((x, y, half))
        r = (one.accuracy or 0.0) * scale
        yield Dot(one, round(x, 1), round(y, 1), round(r, 1) if r > 6 else 0.0, free)


def _names(inside: Iterable[tuple[Spot, float, float]]) -> Iterable[Name]:
    of: dict[str, list[tuple[float, float]]] = {}
    for one, x, y in inside:
        of.setdefault(one.section, []).append((x, y))
    for text, places in sorted(of.items()):
        if text:
            x, y = (sum(both) / len(places) for both in zip(*places, strict=True))
            yield Name(text, len(places), round(x, 1), round(y, 1))


def _round(most: float) -> float:
    """Give the largest of 1, 2 and 5 times a power of ten that is not more."""
    power = 10.0 ** math.floor(math.log10(most))
    return max(factor * power for factor in (1, 2, 5) if factor * power <= most)
