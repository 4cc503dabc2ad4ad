"""Names, places, numbers and photos, as they were written and with what they leave open."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from nomina.cases.states import Known
from nomina.documents import Part

Text = Annotated[str, StringConstraints(pattern=r"\S", max_length=10_000)]
"""Text that is not blank, kept exactly as written."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 in lower-case hexadecimal."""


class NamePartKind(StrEnum):
    """What a part of a name is."""

    FAMILY = "family"
    GIVEN = "given"
    PATRONYMIC = "patronymic"
    MAIDEN = "maiden"
    MARRIED = "married"
    ALIAS = "alias"
    CALLSIGN = "callsign"
    PREFIX = "prefix"


class NamePart(Part):
    """One part of a name, as written."""

    kind: NamePartKind
    text: Text


class Name(Part):
    """One name of a person in one script; the same name in another script is another `Name`.

    Attributes:
        parts: in the order in which they were written; several of one kind are allowed.
        script: ISO 15924 code such as ``Cyrl``; None where it was not determined.
        language: BCP 47 tag such as ``uk``; None where it was not determined.
        written: the whole name as written where that says more than the parts.
    """

    parts: Annotated[tuple[NamePart, ...], Field(min_length=1)]
    script: Annotated[str, StringConstraints(pattern=r"^[A-Z][a-z]{3}$")] | None = None
    language: (
        Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] | None
    ) = None
    written: str = ""

    def of(self, kind: NamePartKind) -> tuple[str, ...]:
        """Give the parts of one kind, in order."""
        return tuple(part.text for part in self.parts if part.kind is kind)

    def __str__(self) -> str:
        """Give the name as written, or its parts in order."""
        return self.written or " ".join(part.text for part in self.parts)


class Position(Part):
    """A point on Earth.

    Attributes:
        latitude: degrees, north positive, -90 to 90.
        longitude: degrees, east positive, -180 to 180.
        accuracy_m: radius in metres within which the true point is thought to lie; None where
            the accuracy is not known.
        datum: always WGS 84; coordinates on another datum are converted before they come here.
    """

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    accuracy_m: float | None = Field(gt=0)
    datum: Literal["WGS84"] = "WGS84"


class Place(Part):
    """A place: what was written, and where on Earth that is, if known.

    Attributes:
        written: the words as written; empty only where the position is known.
        position: the coordinates; its source says where they come from.
    """

    written: str = Field(default="", max_length=10_000)
    position: Known[Position] = Known[Position].not_asked()

    @model_validator(mode="after")
    def _says_something(self) -> Place:
        if not self.written.strip() and not self.position.is_known:
            raise ValueError("a place needs words or a position")
        return self


class Identifier(Part):
    """A number that somebody gave to a file, person or body.

    Attributes:
        issuer: who gave it, such as the name of a mortuary or a ministry.
        kind: what it is called there, such as "body number" or "identity disc".
        value: as written, never reformatted.
    """

    issuer: Text
    kind: Text
    value: Text


class Claim(Part):
    """One thing that a photo file says of itself, as text. It is a claim, not a fact."""

    what: Text
    written: str


class PhotoRef(Part):
    """A photo, named by its content.

    Attributes:
        sha256: of the bytes of the file as received.
        claims: what the file says of itself: time, place, device.
        note: what the photo shows, or where it was taken from.
    """

    sha256: Sha256
    claims: tuple[Claim, ...] = ()
    note: str = ""
