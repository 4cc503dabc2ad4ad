"""What is written down of backups: that one was made, and that one was put back and held."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.books.models import Restored
from nomina.desk.boot import keys
from nomina.desk.policy import predicates
from nomina.documents import Part
from nomina.errors import StoreError
from nomina.words import tr

LATE = timedelta(days=8)
"""Age of the last verified restore from which a desk is at risk (REL-30)."""


class Report(Part):
    """What came back of a backup, sealed by whoever has the key of the desk.

    Attributes:
        backup: id of the backup.
        manifest: SHA-256 of its file.
        rows, blobs: that came back; a blob is an object of the vault.
        size, root: of the log, the root in hex.
        seal: HMAC-SHA256 (hex) over the others.
    """

    backup: str
    manifest: str
    rows: int
    blobs: int
    size: int
    root: str
    seal: str = ""

    def sealed(self, key: bytes) -> Report:
        """Give the same with its seal."""
        text = self.model_dump_json(exclude={"seal"})
        return self.model_copy(update={"seal": hmac.digest(key, text.encode(), "sha256").hex()})


def _key() -> bytes:
    if settings.DESK is None:
        raise StoreError(tr("no desk is open"))
    return keys.receipt_key(settings.DESK)


@dataclass(frozen=True)
class MakeBackup(Action[None]):
    """Take a copy of the whole desk out of it. Only the terminal can."""

    kind = "backup.make"
    permission = predicates.SIGNED_OUT

    def effect(self, by: Actor) -> None:
        """Do nothing: what is copied is written by whoever called."""

    def on(self, done: None) -> tuple[Reference, ...]:
        """Give nothing: it is of the whole desk."""
        return ()


@dataclass(frozen=True, kw_only=True)
class RecordRestore(Action[Restored]):
    """Write down that a backup was put back in an empty place, and was whole there."""

    report: Report

    kind = "backup.verify"
    permission = predicates.SIGNED_OUT

    def check(self, by: Actor) -> None:
        """Refuse a report that was not made with the key of this desk."""
        if not hmac.compare_digest(self.report.sealed(_key()).seal, self.report.seal):
            raise Refused(tr("this report of a restore is not of this desk"))

    def effect(self, by: Actor) -> Restored:
        """Write the row."""
        row = Restored(made_at=by.at, **self.report.model_dump())
        row.save()
        return row

    def on(self, done: Restored) -> tuple[Reference, ...]:
        """Give the row."""
        return (Reference("restore", done.pk),)

    def said(self, done: Restored) -> Mapping[str, Said]:
        """Give the report."""
        return self.report.model_dump()


def last() -> Restored | None:
    """Give the newest restore that held, whose seal is still sound."""
    for row in Restored.objects.order_by("-made_at").iterator(chunk_size=10):
        names = Report.model_fields
        report = Report(**{name: getattr(row, name) for name in names})
        if hmac.compare_digest(report.sealed(_key()).seal, row.seal):
            return row
    return None


def age(at: datetime) -> timedelta | None:
    """Give the age of the last verified restore; None where there never was one."""
    row = last()
    return at - row.made_at if row else None
