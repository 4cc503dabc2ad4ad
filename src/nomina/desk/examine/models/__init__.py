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
from nomina.desk.examine.models.reports import Evidence, Report, Step, Struck

__all__ = [
    "Claim",
    "ClaimEnd",
    "Concluded",
    "Described",
    "Evidence",
    "Examination",
    "Led",
    "Pair",
    "Planted",
    "Report",
    "Revised",
    "Settled",
    "Step",
    "Struck",
]
