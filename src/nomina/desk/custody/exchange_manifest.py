"""What a manifest of a batch says, and the key of this desk that signs it.

The key is that of its use alone (`desk.signing`): a log signs what it holds, in its own form; a
manifest is given to another side, which may be told one key and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from nomina import manifests
from nomina.desk import signing
from nomina.desk.acts import Actor
from nomina.desk.custody import exchange
from nomina.desk.custody.models import Batch, Found, GoesBack, Item, Manifest, Movement, Stay
from nomina.desk.custody.models.exchange import IN
from nomina.errors import Refused
from nomina.ledger.checkpoint import KeySigner
from nomina.words import tr

USE = "manifest"


def signer() -> KeySigner:
    """Give the key that signs the manifests of the open desk.

    Raises:
        StoreError: no desk is open.
    """
    return signing.signer(USE)


def public() -> str:
    """Give the public key that manifests of this desk are checked with, as text."""
    return signing.public(USE)


def content(
    batch: Batch, items: Sequence[Item], number: str, id: UUID, by: Actor
) -> manifests.Content:
    """Say what goes over; no name of a dead person is in it.

    Raises:
        Refused: something was never taken in, or is out already.
    """
    us = batch.operation.name
    carrier = batch.carrier
    body = (carrier.body or carrier.name) if carrier is not None else None
    giver, taker = (batch.counterpart, us) if batch.way == IN else (us, batch.counterpart)
    given: dict[str, object] = {
        "id": id.hex,
        "number": number,
        "way": batch.way,
        "batch": batch.number,
        "stage": batch.stage,
        "giver": giver,
        "taker": taker,
        "carrier": body,
        "carried_by": batch.carried_by,
        "place": f"{batch.place.code} {batch.place.name}"[:200],
        "planned": batch.day.isoformat() if batch.day is not None else None,
        "made": moment(by.at),
        "items": _items(batch, items),
    }
    return manifests.Content(**given)  # type: ignore[arg-type]


def moment(when: datetime) -> str:
    """Write a moment as documents do: UTC, whole seconds."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def with_contents(items: Sequence[Item]) -> list[Item]:
    """Give items with all that lies in them, in order of tags."""
    every = {item.pk: item for item in items}
    wanted = set(every)
    while wanted:
        rows = Stay.objects.now().filter(inside__in=wanted).select_related("item__file")
        inner = {row.item_id: row.item for row in rows if row.item_id not in every}
        every |= inner
        wanted = set(inner)
    return sorted(every.values(), key=lambda item: item.code)


def _items(batch: Batch, items: Sequence[Item]) -> tuple[manifests.Item, ...]:
    stays = {
        stay.item_id: stay
        for stay in Stay.objects.now().filter(item__in=items).select_related("inside")
    }
    finds = _finds(batch, items)
    seals = _seals(items)
    made = []
    for item in sorted(items, key=lambda one: one.code):
        stay = stays.get(item.pk)
        if stay is None or stay.place_id is None:
            raise Refused(
                tr("this was given out and is no longer in custody here"), where=str(item)
            )
        find = finds.get(item.pk)
        theirs = find.listed.number if find is not None and find.listed is not None else ""
        made.append(
            manifests.Item(
                tag=item.code,
                kind=item.kind,  # type: ignore[arg-type]  # of a known kind, by the database
                seal=seals.get(item.pk) or None,
                our_number=item.file.number if item.file is not None else None,
                their_number=theirs or None,
                count=find.persons if find is not None else None,
                inside=stay.inside.code if stay.inside is not None else None,
            )
        )
    return tuple(made)


def _finds(batch: Batch, items: Sequence[Item]) -> dict[UUID, Found]:
    """Give what was found last in each item: in this batch, else in the one it came with."""
    found: dict[UUID, Found] = {}
    rows = Found.objects.filter(item__in=items, batch__operation=batch.operation_id)
    for row in rows.select_related("listed").order_by("made_at", "turn"):
        there = found.get(row.item_id)
        if there is None or there.batch_id != batch.pk or row.batch_id == batch.pk:
            found[row.item_id] = row
    return found


def _seals(items: Sequence[Item]) -> dict[UUID, str]:
    """Give the number of the seal that was read last on each item."""
    rows = Movement.objects.filter(item__in=items).exclude(seal="")
    return {row.item_id: row.seal_number for row in rows.order_by("number")}


def document(one: Manifest) -> manifests.Manifest:
    """Give a manifest as it was signed.

    Raises:
        InputError: what is kept of it was changed.
    """
    name, number, _ = one.key.split("+", 2)
    made = manifests.Manifest(
        manifest=manifests.Content.model_validate(one.document),
        digest=one.digest,
        key=f"{name}+{number}",
        signature=one.signature,
    )
    manifests.check(manifests.written(made), one.key, one.number)
    return made


def offered(batch: Batch) -> list[Item]:
    """Give what is likely to go over: what was found of a batch that came, what goes back."""
    if batch.way == IN:
        return [find.item for find in exchange.finds_of(batch) if find.what != "nothing"]
    seen = [find.item for find in exchange.finds_of(batch) if find.ours != "yes"]
    going = GoesBack.objects.current().filter(batch__operation=batch.operation_id)
    back = Item.objects.filter(going_back__in=going)
    still = Stay.objects.now().filter(item__in=[*seen, *back], place__isnull=False)
    there = set(still.values_list("item", flat=True))
    every = {item.pk: item for item in (*seen, *back) if item.pk in there}
    return sorted(every.values(), key=lambda item: item.code)
