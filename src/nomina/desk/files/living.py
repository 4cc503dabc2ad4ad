"""Photos that may show somebody who is alive (LAW-23), wherever their bytes lie.

The same bytes show the same person. So they are kept apart in every file of the desk while a hold
stands on them in any file, or while they lie in the file of a living person. What was taken away
still counts, by the mark that its tombstone has; only a release of the hold ends it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from nomina.desk.db.prepared import Prepared
from nomina.desk.files.fields import PUI
from nomina.desk.files.models import Content, File, Hold, Photo, Tombstone
from nomina.desk.files.tombstones import anywhere
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Standing, Thing
from nomina.words import tr

DEAD, MAY_LIVE, NOT_KNOWN = "dead", "may-live", "not-known"
ALIVE = (DEAD, MAY_LIVE, NOT_KNOWN)
"""What is said of a photo of a body when it comes."""
_FEW = 500


def alive_name(alive: str) -> str:
    """Give the name of an answer in the language of the reader."""
    return {
        DEAD: tr("shows someone dead"),
        MAY_LIVE: tr("may show someone alive"),
        NOT_KNOWN: tr("not known"),
    }.get(alive, alive)


@Prepared
def _living(digests: tuple[str, ...] | None) -> QuerySet[Any, str]:
    holds = Hold.objects.current()
    photos = holds.filter(photo__isnull=False).values("photo")
    files = holds.filter(photo=None).values("file")
    rows = Content.objects.filter(Q(pk__in=photos) | Q(file__in=files) | Q(file__kind=PUI))
    asked = rows if digests is None else rows.filter(digest__in=digests)
    return asked.values_list("digest", flat=True)


@Prepared
def _gone(marks: tuple[str, ...] | None) -> QuerySet[Any, str]:
    stones = _stones(Hold.objects.current())
    asked = stones if marks is None else stones.filter(anywhere__in=marks)
    return asked.values_list("anywhere", flat=True)


def may_live(digests: Collection[str]) -> set[str]:
    """Give those of the digests whose photos may show somebody who is alive."""
    few = len(digests) <= _FEW
    asked = tuple(sorted(set(digests))) if few else None
    found = set(_living(digests=asked)).intersection(digests)
    marks = set(_gone(marks=tuple(anywhere(asked).values()) if asked is not None else None))
    if marks:
        found |= {one for one, mark in anywhere(digests).items() if mark in marks}
    return found


def lives(content: Content) -> bool:
    """Say whether one photo may show somebody who is alive."""
    return bool(may_live([content.digest]))


def copies(file: File, photo: Photo | None) -> QuerySet[Content]:
    """Give what a hold of a photo, or of a whole file, speaks of, with its copies anywhere."""
    mine = (
        Content.objects.filter(file=file) if photo is None else Content.objects.filter(photo=photo)
    )
    digests = set(mine.values_list("digest", flat=True))
    holds = Hold.objects.filter(file=file, photo=photo)
    stones = _stones(holds) if photo is None else Tombstone.objects.filter(photo=photo)
    marks = set(stones.exclude(anywhere="").values_list("anywhere", flat=True))
    if marks:
        every = Content.objects.order_by().values_list("digest", flat=True).distinct()
        digests |= {one for one, mark in anywhere(every).items() if mark in marks}
    return Content.objects.filter(digest__in=digests)


def may_open(who: Standing, thing: Thing) -> bool:
    """Say whether someone may see a photo that is kept apart: who sees the living there."""
    there = Thing(operations=thing.operations, maker=thing.maker, file=PUI)
    return bool(predicates.SEE_PHOTO(who, there))


def _stones(holds: QuerySet[Hold]) -> QuerySet[Tombstone]:
    """Give the tombstones of photos that are held, or that went while their file was."""
    photos = holds.filter(photo__isnull=False).values("photo")
    whole = holds.filter(photo=None, file=OuterRef("file"), made_at__lte=OuterRef("made_at"))
    return Tombstone.objects.filter(Q(photo__in=photos) | Q(Exists(whole)))
