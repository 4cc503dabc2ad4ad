"""Acts of exchange: what was really found in each bag, how list and find differ, and the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody import exchange
from nomina.desk.custody.actions.common import note
from nomina.desk.custody.actions.exchange import hold
from nomina.desk.custody.models import (
    Batch,
    BatchEnd,
    Found,
    GoesBack,
    GoesBackEnd,
    Incident,
    Item,
    Listed,
    ListedEnd,
    Stay,
)
from nomina.desk.custody.models.exchange import IN, OURS, WHAT
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

MOST_PERSONS = 1_000


@dataclass(frozen=True, kw_only=True)
class RecordFound(Action[Found]):
    """Say what was really in one bag; saying it again takes the place of what was said before.

    Remains that are not of this side are marked at once: they go back.
    """

    batch: Batch
    item: Item
    what: str
    ours: str = "unknown"
    persons: int | None = None
    listed: Listed | None = None
    words: str = ""

    kind = "custody.found"
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the batch."""
        return self.batch.thing()

    def check(self, by: Actor) -> None:
        """Refuse what cannot be: no people in a body, several in one, a line of another batch."""
        if self.what not in WHAT or self.ours not in OURS:
            raise Refused(tr("there is no such choice"))
        if self.item.operation_id != self.batch.operation_id:
            raise Refused(tr("this belongs to another operation"))
        if self.listed is not None and self.listed.batch_id != self.batch.pk:
            raise Refused(tr("this line is of another batch"), where=str(self.listed))
        least, most = {
            "nothing": (0, 0), "body": (1, 1), "part": (1, 1), "several": (2, MOST_PERSONS),
        }[self.what]  # fmt: skip
        if self.persons is not None and not least <= self.persons <= most:
            raise Refused(
                tr("this many people cannot be what was found"),
                where=str(self.item),
                todo=tr("Several people are entered as several; leave the number empty if unsure"),
            )

    def effect(self, by: Actor) -> Found:
        """Add the row, and mark or unmark that it goes back.

        Raises:
            Refused: the line was withdrawn, the batch is closed, or the item was never taken in.
        """
        hold(self.batch)
        if self.listed is not None and ListedEnd.objects.filter(listed=self.listed).exists():
            raise Refused(tr("this line was withdrawn"), where=str(self.listed))
        if not Stay.objects.now().filter(item=self.item).exists():
            raise Refused(
                tr("this was never taken in"), where=str(self.item), todo=tr("Take it in first")
            )
        before = self.batch.finds.filter(item=self.item)
        row = Found(
            batch=self.batch,
            item=self.item,
            turn=before.count() + 1,
            listed=self.listed,
            what=self.what,
            persons=self._persons(),
            ours=self.ours,
            note=note(self.words),
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        self._goes_back(row, by)
        return row

    def _persons(self) -> int | None:
        if self.persons is None and self.what != "several":
            return 0 if self.what == "nothing" else 1
        return self.persons

    def _goes_back(self, row: Found, by: Actor) -> None:
        there = GoesBack.objects.current().filter(batch=self.batch, item=self.item).first()
        goes = self.batch.way == IN and self.ours == "no" and self.what != "nothing"
        if goes and there is None:
            GoesBack(batch=self.batch, item=self.item, found=row, by=by.user, made_at=by.at).save(
                force_insert=True
            )
        elif there is not None and not goes:
            GoesBackEnd(goes=there, found=row, by=by.user, made_at=by.at).save(force_insert=True)

    def on(self, done: Found) -> tuple[Reference, ...]:
        """Give the find, the item and the batch."""
        return (
            Reference("found", done.pk),
            Reference("item", self.item.pk),
            Reference("batch", self.batch.pk),
        )

    def said(self, done: Found) -> Mapping[str, Said]:
        """Give what was found."""
        return {
            "what": done.what,
            "persons": done.persons,
            "ours": done.ours,
            "line": str(done.listed_id) if done.listed_id else None,
            "turn": done.turn,
            "note": done.note,
        }


def tell(batch: Batch, by: Actor) -> list[Incident]:
    """Write an incident for each difference between list and find that has none yet.

    The caller holds the batch, so that nobody writes the same one at this moment.
    """
    told = Incident.objects.filter(
        operation=batch.operation_id, kind="list", said__batch=str(batch.pk)
    )
    known = set(told.values_list("said__key", flat=True))
    made = []
    for code, one, key in exchange.keys(exchange.of(batch)):
        if key in known:
            continue
        row = Incident(
            operation_id=batch.operation_id,
            kind="list",
            item=one.finds[0].item if len(one.finds) == 1 else None,
            place=batch.place,
            said=_told(batch, code, one, key),
            at=by.at,
            by=by.user,
            made_at=by.at,
        )
        made.append(row)
    Incident.objects.bulk_create(made)
    return made


def _told(batch: Batch, code: str, one: exchange.Account, key: str) -> dict[str, object]:
    return {
        "batch": str(batch.pk),
        "number": batch.number,
        "key": key,
        "what": code,
        "line": one.line.line if one.line is not None else None,
        "their number": one.line.number if one.line is not None else "",
        "tags": [str(find.item) for find in one.finds],
    }


@dataclass(frozen=True, kw_only=True)
class TellDifferences(Action[list[Incident]]):
    """Have every difference between list and find looked at by a person, once each."""

    batch: Batch

    kind = "custody.batch-differs"
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the batch."""
        return self.batch.thing()

    def effect(self, by: Actor) -> list[Incident]:
        """Write the incidents.

        Raises:
            Refused: the batch is closed; all were written then.
        """
        hold(self.batch)
        return tell(self.batch, by)

    def on(self, done: list[Incident]) -> tuple[Reference, ...]:
        """Give the batch and the incidents."""
        return _about(self.batch, done)

    def said(self, done: list[Incident]) -> Mapping[str, Said]:
        """Give which differences."""
        return {"differences": tuple(sorted(row.said["key"] for row in done))}


def _about(batch: Batch, told: Sequence[Incident]) -> tuple[Reference, ...]:
    return (
        Reference("batch", batch.pk),
        *(Reference("incident", row.pk) for row in told),
    )


@dataclass(frozen=True)
class Closed:
    """A batch that was closed, and what was told of it."""

    end: BatchEnd
    incidents: tuple[Incident, ...]


@dataclass(frozen=True, kw_only=True)
class EndBatch(Action[Closed]):
    """Close a batch: list and finds stay as they are, and what differs is told."""

    batch: Batch
    words: str = ""

    kind = "custody.batch-end"
    permission = predicates.RUN_CUSTODY
    irreversible = True

    def thing(self) -> Thing:
        """Give the batch."""
        return self.batch.thing()

    def effect(self, by: Actor) -> Closed:
        """Write what differs, then the end.

        Raises:
            Refused: it is closed already.
        """
        hold(self.batch)
        told = tell(self.batch, by)
        row = BatchEnd(batch=self.batch, words=note(self.words), by=by.user, made_at=by.at)
        row.save(force_insert=True)
        return Closed(row, tuple(told))

    def on(self, done: Closed) -> tuple[Reference, ...]:
        """Give the batch and the incidents."""
        return _about(self.batch, done.incidents)

    def said(self, done: Closed) -> Mapping[str, Said]:
        """Give what was said, and which differences were told."""
        return {
            "words": done.end.words,
            "differences": tuple(sorted(row.said["key"] for row in done.incidents)),
        }
