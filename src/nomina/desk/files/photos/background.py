"""What the desk does with a photo by itself: pictures to show, and faces to choose from.

A job that was killed is done again, and what it writes is written once. The pictures are made of
pixels alone; nothing of the original file comes along (SEC-13).
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django_tasks import task

from nomina.desk.acts import Actor
from nomina.desk.books import vault
from nomina.desk.files.models import Content
from nomina.desk.files.photos.intake import DoorLike, door
from nomina.errors import ImageRefused
from nomina.images import Photo, rendition

if TYPE_CHECKING:  # what finds faces is large, and who only adds photos does without
    from nomina.faces import Face
    from nomina.leads.engine import FinderLike

SIZES = {"page": 1280, "small": 320}
"""Longest side of each rendition, in pixels."""
_local = threading.local()


@task()
def look_at_photo(photo: str) -> bool:
    """Make the renditions of one photo and look for faces, where that is still to be done.

    Args:
        photo: its id.
    """
    content = Content.objects.filter(pk=UUID(photo), looked_at=None).first()
    return content is not None and look(content)


@task()
def look_at_all() -> int:
    """Do what is still to be done of any photo, as after a job that was killed; say how much."""
    done = 0
    tried: set[UUID] = set()
    while content := Content.objects.filter(looked_at=None).exclude(pk__in=tried).first():
        tried.add(content.pk)
        done += look(content)
    return done


def resume() -> None:
    """Ask for what is still to be done, where there is any; called when a worker starts."""
    if Content.objects.filter(looked_at=None).exists():
        look_at_all.enqueue()


def look(content: Content, by: DoorLike | None = None, finder: FinderLike | None = None) -> bool:
    """Look at one photo now; True where that was still to be done.

    Args:
        content: of the photo.
        by: opens photos; that of this process where None.
        finder: finds faces; that of this thread where None.

    Raises:
        StoreError: the vault does not give the bytes; it can be tried again.
    """
    from nomina.desk.files.actions.photos import LookAtPhoto
    from nomina.leads.engine import MAX_SIDE

    data = vault().read(content.digest)
    try:
        photo = (by or door()).open(data, max_side=MAX_SIDE)
    except ImageRefused as refused:
        return LookAtPhoto(content=content, unreadable=refused.reason).do(Actor())
    found = (finder or _finder()).find(photo.pixels)
    return LookAtPhoto(content=content, made=_made(photo), faces=_seen(photo, found)).do(Actor())


def _finder() -> FinderLike:
    if not hasattr(_local, "finder"):
        from nomina.faces import Finder

        _local.finder = Finder(threads=1)
    finder: FinderLike = _local.finder
    return finder


def _made(photo: Photo) -> list[Any]:
    from nomina.desk.files.actions.photos import Made

    made = []
    for kind, side in SIZES.items():
        height, width = photo.pixels.shape[:2]
        share = min(1.0, side / max(width, height))
        size = max(1, round(width * share)), max(1, round(height * share))
        made.append(Made(kind, rendition(photo.pixels, max_side=side), *size))
    return made


def _seen(photo: Photo, found: list[Face]) -> list[Any]:
    from nomina.desk.files.actions.photos import Seen
    from nomina.leads.engine import chosen

    height, width = photo.pixels.shape[:2]
    taken = chosen(found, width, height) if found else None
    seen = []
    for face in found:
        box = face.box.scaled(1 / photo.scale)
        facts = {
            "score": round(float(face.score), 4),
            "flags": list(face.condition.flags),
            "chosen": face is taken,
        }
        edges = (round(box.left), round(box.top), round(box.right), round(box.bottom))
        seen.append(Seen(edges, round(float(face.roll), 1), facts))
    return seen
