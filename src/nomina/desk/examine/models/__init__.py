"""The tables of the app: one module a subject."""

from nomina.desk.examine.models.examinations import (
    Concluded,
    Described,
    Examination,
    Planted,
    Revised,
)
from nomina.desk.examine.models.pairs import Claim, ClaimEnd, Pair

__all__ = [
    "Claim",
    "ClaimEnd",
    "Concluded",
    "Described",
    "Examination",
    "Pair",
    "Planted",
    "Revised",
]
