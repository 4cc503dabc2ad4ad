"""A body stays where it is while a family believes something wrong about it (NOT-07)."""

from __future__ import annotations

from collections.abc import Iterator

from nomina.desk.custody import holds
from nomina.desk.custody.models import Item
from nomina.desk.custody.models.items import REMAINS
from nomina.desk.families.models import Notice
from nomina.desk.families.telling_lists import wrong
from nomina.words import tr

KEY = "told-wrongly"


def reasons(item: Item) -> Iterator[holds.Hold]:
    """Hold a body or part back until everybody who was told something wrong of it knows so.

    Nothing final happens to it meanwhile: no release, no burial, no exchange.
    """
    if item.kind not in REMAINS or item.file_id is None:
        return
    rows = Notice.objects.filter(identification__link__one=item.file_id)
    if wrong(rows).exists():
        yield holds.Hold(
            KEY,
            tr("a family was told something wrong about this and does not know it yet"),
            tr("Have them told first; the list of notices says whom"),
            final=True,
        )


def join() -> None:
    """Have custody ask."""
    holds.add(reasons)
