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
from nomina.desk.custody.models.deaths import Death, DeathSign, IssuedPaper
from nomina.desk.custody.models.effects import (
    Inventory,
    InventoryLine,
    InventorySign,
    Opening,
)
from nomina.desk.custody.models.effects_family import FurtherRemains, ReturnRequest, Wishes
from nomina.desk.custody.models.effects_remains import Anatomy, Disc, Examined, ExaminedSign
from nomina.desk.custody.models.exchange import (
    Batch,
    BatchDocument,
    BatchEnd,
    Found,
    GoesBack,
    GoesBackEnd,
    Listed,
    ListedEnd,
)
from nomina.desk.custody.models.graves import (
    Burial,
    Buried,
    Cremation,
    Grave,
    GraveMarking,
    GravePoint,
    GraveSpot,
    SeaBurial,
)
from nomina.desk.custody.models.graves_moves import Exhumation, GraveArrangement, GraveOffer, Lifted
from nomina.desk.custody.models.items import Item, Keeper, Tag
from nomina.desk.custody.models.manifests import (
    Dispatched,
    Manifest,
    ManifestItem,
    ManifestReceipt,
)
from nomina.desk.custody.models.movements import (
    Handover,
    HandoverEnd,
    HandoverLine,
    Movement,
    Stay,
)
from nomina.desk.custody.models.places import Place, Position
from nomina.desk.custody.models.release import (
    Release,
    ReleaseDone,
    ReleaseEnd,
    ReleaseFact,
    ReleaseScan,
    ReleaseSign,
    Unresolved,
    UnresolvedSign,
)
from nomina.desk.custody.models.tag_photos import TagPhoto
from nomina.desk.custody.models.theirs import OurReceipt, TheirManifest

__all__ = [
    "Alarm",
    "AlarmEnd",
    "Anatomy",
    "Batch",
    "BatchDocument",
    "BatchEnd",
    "Burial",
    "Buried",
    "ColdRule",
    "Command",
    "Count",
    "CountEnd",
    "CountRead",
    "Cremation",
    "Death",
    "DeathSign",
    "Disc",
    "Dispatched",
    "Examined",
    "ExaminedSign",
    "Exhumation",
    "Found",
    "FurtherRemains",
    "GoesBack",
    "GoesBackEnd",
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
    "IssuedPaper",
    "Item",
    "Keeper",
    "Lifted",
    "Listed",
    "ListedEnd",
    "Logger",
    "LoggerEnd",
    "Manifest",
    "ManifestItem",
    "ManifestReceipt",
    "Movement",
    "Opening",
    "OurReceipt",
    "Place",
    "Position",
    "Reading",
    "Release",
    "ReleaseDone",
    "ReleaseEnd",
    "ReleaseFact",
    "ReleaseScan",
    "ReleaseSign",
    "ReturnRequest",
    "SeaBurial",
    "Stay",
    "Tag",
    "TagPhoto",
    "TheirManifest",
    "Unresolved",
    "UnresolvedSign",
    "Wishes",
]
