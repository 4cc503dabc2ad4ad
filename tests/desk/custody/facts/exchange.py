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
from nomina.desk.custody.models import (
    Batch,
    BatchDocument,
    Found,
    Listed,
    Manifest,
    ManifestItem,
    ManifestReceipt,
)
from nomina.ledger.checkpoint import public_key
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
}
CODED: dict[str, tuple[str, ...]] = {
    "custody.Batch": ("number", "way", "carried_by"),
    "custody.BatchDocument": ("digest", "kept", "kind"),
    "custody.Listed": ("mark", "wrong", "cells"),
    "custody.Found": ("what", "ours"),
    "custody.Manifest": ("number", "way", "document", "digest", "signature", "key"),
    "custody.ManifestReceipt": ("side", "digest", "kept", "key"),
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
}
NO_PAGES: dict[str, str] = {"custody:tell_differences": "only posted to"}
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
    return {
        "batch": batch,
        "batch-paper": paper,
        "listed": listed,
        "manifest": manifest,
        "manifest-receipt": receipt,
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
