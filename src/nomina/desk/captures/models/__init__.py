"""The tables of captures; every row is written once."""

from nomina.desk.captures.models.captures import Capture, Item
from nomina.desk.captures.models.observations import Accepted, Observation, Refused

__all__ = ["Accepted", "Capture", "Item", "Observation", "Refused"]
