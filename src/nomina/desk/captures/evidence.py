"""What other apps may ask of captures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from nomina.desk.captures.grouped import sources_of
from nomina.desk.captures.models import Accepted, Capture
from nomina.desk.files.models import File


@dataclass(frozen=True, slots=True)
class Told:
    """One capture as a piece of evidence.

    Attributes:
        id: of the capture.
        at: when it was kept.
        address: where it was published, as claimed.
        bundle: SHA-256 of its bundle.
        accepted: fields and values that somebody took over from it.
        sources: numbers of the sources of its texts and pictures, within the file; captures that
            share one do not speak independently.
    """

    id: UUID
    at: datetime
    address: str
    bundle: str
    accepted: tuple[tuple[str, str], ...]
    sources: frozenset[int]


def evidence_of(file: File, user: object) -> tuple[Told, ...]:
    """Give the captures of a file that ``user`` may see, oldest first."""
    captures = Capture.objects.visible_to(user).filter(file=file).prefetch_related("items")
    rows = list(captures)
    numbers = sources_of(file) if rows else {}
    taken = Accepted.objects.filter(observation__capture__in=rows).select_related("observation")
    return tuple(
        Told(
            one.pk,
            one.at,
            one.address,
            one.bundle,
            _accepted(one, taken),
            frozenset(numbers[item.pk] for item in one.items.all() if item.pk in numbers),
        )
        for one in rows
    )


def _accepted(capture: Capture, rows: Iterable[Accepted]) -> tuple[tuple[str, str], ...]:
    mine = (row.observation for row in rows if row.observation.capture_id == capture.pk)
    return tuple((one.field, one.value) for one in mine)
