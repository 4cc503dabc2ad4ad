"""The tables of captures; every row but the state of an errand is written once."""

from nomina.desk.captures.models.captures import Capture, Item
from nomina.desk.captures.models.errands import Asking, Errand
from nomina.desk.captures.models.observations import Accepted, Observation, Refused

__all__ = ["Accepted", "Asking", "Capture", "Errand", "Item", "Observation", "Refused"]
