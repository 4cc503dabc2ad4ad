"""Every text that leaves the desk for people outside: messages, letters, packages, public pages.

Whoever writes such a text registers it here, with examples that hold whatever a text can hold; one
test renders all of them and demands of each that no image, no link and no secret is in it, and
that no section is missing. A text that is not registered is not sent: what sends asks `known`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from nomina.errors import LineNotCrossed


class Form(StrEnum):
    """How a text leaves."""

    MAIL = "mail"
    SMS = "sms"
    LETTER = "letter"
    PAGE = "page"
    PACKAGE = "package"


@dataclass(frozen=True)
class Example:
    """A text as it would leave.

    Attributes:
        text: all that can be read in it, headers and subject too.
        data: its bytes where it is a file, such as a PDF; empty where the text is all.
        media: of the bytes.
    """

    text: str
    data: bytes = b""
    media: str = ""


Render = Callable[[str, str], Iterable[Example]]
"""Of a language and a name that may hold anything, gives the text in each of its variants."""


@dataclass(frozen=True)
class Outgoing:
    """A kind of text.

    Attributes:
        name: such as ``families:arrange``.
        form: how it leaves.
        render: gives examples.
        sections: headings that must stand in it; of a letter, its seven.
        news: whether it may say that somebody is dead, or a name at all.
    """

    name: str
    form: Form
    render: Render
    sections: Callable[[str], tuple[str, ...]] = lambda language: ()
    news: bool = False


_KNOWN: dict[str, Outgoing] = {}


def add(one: Outgoing) -> None:
    """Register a kind of text; a second one of the name replaces it."""
    _KNOWN[one.name] = one


def every() -> tuple[Outgoing, ...]:
    """Give all kinds, by name."""
    return tuple(_KNOWN[name] for name in sorted(_KNOWN))


def known(name: str) -> Outgoing:
    """Give a kind of text.

    Raises:
        LineNotCrossed: nothing of this name is registered, so it is not sent.
    """
    found = _KNOWN.get(name)
    if found is None:
        raise LineNotCrossed(f"no text of the name {name!r} may leave the desk")
    return found
