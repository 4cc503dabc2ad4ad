"""Counting a place: every tag in it is read, and the register is held against what was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody import register
from nomina.desk.custody.actions.common import ids, item_of, second
from nomina.desk.custody.models import (
    Count,
    CountEnd,
    CountRead,
    Incident,
    Item,
    Place,
    Stay,
)
from nomina.desk.custody.register import Reading, When
from nomina.desk.people.text import NAME
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.errors import InputError
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class BeginCount(Action[Count]):
    """Begin to count a place; what moves meanwhile is seen at the end."""

    place: Place
    when: When

    kind = "custody.count"
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the place."""
        return self.place.thing()

    def check(self, by: Actor) -> None:
        """Refuse a clock that cannot be, and a second count of the same place at once."""
        register.check_when(self.when, by.at)
        if Count.objects.filter(place=self.place, end=None).exists():
            raise Refused(
                tr("somebody counts this place already"),
                where=self.place.code,
                todo=tr("Go on with that count, or end it"),
            )

    def effect(self, by: Actor) -> Count:
        """Add the row."""
        row = Count(
            operation=self.place.operation,
            place=self.place,
            at=self.when.at,
            made_by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Count) -> tuple[Reference, ...]:
        """Give the count and the place."""
        return (Reference("count", done.pk), Reference("place", self.place.pk))


@dataclass(frozen=True, kw_only=True)
class ReadTag(Action[CountRead]):
    """Write down a tag that was read at a count, whatever it is."""

    count: Count
    text: str
    when: When
    reading: Reading

    kind = "custody.read"
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the count."""
        return self.count.thing()

    def check(self, by: Actor) -> None:
        """Refuse nothing at all, and a count that is over."""
        register.check_when(self.when, by.at)
        register.check_reading(self.reading)
        if not self.text.strip():
            raise Refused(tr("nothing was read"))
        if CountEnd.objects.filter(count=self.count).exists():
            raise Refused(tr("this count is over"))

    def effect(self, by: Actor) -> CountRead:
        """Add the row.

        Raises:
            Refused: the same was read already.
        """
        item: Item | None
        try:
            item = item_of(self.text, self.count.operation, by.user)
            text = item.code
        except InputError:
            item, text = None, " ".join(self.text.split())[:NAME]
        row = CountRead(
            count=self.count,
            text=text,
            item=item,
            read=self.reading.read,
            at=self.when.at,
            by=by.user,
            made_at=by.at,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Refused(tr("this was read already"), where=str(item or text)) from None
        return row

    def on(self, done: CountRead) -> tuple[Reference, ...]:
        """Give the count and the item."""
        more = () if done.item_id is None else (Reference("item", done.item_id),)
        return (Reference("count", self.count.pk), *more)

    def said(self, done: CountRead) -> Mapping[str, Said]:
        """Give what was read."""
        return {"text": done.text, "read": done.read, "at": second(done.at)}


def difference(count: Count) -> dict[str, Any]:
    """Give what register and place say of each other, as `CountEnd.found` keeps it.

    What lies in something else is not asked for: who reads a coffin does not open it.
    """
    reads = list(count.reads.all())
    read = {str(one.item_id) for one in reads if one.item_id is not None}
    rows = Stay.objects.now().filter(place=count.place)
    listed = {str(pk) for pk in rows.filter(inside=None).values_list("item", flat=True)}
    within = {str(pk) for pk in rows.exclude(inside=None).values_list("item", flat=True)}
    return {
        "here": sorted(read & (listed | within)),
        "missing": sorted(listed - read),
        "extra": sorted(read - listed - within),
        "strange": [one.text for one in reads if one.item_id is None],
    }


@dataclass(frozen=True, kw_only=True)
class EndCount(Action[CountEnd]):
    """End a count: each difference becomes an incident for a person."""

    count: Count
    when: When

    kind = "custody.count-end"
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the count."""
        return self.count.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is over."""
        register.check_when(self.when, by.at)
        if CountEnd.objects.filter(count=self.count).exists():
            raise Refused(tr("this count is over"))

    def effect(self, by: Actor) -> CountEnd:
        """Write the difference, and an incident for each."""
        Place.objects.select_for_update(no_key=True).filter(pk=self.count.place_id).first()
        found = difference(self.count)
        row = CountEnd(count=self.count, found=found, by=by.user, made_at=by.at)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Refused(tr("this count is over")) from None
        for kind in ("missing", "extra"):
            for pk in found[kind]:
                self._incident(kind, by, item_id=pk)
        for text in found["strange"]:
            self._incident("unknown-tag", by, said={"text": text})
        return row

    def _incident(self, kind: str, by: Actor, **more: Any) -> None:
        Incident(
            operation=self.count.operation,
            kind=kind,
            place=self.count.place,
            count=self.count,
            at=self.when.at,
            by=by.user,
            made_at=by.at,
            **more,
        ).save(force_insert=True)

    def on(self, done: CountEnd) -> tuple[Reference, ...]:
        """Give the count and the place."""
        return (Reference("count", self.count.pk), Reference("place", self.count.place_id))

    def said(self, done: CountEnd) -> Mapping[str, Said]:
        """Give the difference."""
        found: dict[str, Any] = done.found
        return {
            "missing": ids(found["missing"]),
            "extra": ids(found["extra"]),
            "strange": len(found["strange"]),
            "here": len(found["here"]),
        }
