"""Of packages and papers that come from another bureau."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from nomina import packages
from nomina.desk.transmit import incoming_content, incoming_kept
from nomina.desk.transmit.models import (
    Incoming,
    IncomingContent,
    IncomingItem,
    IncomingPassed,
    IncomingPhoto,
    IncomingRead,
    IncomingReceipt,
    IncomingRefused,
    IncomingTaken,
    MissingList,
    MissingListSign,
    MissingListTaken,
)
from nomina.ledger.checkpoint import KeySigner
from nomina.packages.incoming import Beside, Offered, Value
from tests.desk.custody.facts.made import Made

FREE: dict[str, tuple[str, ...]] = {
    "transmit.Incoming": ("name", "their_name", "their_number", "addressed"),
    "transmit.IncomingItem": ("key",),
    "transmit.IncomingPhoto": ("name",),
    "transmit.IncomingRefused": ("why",),
    "transmit.IncomingPassed": ("called",),
    "transmit.IncomingRead": ("note",),
    "transmit.IncomingReceipt": ("signer",),
}
CODED: dict[str, tuple[str, ...]] = {
    "transmit.Incoming": (
        "number", "form", "signed", "key", "digest", "kept", "their_digest", "article", "problems",
    ),
    "transmit.IncomingItem": ("about", "commitment"),
    "transmit.IncomingPhoto": ("digest", "kept", "alive"),
    "transmit.IncomingTaken": ("fields",),
    "transmit.IncomingReceipt": ("document", "digest"),
    "transmit.MissingList": ("form", "files", "conditions", "digest", "kept"),
    "transmit.MissingListSign": ("seat", "digest", "keys"),
}  # fmt: skip
OBJECTS: dict[str, str] = {
    "transmit:incoming": "operation",
    "transmit:receive": "operation",
    "transmit:receive_letter": "operation",
    "transmit:came": "incoming",
    "transmit:take_came": "incoming",
    "transmit:acknowledge_came": "incoming",
    "transmit:type_item": "incoming",
    "transmit:came_receipt": "incoming-receipt",
    "transmit:came_item": "incoming-item",
    "transmit:take_new": "incoming-item",
    "transmit:take_into": "incoming-item",
    "transmit:refuse_item": "incoming-item",
    "transmit:read_item": "incoming-item",
    "transmit:pass_item": "incoming-item",
    "transmit:item_photo": "incoming-item",
    "transmit:missing_lists": "operation",
    "transmit:lay_list": "partner",
    "transmit:missing_list": "missing-list",
    "transmit:sign_list": "missing-list",
    "transmit:take_list": "missing-list",
}
NO_PAGES: dict[str, str] = {}
FRAGMENTS: set[str] = set()
SCAN = b"%PDF-1.4 a letter"
SIGNER = KeySigner("example.org/ours", b"7" * 32)


def rows(made: Made) -> dict[str, Any]:
    by, data = made.by, SCAN
    incoming = Incoming(
        operation=made.operation, partner=made.rows["partner"], number="I-00001", form="letter",
        signed="none", sealed=False, name="n", digest=hashlib.sha256(data).hexdigest(),
        size=len(data), kept=incoming_kept.keep(data), their_name="t", their_number="n",
        dated=date(2026, 11, 1), problems=[{"what": "w", "where": "1", "todo": "t"}], made_by=by,
    )  # fmt: skip
    incoming.save(force_insert=True)
    offered = Offered(
        about="missing",
        key="k",
        values=(Value(field="family name", text="v", source="s"), Value(field="born", text="?")),
        beside=(Beside(name="rank", text="r", kept=False),),
    )
    items = []
    for number in range(1, 6):
        commitment, sealed = incoming_content.enclosed(offered)
        one = IncomingItem(
            incoming=incoming, number=number, about="missing", key="k", living=False,
            commitment=commitment, by=by,
        )  # fmt: skip
        one.save(force_insert=True)
        IncomingContent.objects.create(item=one, sealed=sealed)
        items.append(one)
    item, taken, refused, passed, read = items
    rest = (
        IncomingPhoto(
            item=item, digest="1" * 64, size=1, kept="2" * 64, name="n", alive="not-known", by=by
        ),
        IncomingTaken(item=taken, file=made.files["am"], fresh=False, fields=["born"], by=by),
        IncomingRefused(item=refused, why="w", by=by),
        IncomingPassed(item=passed, called="c", by=by),
        IncomingRead(item=read, note="n", by=by),
    )
    for one in (refused, passed):
        IncomingContent.objects.get(item=one).delete()
    for row in rest:
        row.save(force_insert=True)
    return {
        "incoming": incoming,
        "incoming-item": item,
        "incoming-receipt": _receipt(incoming, made),
        "missing-list": _list(made),
    }


def _receipt(incoming: Incoming, made: Made) -> IncomingReceipt:
    said = packages.Received(
        package="0" * 64, number="n", sender="s", recipient="r", at="2026-11-01T10:00:00Z",
        signer="o", note=None,
    )  # fmt: skip
    signed = packages.sign_received(said, SIGNER)
    row = IncomingReceipt(
        incoming=incoming, document=signed.model_dump(mode="json"), digest=signed.digest,
        signer="o", by=made.by,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def _list(made: Made) -> MissingList:
    data = b"number,family name\r\n"
    digest = hashlib.sha256(data).hexdigest()
    row = MissingList(
        partner=made.rows["partner"], turn=1, form="csv", files=[made.files["am"].pk.hex],
        conditions={"safe": True}, digest=digest, kept=incoming_kept.keep(data), by=made.by,
    )  # fmt: skip
    row.save(force_insert=True)
    MissingListSign(sheet=row, seat="board", digest=digest, keys=["1"], by=made.by).save(
        force_insert=True
    )
    MissingListTaken(sheet=row, by=made.by).save(force_insert=True)
    return row
