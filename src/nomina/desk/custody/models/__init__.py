"""The tables of the app: one module a subject."""

from nomina.desk.custody.models.climate import (
    Alarm,
    AlarmEnd,
    ColdRule,
    Logger,
    LoggerEnd,
    Reading,
)
from nomina.desk.custody.models.counts import (
    Command,
    Count,
    CountEnd,
    CountRead,
    Incident,
    IncidentEnd,
)
from nomina.desk.custody.models.effects import (
    Inventory,
    InventoryLine,
    InventorySign,
    Opening,
)
from nomina.desk.custody.models.effects_family import FurtherRemains, ReturnRequest, Wishes
from nomina.desk.custody.models.effects_remains import Anatomy, Disc, Examined, ExaminedSign
from nomina.desk.custody.models.graves import (
    Burial,
    Buried,
    Cremation,
    Exhumation,
    Grave,
    GraveArrangement,
    GraveMarking,
    GraveOffer,
    GravePoint,
    GraveSpot,
    Lifted,
    SeaBurial,
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
    "Alarm",
    "AlarmEnd",
    "Anatomy",
    "Burial",
    "Buried",
    "ColdRule",
    "Command",
    "Count",
    "CountEnd",
    "CountRead",
    "Cremation",
    "Disc",
    "Examined",
    "ExaminedSign",
    "Exhumation",
    "FurtherRemains",
    "Grave",
    "GraveArrangement",
    "GraveMarking",
    "GraveOffer",
    "GravePoint",
    "GraveSpot",
    "Handover",
    "HandoverEnd",
    "HandoverLine",
    "Incident",
    "IncidentEnd",
    "Inventory",
    "InventoryLine",
    "InventorySign",
    "Item",
    "Keeper",
    "Lifted",
    "Logger",
    "LoggerEnd",
    "Movement",
    "Opening",
    "Place",
    "Position",
    "Reading",
    "ReturnRequest",
    "SeaBurial",
    "Stay",
    "Tag",
    "Wishes",
]
