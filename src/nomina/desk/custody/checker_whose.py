"""Whose each thing was at any moment, and in what state, as rows written until then have it.

Files that links join are one individual; an individual is whom the identifications that stood then
say of any of its files. It is read for all of an operation at once, and shares no line with
`release_ground`, which asks the same for one coffin.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from nomina.desk.custody.models import Disc, Examined, Incident, Inventory, Item
from nomina.desk.custody.models.effects_remains import FORWARDED
from nomina.desk.custody.models.items import PACKET
from nomina.desk.examine.models import Identification
from nomina.desk.files.models import Link
from nomina.desk.files.models.links import FRAGMENT, IDENTICAL, IDENTIFIED
from nomina.desk.people.models import Operation

_DIFFERENT = ("inventory", "seal")
"""Incidents about effects; others stop nobody."""


@dataclass(frozen=True)
class Thing:
    """An item, as far as it matters whose it is."""

    kind: str
    file: UUID | None
    parent: UUID | None
    made_at: datetime


@dataclass(frozen=True)
class Span:
    """Two ends that a row ties together, from when, and until when."""

    one: UUID
    other: UUID
    since: datetime
    until: datetime | None

    def holds(self, at: datetime) -> bool:
        """Say whether it held at a moment."""
        return self.since <= at and (self.until is None or self.until > at)


@dataclass
class Names:
    """Individuals and their names at one moment."""

    up: dict[UUID, UUID] = field(default_factory=dict)
    names: dict[UUID, set[UUID]] = field(default_factory=dict)

    def individual(self, file: UUID) -> UUID:
        """Give one file that stands for all that are of the same individual."""
        while (above := self.up.get(file, file)) != file:
            file = above
        return file

    def of(self, file: UUID | None) -> set[UUID]:
        """Give the people that an individual is said to be; none where nobody knows."""
        return set() if file is None else self.names.get(self.individual(file), set())


@dataclass(frozen=True)
class Listed:
    """An inventory: when it was made, and when a second person signed it."""

    number: int
    made_at: datetime
    signed_at: datetime | None


@dataclass
class Judged:
    """All of an operation that says whose a thing is, and whether it may leave."""

    items: dict[UUID, Thing]
    links: list[Span]
    said: list[tuple[UUID, Span]]
    examined: dict[UUID, list[datetime]]
    listed: dict[UUID, list[Listed]]
    different: list[tuple[UUID, datetime, datetime | None]]
    discs: list[tuple[UUID, datetime]]
    kept: dict[datetime, Names] = field(default_factory=dict)

    def file_of(self, item: UUID) -> UUID | None:
        """Give the file of an item, or of what it comes from."""
        one = self.items[item]
        if one.file is None and one.parent in self.items:
            return self.items[one.parent].file
        return one.file

    def names(self, at: datetime) -> Names:
        """Give who was who at a moment."""
        if at not in self.kept:
            made = Names()
            for link in self.links:
                if link.holds(at):
                    made.up[made.individual(link.one)] = made.individual(link.other)
            for _, one in self.said:
                if one.holds(at):
                    whose = made.names.setdefault(made.individual(one.one), set())
                    whose.add(made.individual(one.other))
            self.kept = {at: made}
        return self.kept[at]

    def recalled(self, at: datetime) -> set[UUID]:
        """Give the identifications that had been recalled by then."""
        return {pk for pk, one in self.said if one.until is not None and one.until <= at}

    def was_examined(self, item: UUID, at: datetime) -> bool:
        """Say whether it was examined, or two people signed why not, by then."""
        return any(moment <= at for moment in self.examined.get(item, ()))

    def was_listed(self, item: UUID, at: datetime, *, needed: bool) -> bool:
        """Say whether two people signed the last list of what was found on it or lies in it."""
        rows = [one for one in self.listed.get(item, ()) if one.made_at <= at]
        if not rows:
            return not needed
        last = max(rows, key=lambda one: one.number)
        return last.signed_at is not None and last.signed_at <= at

    def differs(self, item: UUID, at: datetime) -> bool:
        """Say whether effects of it, or a seal, differed, and nobody had settled that."""
        packets = {pk for pk, one in self.items.items() if (one.kind, one.parent) == (PACKET, item)}
        about = packets | {item}
        return any(
            pk in about and since <= at and (until is None or until > at)
            for pk, since, until in self.different
        )

    def staying_discs(self, at: datetime) -> Iterable[UUID]:
        """Give the discs that stay with their bodies."""
        return (pk for pk, made_at in self.discs if made_at <= at)


def judged(operation: Operation) -> Judged:
    """Read all of an operation that says whose a thing is."""
    items = Item.objects.filter(operation=operation)
    ties = Link.objects.filter(kind__in=(FRAGMENT, IDENTICAL))
    said = Identification.objects.filter(report__kind=IDENTIFIED)
    found = Judged(
        items={
            row[0]: Thing(*row[1:])
            for row in items.values_list("pk", "kind", "file", "parent", "made_at")
        },
        links=[Span(*row) for row in ties.values_list("one", "other", "made_at", "end__made_at")],
        said=[
            (row[0], Span(*row[1:]))
            for row in said.values_list(
                "pk", "report__one", "report__other", "made_at", "end__made_at"
            )
        ],
        examined={},
        listed={},
        different=list(
            Incident.objects.filter(
                operation=operation, kind__in=_DIFFERENT, item__isnull=False
            ).values_list("item", "made_at", "end__made_at")
        ),
        discs=list(
            Disc.objects.filter(item__operation=operation)
            .exclude(form=FORWARDED)
            .values_list("item", "made_at")
        ),
    )
    for item, waived, made_at, signed_at in Examined.objects.filter(
        item__operation=operation
    ).values_list("item", "waived", "made_at", "sign__made_at"):
        if not waived or signed_at is not None:
            found.examined.setdefault(item, []).append(signed_at if waived else made_at)
    for row in Inventory.objects.filter(item__operation=operation).values_list(
        "item", "number", "made_at", "sign__made_at"
    ):
        found.listed.setdefault(row[0], []).append(Listed(*row[1:]))
    return found
