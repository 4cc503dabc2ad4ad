"""One command being done: each kind of it by its act, and what is refused as an incident."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction

from nomina.desk.acts import Action, Actor, Ledger
from nomina.desk.custody import reading, register
from nomina.desk.custody.actions.counting import BeginCount, EndCount, ReadTag
from nomina.desk.custody.actions.handing import Given, Offer
from nomina.desk.custody.actions.items import Receive
from nomina.desk.custody.actions.moving import Move, Pack
from nomina.desk.custody.actions.scanning import Difference
from nomina.desk.custody.actions.taking import Got, Take
from nomina.desk.custody.models import (
    Command,
    Count,
    CountEnd,
    CountRead,
    Handover,
    Item,
    Keeper,
    Place,
    Position,
    Stay,
)
from nomina.desk.custody.register import Reading, When
from nomina.desk.custody.wanted import Came, Wanted, claimed
from nomina.desk.files.models import File
from nomina.desk.people.models import Operation
from nomina.errors import InputError, Refused
from nomina.words import ntr, tr


@dataclass
class Doing:
    """One command being done; what it comes to is gathered in ``came``."""

    wanted: Wanted
    raw: Any
    operation: Operation
    by: Actor
    book: Ledger | None
    came: Came

    def do(self) -> None:
        """Do it; what is refused becomes an incident."""
        acts: Mapping[str, Callable[[], None]] = {
            "receive": self._receive,
            "move": self._move,
            "pack": self._pack,
            "take": self._take,
            "offer": self._offer,
            "read": self._read,
            "count-begin": self._begin,
            "count-end": self._end,
        }
        try:
            with transaction.atomic():
                acts[self.wanted.kind]()
        except InputError as error:
            # What of it was done before is undone, and so is what did not fit until then.
            self.came.says, self.came.more = "", {}
            self.came.wrong = [self._difference(error, **about(self.wanted, self.operation))]

    @property
    def _when(self) -> When:
        return When(at=self.wanted.at, clock=self.wanted.clock)

    @property
    def _reading(self) -> Reading:
        one = self.wanted
        return Reading(read=one.read, seal=one.seal, seal_number=one.seal_number)

    def _act(self, action: Action[Any]) -> Any:
        return action.do(self.by, self.book)

    def _where(self, text: str) -> Place:
        found = place_of(text, self.operation)
        if found is None:
            raise Refused(tr("there is no such place here"), where=text)
        return found

    def _items(self) -> tuple[Item, ...]:
        """Give the items of the tags; each text that is none is an incident."""
        seen = reading.read(self.wanted.tags, self.operation)
        self._strange(seen.strange)
        if not seen.items and not seen.strange:
            raise Refused(tr("no tag was read"))
        return seen.items

    def _strange(self, strange: Sequence[reading.Strange]) -> None:
        place = place_of(self.wanted.start or self.wanted.place, self.operation)
        for one in strange:
            said = claimed(self.raw, self.wanted.id, tags=[one.text])
            self.came.wrong.append(
                Difference(kind=one.kind, words=one.says, place=place, said=said)
            )

    def _difference(self, error: InputError, **about: Any) -> Difference:
        """Give the incident of a refusal: of one item what was claimed of it, else all of it."""
        item, place = about.get("item"), about.get("place")
        one = {} if item is None or len(self.wanted.tags) == 1 else {"tags": [str(item)]}
        return Difference(
            kind=kind_of(self.wanted, item, place),
            words=str(error),
            said=claimed(self.raw, self.wanted.id, **one),
            **about,
        )

    def _all_or_each(
        self, items: Sequence[Any], act: Callable[[Sequence[Any]], Action[Any]], place: Place | None
    ) -> int:
        """Do an act for all items at once; where that is refused, for each by itself.

        Returns:
            For how many it was done; each of the others is an incident.
        """
        if not items:
            return 0
        try:
            self._act(act(items))
        except InputError as error:
            if len(items) == 1:
                one = items[0][0] if isinstance(items[0], tuple) else items[0]
                self.came.wrong.append(self._difference(error, item=one, place=place))
                return 0
            return sum(self._all_or_each([one], act, place) for one in items)
        return len(items)

    def _receive(self) -> None:
        one = self.wanted
        if len(one.tags) != 1:
            raise Refused(tr("one thing is taken in at a time"))
        place = self._where(one.place)
        pairs, _ = reading.laid([None], place, one.position)  # type: ignore[list-item]
        file = None
        if one.file:
            rows = File.objects.visible_to(self.by.user).filter(operation=self.operation, kind="pm")
            file = rows.filter(number=one.file.strip().upper()).first()
            if file is None:
                raise Refused(tr("there is no such file of a body or part"), where=one.file)
        made = self._act(
            Receive(
                operation=self.operation,
                tag=one.tags[0],
                item=one.item,
                place=place,
                position=pairs[0][1],
                when=self._when,
                reading=self._reading,
                file=file,
                inside=self._tagged(one.into),
                parent=self._tagged(one.parent),
                words=one.words,
                why=one.why,
            )
        )
        self.came.says = tr("{tag} was taken in.").format(tag=made)
        self.came.more = {"item": str(made.pk)}

    def _tagged(self, text: str) -> Item | None:
        if not text:
            return None
        seen = reading.read([text], self.operation)
        if not seen.items:
            raise Refused(seen.strange[0].says if seen.strange else tr("no tag was read"))
        return seen.items[0]

    def _move(self) -> None:
        place, start = self._where(self.wanted.place), None
        items: Sequence[Item] = self._items()
        if self.wanted.start:
            start = self._where(self.wanted.start)
            items = self._against(start, items)
        pairs, rest = reading.laid(items, place, self.wanted.position)
        full = Refused(tr("no position is free for it"), where=place.code)
        self.came.wrong += [self._difference(full, item=one, place=place) for one in rest]
        n = self._all_or_each(pairs, partial(self._moving, place), place)
        if n:
            self.came.says = ntr("{n} item was moved.", "{n} items were moved.", n).format(n=n)
        self.came.more = {"moved": n}

    def _moving(self, place: Place, pairs: Sequence[tuple[Item, Position | None]]) -> Action[Any]:
        return Move(
            operation=self.operation,
            items=tuple(pairs),
            place=place,
            when=self._when,
            reading=self._reading,
            why=self.wanted.why,
        )

    def _against(self, start: Place, items: Sequence[Item]) -> Sequence[Item]:
        """Hold what was read against where it came from; give what the register says was there."""
        found = reading.held(reading.Read(tuple(items), ()), start)
        self.came.wrong += reading.differences(
            found, start, lambda one: claimed(self.raw, self.wanted.id, tags=[str(one)])
        )
        return found.here

    def _pack(self) -> None:
        into = self._tagged(self.wanted.into)
        if into is None:
            raise Refused(tr("it must be said into what"))
        n = self._all_or_each(self._items(), partial(self._packing, into), None)
        self.came.says = tr("They lie there now: {n}.").format(n=n) if n else ""

    def _packing(self, into: Item, items: Sequence[Item]) -> Action[Any]:
        return Pack(
            operation=self.operation,
            items=tuple(items),
            into=into,
            when=self._when,
            reading=self._reading,
            why=self.wanted.why,
        )

    def _handover(self) -> Handover:
        rows = Handover.objects.filter(operation=self.operation)
        text, id = self.wanted.handover.strip(), uuid_of(self.wanted.handover.strip())
        found = rows.filter(pk=id).first() if id else rows.filter(number=text.upper()).first()
        if found is None:
            raise Refused(tr("there is no such handover here"), where=text)
        return found

    def _take(self) -> None:
        handover = self._handover()
        pairs, rest = reading.laid(self._items(), handover.place, self.wanted.position)
        got = [Got(item=item, reading=self._reading, position=at) for item, at in pairs]
        got += [Got(item=item, reading=self._reading) for item in rest]
        action = Take(
            handover=handover, items=tuple(got), when=self._when, witness=self.wanted.witness
        )
        done = self._act(action)
        n = len(done.movements)
        self.came.says = ntr("{n} item was taken over.", "{n} items were taken over.", n).format(
            n=n
        )
        self.came.more = {"taken": n, "differ": [str(one.pk) for one in done.incidents]}

    def _offer(self) -> None:
        id = uuid_of(self.wanted.taker)
        taker = Keeper.objects.filter(operation=self.operation, pk=id).first() if id else None
        if taker is None:
            raise Refused(tr("there is no such keeper here"))
        made = self._act(
            Offer(
                operation=self.operation,
                items=tuple(Given(item=one, reading=self._reading) for one in self._items()),
                taker=taker,
                place=self._where(self.wanted.place),
                when=self._when,
                because=self.wanted.why,
            )
        )
        self.came.says = tr("Offered by {number}.").format(number=made.number)
        self.came.more = {"handover": made.number}

    def _count(self) -> Count:
        rows = Count.objects.filter(operation=self.operation)
        id = uuid_of(self.wanted.count)
        found = rows.filter(pk=id).first() if id else None
        if found is None and id is not None:
            begun = Command.objects.filter(pk=id, operation=self.operation, by=self.by.user).first()
            id = uuid_of(str(begun.answer.get("count", ""))) if begun is not None else None
            found = rows.filter(pk=id).first() if id else None
        if found is None:
            raise Refused(tr("there is no such count here"))
        return found

    def _begin(self) -> None:
        place = self._where(self.wanted.place)
        # Two who count one place together fill one count; neither of them is wrong.
        row = Count.objects.filter(place=place, end=None).first()
        if row is None:
            row = self._act(BeginCount(place=place, when=self._when))
        self.came.says = tr("{place} is being counted.").format(place=place.code)
        self.came.more = {"count": str(row.pk)}

    def _read(self) -> None:
        count = self._count()
        n = 0
        for text in dict.fromkeys(self.wanted.tags):
            seen = reading.read([text], self.operation)
            code = seen.items[0].code if seen.items else " ".join(text.split())
            if CountRead.objects.filter(count=count, text=code).exists():
                continue  # a tag that is read twice still hangs on one thing
            self._act(ReadTag(count=count, text=text, when=self._when, reading=self._reading))
            n += 1
        self.came.says = ntr("{n} tag was read.", "{n} tags were read.", n).format(n=n)
        self.came.more = {"read": n}

    def _end(self) -> None:
        count = self._count()
        if CountEnd.objects.filter(count=count).exists():
            raise Refused(tr("this count is over"), where=count.place.code)
        done = self._act(EndCount(count=count, when=self._when))
        found: dict[str, list[Any]] = done.found
        self.came.says = tr("The count is over: {missing} not found, {extra} too many.").format(
            missing=len(found["missing"]), extra=len(found["extra"]) + len(found["strange"])
        )
        self.came.more = {name: len(ids) for name, ids in found.items()}


def about(wanted: Wanted, operation: Operation) -> dict[str, Any]:
    """Give the place of a command, and its item where it is of one, as far as they are known."""
    items = reading.read(wanted.tags, operation).items if len(wanted.tags) == 1 else ()
    place = place_of(wanted.place or wanted.start, operation)
    return {"item": items[0] if items else None, "place": place}


def uuid_of(text: str) -> uuid.UUID | None:
    """Give the id that a text is; None where it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def place_of(text: str, operation: Operation) -> Place | None:
    """Give a place by its short name or id; None where there is none."""
    rows = Place.objects.filter(operation=operation)
    id = uuid_of(text)
    return rows.filter(pk=id).first() if id else rows.filter(code=text.strip().upper()).first()


def kind_of(wanted: Wanted, item: Item | None, place: Place | None) -> str:
    """Give the kind of incident that a refusal is, by what the register says."""
    stay = Stay.objects.now().filter(item=item).first() if item is not None else None
    if stay is not None and wanted.at < stay.since:
        return "late"
    if wanted.kind in ("read", "count-end"):
        return "late"
    if place is not None and wanted.kind in ("move", "receive"):
        room = register.room(place)
        if room is not None and register.lying(place) >= room:
            return "overfull"
    return "conflict"
