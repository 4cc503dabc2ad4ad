"""Acts of exchange on what the other side signed: bringing its manifest, signing our receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from nomina import manifests
from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.custody import exchange_receipt, exchange_theirs
from nomina.desk.custody.actions.common import note
from nomina.desk.custody.actions.exchange import Came, Imported, add_lines, hold, keep
from nomina.desk.custody.exchange_manifest import moment, signer
from nomina.desk.custody.exchange_papers import file_name
from nomina.desk.custody.models import Batch, BatchDocument, Manifest, OurReceipt, TheirManifest
from nomina.desk.custody.models.exchange import IN, OUT_WAY, PAPER_SHEET
from nomina.desk.people.text import clean_name
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.ledger.checkpoint import public_key
from nomina.words import tr

MEDIA = "application/json"


@dataclass(frozen=True)
class Brought:
    """A manifest of the other side, and what became of its lines."""

    row: TheirManifest
    lines: Imported


@dataclass(frozen=True, kw_only=True)
class BringManifest(Action[Brought]):
    """Keep a manifest that the other side signed, and take its lines as a list; or nothing of it.

    The same file again adds nothing, but lines that were withdrawn meanwhile.

    Attributes:
        key: the public key of the other side as text, had by another way than the file.
    """

    batch: Batch
    data: bytes
    name: str
    key: str

    kind = "custody.their-manifest"
    permission = predicates.RUN_CUSTODY

    def thing(self) -> Thing:
        """Give the batch."""
        return self.batch.thing()

    def check(self, by: Actor) -> None:
        """Refuse a batch that goes out: what the other side signs for it is a receipt."""
        if self.batch.way != IN:
            raise Refused(
                tr("this batch goes out; the other side signs a receipt for it"),
                where=self.batch.number,
                todo=tr("Add their receipt to our manifest"),
            )

    def effect(self, by: Actor) -> Brought:
        """Check it, then keep the bytes and add the rows.

        Raises:
            InputError: its signature does not hold, or it is no manifest.
            Refused: it is of what came to them, or of our own; it is kept in another batch, or
                another file of it is; the batch is closed.
        """
        hold(self.batch)
        where = file_name(self.name)[:80]
        signed = exchange_theirs.checked(self.data, self.key, where)
        self._demand_theirs(signed.manifest, where)
        row = self._there(signed.manifest, where) or self._kept(signed, by)
        lines = add_lines(row.document, exchange_theirs.lines(signed.manifest), by)
        return Brought(row, lines)

    def _demand_theirs(self, it: manifests.Content, where: str) -> None:
        if it.way != OUT_WAY:
            raise Refused(
                tr("this manifest is of what came to the side that signed it"),
                where=where,
                todo=tr("Ask the other side for the manifest of what it gives"),
            )
        ours = Manifest.objects.filter(pk=UUID(it.id), batch__operation=self.batch.operation_id)
        if ours.exists():
            raise Refused(tr("this manifest was signed here, not by the other side"), where=where)

    def _there(self, it: manifests.Content, where: str) -> TheirManifest | None:
        rows = TheirManifest.objects.filter(operation=self.batch.operation_id, their_id=it.id)
        there = rows.select_related("batch", "document__batch").first()
        if there is None:
            return None
        if there.batch_id != self.batch.pk:
            raise Refused(
                tr("this manifest is kept with another batch: {number}").format(
                    number=there.batch.number
                ),
                where=where,
            )
        if there.document.digest != hashlib.sha256(self.data).hexdigest():
            raise Refused(
                tr("another file with the id of this manifest is kept already: {number}").format(
                    number=there.number[:40]
                ),
                where=where,
                todo=tr("Ask the other side which of the two holds"),
            )
        return there

    def _kept(self, signed: manifests.Manifest, by: Actor) -> TheirManifest:
        it = signed.manifest
        document = keep(self.batch, Came(self.data, self.name, MEDIA), PAPER_SHEET, by)
        row = TheirManifest(
            operation=self.batch.operation,
            batch=self.batch,
            document=document,
            their_id=it.id,
            number=clean_name(it.number),
            digest=signed.digest,
            key="".join(self.key.split()),
            made_by=by.user,
            made_at=by.at,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:  # into another batch, a moment ago
            raise Refused(
                tr("this manifest is kept with another batch: {number}").format(number="-"),
                where=self.batch.number,
            ) from None
        return row

    def on(self, done: Brought) -> tuple[Reference, ...]:
        """Give the manifest, its file and the batch."""
        return (
            Reference("their-manifest", done.row.pk),
            Reference("batch-document", done.row.document_id),
            Reference("batch", self.batch.pk),
        )

    def said(self, done: Brought) -> Mapping[str, Said]:
        """Give what was brought, under which key, and how many lines are new."""
        document: BatchDocument = done.row.document
        return {
            "digest": done.row.digest,
            "file": document.digest,
            "key": done.row.key,
            "added": len(done.lines.added),
            "there": done.lines.there,
        }


@dataclass(frozen=True, kw_only=True)
class SignReceipt(Action[OurReceipt]):
    """Sign what was really received of a manifest of the other side: for good.

    Attributes:
        signer: who signs for this side, name and office.
        seen: the mark of what was read before signing (`exchange_receipt.Received.mark`).
    """

    manifest: TheirManifest
    signer: str
    seen: str
    words: str = ""

    kind = "custody.our-receipt"
    permission = predicates.RUN_CUSTODY
    irreversible = True

    def thing(self) -> Thing:
        """Give the manifest."""
        return self.manifest.thing()

    def check(self, by: Actor) -> None:
        """Refuse a signer without a name, and a note that is too long."""
        clean_name(self.signer)
        note(self.words)

    def effect(self, by: Actor) -> OurReceipt:
        """Sign it and add the row.

        Raises:
            Refused: what was found changed since it was read, or it is not known yet what is there.
        """
        batch = self.manifest.batch
        list(Batch.objects.select_for_update(no_key=True).filter(pk=batch.pk))
        theirs = exchange_theirs.signed(self.manifest)
        got = exchange_receipt.received(self.manifest, theirs.manifest)
        exchange_receipt.demand_sure(self.manifest, got)
        if got.mark() != self.seen:
            raise Refused(
                tr("what was found changed since this page was drawn"),
                where=batch.number,
                todo=tr("Look at it again before you sign"),
            )
        key = signer()
        signed = manifests.sign_receipt(self._taken(theirs, got, by), key)
        every = OurReceipt.objects.filter(manifest__batch=batch)
        row = OurReceipt(
            manifest=self.manifest,
            number=f"{batch.number}-R{every.count() + 1}",
            document=signed.receipt.model_dump(mode="json"),
            digest=signed.digest,
            signature=signed.signature,
            key=public_key(key),
            made_by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def _taken(
        self, theirs: manifests.Manifest, got: exchange_receipt.Received, by: Actor
    ) -> manifests.Taken:
        taken = (*got.taken, *got.extra)
        if len(taken) > manifests.MOST:
            raise Refused(
                tr("1 to {n} items stand on a manifest").format(n=manifests.MOST),
                where=self.manifest.batch.number,
            )
        place = self.manifest.batch.place
        return manifests.Taken(
            manifest=theirs.digest,
            number=theirs.manifest.number,
            side="counterpart",
            signer=clean_name(self.signer),
            place=f"{place.code} {place.name}"[:200],
            at=moment(by.at),
            taken=taken,
            missing=got.missing,
            note=note(self.words) or None,
        )

    def on(self, done: OurReceipt) -> tuple[Reference, ...]:
        """Give the receipt, the manifest and the batch."""
        return (
            Reference("our-receipt", done.pk),
            Reference("their-manifest", self.manifest.pk),
            Reference("batch", self.manifest.batch_id),
        )

    def said(self, done: OurReceipt) -> Mapping[str, Said]:
        """Give what was signed, with which key."""
        return {"digest": done.digest, "signature": done.signature, "key": done.key}
