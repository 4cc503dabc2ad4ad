"""The tables of the app: one module a subject."""

from nomina.desk.transmit.models.detriment import Allegiance, Detriment, DetrimentSign
from nomina.desk.transmit.models.kin import OtherSideKin, OtherSideKinEnd
from nomina.desk.transmit.models.routes import (
    Partner,
    PartnerCheck,
    PartnerEnd,
    RoutePolicy,
    RouteSign,
)

__all__ = [
    "Allegiance",
    "Detriment",
    "DetrimentSign",
    "OtherSideKin",
    "OtherSideKinEnd",
    "Partner",
    "PartnerCheck",
    "PartnerEnd",
    "RoutePolicy",
    "RouteSign",
]
