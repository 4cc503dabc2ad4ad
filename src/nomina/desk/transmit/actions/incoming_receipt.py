"""Signing that a package arrived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nomina import packages, signed
from nomina.desk import outgoing, signing
from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.outgoing import Example, Form, Outgoing
from nomina.desk.people.text import NAME, NOTE, clean_name, clean_note
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.desk.transmit import incoming_kept
from nomina.desk.transmit.incoming_state import locked
from nomina.desk.transmit.models import Incoming, IncomingReceipt
from nomina.desk.transmit.models.incoming import PACKAGE
from nomina.ledger.checkpoint import KeySigner
from nomina.pfif import written_moment
from nomina.words import tr

NAME_OF_TEXT = "transmit:receipt"


@dataclass(frozen=True, kw_only=True)
class Acknowledge(Action[IncomingReceipt]):
    """Sign that a package arrived: which, by its digest, and when. What it says is not judged.

    Attributes:
        signer: who received it, by office rather than name where that does.
        note: goes to who sent it, signed too; may be empty.
    """

    incoming: Incoming
    signer: str
    note: str = ""

    kind = "transmit.acknowledge"
    permission = predicates.RUN_INCOMING
    irreversible = True

    def thing(self) -> Thing:
        """Give what came."""
        return self.incoming.thing()

    def check(self, by: Actor) -> None:
        """Refuse what is no package."""
        if self.incoming.form != PACKAGE:
            raise Refused(
                tr("what came without a digest of its own cannot be acknowledged by a signature"),
                where=self.incoming.number,
                todo=tr("Answer it as it came"),
            )
        if not incoming_kept.is_there(self.incoming):
            raise Refused(
                tr("this was destroyed, since nothing of it was wanted"),
                where=self.incoming.number,
            )
        clean_name(self.signer, NAME)
        if len(self.note) > NOTE:
            raise Refused(tr("this is longer than {n} characters").format(n=NOTE))

    def effect(self, by: Actor) -> IncomingReceipt:
        """Sign it, once.

        Raises:
            Refused: it was acknowledged already.
        """
        outgoing.known(NAME_OF_TEXT)
        locked(self.incoming.operation)
        if IncomingReceipt.objects.filter(incoming=self.incoming).exists():
            raise Refused(tr("this was acknowledged already"), where=self.incoming.number)
        data = incoming_kept.plain(self.incoming)
        content = packages.parsed(data, self.incoming.number).package
        said = packages.received(
            content,
            at=written_moment(self.incoming.made_at),
            signer=clean_name(self.signer, NAME),
            note=clean_note(self.note) if self.note.strip() else None,
        )
        made = packages.sign_received(said, signing.signer(incoming_kept.USE))
        row = IncomingReceipt(
            incoming=self.incoming,
            document=made.model_dump(mode="json"),
            digest=made.digest,
            signer=said.signer,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        incoming_kept.forget_unwanted(self.incoming)
        return row

    def on(self, done: IncomingReceipt) -> tuple[Reference, ...]:
        """Give the acknowledgement and what came."""
        return (
            Reference("incoming-receipt", done.pk),
            Reference("incoming", self.incoming.pk),
        )

    def said(self, done: IncomingReceipt) -> Mapping[str, Said]:
        """Give what was signed."""
        return {"digest": done.digest, "package": self.incoming.their_digest}


def _examples(language: str, name: str) -> Iterator[Example]:
    """Give an acknowledgement of each kind; it has no language of its own."""
    signer = KeySigner("example.org/package", bytes(range(32)))
    for office, note in ((name, name), ("Receipts", None)):
        said = packages.Received(
            package="0" * 64, number="T-00001", sender="Bureau B", recipient="Bureau A",
            at="2026-11-01T10:00:00Z", signer=office, note=note,
        )  # fmt: skip
        data = signed.spelt(packages.sign_received(said, signer))
        yield Example(data.decode(), data, "application/json")


OUTGOING = Outgoing(NAME_OF_TEXT, Form.PACKAGE, _examples, news=True)
"""What goes back to who sent a package. Office and note are typed by who signs it."""
