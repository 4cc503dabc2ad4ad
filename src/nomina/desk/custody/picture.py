"""A picture of a thing: opened in the fence, kept as it came, and shown as its pixels alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from nomina.desk.books import vault
from nomina.desk.files.photos.background import SIZES
from nomina.desk.files.photos.intake import LARGEST, DoorLike, door
from nomina.desk.files.photos.words import why_unreadable
from nomina.errors import ImageRefused, InputError, Refused
from nomina.images import rendition
from nomina.words import tr


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture that was opened.

    Attributes:
        data: the bytes as they came.
        shown: a picture made of its pixels alone; nothing that a device wrote into it is there.
    """

    data: bytes = field(repr=False)
    shown: bytes = field(repr=False)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the bytes, under which the vault keeps them."""
        return hashlib.sha256(self.data).hexdigest()

    def keep(self) -> tuple[str, str]:
        """Keep both in the vault, within an act; give the digests of bytes and of what is shown."""
        kept = vault()
        # Whoever takes the same bytes away as a photo of a file waits, and then sees this row.
        kept.hold([self.digest, hashlib.sha256(self.shown).hexdigest()])
        return kept.keep(self.data).digest, kept.keep(self.shown).digest


def opened(data: bytes, by: DoorLike | None = None) -> Picture:
    """Open a picture, before any lock is taken.

    Args:
        data: as it came.
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
            todo=tr("Take another picture, or go on without one"),
        ) from None
    return Picture(data=data, shown=rendition(photo.pixels))


def received(upload: Any) -> Picture | None:
    """Open what came with a form; None where nothing did.

    Raises:
        InputError: it is too large.
        Refused: it cannot be opened.
    """
    if upload is None:
        return None
    if getattr(upload, "over", False):  # it came through empty
        raise InputError(tr("this picture is too large"), todo=tr("Take a smaller one"))
    return opened(upload.read())
