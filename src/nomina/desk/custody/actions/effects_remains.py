"""Discs are taken in; what is present of a body is written down, and that it was examined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody import examined, register
from nomina.desk.custody.actions.common import references, second
from nomina.desk.custody.actions.effects import lock
from nomina.desk.custody.actions.items import Receive
from nomina.desk.custody.models import Anatomy, Disc, Examined, ExaminedSign, Item, Stay
from nomina.desk.custody.models.effects_remains import (
    FORWARDED,
    REGIONS,
    SINGLE,
    STATES,
    STAYS,
)
from nomina.desk.custody.models.items import DISC, REMAINS
from nomina.desk.custody.register import Reading, When
from nomina.desk.people.text import NAME, clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

DOUBLE = "double"
KINDS = (SINGLE, DOUBLE)
"""A single disc, or one of two halves."""


@dataclass(frozen=True, kw_only=True)
class TakeDisc(Action[list[Disc]]):
    """Take a disc in that was found on a body: a double one becomes two items.

    The single disc, or the half that stays, lies in the body from then on; the other half lies
    beside it until it is forwarded.

    Attributes:
        body: on whom it was found.
        disc: one of `KINDS`.
        tags: of a single disc one; of a double one first of the half that stays.
        words: what is written on it.
    """

    body: Item
    disc: str
    tags: tuple[str, ...]
    when: When
    reading: Reading
    words: str = ""

    kind = "custody.disc"
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the body."""
        return self.body.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is no disc of a body, or has not a tag for each half."""
        if self.disc not in KINDS:
            raise Refused(tr("it must be said whether the disc is single or double"))
        if self.body.kind not in REMAINS:
            raise Refused(tr("it can come from a body or part alone"), where=str(self.body))
        wanted = 2 if self.disc == DOUBLE else 1
        if len(self.tags) != wanted:
            raise Refused(
                tr("a single disc has one tag, a double one a tag for each half"),
                where=str(self.body),
            )

    def effect(self, by: Actor) -> list[Disc]:
        """Take the items in, and write down which is which.

        Raises:
            Refused: a tag hangs on something else, or the body is in other hands.
        """
        stay = Stay.objects.now().filter(item=self.body).select_related("place", "keeper").first()
        if stay is None or stay.place is None:
            raise Refused(
                tr("this was given out and is no longer in custody here"), where=str(self.body)
            )
        made: list[Disc] = []
        for number, tag in enumerate(self.tags):
            stays = number == 0
            receive = Receive(
                operation=self.body.operation,
                tag=tag,
                item=DISC,
                place=stay.place,
                inside=self.body if stays else None,
                parent=self.body,
                when=self.when,
                reading=self.reading,
                words=self.words,
            )
            receive.check(by)
            form = SINGLE if self.disc == SINGLE else (STAYS if stays else FORWARDED)
            row = Disc(
                item=receive.effect(by),
                form=form,
                half_of=None if stays else made[0],
                by=by.user,
                made_at=by.at,
            )
            row.save(force_insert=True)
            made.append(row)
        return made

    def on(self, done: list[Disc]) -> tuple[Reference, ...]:
        """Give the body and the items."""
        return references((self.body, *(one.item for one in done)))

    def said(self, done: list[Disc]) -> Mapping[str, Said]:
        """Give which item is what."""
        return {
            "body": str(self.body.pk),
            "discs": tuple((str(one.item_id), one.form, one.item.code) for one in done),
            "words": self.words,
            "at": second(self.when.at),
            "clock": self.when.clock,
            "read": self.reading.read,
        }


@dataclass(frozen=True, kw_only=True)
class RecordAnatomy(Action[Anatomy]):
    """Write down what is present of a body or part.

    Attributes:
        regions: for each of `REGIONS` one of `STATES`.
    """

    item: Item
    regions: Mapping[str, str]
    when: When

    kind = "custody.anatomy"
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the item."""
        return self.item.thing()

    def check(self, by: Actor) -> None:
        """Refuse to leave a region out, and what is no body."""
        register.check_when(self.when, by.at)
        if self.item.kind not in REMAINS:
            raise Refused(tr("this is no body and no part of one"), where=str(self.item))
        if set(self.regions) != set(REGIONS) or not set(self.regions.values()) <= set(STATES):
            raise Refused(tr("each region is present, partly present, absent or not known"))

    def effect(self, by: Actor) -> Anatomy:
        """Add the row."""
        row = Anatomy(
            file=self.item.file,
            regions={region: self.regions[region] for region in REGIONS},
            at=self.when.at,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: Anatomy) -> tuple[Reference, ...]:
        """Give the item and its file."""
        return (Reference("item", self.item.pk), Reference("file", done.file_id))

    def said(self, done: Anatomy) -> Mapping[str, Said]:
        """Give the regions."""
        return {"regions": dict(done.regions), "at": second(self.when.at)}


