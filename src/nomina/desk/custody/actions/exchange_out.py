"""Acts of exchange that leave the desk: manifests, their receipts, and giving out for good."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from nomina import manifests
from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.books import vault
from nomina.desk.custody import holds, register
from nomina.desk.custody.actions.common import note, references, second
from nomina.desk.custody.exchange_lists import LARGEST
from nomina.desk.custody.exchange_manifest import content, signer, with_contents
from nomina.desk.custody.exchange_papers import envelope, file_name
from nomina.desk.custody.exchange_words import side_name
from nomina.desk.custody.models import (
    Batch,
    BatchDocument,
    Dispatched,
    Item,
    Manifest,
    ManifestItem,
    ManifestReceipt,
    Movement,
    OurReceipt,
    Stay,
)
from nomina.desk.custody.models.exchange import IN, OUT_WAY
from nomina.desk.custody.models.manifests import SIGNERS
from nomina.desk.custody.models.movements import OUT
from nomina.desk.custody.register import How, Reading, To, When
from nomina.desk.people.text import clean_name
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.ledger.checkpoint import public_key
from nomina.words import tr

MOST = 500
"""Items that are signed for at once; what lies in them may be three times as many."""
GOES_BACK = "goes-back"
"""The reason for which an item is released to nobody here; it is why it goes out to the others."""


@dataclass(frozen=True, kw_only=True)
class MakeManifest(Action[Manifest]):
    """Sign what goes over in a batch: nothing can be put in or taken out afterwards.

    What lies in an item stands on the manifest too.
    """

    batch: Batch
    items: tuple[Item, ...]

    kind = "custody.manifest"
    permission = predicates.RUN_CUSTODY
    irreversible = True

    def thing(self) -> Thing:
        """Give the batch."""
        return self.batch.thing()

    def check(self, by: Actor) -> None:
        """Refuse nothing, too much, the same twice, and what belongs elsewhere."""
        names = {one.pk for one in self.items}
        if not 1 <= len(names) == len(self.items) <= MOST:
            raise Refused(tr("1 to {n} items stand on a manifest").format(n=MOST))
        if any(one.operation_id != self.batch.operation_id for one in self.items):
            raise Refused(tr("this belongs to another operation"))

    def effect(self, by: Actor) -> Manifest:
        """Sign it and add the rows.

        Raises:
            Refused: something is out already, or an item stands on another manifest that waits.
        """
        list(Batch.objects.select_for_update(no_key=True).filter(pk=self.batch.pk))
        register.hold(self.items)  # two batches that sign for one item at once meet here
        items = with_contents(self.items)
        if len(items) > manifests.MOST:
            raise Refused(tr("1 to {n} items stand on a manifest").format(n=manifests.MOST))
        self._demand_free(items)
        number = f"{self.batch.number}-M{self.batch.manifests.count() + 1}"
        id, key = uuid.uuid4(), signer()
        signed = manifests.sign(content(self.batch, items, number, id, by), key)
        row = Manifest(
            id=id,
            batch=self.batch,
            number=number,
            way=self.batch.way,
            document=signed.manifest.model_dump(mode="json"),
            digest=signed.digest,
            signature=signed.signature,
            key=public_key(key),
            made_by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        ManifestItem.objects.bulk_create(
            ManifestItem(manifest=row, item=item, made_at=by.at) for item in items
        )
        return row

    def _demand_free(self, items: list[Item]) -> None:
        """Refuse what a manifest names from which it was not given out yet: two would claim it."""
        if self.batch.way != OUT_WAY:
            return
        rows = ManifestItem.objects.filter(
            item__in=items, manifest__way=OUT_WAY, manifest__dispatched=None
        ).exclude(manifest__batch=self.batch)
        for row in rows.select_related("item", "manifest")[:1]:
            raise Refused(
                tr("this stands on another manifest that was not given out: {number}").format(
                    number=row.manifest.number
                ),
                where=str(row.item),
            )

    def on(self, done: Manifest) -> tuple[Reference, ...]:
        """Give the manifest, the batch and the items."""
        return (
            Reference("manifest", done.pk),
            Reference("batch", self.batch.pk),
            *references(self.items),
        )

    def said(self, done: Manifest) -> Mapping[str, Said]:
        """Give what was signed, with which key."""
        return {"digest": done.digest, "signature": done.signature, "key": done.key}


@dataclass(frozen=True, kw_only=True)
class AddReceipt(Action[ManifestReceipt]):
    """Keep what was signed for a manifest: a paper, or a file whose signature is checked.

    Attributes:
        key: the public key of whoever signed the file; empty of a paper.
    """

    manifest: Manifest
    data: bytes
    name: str
    media: str
    side: str
    signer: str
    at: datetime
    key: str = ""
    words: str = ""

    kind = "custody.manifest-receipt"
    permission = predicates.RUN_CUSTODY

    def thing(self) -> Thing:
        """Give the manifest."""
        return self.manifest.thing()

    def check(self, by: Actor) -> None:
        """Refuse nothing, too much, a signature that does not hold, and another manifest's."""
        if self.side not in SIGNERS:
            raise Refused(tr("there is no such choice"))
        clean_name(self.signer)
        if not 0 < len(self.data) <= LARGEST:
            raise Refused(
                tr("this file is empty, or larger than {n} megabytes").format(n=LARGEST >> 20),
                where=self.name[:80],
            )
        if self.at > by.at + register.AHEAD:
            raise Refused(
                tr("this is later than the desk's clock says it is"),
                where=second(self.at),
            )
        if self.key:
            self._demand_holds()

    def _demand_holds(self) -> None:
        where = self.name[:80]
        found = manifests.check(self.data, self.key, where).document
        if not isinstance(found, manifests.Receipt):
            raise Refused(tr("this is a manifest, not a receipt"), where=where)
        if found.receipt.manifest != self.manifest.digest:
            raise Refused(tr("this receipt is of another manifest"), where=where)
        if found.receipt.side != self.side:
            raise Refused(
                tr("this receipt was signed by another side: {side}").format(
                    side=side_name(found.receipt.side)
                ),
                where=where,
            )

    def effect(self, by: Actor) -> ManifestReceipt:
        """Keep the bytes and add the row; the same bytes again add nothing."""
        list(Manifest.objects.select_for_update(no_key=True).filter(pk=self.manifest.pk))
        digest = hashlib.sha256(self.data).hexdigest()
        there = self.manifest.receipts.filter(digest=digest).first()
        if there is not None:
            return there
        row = ManifestReceipt(
            manifest=self.manifest,
            side=self.side,
            signer=clean_name(self.signer),
            at=self.at,
            digest=digest,
            kept=vault().keep(envelope(self.manifest.batch_id, self.data)).digest,
            name=file_name(self.name),
            media=self.media[:100],
            size=len(self.data),
            key="".join(self.key.split()),
            note=note(self.words),
            made_by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return row

    def on(self, done: ManifestReceipt) -> tuple[Reference, ...]:
        """Give the receipt and the manifest."""
        return (
            Reference("manifest-receipt", done.pk),
            Reference("manifest", self.manifest.pk),
        )

    def said(self, done: ManifestReceipt) -> Mapping[str, Said]:
        """Give who signed what, and when."""
        return {
            "side": done.side,
            "signer": done.signer,
            "at": second(done.at),
            "digest": done.digest,
            "key": done.key,
        }


@dataclass(frozen=True)
class Given:
    """What was given out."""

    row: Dispatched
    movements: tuple[Movement, ...]


@dataclass(frozen=True, kw_only=True)
class Dispatch(Action[Given]):
    """Give out all that stands on a manifest, for good, after the receipt for it.

    All of it is in the carrier's hands by then, through a handover of the register.
    """

    manifest: Manifest
    receipt: ManifestReceipt
    when: When
    reading: Reading

    kind = "custody.dispatch"
    permission = predicates.RUN_CUSTODY
    irreversible = True

    def thing(self) -> Thing:
        """Give the manifest."""
        return self.manifest.thing()

    def check(self, by: Actor) -> None:
        """Refuse what comes, another manifest's receipt, and our own."""
        register.check_when(self.when, by.at)
        register.check_reading(self.reading)
        if self.manifest.way == IN:
            raise Refused(tr("this manifest is of what came"), where=self.manifest.number)
        if self.receipt.manifest_id != self.manifest.pk or self.receipt.side == "us":
            raise Refused(
                tr("a receipt of the carrier or of the other side is needed"),
                where=self.manifest.number,
            )

    def effect(self, by: Actor) -> Given:
        """Write the movements.

        Raises:
            Refused: one is not in the carrier's hands, or something stands in its way; then
                nothing is given out.
        """
        list(Manifest.objects.select_for_update(no_key=True).filter(pk=self.manifest.pk))
        if Dispatched.objects.filter(manifest=self.manifest).exists():
            raise Refused(tr("this was given out already"), where=self.manifest.number)
        carrier = self.manifest.batch.carrier
        assert carrier is not None
        rows = self.manifest.items.select_related("item__file", "item__tag", "item__parent")
        items = [row.item for row in rows]
        stays = register.hold(items)
        self._demand_ready(items, stays, carrier.pk)
        to = To(keeper=carrier, place=None)
        how = How(when=self.when, reading=self.reading, by=by, why=self.manifest.number)
        moved = []
        inner = {item.pk for item in items}
        for item in items:
            stay = stays[item.pk]
            if stay.place_id is None or stay.inside_id in inner:
                continue  # it goes out within what it lies in
            moved.append(register.step(item, OUT, to, how, stays))
        row = Dispatched(
            manifest=self.manifest,
            receipt=self.receipt,
            at=self.when.at,
            by=by.user,
            made_at=by.at,
        )
        row.save(force_insert=True)
        return Given(row, tuple(moved))

    def _demand_ready(
        self, items: list[Item], stays: Mapping[uuid.UUID, Stay], carrier: uuid.UUID
    ) -> None:
        """Refuse with every reason at once, so that all can be mended in one go."""
        wrong = []
        for item in items:
            stay = stays[item.pk]
            if stay.place_id is None:
                wrong.append(
                    tr("{tag} was given out and is no longer in custody here").format(tag=item)
                )
            elif stay.keeper_id != carrier:
                wrong.append(tr("{tag} is not in the carrier's hands").format(tag=item))
            wrong += [
                f"{item}: {hold.what} ({hold.todo})"
                for hold in holds.of(item)
                if hold.key != GOES_BACK
            ]
        listed = {item.pk for item in items}
        strangers = [stay.item for pk, stay in stays.items() if pk not in listed]
        wrong += [
            tr("{tag} lies in something of the manifest, and does not stand on it").format(tag=one)
            for one in strangers
        ]
        if wrong:
            raise Refused(
                tr("this cannot be given out: {why}").format(why="; ".join(wrong[:20])),
                where=self.manifest.number,
                todo=tr("Settle each of these first"),
            )

    def on(self, done: Given) -> tuple[Reference, ...]:
        """Give the manifest, the receipt and the items."""
        return (
            Reference("manifest", self.manifest.pk),
            Reference("manifest-receipt", self.receipt.pk),
            *references(one.item for one in done.movements),
        )

    def said(self, done: Given) -> Mapping[str, Said]:
        """Give what went, and when."""
        return {
            "digest": self.manifest.digest,
            "receipt": self.receipt.digest,
            "at": second(self.when.at),
            "clock": self.when.clock,
            "items": tuple(sorted(str(one.item_id) for one in done.movements)),
        }


_KINDS: Mapping[type, str] = {
    BatchDocument: "batch-document",
    Manifest: "manifest",
    ManifestReceipt: "manifest-receipt",
    OurReceipt: "our-receipt",
}


@dataclass(frozen=True, kw_only=True)
class TakeExchangePaper(Action[str]):
    """Carry a paper of an exchange away: a list, a receipt, or a manifest; it leaves the desk.

    Attributes:
        form: of what was signed here, ``json`` or ``pdf``; empty of what came.
    """

    paper: BatchDocument | Manifest | ManifestReceipt | OurReceipt
    form: str = ""
    language: str = ""

    kind = "custody.exchange-paper-taken"
    permission = predicates.KEEP_ITEMS

    def thing(self) -> Thing:
        """Give what it belongs to."""
        return self.paper.thing()

    def effect(self, by: Actor) -> str:
        """Change nothing; that it leaves is written down."""
        return self.paper.digest

    def on(self, done: str) -> tuple[Reference, ...]:
        """Give the paper."""
        return (Reference(_KINDS[type(self.paper)], self.paper.pk),)

    def said(self, done: str) -> Mapping[str, Said]:
        """Give which bytes, and in what form."""
        return {"digest": done, "form": self.form, "language": self.language}
