"""A dental chart in FDI notation (ISO 3950)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nomina.cases.dates import When
from nomina.errors import InputError

PERMANENT = tuple(10 * quadrant + place for quadrant in (1, 2, 3, 4) for place in range(1, 9))
"""The 32 permanent teeth, 11 to 48."""
DECIDUOUS = tuple(10 * quadrant + place for quadrant in (5, 6, 7, 8) for place in range(1, 6))
SURFACES = frozenset("MODFLI")
"""Mesial, occlusal, distal, facial, lingual, incisal."""


class Presence(StrEnum):
    """The state of one tooth or its place."""

    SOUND = "sound"
    RESTORED = "restored"
    CROWN = "crown"
    ROOT = "root"
    REPLACED = "replaced"
    IMPLANT = "implant"
    MISSING = "missing"
    LOST_AFTER_DEATH = "lost after death"
    UNERUPTED = "unerupted"
    NO_INFORMATION = "no information"


_MAY_BE_ROOT_FILLED = frozenset(
    {Presence.RESTORED, Presence.CROWN, Presence.ROOT, Presence.NO_INFORMATION}
    | {Presence.LOST_AFTER_DEATH}
)


@dataclass(frozen=True, slots=True)
class Tooth:
    """One tooth.

    Attributes:
        fdi: its number, 11 to 48 or 51 to 85.
        presence: its state.
        surfaces: restored surfaces of `SURFACES`; only where ``presence`` is restored or crown.
        materials: such as "amalgam", "composite", "gold", "porcelain".
        root_filled: None where not known.
    """

    fdi: int
    presence: Presence
    surfaces: frozenset[str] = frozenset()
    materials: frozenset[str] = frozenset()
    root_filled: bool | None = None

    def __post_init__(self) -> None:
        if self.fdi not in PERMANENT and self.fdi not in DECIDUOUS:
            raise InputError(f"there is no tooth {self.fdi} in FDI notation")
        if not self.surfaces <= SURFACES:
            raise InputError(f"unknown tooth surface among {sorted(self.surfaces)}")
        if self.surfaces and self.presence not in {Presence.RESTORED, Presence.CROWN}:
            raise InputError(f"tooth {self.fdi} is {self.presence} and has restored surfaces")
        if self.root_filled and self.presence not in _MAY_BE_ROOT_FILLED:
            raise InputError(f"tooth {self.fdi} is {self.presence} and has a root filling")


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: a tooth that is not in it has no information.

    Attributes:
        teeth: each number once.
        charted: when; of a body the examination, of a missing person the last entry.
        written: the chart as it was written.
    """

    teeth: tuple[Tooth, ...]
    charted: When | None = None
    written: str = ""

    def __post_init__(self) -> None:
        numbers = [tooth.fdi for tooth in self.teeth]
        if len(set(numbers)) < len(numbers):
            raise InputError("a chart has the same tooth twice")
