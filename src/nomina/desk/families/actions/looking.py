"""Numbers are carried away; it is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.people.models import Operation
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

FORMS = ("pdf", "csv")


@dataclass(frozen=True, kw_only=True)
class TakeNumbers(Action[None]):
    """Carry the numbers of an operation away.

    Attributes:
        form: one of `FORMS`; ``language`` of a paper.
    """

    operation: Operation
    form: str
    language: str = ""

    kind = "families.take-numbers"
    permission = predicates.SEE_NUMBERS

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def check(self, by: Actor) -> None:
        """Refuse a form that is none."""
        if self.form not in FORMS:
            raise Refused(tr("there is no such choice"))

    def effect(self, by: Actor) -> None:
        """Do nothing but be written down."""

    def on(self, done: None) -> tuple[Reference, ...]:
        """Give the operation."""
        return (Reference("operation", self.operation.pk),)

    def said(self, done: None) -> Mapping[str, Said]:
        """Give what was carried away."""
        return {"form": self.form, "language": self.language}
