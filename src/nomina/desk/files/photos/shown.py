"""The photos on the page of a file: each veiled, without a byte of it, until it is asked for.

The page gives what `shown` gives to the template ``files/photos.html`` under the name ``photos``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse

from nomina.desk.files.living import may_live, may_open
from nomina.desk.files.models import Content, Face, File, Hold, Photo
from nomina.desk.files.models.photos import PHOTO_KINDS
from nomina.desk.files.photos.alike import copies_among
from nomina.desk.files.photos.page import notices, veiled
from nomina.desk.files.spare import spared
from nomina.desk.look import shapes
from nomina.desk.people.models.care import Looked
from nomina.desk.people.standing import standing_of
from nomina.desk.policy import predicates
from nomina.words import tr


@dataclass(frozen=True, slots=True)
class Line:
    """One photo of a file: veiled, with a way to its own page."""

    photo: shapes.Photo
    href: str
    chips: tuple[shapes.Chip, ...] = ()


@dataclass(frozen=True, slots=True)
class Photos:
    """The photos of a file, as a part of its page.

    Attributes:
        lines: in the order in which they came; tombstones too.
        says: what holds for all of them, such as that they are not compared.
        add: the way to add some, for who may.
        empty: what stands there when there are none.
    """

    lines: tuple[Line, ...] = ()
    says: tuple[shapes.Notice, ...] = ()
    add: shapes.Act | None = None
    empty: shapes.Empty | None = None


def shown(request: HttpRequest, file: File) -> Photos | None:
    """Give the photos of a file as who asks may see them; None where its kind has none."""
    if file.kind not in PHOTO_KINDS:
        return None
    who, thing = standing_of(request.user), file.thing()
    if not predicates.SEE_PHOTO(who, thing):
        says = shapes.Notice(tr("Your role does not open photos of this kind."))
        return Photos(says=(says,))
    rows = list(Photo.objects.filter(file=file).select_related("content", "end"))
    faces = Face.objects.filter(content__file=file).values_list("content").annotate(Count("pk"))
    found = dict(faces)
    contents = list(Content.objects.filter(file=file).order_by("photo__made_at", "pk"))
    mine = {one.pk: one.digest for one in contents}
    living = may_live(set(mine.values()))
    apart = {photo for photo, digest in mine.items() if digest in living}
    closed = apart if not may_open(who, thing) else set()
    spare = spared(request.user, file)
    seen = set(
        Looked.objects.visible_to(request.user).filter(of__in=mine).values_list("of", flat=True)
    )
    held = set(Hold.objects.filter(file=file).current().values_list("photo", flat=True)) | apart
    numbers = {photo.pk: number for number, photo in enumerate(rows, 1)}
    copied = {photo: numbers[of.pk] for photo, of in copies_among(contents, found).items()}
    lines = tuple(
        Line(
            veiled(photo, number, found.get(photo.pk, 0), closed=photo.pk in closed, spare=spare),
            reverse("files:photo", args=[photo.pk]),
            _chips(photo, held, mine=photo.pk in seen, of=copied.get(photo.pk)),
        )
        for number, photo in enumerate(rows, 1)
    )
    add = None
    if predicates.ADD_PHOTO(who, thing):
        href = reverse("files:add_photos", args=[file.pk])
        add = shapes.Act(tr("Add photos"), href, key="u")
    return Photos(lines, notices(file), add, shapes.Empty(tr("No photo yet")))


def _chips(
    photo: Photo, held: Collection[object], *, mine: bool, of: int | None
) -> tuple[shapes.Chip, ...]:
    """Mark a photo; that one looked at it before is told to oneself alone (WEL-04)."""
    chips = []
    if of is not None:
        chips.append(shapes.Chip(tr("a copy of photo {n}").format(n=of)))
    if photo.pk in held or None in held:
        chips.append(shapes.Chip(tr("held back from comparison"), shapes.Way.STOP))
    if mine:
        chips.append(shapes.Chip(tr("you have seen it")))
    return tuple(chips)
