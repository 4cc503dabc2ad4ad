"""Missing people whose records may no longer be compared.

That records are compared rests on the mandate of the operation; where a family was asked for its
consent to it, on that consent.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from nomina.desk.files.fields import AM
from nomina.desk.files.models import Consent, File

COMPARE_RECORDS = "compare-records"


def withdrawn(file: File, at: datetime | None = None) -> bool:
    """Say whether the record of a file may no longer be compared at all."""
    given = Consent.objects.filter(file=file, purpose=COMPARE_RECORDS)
    return file.kind == AM and given.exists() and not given.current(at or timezone.now()).exists()


def records_withdrawn(operations: set[UUID], at: datetime) -> set[UUID]:
    """Give the files of the missing whose records were once allowed to be compared, and are not."""
    rows = Consent.objects.filter(file__operation__in=operations, purpose=COMPARE_RECORDS)
    ever = set(rows.values_list("file", flat=True))
    return ever - set(rows.current(at).values_list("file", flat=True))
