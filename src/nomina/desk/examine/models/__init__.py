"""The tables of the app: one module a subject."""

from nomina.desk.examine.models.board import (
    Certificate,
    CertificateSignature,
    Dossier,
    Identification,
    IdentificationEnd,
    Issued,
    Signature,
)
from nomina.desk.examine.models.examinations import (
    Concluded,
    Described,
    Examination,
    Planted,
    Revised,
    Settled,
)
from nomina.desk.examine.models.marks import Mark, MarkStruck
from nomina.desk.examine.models.pairs import Claim, ClaimEnd, Led, Pair
from nomina.desk.examine.models.reports import Evidence, Report, Step, Struck

__all__ = [
    "Certificate",
    "CertificateSignature",
    "Claim",
    "ClaimEnd",
    "Concluded",
    "Described",
    "Dossier",
    "Evidence",
    "Examination",
    "Identification",
    "IdentificationEnd",
    "Issued",
    "Led",
    "Mark",
    "MarkStruck",
    "Pair",
    "Planted",
    "Report",
    "Revised",
    "Settled",
    "Signature",
    "Step",
    "Struck",
]
