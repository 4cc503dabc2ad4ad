"""What one may do on the comparison screen: each a button, with its key and its words."""

from __future__ import annotations

from dataclasses import dataclass

from nomina.words import tr

STAGE = ".stage"
"""Keys that move something work while a picture has the focus, and scroll the page elsewhere."""


@dataclass(frozen=True, slots=True)
class Tool:
    """One button.

    Attributes:
        does: what it does, as the scripts name it.
        key: as `look/keys.js` names it; empty for none.
        shown: the key as it is printed on the button.
        toggles: whether it is on or off.
        held: whether it goes on while the key is held.
        within: what must have the focus for the key to work.
        mode: in which mode it is there; empty for always.
        view: the habit of `look/photos.js` that it switches.
        shape: the shape of marks that it chooses.
        done: what is read out once it is done.
        names: what it is set to, one after another.
    """

    does: str
    label: str
    key: str
    shown: str = ""
    toggles: bool = False
    held: bool = False
    within: str = ""
    mode: str = ""
    view: str = ""
    shape: str = ""
    done: str = ""
    names: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """One slider, from 0 or a fifth of the usual up to ``most``."""

    name: str
    label: str
    least: int
    most: int
    now: int
    only: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Tools that belong together.

    Attributes:
        id: which more stands with them.
    """

    id: str
    title: str
    tools: tuple[Tool, ...]
    ranges: tuple[Range, ...] = ()


def groups() -> tuple[Group, ...]:
    """Give all tools."""
    return (_place(), _light(), _points(), _marks())


def points() -> tuple[str, ...]:
    """Name the five points, in the order of `pictures.points_of`."""
    return (
        tr("Outer corner of the eye on the right of the picture"),
        tr("Inner corner of the eye on the right of the picture"),
        tr("Outer corner of the eye on the left of the picture"),
        tr("Inner corner of the eye on the left of the picture"),
        tr("Base of the nose"),
    )


def _arrow(does: str, label: str, key: str, shown: str) -> Tool:
    return Tool(does, label, key, shown, held=True, within=STAGE)


def _place() -> Group:
    return Group(
        "place",
        tr("Place"),
        (
            Tool("other", tr("Other picture"), "s", "S"),
            Tool("lock", tr("Moved together"), "l", "L", toggles=True),
            Tool("zoom-in", tr("Larger"), "+", "+", held=True),
            Tool("zoom-out", tr("Smaller"), "-", "−", held=True),
            Tool("fit", tr("Whole"), "0", "0"),
            Tool("turn-left", tr("Turn left"), "e", "E", held=True),
            Tool("turn-right", tr("Turn right"), "r", "R", held=True),
            _arrow("left", tr("Move left"), "ArrowLeft", "←"),
            _arrow("up", tr("Move up"), "ArrowUp", "↑"),
            _arrow("down", tr("Move down"), "ArrowDown", "↓"),
            _arrow("right", tr("Move right"), "ArrowRight", "→"),
        ),
    )


def _light() -> Group:
    return Group(
        "light",
        tr("Light"),
        (
            Tool("", tr("Grey"), "c", "C", toggles=True, view="grey"),
            Tool("", tr("Blurred"), "b", "B", toggles=True, view="blur"),
            Tool("", tr("Large"), "z", "Z", toggles=True, view="large"),
            Tool("grid", tr("Grid"), "g", "G", toggles=True),
            Tool(
                "ground",
                tr("Around"),
                "w",
                "W",
                names="|".join((tr("grey"), tr("dark"), tr("light"))),
            ),
        ),
        (
            Range("light", tr("Brightness"), 30, 250, 100),
            Range("contrast", tr("Contrast"), 30, 250, 100),
        ),
    )


def _points() -> Group:
    return Group(
        "points",
        tr("Points"),
        (
            Tool("points", tr("Set points"), "p", "P", toggles=True),
            Tool("next", tr("Next point"), "n", "N", mode="points"),
            Tool("put", tr("Put it here"), "h", "H", mode="points"),
            Tool("align", tr("Align by points"), "a", "A", done=tr("Aligned by the five points")),
            Tool("overlay", tr("Overlay"), "o", "O", toggles=True),
            Tool("curtain", tr("Curtain"), "u", "U", toggles=True),
        ),
        (
            Range("overlay", tr("Strength of the overlay"), 0, 100, 50, only=True),
            Range("curtain", tr("Edge of the curtain"), 0, 100, 50, only=True),
        ),
    )


def _marks() -> Group:
    return Group(
        "marks",
        tr("Marks"),
        (
            Tool("marks", tr("Draw marks"), "m", "M", toggles=True),
            Tool("point", tr("Point"), "d", "D", toggles=True, mode="marks", shape="point"),
            Tool("line", tr("Line"), "t", "T", toggles=True, mode="marks", shape="line"),
            Tool("ellipse", tr("Ellipse"), "y", "Y", toggles=True, mode="marks", shape="ellipse"),
            Tool("free", tr("Free line"), "f", "F", toggles=True, mode="marks", shape="free"),
            Tool("put", tr("Put it here"), "h", "H", mode="marks"),
            Tool("finish", tr("End the line"), "x", "X"),
        ),
    )
