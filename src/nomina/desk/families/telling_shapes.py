"""What the pages of telling are made of, beside the shapes that all pages share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class LeafShown:
    """What is left with a relative, as it will be printed.

    Attributes:
        to: the number of the relative's file.
        language: of the text.
        sections: heading and words of each part.
        href: where the paper itself is; empty where nowhere.
    """

    template: ClassVar[str] = "families/telling_leaf.html"
    title: str
    to: str
    language: str
    sections: tuple[tuple[str, str], ...]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that a relative asked to see, hidden until it is opened, and then blurred first.

    Attributes:
        id: unique on the page and random.
        label: what it is, in words; never a name.
        show: where opening it is posted to; the picture comes blurred.
        clear: where opening it clearly is posted to.
        hide: the page without it.
        source: its address for a few minutes; empty until it was opened.
        blurred: whether it is shown blurred.
    """

    template: ClassVar[str] = "families/telling_picture.html"
    id: str
    label: str
    show: str
    clear: str
    hide: str
    source: str = ""
    blurred: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One step of telling: whether it is done for everybody, or is the one that comes next."""

    name: str
    done: bool = False
    here: bool = False


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of a notice, in order."""

    template: ClassVar[str] = "families/telling_steps.html"
    title: str
    steps: tuple[Step, ...]
