"""How a body was found: whole or part, in what state, region by region.

Completeness and tissue follow the subject condition codes of ANSI/NIST-ITL 1-2011 (fields SBSC
and SBCC); regions and their states follow item 22 of the INTERPOL post-mortem form.
"""

from __future__ import annotations

from enum import StrEnum

from nomina.cases.states import Known
from nomina.documents import Part


class Completeness(StrEnum):
    """Whether the file is on a whole body. Every separated part has a file of its own."""

    WHOLE = "whole"
    FRAGMENT = "fragment"


class Tissue(StrEnum):
    """State of the tissue."""

    NATURAL = "natural"
    DECOMPOSED = "decomposed"
    SKELETAL = "skeletal"


class BodyRegion(StrEnum):
    """The twelve regions of the form. Left and right are the body's own."""

    HEAD = "head"
    NECK = "neck"
    RIGHT_ARM = "right_arm"
    LEFT_ARM = "left_arm"
    RIGHT_HAND = "right_hand"
    LEFT_HAND = "left_hand"
    TRUNK_FRONT = "trunk_front"
    TRUNK_BACK = "trunk_back"
    RIGHT_LEG = "right_leg"
    LEFT_LEG = "left_leg"
    RIGHT_FOOT = "right_foot"
    LEFT_FOOT = "left_foot"


class RegionState(StrEnum):
    """What may be noted of a region."""

    DAMAGED = "damaged"
    BURNT = "burnt"
    DECOMPOSED = "decomposed"
    SKELETONISED = "skeletonised"
    MISSING = "missing"
    LOOSE = "loose"


class RegionNote(Part):
    """What was noted of one region. The known value ``()`` says: there, and nothing to note."""

    region: BodyRegion
    states: Known[tuple[RegionState, ...]]

    @property
    def preserved(self) -> bool | None:
        """Whether the region is there; None where that is not known."""
        if not self.states.is_known:
            return None
        return RegionState.MISSING not in self.states.get()
