"""What the pages of a manifest of the other side and of our receipt are made of."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse

from nomina import manifests, tags
from nomina.desk.custody.exchange_receipt import Received
from nomina.desk.custody.exchange_words import cut
from nomina.desk.custody.models import Batch, Item, OurReceipt, TheirManifest
from nomina.desk.custody.shapes import Fact, Facts
from nomina.desk.custody.words import item_kind
from nomina.desk.look.shapes import Cell, Column, Empty, Kind, Row, Table, Way
from nomina.desk.people.views.common import moment
from nomina.words import tr


def key_facts(key: str) -> tuple[Fact, Fact]:
    """Show a public key, and the fingerprint by which people compare it."""
    fingerprint = manifests.fingerprint(manifests.key_of(key))
    return (
        Fact(tr("Public key"), key),
        Fact(tr("Fingerprint of the key"), fingerprint),
    )


def signed_at(text: str) -> str:
    """Write a moment of a document as it stands there."""
    return text.replace("T", " ").replace("Z", " UTC")


def state(one: TheirManifest, got: Received) -> str:
    """Say in a sentence whether our receipt is signed, and still says what was found."""
    last = one.receipts.order_by("made_at", "pk").last()
    if last is None:
        return tr("No receipt of ours is signed yet.")
    told = manifests.Taken.model_validate(last.document)
    if set(told.taken) != {*got.taken, *got.extra} or set(told.missing) != set(got.missing):
        return tr("What was found changed since our receipt {number}.").format(number=last.number)
    return tr("Our receipt {number} says what was found.").format(number=last.number)


def counts(got: Received) -> Facts:
    """Count what was received, what was not there, and what lies beside the list."""
    return Facts(
        tr("Received of it"),
        (
            Fact(tr("On the manifest"), str(len(got.found))),
            Fact(tr("Received"), str(len(got.taken))),
            Fact(tr("Not there"), str(len(got.missing))),
            Fact(tr("Beside the list"), str(len(got.extra))),
        ),
    )


def held(it: manifests.Content, got: Received) -> Table:
    """Show the items of a manifest, each with what was found of it, and what lies beside."""
    there = {tag: [find.item for find in finds] for tag, finds in got.found.items()}
    return _table(it, there, [find.item for find in got.beside])


def said(it: manifests.Content, receipt: manifests.Taken) -> Table:
    """Show what a receipt of ours says of each item of its manifest, and of what lies beside."""
    taken = set(receipt.taken)
    there: dict[str, list[Item]] = {one.tag: [] for one in it.items}
    return _table(it, there, manifests.differences(it, receipt)["extra"], taken)


def _table(
    it: manifests.Content,
    there: dict[str, list[Item]],
    beside: Iterable[Item | str],
    taken: set[str] | None = None,
) -> Table:
    """Draw both; where ``taken`` is given it says what was received, else what was found does."""
    rows = [
        _row(one, there[one.tag], bool(there[one.tag]) if taken is None else one.tag in taken)
        for one in it.items
    ]
    rows.sort(key=lambda pair: pair[0])  # what is not there first
    return Table(
        tr("Held against what was found"),
        (
            Column(tr("Their tag")),
            Column(tr("What it is")),
            Column(tr("Seal")),
            Column(tr("Their number")),
            Column(tr("Our number")),
            Column(tr("Our tag")),
            Column(tr("State")),
        ),
        (*(_beside(one) for one in beside), *(row for _, row in rows)),
        titled=True,
    )


def _row(one: manifests.Item, items: list[Item], received: bool) -> tuple[bool, Row]:
    small = tr("in {tag}").format(tag=tags.written(one.inside)) if one.inside else ""
    row = Row(
        f"item-{one.tag}",
        (
            Cell(tags.written(one.tag), Kind.CODE, small=small),
            Cell(item_kind(one.kind)),
            _known(one.seal),
            _known(one.our_number),
            _known(one.their_number),
            Cell(", ".join(map(str, items)), Kind.CODE),
            Cell(tr("received"), Kind.CHIP, way=Way.FOR)
            if received
            else Cell(tr("not there"), Kind.CHIP, way=Way.STOP),
        ),
        reverse("custody:item", args=[items[0].pk]) if items else "",
    )
    return received, row


def _beside(one: Item | str) -> Row:
    tag = tags.written(one if isinstance(one, str) else one.code)
    return Row(
        f"beside-{tag}",
        (
            Cell(tr("on no line")),
            Cell("" if isinstance(one, str) else item_kind(one.kind)),
            Cell(""),
            Cell(""),
            Cell(""),
            Cell(tag, Kind.CODE),
            Cell(tr("beside the list"), Kind.CHIP, way=Way.UNSURE),
        ),
        "" if isinstance(one, str) else reverse("custody:item", args=[one.pk]),
    )


def _known(value: str | None) -> Cell:
    return Cell(cut(value), Kind.CODE) if value is not None else Cell("", Kind.UNKNOWN)


def our_receipts(request: HttpRequest, one: TheirManifest, it: manifests.Content) -> Table:
    """List our receipts for a manifest, the last first."""
    rows = OurReceipt.objects.visible_to(request.user).filter(manifest=one)
    listed = {item.tag for item in it.items}
    return Table(
        tr("Our receipts"),
        (Column(tr("Number")), Column(tr("Signed")), Column(tr("Signed by")),
         Column(tr("Received"), number=True), Column(tr("Not there"), number=True),
         Column(tr("Beside the list"), number=True)),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(row.number, Kind.CODE),
                    moment(row.made_at),
                    Cell(row.document["signer"], Kind.NAME),
                    Cell(str(len(listed & set(row.document["taken"]))), Kind.NUMBER),
                    Cell(str(len(row.document["missing"])), Kind.NUMBER),
                    Cell(str(len(set(row.document["taken"]) - listed)), Kind.NUMBER),
                ),
                reverse("custody:our_receipt", args=[row.pk]),
            )
            for row in rows.order_by("-made_at", "-pk")
        ),
        empty=Empty(
            tr("No receipt yet"),
            tr("Enter what was found in each bag, then sign what was received."),
        ),
        titled=True,
    )  # fmt: skip


def their_manifests(request: HttpRequest, one: Batch) -> Table | None:
    """List the manifests that the other side signed for a batch; None where it has none."""
    rows = list(
        TheirManifest.objects.visible_to(request.user)
        .filter(batch=one)
        .prefetch_related("receipts")
    )
    if not rows:
        return None
    return Table(
        tr("Manifests of the other side"),
        (Column(tr("Number")), Column(tr("Brought")), Column(tr("State"))),
        tuple(
            Row(
                row.pk.hex,
                (
                    Cell(cut(row.number), Kind.CODE),
                    moment(row.made_at),
                    Cell(tr("our receipt is signed"), Kind.CHIP, way=Way.FOR)
                    if row.receipts.all()
                    else Cell(tr("no receipt of ours yet"), Kind.CHIP, way=Way.UNSURE),
                ),
                reverse("custody:their_manifest", args=[row.pk]),
            )
            for row in rows
        ),
        titled=True,
    )
