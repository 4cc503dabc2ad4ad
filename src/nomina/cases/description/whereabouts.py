"""Where and when a person was last known, or a body was found, and with which unit."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nomina.cases.dates import When
from nomina.errors import InputError


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A place, a time and a unit; empty text and None: nothing to compare.

    Attributes:
        place: as written.
        latitude, longitude: degrees on WGS 84, both or neither.
        accuracy_m: radius in metres within which the true point lies; None where not known.
        unit: military unit or group, as written.
        when: of a missing person last known alive; of a body the estimated time of death.
        found: of a body, when it was found.
    """

    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None
    unit: str = ""
    when: When | None = None
    found: When | None = None

    def __post_init__(self) -> None:
        if (self.latitude is None) != (self.longitude is None):
            raise InputError("a position needs latitude and longitude")
        if self.latitude is not None and not -90.0 <= self.latitude <= 90.0:
            raise InputError(f"the latitude {self.latitude:g} is not between -90 and 90")
        if self.longitude is not None and not -180.0 <= self.longitude <= 180.0:
            raise InputError(f"the longitude {self.longitude:g} is not between -180 and 180")
        if self.accuracy_m is not None and not 0.0 < self.accuracy_m < math.inf:
            raise InputError(f"an accuracy of {self.accuracy_m:g} m cannot be")
