"""The picture that one side of a handover took of the tags is kept with it."""

from __future__ import annotations

from nomina.desk.acts import Actor, Said
from nomina.desk.custody.models import Handover, TagPhoto
from nomina.desk.custody.picture import Picture


def keep(picture: Picture | None, handover: Handover, side: str, by: Actor) -> TagPhoto | None:
    """Keep a picture of tags, within the act of that side; None where none was taken."""
    if picture is None:
        return None
    photo, shown = picture.keep()
    row = TagPhoto(
        handover=handover, side=side, photo=photo, shown=shown, by=by.user, made_at=by.at
    )
    row.save(force_insert=True)
    return row


def told(picture: Picture | None) -> dict[str, Said]:
    """Give what the ledger is told of a picture."""
    return {} if picture is None else {"photo": picture.digest}
