"""What the interface takes and gives of photos: never a byte of one, and never a template."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from nomina.desk.api.shapes import Digest, End, Given, Key, Long, Who

ASKED = 1000
"""Digests that one question may hold."""
Alive = Literal["", "dead", "may-live", "not-known"]
"""Whom a photo shows; empty where nothing is said, which a body's photo does not allow."""


class Photo(Schema):
    """A photo in one line of a list.

    Attributes:
        end: when and why it was taken away; then it holds nothing.
        unreadable: the code of why it could not be decoded; it is kept all the same.
        looked_at: when faces were looked for; None while that is still to be done.
        held: whether it is kept out of every comparison.
    """

    id: UUID
    file: UUID
    by: Who | None
    at: datetime
    end: End | None
    digest: str | None
    size: int | None
    media: str
    width: int | None
    height: int | None
    unreadable: str
    looked_at: datetime | None
    faces: int
    held: bool


class Photos(Schema):
    """The photos of a file, those that were taken away too."""

    photos: list[Photo]


class Box(Schema):
    """A face in a photo, in pixels of the upright original.

    Attributes:
        drawn: whether a person drew it; else it was found.
        of_file: whether it is of the person or body of the file; None where nobody said.
    """

    left: int
    top: int
    right: int
    bottom: int
    drawn: bool
    of_file: bool | None


class WholePhoto(Photo):
    """A photo, what its file claims of itself, the names it came under, and its faces."""

    claims: dict[str, str]
    names: list[str]
    boxes: list[Box]


class Digests(Given):
    """SHA-256 digests of photos, as 64 hex digits."""

    digests: Annotated[list[Digest], Field(max_length=ASKED)]


class Received(Schema):
    """A photo is kept; ``again`` where the file had the same bytes already."""

    id: UUID
    again: bool
    says: str


class Removing(Given):
    """Why a photo is taken away: by code, and in words that stay for good."""

    reason: Key
    why: Long
