"""The tables of the app: one module a subject."""

from nomina.desk.files.models.cards import Card, Tally, Word
from nomina.desk.files.models.consents import Consent, ConsentEnd
from nomina.desk.files.models.entries import Entry, Replaced
from nomina.desk.files.models.files import File, Relation
from nomina.desk.files.models.imports import Imported
from nomina.desk.files.models.links import Link, LinkEnd
from nomina.desk.files.models.photos import (
    Content,
    Face,
    Hold,
    HoldEnd,
    Occurrence,
    Photo,
    PhotoEnd,
    Rendition,
    Tombstone,
)

__all__ = [
    "Card",
    "Consent",
    "ConsentEnd",
    "Content",
    "Entry",
    "Face",
    "File",
    "Hold",
    "HoldEnd",
    "Imported",
    "Link",
    "LinkEnd",
    "Occurrence",
    "Photo",
    "PhotoEnd",
    "Relation",
    "Rendition",
    "Replaced",
    "Tally",
    "Tombstone",
    "Word",
]
