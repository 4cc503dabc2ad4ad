"""What custody keeps in the vault as it came, by the columns that hold its digests.

Papers of exchanges lie there in envelopes of their batches, which nothing else is like. The picture
of a movement is that of its handover.
"""

from __future__ import annotations

from collections.abc import Collection

from django.apps import apps

COLUMNS = (
    ("GraveMarking", "photo"),
    ("GraveMarking", "shown"),
    ("IssuedPaper", "pdf"),
    ("ReleaseFact", "digest"),
    ("TagPhoto", "photo"),
    ("TagPhoto", "shown"),
)
"""By model."""


def refers(digests: Collection[str]) -> set[str]:
    """Give those of the digests under which the vault keeps something for custody."""
    found: set[str] = set()
    for model, column in COLUMNS:
        rows = apps.get_model("custody", model)._default_manager
        found |= set(
            rows.filter(**{f"{column}__in": digests}).values_list(column, flat=True).distinct()
        )
    return found
