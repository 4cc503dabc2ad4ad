"""The tables of the app: one module a subject."""

from nomina.desk.custody.models.counts import (
    Command,
    Count,
    CountEnd,
    CountRead,
    Incident,
    IncidentEnd,
)
from nomina.desk.custody.models.items import Item, Keeper, Tag
from nomina.desk.custody.models.movements import (
    Handover,
    HandoverEnd,
    HandoverLine,
    Movement,
    Stay,
)
from nomina.desk.custody.models.places import Place, Position

__all__ = [
    "Command",
    "Count",
    "CountEnd",
    "CountRead",
    "Handover",
    "HandoverEnd",
    "HandoverLine",
    "Incident",
    "IncidentEnd",
    "Item",
    "Keeper",
    "Movement",
    "Place",
    "Position",
    "Stay",
    "Tag",
]
