"""Sex, age, stature and appearance as a person would describe or measure them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from nomina.cases.files import Sex
from nomina.errors import InputError


class SexBasis(StrEnum):
    """What the sex of a body was read from."""

    FLESHED = "fleshed"
    PELVIS = "pelvis"
    SKELETON = "skeleton"
    ELEMENT = "element"
    DNA = "dna"
    STATED = "stated"


class HairColour(StrEnum):
    """Natural colour of the hair of the head; grey includes white."""

    BLACK = "black"
    BROWN = "brown"
    BLOND = "blond"
    RED = "red"
    GREY = "grey"


class EyeColour(StrEnum):
    """Colour of the iris."""

    BROWN = "brown"
    HAZEL = "hazel"
    GREEN = "green"
    GREY = "grey"
    BLUE = "blue"


class Build(StrEnum):
    """Build as people describe it."""

    SLIM = "slim"
    MEDIUM = "medium"
    HEAVY = "heavy"


class BloodGroup(StrEnum):
    """ABO and Rh(D); a group without sign leaves Rh(D) open."""

    O_POS = "O+"
    O_NEG = "O-"
    A_POS = "A+"
    A_NEG = "A-"
    B_POS = "B+"
    B_NEG = "B-"
    AB_POS = "AB+"
    AB_NEG = "AB-"
    O_ANY = "O"
    A_ANY = "A"
    B_ANY = "B"
    AB_ANY = "AB"


class StatureSource(StrEnum):
    """Where a stature comes from."""

    MEASURED = "measured"
    BONE = "bone"
    SERVICE_FILE = "service file"
    DOCUMENT = "document"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class AgeRange:
    """An age at death, in years, between two limits.

    Attributes:
        low: least age; ``high`` greatest; 0 to 150, fractions allowed.
        coverage: share of such intervals that hold the true age, above 0 and below 1; None
            where the method states none.
        method: how it was estimated, or "birth date".
    """

    low: float
    high: float
    coverage: float | None = None
    method: str = ""

    def __post_init__(self) -> None:
        if not 0.0 <= self.low <= self.high <= 150.0:
            raise InputError(f"{self.low:g} to {self.high:g} is no range of ages in years")
        if self.coverage is not None and not 0.0 < self.coverage < 1.0:
            raise InputError(f"the coverage {self.coverage:g} is not above 0 and below 1")


@dataclass(frozen=True, slots=True)
class Stature:
    """A stature in millimetres.

    Attributes:
        mm: 300 to 2600.
        source: where it comes from.
        error_mm: its standard error where one is stated (as of a bone formula); else None.
        bone: which bone, where ``source`` is bone.
        width_mm: width of the range of which ``mm`` is the middle; 0 where no range was given.
    """

    mm: float
    source: StatureSource
    error_mm: float | None = None
    bone: str = ""
    width_mm: float = 0.0

    def __post_init__(self) -> None:
        if not 300.0 <= self.mm <= 2600.0:
            raise InputError(f"a stature of {self.mm:g} mm cannot be")
        if self.error_mm is not None and not (math.isfinite(self.error_mm) and self.error_mm > 0):
            raise InputError(f"a standard error of {self.error_mm:g} mm cannot be")
        if not 0.0 <= self.width_mm <= 2300.0:
            raise InputError(f"a range of {self.width_mm:g} mm cannot be")


@dataclass(frozen=True, slots=True)
class Physical:
    """What is known of the body of a person. None: nothing to compare."""

    sex: Sex | None = None
    sex_basis: SexBasis = SexBasis.STATED
    age: AgeRange | None = None
    stature: Stature | None = None
    build: Build | None = None
    hair: HairColour | None = None
    eyes: EyeColour | None = None
    blood: BloodGroup | None = None
