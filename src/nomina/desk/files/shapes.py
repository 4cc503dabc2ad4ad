"""What the pages of files are made of beside the parts of every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nomina.desk.files import fields
from nomina.desk.look.shapes import Act, Said


@dataclass(frozen=True, slots=True)
class Value:
    """What is said in one field.

    Attributes:
        label: the name of the field.
        text: the value; empty where there is none.
        state: why there is none, in words; empty where there is one.
        said: who says so, and who wrote it down.
        wanted: whether the minimum record asks for it and nobody has said anything.
        unsettled: whether another value stands beside it.
        long: whether it may be long, and keeps its lines.
    """

    label: str
    text: str = ""
    state: str = ""
    said: Said | None = None
    wanted: bool = False
    unsettled: bool = False
    long: bool = False

    @property
    def items(self) -> tuple[str, ...]:
        """The things of a list such as ``scar | right arm; tattoo | chest``, each as one line.

        Empty where the value is no such list; what it was written as stays in its history.
        """
        return fields.things(self.text) if self.long else ()


@dataclass(frozen=True, slots=True)
class Group:
    """The fields of a file that stand together.

    Attributes:
        id: unique on the page.
        title: what they are about.
        values: those of which anything was said, or must be.
        act: the way to write in them; None where one may not.
        empty: what stands there where nothing was said.
        said: who says all of them that do not say it themselves; None where each says it.
    """

    template: ClassVar[str] = "files/group.html"
    id: str
    title: str
    values: tuple[Value, ...]
    act: Act | None = None
    empty: str = ""
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One of the values between which a person chooses; ``id`` is that of its entry."""

    id: str
    value: Value


@dataclass(frozen=True, slots=True)
class Choice:
    """A field that holds two values, side by side.

    Attributes:
        field: its name in forms.
        label: its name.
        options: the values, in the order in which they were said.
        seen: the ids of all of them.
        href: where the choice is posted to; empty where one may not choose.
        other: where another value can be written instead; empty where one may not.
    """

    template: ClassVar[str] = "files/choice.html"
    field: str
    label: str
    options: tuple[Option, ...]
    seen: str
    href: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what was decided about a file: a consent, a hold, a link, a relative.

    Attributes:
        text: what it says.
        href: the file that it leads to; empty where it leads nowhere.
        number: the number of that file.
        small: more of it.
        said: who wrote it down, and why.
        over: that and why it no longer holds, in words; empty while it does.
        act: what can be done about it.
    """

    text: str
    href: str = ""
    number: str = ""
    small: str = ""
    said: Said | None = None
    over: str = ""
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """A list of such lines under a heading."""

    template: ClassVar[str] = "files/lines.html"
    id: str
    title: str
    lines: tuple[Line, ...]
    empty: str = ""
    acts: tuple[Act, ...] = ()
