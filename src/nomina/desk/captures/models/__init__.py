"""The tables of captures; each row is written once, but how far an errand is, and faces."""

from nomina.desk.captures.models.captures import Capture, Item
from nomina.desk.captures.models.errands import Asking, Errand
from nomina.desk.captures.models.faces import FaceSeen
from nomina.desk.captures.models.observations import Accepted, Observation, Refused
from nomina.desk.captures.models.stamps import Stamp

__all__ = [
    "Accepted",
    "Asking",
    "Capture",
    "Errand",
    "FaceSeen",
    "Item",
    "Observation",
    "Refused",
    "Stamp",
]
