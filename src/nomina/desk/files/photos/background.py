"""What the desk does with a photo by itself: pictures to show, and faces to choose from.

A job that was killed is done again, and what it writes is written once. The pictures are made of
pixels alone; nothing of the original file comes along (SEC-13).
"""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from nomina.desk.acts import Actor
from nomina.desk.books import vault
from nomina.desk.files.models import Content
from nomina.desk.files.photos.intake import DoorLike, door
from nomina.errors import ImageRefused
from nomina.images import Photo, rendition
from nomina.images.alike import mark_of

if TYPE_CHECKING:  # what finds faces is large, and who only adds photos does without
    from nomina.faces import Face
    from nomina.leads.engine import FinderLike

SIZES = {"page": 1280, "small": 320}
"""Longest side of each rendition, in pixels."""
PAUSES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
"""After what time a photo that could not be looked at is tried again, one after the other."""
LONGEST = timedelta(hours=1)
"""A task that began earlier is taken to have died with its process."""
ALL = "all"
_local = threading.local()
_log = logging.getLogger(__name__)


@task()
def look_at_photo(photo: str, tried: int = 0) -> bool:
    """Make the renditions of one photo and look for faces, where that is still to be done.

    Where it fails, it is asked for again after a pause, as often as there are `PAUSES`.

    Args:
        photo: its id.
        tried: how often it failed before.

    Raises:
        StoreError: the vault does not give the bytes.
    """
    content = Content.objects.filter(pk=UUID(photo), looked_at=None).first()
    if content is None:
        return False
    try:
        return look(content)
    except Exception:
        _later(content, tried)
        raise


@task()
def look_at_all() -> int:
    """Do what is still to be done of any photo, as after a job that was killed; say how much.

    One that fails keeps no other from it; it is asked for again by itself.
    """
    done = 0
    tried: set[UUID] = set()
    while content := Content.objects.filter(looked_at=None).exclude(pk__in=tried).first():
        tried.add(content.pk)
        try:
            done += look(content)
        except Exception as error:  # noqa: BLE001 - a decoder may die of one photo in many ways
            _log.error("a photo could not be looked at: %s", type(error).__name__)
            _later(content, 0)
    return done


def _later(content: Content, tried: int) -> None:
    if tried < len(PAUSES):
        due = timezone.now() + PAUSES[tried]
        look_at_photo.using(run_after=due).enqueue(content.pk.hex, tried + 1)


def resume() -> None:
    """Ask for what is still to be done, where there is any; called when a worker starts."""
    if Content.objects.filter(looked_at=None).exists():
        look_at_all.enqueue()


def again(operation: UUID) -> int:
    """Ask for the photos of an operation that nothing asks for any more, and count them."""
    rows = Content.objects.filter(file__operation=operation, looked_at=None).only("pk")
    asked = _asked()
    left = [content for content in rows if not _among(content, asked)]
    for content in left:
        look_at_photo.enqueue(content.pk.hex)
    return len(left)


def given_up(content: Content) -> bool:
    """Say whether a photo is still to be looked at and nothing will: every try failed."""
    return content.looked_at is None and not _among(content, _asked())


def _among(content: Content, asked: set[str]) -> bool:
    return ALL in asked or content.pk.hex in asked


def _asked() -> set[str]:
    """Give the ids that a task asks for, waiting or at work; with `ALL` for those without one."""
    waiting = Q(status=TaskResultStatus.READY)
    working = Q(status=TaskResultStatus.RUNNING, started_at__gt=timezone.now() - LONGEST)
    paths = (look_at_photo.module_path, look_at_all.module_path)
    rows = DBTaskResult.objects.filter(waiting | working, task_path__in=paths)
    given = rows.values_list("args_kwargs", flat=True)
    return {one["args"][0] if one["args"] else ALL for one in given}


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
    act = LookAtPhoto(
        content=content,
        made=_made(photo),
        faces=_seen(photo, found),
        mark=mark_of(photo.pixels),
    )
    return act.do(Actor())


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
            "points": [
                [round(float(x), 1) for x in point] for point in face.landmarks / photo.scale
            ],
        }
        edges = (round(box.left), round(box.top), round(box.right), round(box.bottom))
        seen.append(Seen(edges, round(float(face.roll), 1), facts))
    return seen
