"""Exhuming: only for a reason of the law, and the way of the remains goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody import graves, register
from nomina.desk.custody.actions.common import references, second
from nomina.desk.custody.models import (
    Burial,
    Exhumation,
    Grave,
    GraveArrangement,
    Lifted,
    Place,
)
from nomina.desk.custody.models.graves import ARRANGEMENT, EXHUMED_FOR
from nomina.desk.custody.models.movements import MOVE
from nomina.desk.custody.register import How, Reading, To, When
from nomina.desk.people.text import clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class Exhume(Action[Exhumation]):
    """Open a grave and lift who lies there; each stays in the same hands, in another place.

    Attributes:
        burials: those that are ended.
        place: where they are put; it may be this cemetery, beside its graves.
        why: one of `models.graves.EXHUMED_FOR`; ``words`` says it in a line.
        authority: who ordered it, by ``document``.
        notice: to whom notice was given, with the place of reburial.
        arrangement: on which it rests, where that is why (LAW-21).
    """

    grave: Grave
    burials: tuple[Burial, ...]
    place: Place
    when: When
    reading: Reading
    why: str
    words: str
    authority: str
    document: str
    notice: str = ""
    arrangement: GraveArrangement | None = None

    kind = graves.EXHUME
    permission = predicates.KEEP_GRAVES
    irreversible = True

    def thing(self) -> Thing:
        """Give the grave."""
        return self.grave.thing()

    def check(self, by: Actor) -> None:
        """Refuse a grave that is opened without its reason, order and document."""
        register.check_when(self.when, by.at)
        register.check_reading(self.reading)
        if self.why not in EXHUMED_FOR:
            raise Refused(tr("a grave is opened for one of the reasons that the law knows alone"))
        for text in (self.words, self.authority, self.document):
            if not text.strip():
                raise Refused(
                    tr("a grave is opened by an order, with its reason and document"),
                    todo=tr("Give all three"),
                )
        if not self.burials:
            raise Refused(tr("it must be said who is lifted"))
        if self.place.operation_id != self.grave.operation_id:
            raise Refused(tr("this belongs to another operation"))
        self._check_arrangement()

    def _check_arrangement(self) -> None:
        given = self.arrangement
        if (self.why == ARRANGEMENT) != (given is not None):
            raise Refused(
                tr("this rests on an arrangement after five years and due notice, or on none"),
                todo=tr("Write down the offer of return, and what followed"),
            )
        if given is not None and (given.accepted or given.offer.place_id != self.grave.place_id):
            raise Refused(tr("this arrangement does not hold for this grave"))

    def effect(self, by: Actor) -> Exhumation:
        """Move them out, and add the rows.

        Raises:
            Refused: one of them does not lie there any more.
        """
        row = Exhumation(
            grave=self.grave,
            why=self.why,
            words=clean_note(self.words),
            authority=clean_name(self.authority),
            document=clean_name(self.document),
            notice=clean_name(self.notice) if self.notice.strip() else "",
            arrangement=self.arrangement,
            at=self.when.at,
            clock=self.when.clock,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        stays = register.hold([one.item for one in self.burials])
        for burial in self.burials:
            lies = Burial.objects.standing().filter(pk=burial.pk, spot__grave=self.grave).exists()
            if not lies:
                raise Refused(tr("this does not lie in this grave"), where=str(burial.item))
            to = To(keeper=stays[burial.item_id].keeper, place=self.place)
            how = How(
                when=self.when, reading=self.reading, by=by, act=graves.EXHUME, why=row.words
            )  # fmt: skip
            moved = register.step(burial.item, MOVE, to, how, stays)
            end = Lifted(exhumation=row, burial=burial, movement=moved, made_at=by.at)
            end.save(force_insert=True)
        return row

    def on(self, done: Exhumation) -> tuple[Reference, ...]:
        """Give the exhumation, the grave and what was lifted."""
        what = references(one.item for one in self.burials)
        return (Reference("exhumation", done.pk), Reference("grave", self.grave.pk), *what)

    def said(self, done: Exhumation) -> Mapping[str, Said]:
        """Give why, by whose order, and where they were put."""
        return {
            "burials": tuple(sorted(str(one.pk) for one in self.burials)),
            "place": str(self.place.pk),
            "why": done.why,
            "words": done.words,
            "authority": done.authority,
            "document": done.document,
            "notice": done.notice,
            "arrangement": None if self.arrangement is None else str(self.arrangement.pk),
            "at": second(self.when.at),
            "clock": self.when.clock,
            "read": self.reading.read,
        }
