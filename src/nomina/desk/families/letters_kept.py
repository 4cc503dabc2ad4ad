"""What letters keep in the vault: their prints, as they were issued."""

from __future__ import annotations

from collections.abc import Collection

from nomina.desk.families.models import Letter


def refers(digests: Collection[str]) -> set[str]:
    """Give those of the digests under which the vault keeps the print of a letter."""
    return set(Letter.objects.filter(pdf__in=digests).values_list("pdf", flat=True).distinct())
