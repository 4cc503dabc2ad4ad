"""What the checkers of custody find: something that is promised, and does not hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from nomina.desk.custody.models import Movement

Ways = Mapping[UUID, list[Movement]]
"""The movements of each item, in order."""


@dataclass(frozen=True)
class Fault:
    """Something that the register promises and the movements do not hold.

    Attributes:
        rule: a short code of what is broken.
        item: what it is about; None for a place.
        says: the particulars, for whoever mends it.
    """

    rule: str
    item: UUID | None
    says: str
