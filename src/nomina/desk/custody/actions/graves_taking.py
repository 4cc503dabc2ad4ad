"""Lists of graves and papers of burials are carried away; it is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, Reference, Said
from nomina.desk.custody.models import (
    Burial,
    Cremation,
    Place,
)
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing


@dataclass(frozen=True, kw_only=True)
class TakeGraves(Action[None]):
    """Carry the graves of a cemetery away, as a list, a map or a table; it is written down.

    Attributes:
        form: such as ``gpx``; ``language`` of a list.
        count: how many graves it holds.
    """

    place: Place
    form: str
    count: int
    language: str = ""

    kind = "custody.take-graves"
    permission = predicates.TAKE_GRAVES

    def thing(self) -> Thing:
        """Give the cemetery."""
        return self.place.thing()

    def effect(self, by: Actor) -> None:
        """Do nothing but be written down."""

    def on(self, done: None) -> tuple[Reference, ...]:
        """Give the cemetery."""
        return (Reference("place", self.place.pk),)

    def said(self, done: None) -> Mapping[str, Said]:
        """Give what was carried away."""
        return {"form": self.form, "language": self.language, "graves": self.count}


@dataclass(frozen=True, kw_only=True)
class TakePaper(Action[None]):
    """Carry the paper of a burial or cremation away; it is written down."""

    of: Burial | Cremation
    language: str

    kind = "custody.take-burial"
    permission = predicates.TAKE_GRAVES

    def thing(self) -> Thing:
        """Give what it is about."""
        return self.of.thing()

    def effect(self, by: Actor) -> None:
        """Do nothing but be written down."""

    def on(self, done: None) -> tuple[Reference, ...]:
        """Give what it is about, and the item."""
        kind = "burial" if isinstance(self.of, Burial) else "cremation"
        return (Reference(kind, self.of.pk), Reference("item", self.of.item_id))

    def said(self, done: None) -> Mapping[str, Said]:
        """Give the language."""
        return {"language": self.language}
