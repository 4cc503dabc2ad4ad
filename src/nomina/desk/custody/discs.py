"""Identity discs: a single one and the half that stays go with the body alone (LAW-07)."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet

from nomina.desk.custody.holds import Hold
from nomina.desk.custody.models import Disc, Item, Stay
from nomina.desk.custody.models.effects_remains import FORWARDED, SINGLE, STAYS
from nomina.desk.custody.models.items import DISC, REMAINS
from nomina.desk.db.prepared import Prepared
from nomina.words import tr


@Prepared
def _staying(parent: UUID) -> QuerySet[Disc]:
    discs = Disc.objects.filter(item__parent=parent, form__in=(SINGLE, STAYS))
    return discs.select_related("item")


def with_body(item: Item) -> bool:
    """Say whether a disc lies in its body, or in one bag or coffin with it."""
    if item.parent_id is None:
        return False
    inside = dict(
        Stay.objects.now().filter(item__in=(item.pk, item.parent_id)).values_list("item", "inside")
    )
    holder = inside.get(item.pk)
    return holder is not None and holder in (item.parent_id, inside.get(item.parent_id))


def reasons(item: Item) -> Iterator[Hold]:
    """Give what stands against letting a disc go, or a body without the one that stays with it."""
    if item.kind == DISC and item.parent_id is not None:
        # A disc of a body of which nobody said more is taken for a single one.
        found = Disc.objects.filter(item=item).first()
        if (found is None or found.form != FORWARDED) and not with_body(item):
            yield Hold(
                "disc",
                tr("this disc stays with its body and is not forwarded"),
                tr("Put it into the body, the bag or the coffin"),
            )
    elif item.kind in REMAINS:
        for one in _staying(parent=item.pk):
            if not with_body(one.item):
                yield Hold(
                    "disc",
                    tr("the disc that stays with this body does not lie with it: {tag}").format(
                        tag=one.item
                    ),
                    tr("Put it into the body, the bag or the coffin"),
                )
