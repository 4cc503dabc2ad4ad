"""Receiving what came: kept as it came, verified, and laid apart item by item."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nomina import signed
from nomina.desk import signing
from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody.exchange_papers import file_name
from nomina.desk.people.models import Operation
from nomina.desk.people.text import NAME, clean_name
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.desk.transmit import incoming_content, incoming_kept, incoming_read
from nomina.desk.transmit.incoming_read import Came
from nomina.desk.transmit.incoming_state import locked
from nomina.desk.transmit.models import Incoming, IncomingContent, IncomingItem, Partner
from nomina.desk.transmit.models.incoming import PACKAGE
from nomina.errors import InputError
from nomina.names import shown
from nomina.packages.incoming import Offered
from nomina.words import tr


@dataclass(frozen=True)
class Received:
    """What became of a file that was brought.

    Attributes:
        again: whether it was here before; nothing was added then.
    """

    row: Incoming
    again: bool


@dataclass(frozen=True, kw_only=True)
class Receive(Action[Received]):
    """Receive a file: verify it, keep it as it came, and lay its items apart.

    The same file again, or the same package sealed once more, is what is here already. Nothing of
    it is in any file afterwards.

    Attributes:
        data: the file as it came, sealed to our key or not.
        name: that it came under.
        partner: who sent it, where the file does not say so itself; None for none of the partners.
        their_name: who sent it, of a file that is not signed; empty for the partner's name.
    """

    operation: Operation
    data: bytes = field(repr=False)
    name: str
    partner: Partner | None = None
    their_name: str = ""

    kind = "transmit.receive"
    permission = predicates.RUN_INCOMING
    watched = True

    def thing(self) -> Thing:
        """Give the operation."""
        return self.operation.thing()

    def check(self, by: Actor) -> None:
        """Refuse a partner of elsewhere."""
        demand_ours(self.operation, self.partner)

    def effect(self, by: Actor) -> Received:
        """Read it, then add the rows; or give those that are there.

        Raises:
            Refused: nothing of it can be used, it was changed, it is our own, or it is of another
                partner than was said.
        """
        locked(self.operation)
        name = file_name(self.name)
        digest = hashlib.sha256(self.data).hexdigest()
        before = there(self.operation, digest)
        if before is not None:
            return Received(before, again=True)
        came = self._read(name, by)
        self._demand_theirs(came, name)
        if came.their_digest:
            same = Incoming.objects.filter(
                operation=self.operation, their_digest=came.their_digest
            ).first()
            if same is not None:
                return Received(same, again=True)
        return Received(self._kept(came, name, digest, by), again=False)

    def _read(self, name: str, by: Actor) -> Came:
        try:
            return incoming_read.read(self.operation, self.data, name, by.at)
        except InputError as error:
            # Refused, so that the ledger has it: somebody may have changed it on its way.
            raise Refused(error.what, where=error.where, todo=error.todo) from error

    def _demand_theirs(self, came: Came, name: str) -> None:
        if came.form != PACKAGE:
            return
        if came.key == signed.id_of(signing.signer(incoming_kept.USE)):
            raise Refused(
                tr("this package was signed here, not by another institution"), where=name
            )
        if self.partner is not None and self.partner != came.partner:
            raise Refused(
                tr("this package is not signed with the key of the partner that was chosen"),
                where=name,
                todo=tr("Choose no partner, and see whose key it is"),
            )

    def _kept(self, came: Came, name: str, digest: str, by: Actor) -> Incoming:
        partner = came.partner or self.partner
        theirs = came.their_name or self.their_name or (partner.name if partner else "")
        row = add(
            self.operation,
            by,
            {
                "partner": partner,
                "form": came.form,
                "signed": came.signed,
                "key": came.key,
                "sealed": came.sealed,
                "name": name,
                "digest": digest,
                "size": len(self.data),
                "kept": incoming_kept.keep(self.data),
                "their_name": named(theirs, came.form),
                "their_number": came.their_number,
                "addressed": came.addressed,
                "their_digest": came.their_digest,
                "article": came.article,
                "dated": came.dated,
                "problems": incoming_read.written(came.problems),
            },
        )
        lay(row, came.items, by)
        return row

    def on(self, done: Received) -> tuple[Reference, ...]:
        """Give what came, and the operation."""
        return (Reference("incoming", done.row.pk), Reference("operation", self.operation.pk))

    def said(self, done: Received) -> Mapping[str, Said]:
        """Give what it is and who signed it."""
        return {
            "digest": hashlib.sha256(self.data).hexdigest(),
            "again": done.again,
            "form": done.row.form,
            "signed": done.row.signed,
            "key": done.row.key,
            "items": done.row.items.count(),
            "problems": len(done.row.problems),
        }


def demand_ours(operation: Operation, partner: Partner | None) -> None:
    """Refuse a partner of another operation."""
    if partner is not None and partner.operation_id != operation.pk:
        raise Refused(tr("this partner is of another operation"))


def there(operation: Operation, digest: str) -> Incoming | None:
    """Give what came before with these very bytes."""
    return Incoming.objects.filter(operation=operation, digest=digest).first()


def named(theirs: str, form: str) -> str:
    """Give who sent it, in words.

    Raises:
        Refused: nobody said so, and it does not say so itself.
    """
    if not theirs.strip():
        raise Refused(
            tr("it is not said who sent this"),
            where=form,
            todo=tr("Choose the partner, or write who it came from"),
        )
    return clean_name(theirs, NAME)


def add(operation: Operation, by: Actor, values: Mapping[str, Any]) -> Incoming:
    """Add what came under its next number, within an act that has locked the operation."""
    number = f"I-{Incoming.objects.filter(operation=operation).count() + 1:05}"
    row = Incoming(
        operation=operation, number=number, made_by=by.user, made_at=by.at, **dict(values)
    )
    row.save(force_insert=True)
    return row


def lay(row: Incoming, items: Sequence[Offered], by: Actor) -> list[IncomingItem]:
    """Lay items apart behind those that are there, within an act that has locked the operation."""
    first = row.items.count() + 1
    made: list[IncomingItem] = []
    contents: list[IncomingContent] = []
    for number, one in enumerate(items, start=first):
        commitment, sealed = incoming_content.enclosed(_unread(one))
        item = IncomingItem(
            incoming=row,
            number=number,
            about=one.about,
            key=shown(one.key),
            living=one.living,
            commitment=commitment,
            by=by.user,
            made_at=by.at,
        )
        made.append(item)
        contents.append(IncomingContent(item=item, sealed=sealed))
    IncomingItem.objects.bulk_create(made)
    IncomingContent.objects.bulk_create(contents)
    return made


def _unread(one: Offered) -> Offered:
    """Give an item without what a family says: only who reads replies opens their words (REP-04).

    They stay in the sealed file, from which they are passed on.
    """
    return one.model_copy(update={"words": None}) if one.about == "reply" else one


@dataclass(frozen=True, kw_only=True)
class TakeAway(Action[bytes]):
    """Carry what came away as it came, to show it to who asks whether it is theirs."""

    incoming: Incoming

    kind = "transmit.take-incoming"
    permission = predicates.RUN_INCOMING
    irreversible = True

    def thing(self) -> Thing:
        """Give what came."""
        return self.incoming.thing()

    def check(self, by: Actor) -> None:
        """Refuse what was destroyed."""
        if not incoming_kept.is_there(self.incoming):
            raise Refused(
                tr("this was destroyed, since nothing of it was wanted"),
                where=self.incoming.number,
            )

    def effect(self, by: Actor) -> bytes:
        """Give the bytes, hashed again."""
        return incoming_kept.opened(self.incoming)

    def on(self, done: bytes) -> tuple[Reference, ...]:
        """Give what came."""
        return (Reference("incoming", self.incoming.pk),)

    def said(self, done: bytes) -> Mapping[str, Said]:
        """Give which bytes."""
        return {"digest": self.incoming.digest}
