"""Pictures of tags: which a handover has, and that one is shown when it is asked for alone."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from nomina.desk.custody.models import Handover, TagPhoto
from nomina.desk.custody.models.tag_photos import GIVEN
from nomina.desk.custody.shapes import TagPicture
from nomina.desk.policy.finding import Seen
from nomina.words import tr


def side_name(side: str) -> str:
    """Say of whom a picture of tags is."""
    return tr("as given") if side == GIVEN else tr("as taken over")


@Seen
def _taken(user: object, *, handovers: tuple[UUID, ...]) -> QuerySet[TagPhoto]:
    rows = TagPhoto.objects.visible_to(user).filter(handover__in=handovers)
    return rows.select_related("by")


def pictures_of(
    handovers: Collection[UUID], user: object, asked: str
) -> dict[UUID, tuple[TagPicture, ...]]:
    """Give the pictures of handovers, by handover.

    Args:
        handovers: ids.
        user: who looks.
        asked: the one that is asked for, as hex; no other is sent to anybody.
    """
    found: dict[UUID, tuple[TagPicture, ...]] = {}
    for row in _taken(user, handovers=tuple(handovers)) if handovers else ():
        name = f"{side_name(row.side)} · {row.by.name}"
        if row.pk.hex == asked:
            one = TagPicture(name, source=reverse("custody:tag_image", args=[row.pk]))
        else:
            one = TagPicture(name, show=f"?picture={row.pk.hex}")
        found[row.handover_id] = (*found.get(row.handover_id, ()), one)
    return found


def of_handover(one: Handover, user: object, asked: str) -> tuple[TagPicture, ...]:
    """Give the pictures of one handover."""
    return pictures_of([one.pk], user, asked).get(one.pk, ())
