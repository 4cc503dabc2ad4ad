"""The sources of a file's captures: which items are copies of one, within this case only."""

from __future__ import annotations

from uuid import UUID

from nomina.desk.captures.alike import Mark, sources
from nomina.desk.captures.models import Item
from nomina.desk.captures.opening.pieces import TEXT, VIEW
from nomina.desk.files.models import File


def sources_of(file: File) -> dict[UUID, int]:
    """Number the sources of the texts and pictures that were captured for a file, from 1.

    Texts and pictures are numbered together; views are none of their own.
    """
    rows = (
        Item.objects.filter(capture__file=file)
        .exclude(role=VIEW)
        .order_by("capture__made_at", "capture", "number")
    )
    marks = {
        item.pk: _mark(item)
        for item in rows
        if item.role == TEXT or item.media.startswith("image/")
    }
    return sources(marks)


def _mark(item: Item) -> Mark:
    runs, picture = item.mark.get("runs", []), item.mark.get("picture", "")
    return Mark(
        item.digest,
        tuple(runs),
        bool(item.mark.get("all", True)),
        int(picture, 16) if picture else None,
    )
