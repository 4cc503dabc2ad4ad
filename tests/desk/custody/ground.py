"""A cemetery beside the yard, and a list of who was examined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from nomina.desk.custody import holds
from nomina.desk.custody.actions.graves import MakeGrave, Point
from nomina.desk.custody.actions.graves_burying import Bury, BuryAtSea, Cremate
from nomina.desk.custody.actions.graves_exhuming import Exhume
from nomina.desk.custody.actions.places import MakePlace
from nomina.desk.custody.holds import Hold
from nomina.desk.custody.models import Burial, Grave, Item, Place
from nomina.desk.custody.models.items import REMAINS
from tests.desk.custody.yard import SCANNED, Yard
from tests.desk.people.cast import by


@dataclass
class Ground:
    """A cemetery of operation One.

    Attributes:
        seen: the items that were examined, or of which it is signed why not.
    """

    yard: Yard
    cemetery: Place
    seen: set[UUID] = field(default_factory=set)

    def reasons(self, item: Item) -> Iterator[Hold]:
        """Say who was not examined, as the reasons of a release do."""
        if item.kind in REMAINS and item.pk not in self.seen:
            yield Hold("examined", "nobody examined this", "Have it examined")

    def examined(self, **more: Any) -> Item:
        """A body that was examined."""
        body = self.yard.body(**more)
        self.seen.add(body.pk)
        return body

    def grave(self, kind: str = "individual", **more: Any) -> Grave:
        """A grave of the cemetery."""
        given: dict[str, Any] = {"place": self.cemetery, "when": self.yard.when()} | more
        if kind == "collective":
            given = {"reason": "a mass grave that was found", "spots": 3} | given
        return self.yard.do(MakeGrave(grave=kind, **given))

    def bury(self, item: Item, grave: Grave, spot: int = 1, **more: Any) -> Any:
        """Bury something."""
        given: dict[str, Any] = {"when": self.yard.when(), "reading": SCANNED} | more
        user = given.pop("user", None)
        action = Bury(item=item, spot=grave.spots.get(number=spot), **given)
        return self.yard.do(action, user)

    def sea(self, item: Item, **more: Any) -> Any:
        """Bury something at sea."""
        given: dict[str, Any] = {
            "when": self.yard.when(), "reading": SCANNED, "ship": "Rescue 3 (UA)",
            "latitude": Decimal("44.1234567"), "longitude": Decimal("33.7654321"),
        }  # fmt: skip
        return self.yard.do(BuryAtSea(item=item, **(given | more)))

    def cremate(self, item: Item, **more: Any) -> Any:
        """Cremate something."""
        given: dict[str, Any] = {
            "when": self.yard.when(), "reading": SCANNED, "reason": "hygiene",
            "words": "cholera in the camp", "authority": "Head of health, order 7",
            "ashes": "urn 12, cemetery office",
        }  # fmt: skip
        return self.yard.do(Cremate(item=item, **(given | more)))

    def exhume(self, grave: Grave, *burials: Burial, **more: Any) -> Any:
        """Open a grave, for the morgue."""
        given: dict[str, Any] = {
            "when": self.yard.when(), "reading": SCANNED, "place": self.yard.other,
            "why": "investigation", "words": "DNA sample", "authority": "Prosecutor",
            "document": "order 12/26",
        }  # fmt: skip
        return self.yard.do(Exhume(grave=grave, burials=burials, **(given | more)))


def point(latitude: str, longitude: str, accuracy: str | None = "4", source: str = "gps") -> Point:
    """A point as somebody measured it."""
    return Point(
        latitude=Decimal(latitude),
        longitude=Decimal(longitude),
        accuracy=None if accuracy is None else Decimal(accuracy),
        source=source,
    )


def make_ground(yard: Yard, patch: pytest.MonkeyPatch) -> Ground:
    """Put a cemetery into the database; until the test ends, who was examined is what it says."""
    made = MakePlace(
        operation=yard.team.cast.one, place="cemetery", name="Old field", code="C1"
    ).do(by(yard.officer, yard.when().at), yard.book)  # fmt: skip
    ground = Ground(yard, made)
    others = [one for one in holds._reasons if one.__module__.endswith(".graves")]
    patch.setattr(holds, "_reasons", [*others, ground.reasons])
    return ground
