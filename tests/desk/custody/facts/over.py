"""Of what is over: each row that ends another, on objects of its own.

What the pages show stays open: a page of something that ended has no form to look at.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta
from typing import Any

from nomina.desk.custody.models import (
    Batch,
    BatchDocument,
    BatchEnd,
    Command,
    Count,
    CountEnd,
    CountRead,
    Death,
    DeathSign,
    Dispatched,
    Examined,
    ExaminedSign,
    Found,
    GoesBack,
    GoesBackEnd,
    Handover,
    HandoverEnd,
    Incident,
    IncidentEnd,
    Inventory,
    InventorySign,
    Listed,
    ListedEnd,
    Logger,
    LoggerEnd,
    Manifest,
    ManifestReceipt,
    Release,
    ReleaseDone,
    ReleaseEnd,
    ReleaseSign,
    Unresolved,
    UnresolvedSign,
)
from nomina.desk.people.models import User
from tests.desk.custody.facts.made import Made
from tests.desk.custody.facts.release import coffin_beside
from tests.desk.people.cast import NOW

FREE: dict[str, tuple[str, ...]] = {}
CODED: dict[str, tuple[str, ...]] = {}
OBJECTS: dict[str, str] = {}
FOUND: dict[str, list[str]] = {"here": [], "missing": [], "extra": [], "strange": ["t"]}
NO_PAGES: dict[str, str] = {}


def rows(made: Made) -> dict[str, Any]:
    for row in (*_register(made), *_papers(made), *_exchange(made)):
        row.save(force_insert=True)
    return {}


def _register(made: Made) -> tuple[Any, ...]:
    """A handover that was taken, a count, an incident that was settled, a key of a logger."""
    one, by, place = made.operation, made.by, made.rows["place"]
    handover = Handover(
        operation=one, number="H-00002", giver=made.rows["handover"].giver,
        taker=made.rows["handover"].taker, place=place, at=NOW, clock="device", because="b",
        made_by=by,
    )  # fmt: skip
    count = Count(operation=one, place=place, at=NOW, made_by=by)
    incident = Incident(operation=one, kind="other", place=place, words="w", at=NOW, by=by)
    logger = Logger(
        place=place, sensor="t", digest=uuid.uuid4().hex, until=NOW + timedelta(days=30),
        made_by=by,
    )  # fmt: skip
    return (
        handover,
        HandoverEnd(handover=handover, taken=True, at=NOW, clock="device", witness="w", by=by),
        count,
        CountRead(count=count, text="t", read="typed", at=NOW, by=by),
        CountEnd(count=count, found=FOUND, by=by),
        incident,
        IncidentEnd(incident=incident, words="w", by=by),
        Command(operation=one, kind="count", said={}, outcome="done", answer={}, by=by),
        logger,
        LoggerEnd(logger=logger, by=by),
    )


def _papers(made: Made) -> tuple[Any, ...]:
    """What a second person signed: a release, a death, an inventory, that nobody examines."""
    one, by, thing = made.operation, made.by, made.rows["thing"]
    second = User.objects.exclude(pk=by.pk).order_by("login").first()
    done, ended = (
        Release(
            operation=one, number=number, identification=made.identification,
            container=coffin_beside(made, thing), receiver="r", body="b", relation="m",
            kind="family", made_by=by,
        )
        for number in ("R-00002", "R-00003")
    )  # fmt: skip
    left = Unresolved(release=done, item=done.container, why="w", by=by)
    death = Death(
        operation=one, number="D-00002", kind="one", identification=made.identification,
        document=made.rows["death"].document, digest="0" * 64, by=by,
    )  # fmt: skip
    closed = Inventory(
        item=made.rows["packet"], number=2, none_found=True, seal_number="s", at=NOW,
        clock="device", by=by,
    )  # fmt: skip
    waiver = Examined(item=done.container, waived=True, why="w", by=by)
    return (
        *(done, ended, left, death, closed, waiver),
        UnresolvedSign(unresolved=left, keys=["k"], by=second),
        ReleaseSign(release=done, seat="board", digest="0" * 64, keys=["k"], by=second),
        ReleaseDone(
            release=done, keeper=made.rows["keeper"], at=NOW, clock="device", witness="w",
            document={}, digest="0" * 64, by=by,
        ),
        ReleaseEnd(release=ended, why="w", by=by),
        DeathSign(death=death, office="o", keys=["k"], by=second),
        InventorySign(inventory=closed, maker=by, by=second),
        ExaminedSign(examined=waiver, maker=by, by=second),
    )  # fmt: skip


def _exchange(made: Made) -> tuple[Any, ...]:
    """A batch that was closed, a line that counts no more, an item that does not go back."""
    by, signed = made.by, made.rows["manifest"]
    batch = Batch(
        operation=made.operation, number="B-8", stage=8, way="out", counterpart="c",
        carried_by="icrc", carrier=made.rows["keeper"], place=made.rows["place"], made_by=by,
    )  # fmt: skip
    kept = {"digest": hashlib.sha256(b"").hexdigest(), "kept": "0" * 64, "size": 0}
    paper = BatchDocument(batch=batch, name="n", media="m", kind="list", made_by=by, **kept)
    listed = Listed(
        batch=batch, document=paper, line=2, number="1", mark="1" * 64, cells=["1"], by=by
    )
    item = coffin_beside(made, made.rows["thing"])
    first, later = (
        Found(batch=batch, item=item, turn=turn, what="body", persons=1, ours=ours, by=by)
        for turn, ours in ((1, "no"), (2, "yes"))
    )
    goes = GoesBack(batch=batch, item=item, found=first, by=by)
    manifest = Manifest(
        batch=batch, number="B-8-M1", way="out", digest=uuid.uuid4().hex * 2, made_by=by,
        document=signed.document, signature=signed.signature, key=signed.key,
    )  # fmt: skip
    receipt = ManifestReceipt(
        manifest=manifest, side="carrier", signer="s", at=NOW, name="n", media="m", made_by=by,
        **kept,
    )  # fmt: skip
    return (
        *(batch, paper, listed, first, later, goes, manifest, receipt),
        ListedEnd(listed=listed, why="w", by=by),
        GoesBackEnd(goes=goes, found=later, by=by),
        Dispatched(manifest=manifest, receipt=receipt, at=NOW, by=by),
        BatchEnd(batch=batch, words="w", by=by),
    )
