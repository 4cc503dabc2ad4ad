"""Accepting or refusing what a text may say, one observation at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina.cases import SourceKind
from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.captures import models
from nomina.desk.captures.closed import demand_open
from nomina.desk.captures.models import Accepted, Observation
from nomina.desk.files import fields
from nomina.desk.files.actions import Say
from nomina.desk.files.models import Card, File
from nomina.desk.files.record import record_of
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

ADDED = ("other names", "marks", "unit")
"""Fields to which something is added; in the others a second value stands beside the first."""


def _check_open(observation: Observation) -> None:
    if not Observation.objects.filter(pk=observation.pk).open().exists():
        raise Refused(tr("somebody has judged this already"))


def _locked(file: File) -> None:
    list(Card.objects.select_for_update().filter(file=file))


def source_of(observation: Observation) -> fields.Said:
    """Give the value of an observation with its capture as the source."""
    capture = observation.capture
    reference = tr("capture {id}").format(id=capture.pk.hex[:8])
    note = " · ".join(
        part for part in (capture.address, f"SHA-256 {observation.item.digest}") if part
    )
    return fields.known(observation.value, fields.source(SourceKind.OTHER, reference, note))


@dataclass(frozen=True, kw_only=True)
class Accept(Action[Accepted]):
    """Take an observation over into the file, with the capture as its source.

    What says another thing than the file stands beside it, to be settled by a person.
    """

    observation: Observation

    kind = "observation.accept"
    permission = predicates.JUDGE_OBSERVATION

    def thing(self) -> Thing:
        """Give the file."""
        return self.observation.thing()

    def check(self, by: Actor) -> None:
        """Refuse what was judged already."""
        demand_open(by, self.thing())
        _check_open(self.observation)

    def effect(self, by: Actor) -> Accepted:
        """Write the entry and the row.

        Raises:
            Refused: somebody else judged it at this moment.
            InputError: the file cannot hold the value.
        """
        file, key = self.observation.capture.file, self.observation.field
        _locked(file)
        _check_open(self.observation)
        said, seen = self._joined(file)
        wrote = Say(file=file, given={key: said}, seen={key: seen}).do(by)
        entry = wrote.entries.get(key)
        row = Accepted(
            observation=self.observation,
            by=by.user,
            entry=entry.pk if entry is not None else None,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def _joined(self, file: File) -> tuple[fields.Said, tuple[str, ...]]:
        """Give what is to be said, and the entries that it takes the place of."""
        said = source_of(self.observation)
        standing = record_of(file).get(self.observation.field)
        if standing is None:
            return said, ()
        if not standing.said.is_known:
            return said, standing.seen
        if self.observation.field not in ADDED or standing.unsettled:
            return said, ()
        before = standing.said.get()
        assert said.source is not None
        added = tr("added: {value}").format(value=said.get())
        note = f"{added} · {said.source.note}"
        source = fields.source(said.source.kind, said.source.reference, note)
        return fields.known(f"{before}; {said.get()}", source), standing.seen

    def on(self, done: Accepted) -> tuple[Reference, ...]:
        """Give the observation, its capture and the file."""
        return (
            Reference("observation", self.observation.pk),
            Reference("capture", self.observation.capture_id),
            Reference("file", self.observation.capture.file_id),
        )

    def said(self, done: Accepted) -> Mapping[str, Said]:
        """Give what was taken over."""
        return {
            "field": self.observation.field,
            "value": self.observation.value,
            "entry": done.entry.hex if done.entry else None,
        }


@dataclass(frozen=True, kw_only=True)
class Refuse(Action[models.Refused]):
    """Say that an observation does not hold, or is not of this person."""

    observation: Observation

    kind = "observation.refuse"
    permission = predicates.JUDGE_OBSERVATION

    def thing(self) -> Thing:
        """Give the file."""
        return self.observation.thing()

    def check(self, by: Actor) -> None:
        """Refuse what was judged already."""
        demand_open(by, self.thing())
        _check_open(self.observation)

    def effect(self, by: Actor) -> models.Refused:
        """Write the row.

        Raises:
            Refused: somebody else judged it at this moment.
        """
        _locked(self.observation.capture.file)
        _check_open(self.observation)
        row = models.Refused(observation=self.observation, by=by.user, made_at=by.at)
        row.save(force_insert=True)
        return row

    def on(self, done: models.Refused) -> tuple[Reference, ...]:
        """Give the observation and its capture."""
        return (
            Reference("observation", self.observation.pk),
            Reference("capture", self.observation.capture_id),
        )

    def said(self, done: models.Refused) -> Mapping[str, Said]:
        """Give what was refused."""
        return {"field": self.observation.field, "value": self.observation.value}
