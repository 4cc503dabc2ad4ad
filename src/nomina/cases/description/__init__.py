"""What can be compared of a body and a missing person beside their faces: plain frozen types.

One `Described` stands for either. None is "nothing to compare": unknown, not asked or refused
(`Described.states` says which). A value that says "none", such as ``marks=()``, is a finding.
These types are light on purpose: a bureau compares ten thousand of them with a hundred thousand.
"""

from nomina.cases.description.described import Described
from nomina.cases.description.effects import Effect, EffectKind
from nomina.cases.description.marks import Mark, MarkKind, Marks
from nomina.cases.description.papers import (
    Carried,
    Number,
    NumberKind,
    Paper,
    PaperKind,
    PersonName,
)
from nomina.cases.description.physical import (
    AgeRange,
    BloodGroup,
    Build,
    EyeColour,
    HairColour,
    Physical,
    SexBasis,
    Stature,
    StatureSource,
)
from nomina.cases.description.teeth import Chart, Presence, Tooth
from nomina.cases.description.whereabouts import Whereabouts

__all__ = [
    "AgeRange",
    "BloodGroup",
    "Build",
    "Carried",
    "Chart",
    "Described",
    "Effect",
    "EffectKind",
    "EyeColour",
    "HairColour",
    "Mark",
    "MarkKind",
    "Marks",
    "Number",
    "NumberKind",
    "Paper",
    "PaperKind",
    "PersonName",
    "Physical",
    "Presence",
    "SexBasis",
    "Stature",
    "StatureSource",
    "Tooth",
    "Whereabouts",
]
