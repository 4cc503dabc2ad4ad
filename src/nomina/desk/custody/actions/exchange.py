"""Acts of exchange: batches, the papers that come with them, and the lines of their lists."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.books import vault
from nomina.desk.custody.exchange_lists import LARGEST, Line, lines_of, read
from nomina.desk.custody.exchange_papers import envelope, file_name, unwrapped
from nomina.desk.custody.models import (
    Batch,
    BatchDocument,
    BatchEnd,
    Keeper,
    Listed,
    ListedEnd,
    Place,
)
from nomina.desk.custody.models.exchange import CARRIERS, IN, LIST, PAPERS, WAYS
from nomina.desk.people.models import Operation
from nomina.desk.people.models.operations import CODE
from nomina.desk.people.text import clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

MOST_STAGES = 1_000_000
_NUMBER = re.compile(rf"[A-Z0-9][A-Z0-9/.-]{{0,{CODE - 1}}}")


def hold(batch: Batch) -> None:
    """Lock a batch: whoever adds to its list or finds waits for the others.

    Raises:
        Refused: it is closed.
    """
    list(Batch.objects.select_for_update(no_key=True).filter(pk=batch.pk))
    if BatchEnd.objects.filter(batch=batch).exists():
        raise Refused(tr("this batch is closed"), where=batch.number, todo=tr("Make another batch"))


@dataclass(frozen=True)
class Came:
    """A file as it came: its bytes, and what it was called."""

    data: bytes
    name: str
    media: str


def keep(batch: Batch, came: Came, paper: str, by: Actor) -> BatchDocument:
    """Keep the bytes of a paper of a batch that is held; the same bytes again add nothing."""
    digest = hashlib.sha256(came.data).hexdigest()
    there = batch.documents.filter(digest=digest, kind=paper).first()
    if there is not None:
        return there
    row = BatchDocument(
        batch=batch,
        digest=digest,
        kept=vault().keep(envelope(batch.pk, came.data)).digest,
        name=file_name(came.name),
        media=came.media[:100],
        size=len(came.data),
        kind=paper,
        made_by=by.user,
        made_at=by.at,
    )
    row.save(force_insert=True)
    return row


@dataclass(frozen=True, kw_only=True)
class MakeBatch(Action[Batch]):
    """Write down an exchange that is planned or under way."""

    operation: Operation
    number: str
    way: str
    counterpart: str
    place: Place
    carried_by: str = "none"
    carrier: Keeper | None = None
    stage: int | None = None
    day: date | None = None

    kind = "custody.batch"
    permission = predicates.RUN_CUSTODY

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is no number, way or carrier, and what belongs elsewhere."""
        if not _NUMBER.fullmatch(self.number):
            raise Refused(
                tr("a number is 1 to {n} capitals, digits, dashes, dots and slashes").format(
                    n=CODE
                ),
                where=self.number[:40],
            )
        odd = self.stage is not None and not 0 <= self.stage <= MOST_STAGES
        if odd or self.way not in WAYS or self.carried_by not in CARRIERS:
            raise Refused(tr("there is no such choice"))
        clean_name(self.counterpart)
        rows = (self.place, self.carrier)
        if any(row is not None and row.operation_id != self.operation.pk for row in rows):
            raise Refused(tr("this belongs to another operation"))
        if self.way != IN and self.carrier is None:
            raise Refused(
                tr("a batch that goes out needs its carrier"),
                where=self.number,
                todo=tr("Add the carrier to the keepers first; a driver signs on paper"),
            )

    def effect(self, by: Actor) -> Batch:
        """Add the row.

        Raises:
            Refused: another batch has this number.
        """
        row = Batch(
            operation=self.operation,
            number=self.number,
            stage=self.stage,
            way=self.way,
            counterpart=clean_name(self.counterpart),
            carrier=self.carrier,
            carried_by=self.carried_by,
            place=self.place,
            day=self.day,
            made_by=by.user,
            made_at=by.at,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Refused(tr("another batch has this number"), where=self.number) from None
        return row

    def on(self, done: Batch) -> tuple[Reference, ...]:
        """Give the batch."""
        return (Reference("batch", done.pk),)

    def said(self, done: Batch) -> Mapping[str, Said]:
        """Give all of it."""
        return {
            "number": done.number,
            "stage": done.stage,
            "way": done.way,
            "counterpart": done.counterpart,
            "carrier": str(done.carrier_id),
            "carried_by": done.carried_by,
            "place": str(done.place_id),
            "day": done.day.isoformat() if done.day else None,
        }


@dataclass(frozen=True, kw_only=True)
class AttachPaper(Action[BatchDocument]):
    """Keep a paper that came with a batch, byte for byte; the same bytes again add nothing."""

    batch: Batch
    data: bytes
    name: str
    media: str
    paper: str = "paper"

    kind = "custody.batch-paper"
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the batch."""
        return self.batch.thing()

    def check(self, by: Actor) -> None:
        """Refuse nothing, too much, and a list that cannot be read."""
        if self.paper not in PAPERS:
            raise Refused(tr("there is no such choice"))
        if not 0 < len(self.data) <= LARGEST:
            raise Refused(
                tr("this file is empty, or larger than {n} megabytes").format(n=LARGEST >> 20),
                where=self.name[:80],
            )
        if self.paper == LIST:
            read(self.data, self.name)

    def effect(self, by: Actor) -> BatchDocument:
        """Keep the bytes and add the row.

        Raises:
            Refused: the batch is closed.
        """
        hold(self.batch)
        return keep(self.batch, Came(self.data, self.name, self.media), self.paper, by)

    def on(self, done: BatchDocument) -> tuple[Reference, ...]:
        """Give the paper and the batch."""
        return (Reference("batch-document", done.pk), Reference("batch", self.batch.pk))

    def said(self, done: BatchDocument) -> Mapping[str, Said]:
        """Give what came."""
        return {"digest": done.digest, "kind": done.kind, "name": done.name, "size": done.size}


@dataclass(frozen=True)
class Imported:
    """What an import came to.

    Attributes:
        added: the new lines, also those that cannot be used.
        there: how many stood there already.
    """

    added: tuple[Listed, ...]
    there: int

    @property
    def wrong(self) -> tuple[Listed, ...]:
        """The new lines that cannot be used; each says why."""
        return tuple(one for one in self.added if one.wrong)


def add_lines(document: BatchDocument, lines: Sequence[Line], by: Actor) -> Imported:
    """Add the lines of a list that are new to its batch, which is held."""
    batch = document.batch
    # Two equal lines of one list are two lines; the same list once more is none.
    there = Counter(batch.lines.current().values_list("mark", flat=True))
    before = there.total()
    added = []
    for line in lines:
        if there[line.mark]:
            there[line.mark] -= 1
            continue
        added.append(
            Listed(
                batch=batch,
                document=document,
                line=line.line,
                mark=line.mark,
                wrong=line.wrong,
                cells=list(line.cells),
                by=by.user,
                made_at=by.at,
                **line.said,
            )
        )
    Listed.objects.bulk_create(added)
    return Imported(tuple(added), before - there.total())


@dataclass(frozen=True, kw_only=True)
class ImportList(Action[Imported]):
    """Take the lines of a list; lines that stand there already are not taken again.

    Attributes:
        columns: what each column of the list is, one of `exchange_lists.FIELDS` or empty.
    """

    document: BatchDocument
    columns: tuple[str, ...]

    kind = "custody.batch-list"
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the batch."""
        return self.document.batch.thing()

    def check(self, by: Actor) -> None:
        """Refuse a paper that is no list."""
        if self.document.kind != LIST:
            raise Refused(tr("the lines of this file cannot be read"))

    def effect(self, by: Actor) -> Imported:
        """Add a row for each line that is new.

        Raises:
            InputError: the columns make no list.
            Refused: the batch is closed.
        """
        hold(self.document.batch)
        lines = lines_of(read(unwrapped(self.document), self.document.name), self.columns)
        return add_lines(self.document, lines, by)

    def on(self, done: Imported) -> tuple[Reference, ...]:
        """Give the paper and the batch."""
        return (
            Reference("batch-document", self.document.pk),
            Reference("batch", self.document.batch_id),
        )

    def said(self, done: Imported) -> Mapping[str, Said]:
        """Give how many lines, and how their columns were read."""
        return {
            "digest": self.document.digest,
            "columns": self.columns,
            "added": len(done.added),
            "there": done.there,
            "wrong": tuple(one.line for one in done.wrong),
        }


@dataclass(frozen=True, kw_only=True)
class WithdrawList(Action[int]):
    """Have the lines of a list count no more: it was replaced, or its columns were read wrong."""

    document: BatchDocument
    why: str

    kind = "custody.batch-list-withdrawn"
    permission = predicates.RUN_CUSTODY

    def thing(self) -> Thing:
        """Give the batch."""
        return self.document.batch.thing()

    def check(self, by: Actor) -> None:
        """Refuse to give no reason."""
        clean_note(self.why)

    def effect(self, by: Actor) -> int:
        """End each line.

        Raises:
            Refused: none counts, or the batch is closed.
        """
        hold(self.document.batch)
        rows = [
            ListedEnd(listed=line, why=clean_note(self.why), by=by.user, made_at=by.at)
            for line in self.document.lines.current()
        ]
        if not rows:
            raise Refused(tr("no line of this list counts"))
        ListedEnd.objects.bulk_create(rows)
        return len(rows)

    def on(self, done: int) -> tuple[Reference, ...]:
        """Give the paper."""
        return (Reference("batch-document", self.document.pk),)

    def said(self, done: int) -> Mapping[str, Said]:
        """Give why, and how many lines."""
        return {"why": clean_note(self.why), "lines": done}
