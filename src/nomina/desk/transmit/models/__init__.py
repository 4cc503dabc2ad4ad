"""The tables of the app: one module a subject."""

from nomina.desk.transmit.models.detriment import Allegiance, Detriment, DetrimentSign
from nomina.desk.transmit.models.incoming import (
    Incoming,
    IncomingContent,
    IncomingItem,
    IncomingPassed,
    IncomingPhoto,
    IncomingRead,
    IncomingReceipt,
    IncomingRefused,
    IncomingTaken,
)
from nomina.desk.transmit.models.incoming_lists import (
    MissingList,
    MissingListSign,
    MissingListTaken,
)
from nomina.desk.transmit.models.kin import OtherSideKin, OtherSideKinEnd, OtherSideKinTaken
from nomina.desk.transmit.models.packages import (
    Package,
    PackageDraft,
    PackageItem,
    PackageSaid,
    PackageSign,
)
from nomina.desk.transmit.models.packages_made import (
    Acknowledged,
    PackageEnd,
    PackageMade,
    PackagePrint,
    PackageSent,
    PackageTaken,
)
from nomina.desk.transmit.models.routes import (
    Partner,
    PartnerCheck,
    PartnerEnd,
    RoutePolicy,
    RouteSign,
)

__all__ = [
    "Acknowledged",
    "Allegiance",
    "Detriment",
    "DetrimentSign",
    "Incoming",
    "IncomingContent",
    "IncomingItem",
    "IncomingPassed",
    "IncomingPhoto",
    "IncomingRead",
    "IncomingReceipt",
    "IncomingRefused",
    "IncomingTaken",
    "MissingList",
    "MissingListSign",
    "MissingListTaken",
    "OtherSideKin",
    "OtherSideKinEnd",
    "OtherSideKinTaken",
    "Package",
    "PackageDraft",
    "PackageEnd",
    "PackageItem",
    "PackageMade",
    "PackagePrint",
    "PackageSaid",
    "PackageSent",
    "PackageSign",
    "PackageTaken",
    "Partner",
    "PartnerCheck",
    "PartnerEnd",
    "RoutePolicy",
    "RouteSign",
]
