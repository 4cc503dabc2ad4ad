"""Manifests of batches: what was signed, and what the other side or the carrier signed for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from nomina.desk.custody.models.exchange import MEDIA, WAYS, Batch, SeenByBatch
from nomina.desk.custody.models.items import Item
from nomina.desk.custody.models.movements import DIGEST
from nomina.desk.custody.models.seen import seen_by
from nomina.desk.people.models import User
from nomina.desk.people.models.operations import CODE
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NAME, NOTE
from nomina.desk.policy.standing import Thing

SIGNATURE, KEY = 128, 400
SIGNERS = ("carrier", "counterpart", "us")
"""Who signs a receipt: who carries, the other side, or this side for what came."""


class ManifestQuerySet(SeenByBatch, Rows["Manifest"]):
    """Manifests."""


class Manifest(Row):
    """What goes over in a batch, signed with the key of this desk.

    Attributes:
        number: as printed.
        way: one of `exchange.WAYS`.
        document: what was signed (`nomina.manifests.Manifest`).
        digest: SHA-256 of it in canonical JSON.
        signature: Ed25519, 128 hex digits.
        key: the public key as text, that of the moment of signing.
    """

    beside = ("batch__operation", "batch__carrier", "batch__place", "dispatched")

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="manifests")
    number = models.CharField(max_length=CODE + 10)
    way = models.CharField(max_length=4)
    document = models.JSONField[Any]()
    digest = models.CharField(max_length=DIGEST)
    signature = models.CharField(max_length=SIGNATURE)
    key = models.CharField(max_length=KEY)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ManifestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(way__in=WAYS), name="manifest_way_is_known"),
            models.UniqueConstraint(fields=["batch", "number"], name="manifest_number_once"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.number

    def thing(self) -> Thing:
        """Give what a rule may know of the manifest."""
        return self.batch.thing()


class ManifestItemQuerySet(Rows["ManifestItem"]):
    """Items on manifests."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible batches."""
        seen: Self = seen_by(self, user, at, "manifest__batch__operation")
        return seen


class ManifestItem(Row):
    """One item that stands on a manifest."""

    manifest = models.ForeignKey(Manifest, on_delete=models.PROTECT, related_name="items")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="manifested")

    objects = ManifestItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["manifest", "item"], name="manifest_item_once")
        ]
        ordering = ["item__code"]

    def __str__(self) -> str:
        return str(self.pk)


class SeenByManifest:
    """A query over rows that have a ``manifest``."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible batches."""
        seen: Self = seen_by(self, user, at, "manifest__batch__operation")
        return seen


class ManifestReceiptQuerySet(SeenByManifest, Rows["ManifestReceipt"]):
    """Receipts of manifests."""


class ManifestReceipt(Row):
    """Somebody signed for what stands on a manifest: on paper, or with a key of their own.

    Attributes:
        side: one of `SIGNERS`.
        signer: who signed, as written there.
        at: when, as written there.
        digest, kept, name, media, size: the paper or file, as of a `BatchDocument`.
        key: the public key that its signature holds under; empty of a paper.
    """

    beside = ("manifest__batch",)

    manifest = models.ForeignKey(Manifest, on_delete=models.PROTECT, related_name="receipts")
    side = models.CharField(max_length=12)
    signer = models.CharField(max_length=NAME)
    at = models.DateTimeField()
    digest = models.CharField(max_length=DIGEST)
    kept = models.CharField(max_length=DIGEST)
    name = models.CharField(max_length=NAME)
    media = models.CharField(max_length=MEDIA)
    size = models.PositiveIntegerField()
    key = models.CharField(max_length=KEY, blank=True)
    note = models.CharField(max_length=NOTE, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ManifestReceiptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(side__in=SIGNERS), name="receipt_side_is_known"),
            models.UniqueConstraint(fields=["manifest", "digest"], name="receipt_paper_once"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of the receipt."""
        return self.manifest.thing()


class DispatchedQuerySet(SeenByManifest, Rows["Dispatched"]):
    """Manifests whose items were given out."""


class Dispatched(Row):
    """All items of a manifest were given out for good, after a receipt."""

    manifest = models.OneToOneField(Manifest, on_delete=models.PROTECT, related_name="dispatched")
    receipt = models.ForeignKey(ManifestReceipt, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = DispatchedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)
