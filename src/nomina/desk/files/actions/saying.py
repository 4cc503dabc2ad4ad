"""Saying something in fields of a file, without losing what another said meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.files import fields, signals
from nomina.desk.files.fields import Said as FieldSaid
from nomina.desk.files.models import Card, Entry, File, Replaced
from nomina.desk.files.record import Standing, draw_card, record_of
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


@dataclass(frozen=True)
class Wrote:
    """What came of it.

    Attributes:
        entries: the new entries by key of field; none where the same stood there already.
        unsettled: the fields that now hold two values: somebody wrote meanwhile.
    """

    entries: Mapping[str, Entry]
    unsettled: tuple[str, ...]


def write(
    file: File,
    said: Mapping[str, FieldSaid],
    seen: Mapping[str, tuple[str, ...]],
    by: Actor,
) -> dict[str, Entry]:
    """Add entries that replace what was seen; what was not seen stays beside them.

    A value that stands already, alone and as it was seen, is not said again.
    """
    record = record_of(file)
    made: dict[str, Entry] = {}
    for key, value in said.items():
        kept = fields.checked(file.kind, key, value)
        standing = record.get(key)
        if standing is not None and _stands(standing, kept, seen.get(key, ())):
            continue
        entry = Entry(
            file=file,
            field=key,
            value=kept.model_dump(mode="json"),
            made_by=by.user,
            made_at=by.at,
        )
        entry.save(force_insert=True)
        made[key] = entry
        for old in _replaced(file, key, seen.get(key, ())):
            Replaced(new=entry, old=old, made_at=by.at).save(force_insert=True)
    return made


def _stands(standing: Standing, value: FieldSaid, seen: tuple[str, ...]) -> bool:
    return set(standing.seen) == set(seen) and len(standing.entries) == 1 and standing.said == value


def _replaced(file: File, key: str, seen: tuple[str, ...]) -> list[Entry]:
    if not seen:  # most often; to make a query that finds nothing takes as long as any other
        return []
    # Also what another has replaced by now: that both did so is what shows that they collided.
    return list(Entry.objects.filter(file=file, field=key, pk__in=[UUID(one) for one in seen]))


def plain_values(said: Mapping[str, FieldSaid]) -> dict[str, Said]:
    """Give values as an entry of the ledger can say them."""
    return {
        key: (
            str(value.state),
            value.value,
            str(value.source.kind) if value.source else None,
            value.source.reference if value.source else None,
        )
        for key, value in said.items()
    }


@dataclass(frozen=True, kw_only=True)
class Say(Action[Wrote]):
    """Say something in one or more fields.

    Settling a field with two values is the same act: what was seen are both of them.

    Attributes:
        given: values by key of field.
        seen: by key of field the ids (hex) of the entries that the writer saw there.
    """

    file: File
    given: Mapping[str, FieldSaid]
    seen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    kind = "file.say"
    permission = predicates.WRITE_FILE

    def thing(self) -> Thing:
        """Give the file."""
        return self.file.thing()

    def check(self, by: Actor) -> None:
        """Refuse values that cannot be kept, and what was never there to be seen."""
        for key, value in self.given.items():
            fields.checked(self.file.kind, key, value)
        try:
            wanted = {UUID(one) for ids in self.seen.values() for one in ids}
        except ValueError:
            wanted = {UUID(int=0)}
        if Entry.objects.filter(file=self.file, pk__in=wanted).count() != len(wanted):
            raise Refused(
                tr("this page is of another file"), todo=tr("Open the file again and write anew")
            )

    def effect(self, by: Actor) -> Wrote:
        """Add the entries."""
        list(Card.objects.select_for_update().filter(file=self.file))
        made = write(self.file, self.given, self.seen, by)
        if made:
            draw_card(self.file, by.at)
            signals.changed.send(File, file=self.file)
        record = record_of(self.file)
        return Wrote(made, tuple(key for key in made if record[key].unsettled))

    def on(self, done: Wrote) -> tuple[Reference, ...]:
        """Give the file and the entries."""
        entries = (Reference("entry", entry.pk) for entry in done.entries.values())
        return (Reference("file", self.file.pk), *entries)

    def said(self, done: Wrote) -> Mapping[str, Said]:
        """Give what was said, instead of what."""
        return {
            "file": str(self.file.pk),
            "said": plain_values({key: entry.said for key, entry in done.entries.items()}),
            "instead_of": {key: tuple(sorted(ids)) for key, ids in self.seen.items()},
        }
