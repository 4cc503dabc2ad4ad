"""Who is who in an invented operation, and which traps were laid in it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from nomina.documents import Document, Part, published

TrapKind = Literal[
    "swapped papers",
    "tag of another",
    "paper of another on a stranger",
    "brothers found together",
    "two files of one man",
    "two bodies in one bag",
    "wrong sex in the file",
    "wrong birth date in the file",
]


class Trap(Part):
    """One thing that misleads, and whom it is about."""

    kind: TrapKind
    bodies: tuple[str, ...] = Field(description="Numbers of bodies, or of a part.")
    people: tuple[str, ...] = Field(description="Numbers of missing people.")
    note: str = Field(description="What was done, in English.")


class Relatives(Part):
    """Missing people of one family: brothers, or a father and then his son."""

    kind: Literal["brothers", "father and son"]
    people: tuple[str, ...]


@published("truth")
class Truth(Document):
    """Who is who in an invented operation."""

    schema_version: str = "2"
    seed: int
    persons: tuple[str, ...] = Field(description="Numbers of the files of missing people.")
    bodies: dict[str, str | None] = Field(
        description="Body number to the number of its person, or null: not on the list."
    )
    duplicates: dict[str, str] = Field(
        default={}, description="Number of a second file to that of the first on the same person."
    )
    parts: dict[str, str] = Field(
        default={}, description="Number of a part to the number of the body that it is of."
    )
    families: tuple[Relatives, ...] = ()
    traps: tuple[Trap, ...] = ()
