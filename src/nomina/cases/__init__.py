"""The plain types in which a body and a missing person are described.

Every value is known, unknown, not asked or refused, and says where it comes from. Dates are
spans, places carry their accuracy, names keep their script, numbers their issuer. All types are
frozen; each of the four files is a document with a published schema.
"""

from nomina.cases.body import BodyRegion, Completeness, RegionNote, RegionState, Tissue
from nomina.cases.dates import AgeSpan, Order, Span, When, age_at, order
from nomina.cases.files import Body, Kinship, LivingUnknown, MissingPerson, Relative, Sex
from nomina.cases.parts import (
    Claim,
    Identifier,
    Name,
    NamePart,
    NamePartKind,
    PhotoRef,
    Place,
    Position,
)
from nomina.cases.states import Known, Source, SourceKind, State

__all__ = [
    "AgeSpan",
    "Body",
    "BodyRegion",
    "Claim",
    "Completeness",
    "Identifier",
    "Kinship",
    "Known",
    "LivingUnknown",
    "MissingPerson",
    "Name",
    "NamePart",
    "NamePartKind",
    "Order",
    "PhotoRef",
    "Place",
    "Position",
    "RegionNote",
    "RegionState",
    "Relative",
    "Sex",
    "Source",
    "SourceKind",
    "Span",
    "State",
    "Tissue",
    "When",
    "age_at",
    "order",
]
