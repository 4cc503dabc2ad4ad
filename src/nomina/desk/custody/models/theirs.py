"""Manifests that the other side signed, and what this side signed for each of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models

from nomina.desk.custody.models.exchange import Batch, BatchDocument
from nomina.desk.custody.models.manifests import KEY, SIGNATURE
from nomina.desk.custody.models.movements import DIGEST
from nomina.desk.custody.models.seen import SeenThere, seen_by, thing_of
from nomina.desk.people.models import Operation, User
from nomina.desk.people.models.operations import CODE
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NAME
from nomina.desk.policy.standing import Thing

THEIR_ID = 32


class TheirManifestQuerySet(SeenThere, Rows["TheirManifest"]):
    """Manifests of the other side."""


class TheirManifest(Row):
    """A manifest that the other side signed for a batch that comes in; its signature held.

    Attributes:
        document: the signed file, byte for byte; its lines are lines of the list of the batch.
        their_id: the id in it; an operation has each once.
        number: as they call it.
        digest: SHA-256 of what they signed; a receipt of ours names it.
        key: the public key under which the signature held, had by another way.
    """

    beside = ("operation", "batch__operation", "batch__place", "batch__end", "document")

    operation = models.ForeignKey(
        Operation, on_delete=models.PROTECT, related_name="their_manifests"
    )
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="their_manifests")
    document = models.OneToOneField(BatchDocument, on_delete=models.PROTECT, related_name="signed")
    their_id = models.CharField(max_length=THEIR_ID)
    number = models.CharField(max_length=NAME)
    digest = models.CharField(max_length=DIGEST)
    key = models.CharField(max_length=KEY)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = TheirManifestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operation", "their_id"], name="their_manifest_once"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.number

    def thing(self) -> Thing:
        """Give what a rule may know of the manifest."""
        return thing_of(self.operation_id, self.made_by_id)


class OurReceiptQuerySet(Rows["OurReceipt"]):
    """Receipts that this side signed."""

    def visible_to(self, user: object, at: datetime | None = None) -> Self:
        """Give those of visible manifests."""
        seen: Self = seen_by(self, user, at, "manifest__operation")
        return seen


class OurReceipt(Row):
    """What was received of a manifest of the other side, signed with the key of this desk.

    A later one takes the place of those before; none is changed.

    Attributes:
        number: as printed.
        document: what was signed (`nomina.manifests.Taken`).
        digest: SHA-256 of it in canonical JSON.
        signature: Ed25519, 128 hex digits.
        key: the public key as text, that of the moment of signing.
    """

    beside = ("manifest__operation", "manifest__batch", "manifest__document")

    manifest = models.ForeignKey(TheirManifest, on_delete=models.PROTECT, related_name="receipts")
    number = models.CharField(max_length=CODE + 10)
    document = models.JSONField[Any]()
    digest = models.CharField(max_length=DIGEST)
    signature = models.CharField(max_length=SIGNATURE)
    key = models.CharField(max_length=KEY)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OurReceiptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["manifest", "number"], name="our_receipt_number_once"),
        ]
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.number

    def thing(self) -> Thing:
        """Give what a rule may know of the receipt."""
        return self.manifest.thing()