@dataclass(frozen=True, kw_only=True)
class _Examining(Action[Examined]):
    """What both ways share in which LAW-08 is met."""

    item: Item
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give the item."""
        return self.item.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is nobody."""
        if self.item.kind not in REMAINS:
            raise Refused(tr("this is no body and no part of one"), where=str(self.item))

    def on(self, done: Examined) -> tuple[Reference, ...]:
        """Give the item."""
        return (Reference("item", self.item.pk),)

    def said(self, done: Examined) -> Mapping[str, Said]:
        """Give all that was written down."""
        return {
            "examined": str(done.pk),
            "waived": done.waived,
            "doctor": done.doctor,
            "at": None if done.at is None else second(done.at),
            "why": done.why,
        }


@dataclass(frozen=True, kw_only=True)
class RecordExamined(_Examining):
    """Write down that a doctor examined a body or part.

    Attributes:
        doctor: as he signs.
    """

    doctor: str
    when: When

    kind = "custody.examined"

    def check(self, by: Actor) -> None:
        """Refuse a moment that cannot be."""
        super().check(by)
        register.check_when(self.when, by.at)

    def effect(self, by: Actor) -> Examined:
        """Add the row."""
        row = Examined(
            item=self.item,
            waived=False,
            doctor=clean_name(self.doctor, NAME),
            at=self.when.at,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row


@dataclass(frozen=True, kw_only=True)
class WaiveExamination(_Examining):
    """Write down why a body or part is not examined; a second person signs that."""

    why: str

    kind = "custody.waive"
    irreversible = True

    def effect(self, by: Actor) -> Examined:
        """Add the row."""
        row = Examined(
            item=self.item, waived=True, why=clean_note(self.why), by=by.user, made_at=by.at
        )
        row.save(force_insert=True)
        return row


@dataclass(frozen=True, kw_only=True)
class SignWaiver(Action[ExaminedSign]):
    """Sign, as the second person, that a body is not examined."""

    examined: Examined

    kind = "custody.waive-sign"
    permission = predicates.KEEP_ITEMS
    irreversible = True

    def thing(self) -> Thing:
        """Give the waiver."""
        return self.examined.thing()

    def check(self, by: Actor) -> None:
        """Refuse an examination, and one's own waiver."""
        if not self.examined.waived:
            raise Refused(tr("an examination needs no second signature"))
        if by.id == self.examined.by_id:
            raise Refused(
                tr("whoever waived an examination does not sign it as the second"),
                where=str(self.examined.item),
                todo=tr("Have somebody else look at the reason and sign"),
            )

    def effect(self, by: Actor) -> ExaminedSign:
        """Add the signature.

        Raises:
            Refused: somebody signed already, or a later reason was written down.
        """
        lock(self.examined.item)
        waiting = examined.waits(self.examined.item)
        if waiting is not None and waiting.pk != self.examined.pk:
            raise Refused(tr("a later reason waits to be signed"), where=str(waiting.item))
        row = ExaminedSign(
            examined=self.examined, maker=self.examined.by, by=by.user, made_at=by.at
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Refused(tr("somebody signed this already")) from None
        return row

    def on(self, done: ExaminedSign) -> tuple[Reference, ...]:
        """Give the item."""
        return (Reference("item", self.examined.item_id),)

    def said(self, done: ExaminedSign) -> Mapping[str, Said]:
        """Give the reason that was signed."""
        return {"examined": str(self.examined.pk), "why": self.examined.why}
