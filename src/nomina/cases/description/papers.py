"""Names and numbers: of a missing person in a file, and on things found with a body."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nomina.cases.dates import When
from nomina.errors import InputError


class NumberKind(StrEnum):
    """What a number is. Two numbers are compared only where their kinds may be the same."""

    TAG = "tag"
    SERVICE = "service"
    PASSPORT = "passport"
    ID_CARD = "id card"
    MILITARY_ID = "military id"
    TAX = "tax"
    INSURANCE = "insurance"
    REGISTER = "register"
    DRIVING = "driving licence"
    BANK_CARD = "bank card"
    PHONE = "phone"
    IMPLANT = "implant"
    OTHER = "other"


class PaperKind(StrEnum):
    """What a thing with writing on it is."""

    IDENTITY_TAG = "identity tag"
    PASSPORT = "passport"
    ID_CARD = "id card"
    MILITARY_ID = "military id"
    DRIVING_LICENCE = "driving licence"
    BANK_CARD = "bank card"
    TAX_CARD = "tax card"
    PHONE = "phone"
    LETTER = "letter"
    INSCRIPTION = "inscription"
    OTHER = "other"


OFFICIAL = frozenset(
    {
        PaperKind.IDENTITY_TAG,
        PaperKind.PASSPORT,
        PaperKind.ID_CARD,
        PaperKind.MILITARY_ID,
        PaperKind.DRIVING_LICENCE,
        PaperKind.BANK_CARD,
        PaperKind.TAX_CARD,
    }
)
"""Kinds that are issued to one person."""


class Carried(StrEnum):
    """How a thing was with the body."""

    WORN = "worn"
    POCKET = "pocket"
    BAG = "bag"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as written in one script.

    Attributes:
        written: the whole name in the order written; empty only where parts are given.
        family, given, patronymic, maiden: parts where they are known to be such; else empty.
            In a name read off a thing, ``?`` stands for one letter that cannot be read, ``*`` for
            any number of them.
    """

    written: str = ""
    family: str = ""
    given: str = ""
    patronymic: str = ""
    maiden: str = ""

    def __post_init__(self) -> None:
        if not (self.written or self.family or self.given or self.patronymic or self.maiden):
            raise InputError("a name needs at least one letter")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written; ``?`` is one sign that cannot be read, ``*`` any number of them."""

    kind: NumberKind
    text: str

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise InputError("a number needs at least one sign")


@dataclass(frozen=True, slots=True)
class Paper:
    """A thing with writing that was with a body: what it says of whoever it belongs to."""

    kind: PaperKind
    names: tuple[PersonName, ...] = ()
    numbers: tuple[Number, ...] = ()
    born: When | None = None
    carried: Carried = Carried.UNKNOWN

    @property
    def is_document(self) -> bool:
        """Whether it is weighed as a document: issued to one person, or with a number on it.

        Anything else with a name on it, such as a letter, is weighed by its name alone.
        """
        return self.kind in OFFICIAL or bool(self.numbers)
