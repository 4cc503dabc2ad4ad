"""Of exchange."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from nomina import manifests
from nomina.desk.acts import Actor
from nomina.desk.books import vault
from nomina.desk.custody.exchange_manifest import content, signer
from nomina.desk.custody.exchange_papers import envelope
from nomina.desk.custody.exchange_theirs import lines
from nomina.desk.custody.models import (
    Batch,
    BatchDocument,
    Found,
    Listed,
    Manifest,
    ManifestItem,
    ManifestReceipt,
    OurReceipt,
    TheirManifest,
)
from nomina.ledger.checkpoint import KeySigner, public_key
from tests.desk.custody.facts.made import Made
from tests.desk.people.cast import NOW

FREE: dict[str, tuple[str, ...]] = {
    "custody.Batch": ("counterpart",),
    "custody.BatchDocument": ("name", "media"),
    "custody.Listed": ("number", "said_name", "rank", "military", "unit", "place", "note"),
    "custody.ListedEnd": ("why",),
    "custody.Found": ("note",),
    "custody.BatchEnd": ("words",),
    "custody.ManifestReceipt": ("signer", "name", "media", "note"),
    "custody.TheirManifest": ("number",),
}
CODED: dict[str, tuple[str, ...]] = {
    "custody.Batch": ("number", "way", "carried_by"),
    "custody.BatchDocument": ("digest", "kept", "kind"),
    "custody.Listed": ("mark", "wrong", "cells"),
    "custody.Found": ("what", "ours"),
    "custody.Manifest": ("number", "way", "document", "digest", "signature", "key"),
    "custody.ManifestReceipt": ("side", "digest", "kept", "key"),
    "custody.TheirManifest": ("their_id", "digest", "key"),
    "custody.OurReceipt": ("number", "document", "digest", "signature", "key"),
}
OBJECTS: dict[str, str] = {
    "custody:batches": "operation",
    "custody:make_batch": "operation",
    "custody:public_numbers": "operation",
    "custody:batch": "batch",
    "custody:find_in_batch": "batch",
    "custody:tell_differences": "batch",
    "custody:end_batch": "batch",
    "custody:bring_paper": "batch",
    "custody:make_manifest": "batch",
    "custody:batch_paper": "batch-paper",
    "custody:list_columns": "batch-paper",
    "custody:withdraw_list": "batch-paper",
    "custody:take_paper": "batch-paper",
    "custody:listed": "listed",
    "custody:manifest": "manifest",
    "custody:take_manifest": "manifest",
    "custody:hand_manifest": "manifest",
    "custody:add_receipt": "manifest",
    "custody:dispatch": "manifest",
    "custody:take_receipt": "manifest-receipt",
    "custody:bring_manifest": "batch",
    "custody:their_manifest": "their-manifest",
    "custody:sign_receipt": "their-manifest",
    "custody:our_receipt": "our-receipt",
    "custody:take_our_receipt": "our-receipt",
}
NO_PAGES: dict[str, str] = {"custody:tell_differences": "only posted to"}
THEM = KeySigner("example.org/them", b"2" * 32)
TAG = "1CWWG080GC"
LIST = "Номер;ПІБ;Звання\n17/4;Зразок Іван;солдат\n17/5;;\n".encode()


def rows(made: Made) -> dict[str, Any]:
    one, by = made.operation, made.by
    batch = Batch(
        operation=one, number="B-9", stage=9, way="out", counterpart="c", carried_by="icrc",
        carrier=made.rows["driver"] if "driver" in made.rows else made.rows["keeper"],
        place=made.rows["place"], made_by=by,
    )  # fmt: skip
    batch.save(force_insert=True)
    paper = BatchDocument(
        batch=batch, name="n", media="text/csv", kind="list", made_by=by, **_kept(batch, LIST)
    )
    paper.save(force_insert=True)
    listed = Listed(
        batch=batch, document=paper, line=2, number="17/4", said_name="Зразок Іван",
        rank="r", mark="0" * 64, cells=["17/4", "Зразок Іван"], by=by,
    )  # fmt: skip
    listed.save(force_insert=True)
    item = made.rows["thing"]
    Found(
        batch=batch, item=item, turn=1, listed=listed, what="body", persons=1, ours="no", note="n",
        by=by,
    ).save(force_insert=True)  # fmt: skip
    manifest = _manifest(made, batch, item)
    receipt = ManifestReceipt(
        manifest=manifest, side="carrier", signer="s", at=NOW, name="n", media="m", note="w",
        made_by=by, **_kept(batch, b"receipt"),
    )  # fmt: skip
    receipt.save(force_insert=True)
    theirs = _theirs(made, batch)
    return {
        "batch": batch,
        "batch-paper": paper,
        "listed": listed,
        "manifest": manifest,
        "manifest-receipt": receipt,
        "their-manifest": theirs,
        "our-receipt": _ours(made, theirs),
    }


def _kept(batch: Batch, data: bytes) -> dict[str, Any]:
    kept = vault().keep(envelope(batch.pk, data)).digest
    return {"digest": hashlib.sha256(data).hexdigest(), "kept": kept, "size": len(data)}


def _manifest(made: Made, batch: Batch, item: Any) -> Manifest:
    id, key = uuid.uuid4(), signer()
    signed = manifests.sign(content(batch, [item], "B-9-M1", id, Actor(made.by, NOW)), key)
    row = Manifest(
        id=id, batch=batch, number="B-9-M1", way="out", digest=signed.digest,
        document=signed.manifest.model_dump(mode="json"), signature=signed.signature,
        key=public_key(key), made_by=made.by,
    )  # fmt: skip
    row.save(force_insert=True)
    ManifestItem(manifest=row, item=item).save(force_insert=True)
    return row


def _theirs(made: Made, batch: Batch) -> TheirManifest:
    id, none = uuid.uuid4().hex, dict.fromkeys(("seal", "our_number", "count", "inside"))
    line = manifests.Item(tag=TAG, kind="bag", their_number="<b>17/4", **none)
    it = manifests.Content(
        id=id, number="X-1", way="out", batch="X", stage=None, giver="They", taker="We",
        carrier=None, carried_by="none", place="E1", planned=None, made="2026-11-01T10:00:00Z",
        items=(line,),
    )  # fmt: skip
    signed = manifests.sign(it, THEM)
    paper = BatchDocument(
        batch=batch, name="m", media="m", kind="paper", made_by=made.by,
        **_kept(batch, manifests.written(signed)),
    )  # fmt: skip
    paper.save(force_insert=True)
    row = TheirManifest(
        operation=made.operation, batch=batch, document=paper, their_id=id, number="X-1",
        digest=signed.digest, key=public_key(THEM), made_by=made.by,
    )  # fmt: skip
    row.save(force_insert=True)
    (said,) = lines(it)
    Listed(
        batch=batch, document=paper, line=said.line, mark=said.mark, cells=list(said.cells),
        by=made.by, **said.said,
    ).save(force_insert=True)  # fmt: skip
    return row


def _ours(made: Made, theirs: TheirManifest) -> OurReceipt:
    key = signer()
    taken = manifests.Taken(
        manifest=theirs.digest, number="X-1", side="counterpart", signer="s", place=None,
        at="2026-11-01T11:00:00Z", taken=(TAG,), missing=(), note=None,
    )  # fmt: skip
    signed = manifests.sign_receipt(taken, key)
    row = OurReceipt(
        manifest=theirs, number="B-9-R1", document=signed.receipt.model_dump(mode="json"),
        digest=signed.digest, signature=signed.signature, key=public_key(key), made_by=made.by,
    )  # fmt: skip
    row.save(force_insert=True)
    return row
