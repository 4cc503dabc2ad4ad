"""A picture of a marking: decoded in the fence, and shown as a picture made of its pixels alone."""

from __future__ import annotations

from nomina.desk.custody.actions.graves import MarkerPhoto
from nomina.desk.files.photos.background import SIZES
from nomina.desk.files.photos.intake import LARGEST, DoorLike, door
from nomina.desk.files.photos.words import why_unreadable
from nomina.errors import ImageRefused, Refused
from nomina.images import rendition
from nomina.words import tr


def opened(
    data: bytes, shows: str, *, nobody: bool, by: DoorLike | None = None
) -> MarkerPhoto:  # fmt: skip
    """Open a picture, before any lock is taken.

    Args:
        data: as it came.
        shows: one of `models.graves.SHOWS`.
        nobody: whether no person can be seen in it.
        by: opens photos; that of this process where None.

    Raises:
        Refused: it is too large, or cannot be opened. Nothing of it was kept.
    """
    if not data:
        raise Refused(tr("the file is empty"), todo=tr("Copy it again from where it came from"))
    if len(data) > LARGEST:
        raise Refused(tr("this is larger than {n} MB").format(n=LARGEST // 1_000_000))
    try:
        photo = (by or door()).open(data, max_side=SIZES["page"])
    except ImageRefused as refused:
        raise Refused(
            tr("this picture cannot be opened: {why}").format(why=why_unreadable(refused.reason)),
            todo=tr("Take another picture, or write down the words alone"),
        ) from None
    return MarkerPhoto(data=data, shown=rendition(photo.pixels), shows=shows, nobody=nobody)
