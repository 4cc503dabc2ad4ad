"""Letters and other papers: the scan is kept, and what it says is typed by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from nomina import signed
from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody.exchange_papers import file_name
from nomina.desk.people.models import Operation
from nomina.desk.people.text import NAME, clean_name
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.desk.transmit import incoming_kept
from nomina.desk.transmit.actions.incoming import Received, add, demand_ours, lay, named, there
from nomina.desk.transmit.incoming_read import LARGEST
from nomina.desk.transmit.incoming_state import locked
from nomina.desk.transmit.models import Incoming, IncomingItem, Partner
from nomina.desk.transmit.models.incoming import LETTER
from nomina.errors import InputError
from nomina.packages.incoming import Offered
from nomina.words import tr

TYPED = ("missing", "enquiry", "answer")
"""What is typed of a letter. What a family says is taken in where replies are read."""


@dataclass(frozen=True, kw_only=True)
class ReceiveLetter(Action[Received]):
    """Receive a letter or another paper: its scan is kept, and its items are typed by hand.

    Attributes:
        data: the scan; it is kept and not opened.
        their_name: who sent it; empty for the partner's name.
        their_number: that it bears; may be empty.
        dated: the day that it bears; None where it bears none.
    """

    operation: Operation
    data: bytes = field(repr=False)
    name: str
    partner: Partner | None = None
    their_name: str = ""
    their_number: str = ""
    dated: date | None = None

    kind = "transmit.receive-letter"
    permission = predicates.RUN_INCOMING

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def check(self, by: Actor) -> None:
        """Refuse a scan that is none, a partner of elsewhere, and a day that is still to come."""
        demand_ours(self.operation, self.partner)
        if not self.data:
            raise Refused(tr("the file is empty"))
        if len(self.data) > LARGEST:
            raise Refused(tr("this file is larger than {n} megabytes").format(n=LARGEST // 10**6))
        if self.dated is not None and self.dated > by.at.date():
            raise Refused(tr("this day is still to come"), where=self.dated.isoformat())

    def effect(self, by: Actor) -> Received:
        """Keep the scan and add the row; or give the one that is there."""
        locked(self.operation)
        digest = hashlib.sha256(self.data).hexdigest()
        before = there(self.operation, digest)
        if before is not None:
            return Received(before, again=True)
        theirs = self.their_name or (self.partner.name if self.partner else "")
        number = self.their_number.strip()
        row = add(
            self.operation,
            by,
            {
                "partner": self.partner,
                "form": LETTER,
                "signed": "none",
                "sealed": False,
                "name": file_name(self.name),
                "digest": digest,
                "size": len(self.data),
                "kept": incoming_kept.keep(self.data),
                "their_name": named(theirs, LETTER),
                "their_number": clean_name(number, NAME) if number else "",
                "dated": self.dated,
            },
        )
        return Received(row, again=False)

    def on(self, done: Received) -> tuple[Reference, ...]:
        """Give what came, and the operation."""
        return (Reference("incoming", done.row.pk), Reference("operation", self.operation.pk))

    def said(self, done: Received) -> Mapping[str, Said]:
        """Give what it is."""
        return {
            "digest": done.row.digest,
            "again": done.again,
            "from": done.row.their_name,
            "number": done.row.their_number,
        }


@dataclass(frozen=True, kw_only=True)
class TypeItem(Action[IncomingItem]):
    """Type an item of a letter; it is in quarantine as any other."""

    incoming: Incoming
    offered: Offered

    kind = "transmit.type-item"
    permission = predicates.RUN_INCOMING

    def thing(self) -> Thing:
        """Give the letter."""
        return self.incoming.thing()

    def check(self, by: Actor) -> None:
        """Refuse to add to what its sender signed or wrote by machine."""
        if self.incoming.form != LETTER:
            raise Refused(
                tr("items are typed of letters alone; this says itself what it holds"),
                where=self.incoming.number,
            )
        if self.offered.about not in TYPED:
            raise Refused(
                tr("this is not typed here"),
                todo=tr("A reply of a family is taken in where replies are read"),
            )

    def effect(self, by: Actor) -> IncomingItem:
        """Add the row."""
        locked(self.incoming.operation)
        if self.incoming.items.count() >= _MOST_TYPED:
            raise Refused(
                tr("a letter has {n} items at most").format(n=_MOST_TYPED),
                where=self.incoming.number,
            )
        return lay(self.incoming, (self.offered,), by)[0]

    def on(self, done: IncomingItem) -> tuple[Reference, ...]:
        """Give the item and the letter."""
        return (Reference("incoming-item", done.pk), Reference("incoming", self.incoming.pk))

    def said(self, done: IncomingItem) -> Mapping[str, Said]:
        """Give what was typed, by its digest alone."""
        return {
            "number": done.number,
            "about": done.about,
            "digest": signed.digest_of(self.offered),
        }


_MOST_TYPED = 200


def typed(about: str, key: str, **more: Any) -> Offered:
    """Give an item as it was typed.

    Raises:
        InputError: it is none.
    """
    try:
        return Offered.model_validate({"about": about, "key": key, **more})
    except ValueError as error:
        raise InputError(tr("this is no item of a letter"), where=key[:80]) from error
