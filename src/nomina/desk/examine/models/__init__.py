"""The tables of the app: one module a subject."""

from nomina.desk.examine.models.examinations import (
    Concluded,
    Described,
    Examination,
    Planted,
    Revised,
    Settled,
)
from nomina.desk.examine.models.pairs import Claim, ClaimEnd, Led, Pair

__all__ = [
    "Claim",
    "ClaimEnd",
    "Concluded",
    "Described",
    "Examination",
    "Led",
    "Pair",
    "Planted",
    "Revised",
    "Settled",
]
