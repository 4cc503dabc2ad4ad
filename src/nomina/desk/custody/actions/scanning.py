"""What does not fit when many tags are read at once, or long ago: one act, an incident for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody.actions.common import ids
from nomina.desk.custody.models import Count, Handover, Incident, Item, Place
from nomina.desk.custody.models.counts import INCIDENTS
from nomina.desk.custody.register import When
from nomina.desk.people.models import Operation
from nomina.desk.people.text import NOTE
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that does not fit.

    Attributes:
        kind: one of `counts.INCIDENTS`.
        words: what is said about it.
        said: what was claimed, as plain values.
    """

    kind: str
    words: str = ""
    item: Item | None = None
    place: Place | None = None
    handover: Handover | None = None
    count: Count | None = None
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Differ(Action[list[Incident]]):
    """Write down all that does not fit, an incident for each; a person looks at every one."""

    operation: Operation
    found: tuple[Difference, ...]
    when: When

    kind = "custody.differences"
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def check(self, by: Actor) -> None:
        """Refuse nothing at all, a kind that there is not, and what is elsewhere."""
        if not self.found:
            raise Refused(tr("nothing differs"))
        for one in self.found:
            if one.kind not in INCIDENTS:
                raise Refused(tr("there is no such kind of incident"))
            rows = (one.item, one.place, one.handover, one.count)
            if any(row is not None and row.operation_id != self.operation.pk for row in rows):
                raise Refused(tr("this belongs to another operation"))

    def effect(self, by: Actor) -> list[Incident]:
        """Add the rows."""
        rows = [
            Incident(
                operation=self.operation,
                kind=one.kind,
                item=one.item,
                place=one.place,
                handover=one.handover,
                count=one.count,
                said=dict(one.said),
                words=one.words[:NOTE],
                # What a device claims may be any moment; the incident is of when it was noticed.
                at=min(self.when.at, by.at),
                by=by.user,
                made_at=by.at,
            )
            for one in self.found
        ]
        for row in rows:
            row.save(force_insert=True)
        return rows

    def on(self, done: list[Incident]) -> tuple[Reference, ...]:
        """Give the incidents."""
        return tuple(Reference("incident", one.pk) for one in done)

    def said(self, done: list[Incident]) -> Mapping[str, Said]:
        """Give what does not fit."""
        return {
            "incidents": ids(one.pk for one in done),
            "kinds": tuple(one.kind for one in done),
            "items": ids(one.item_id for one in done if one.item_id is not None),
        }
