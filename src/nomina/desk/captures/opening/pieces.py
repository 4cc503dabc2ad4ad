"""Pieces of a capture, the bounds of opening it, and why something was not opened."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nomina.desk.captures.bundle import digest
from nomina.names import shown

ORIGINAL, PAGE, TEXT, SCREENSHOT, HEADERS, MEDIA, VIEW, ARCHIVE = ROLES = (
    "original",
    "page",
    "text",
    "screenshot",
    "headers",
    "media",
    "view",
    "archive",
)
"""What an item is. A view is a picture remade from pixels; only views and texts are ever shown."""
NAME = 300
"""Characters of a name or an address as claimed."""


class NotOpened(Exception):  # an answer, not a fault
    """Something is kept as it is, unopened.

    Attributes:
        code: short and stable; `nomina.desk.captures.words` says it.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is opened of one capture.

    Attributes:
        entries: of an archive, and parts of a page.
        one: bytes of one entry, unpacked.
        total: bytes of all of them.
        ratio: unpacked bytes for each packed one, where more than a megabyte is unpacked.
        text: characters of one text that is kept.
        markup: characters of a page that are read.
        pictures: that are remade to be looked at.
    """

    entries: int = 300
    one: int = 50_000_000
    total: int = 200_000_000
    ratio: int = 200
    text: int = 1_000_000
    markup: int = 20_000_000
    pictures: int = 40


BOUNDS = Bounds()
_SMALL = 1_000_000


@dataclass
class Budget:
    """What is left of the bounds while one capture is opened."""

    bounds: Bounds = BOUNDS
    entries: int = 0
    total: int = 0
    pictures: int = 0

    def entry(self, count: int = 1) -> None:
        """Count entries.

        Raises:
            NotOpened: there are too many.
        """
        self.entries += count
        if self.entries > self.bounds.entries:
            raise NotOpened("too-many")

    def grown(self, size: int, whole: int, packed: int) -> None:
        """Count unpacked bytes.

        Args:
            size: just unpacked.
            whole: of this entry up to now.
            packed: bytes that it was packed in.

        Raises:
            NotOpened: there are too many, or they were packed beyond reason.
        """
        self.total += size
        if whole > self.bounds.one or self.total > self.bounds.total:
            raise NotOpened("too-large")
        if whole > _SMALL and whole > self.bounds.ratio * max(packed, 1):
            raise NotOpened("bomb")


@dataclass(frozen=True, slots=True)
class Piece:
    """One item to be kept.

    Attributes:
        role: one of `ROLES`.
        data: its bytes.
        media: by its content, never by what it says of itself; empty where unknown.
        name, address: as claimed; text.
        parent, operation: what it was made of and how; empty for what was received.
        charset: as claimed by what it came in.
        facts: what else is known: ``date``, ``unreadable``, ``width``, ``height``, ``mark``, ...
    """

    role: str
    data: bytes = field(repr=False)
    media: str = ""
    name: str = ""
    address: str = ""
    parent: str = ""
    operation: str = ""
    charset: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes."""
        return digest(self.data)


def claimed(text: object) -> str:
    """Give a name or an address from outside, fit to be written: one line, its end."""
    line = unicodedata.normalize("NFC", shown(" ".join(str(text or "").split())))
    return line.encode("utf-8", "replace").decode("utf-8")[-NAME:]


def readable(text: str, longest: int = BOUNDS.text) -> str:
    """Give text from outside with what cannot be written taken out; lines stay."""
    kept = "".join(
        sign
        for sign in text.replace("\r\n", "\n").replace("\r", "\n")[: 2 * longest]
        if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs", "Co", "Cn"}
    )
    return kept[:longest]
