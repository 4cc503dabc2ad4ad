"""The time stamp of a bundle, as it came."""

from __future__ import annotations

from django.db import models

from nomina.desk.captures.models.captures import Capture, SeenByCapture
from nomina.desk.people.models.rows import Row, Rows
from nomina.desk.people.text import NOTE
from nomina.desk.policy.standing import Thing


class StampQuerySet(SeenByCapture, Rows["Stamp"]):
    """Stamps."""


class Stamp(Row):
    """Somebody outside says that a bundle existed at a moment (RFC 3161).

    Attributes:
        answer: as the service sent it, DER.
        roots: PEM of the certificates that were trusted for it when it came.
        service: the address that was asked.
        at: the moment that it says, UTC.
        serial: its number there, hex.
        signer: name in the certificate of who signed it.
    """

    capture = models.OneToOneField(Capture, on_delete=models.PROTECT, related_name="stamp")
    answer = models.BinaryField()
    roots = models.BinaryField()
    service = models.CharField(max_length=NOTE)
    at = models.DateTimeField()
    serial = models.CharField(max_length=64)
    signer = models.CharField(max_length=200, blank=True)

    objects = StampQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)

    def thing(self) -> Thing:
        """Give what a rule may know of it."""
        return self.capture.thing()
