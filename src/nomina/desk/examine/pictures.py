"""The pictures of an examination: the face alone first, under an address that names no photo.

A picture is opened by an act of the ledger, as any photo is, and given for a moment to who opened
it. What leaves is encoded anew from pixels, so that neither its bytes nor its headers tell which
photo it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.core import signing

from nomina.desk.books import vault
from nomina.desk.examine.models import Examination
from nomina.desk.files.living import may_live
from nomina.desk.files.models import Content, Face, File, Hold, Rendition
from nomina.desk.files.photos.alike import copies_among
from nomina.desk.files.photos.intake import door
from nomina.desk.files.photos.opened import AGE
from nomina.desk.files.photos.page import taken
from nomina.images import rendition

BODY, REFERENCE = "body", "reference"
CROP, WHOLE = "crop", "whole"
AROUND = 0.6
"""Of a face's sides, how much around it stays in the crop."""
WHOLE_SIDE = 100_000
"""Places in a picture are whole numbers: shares of its width and of its height, from 0 to this."""
POINTS = 5
_SALT = "nomina.desk.examine.picture"


@dataclass(frozen=True)
class Picture:
    """One picture of a file.

    Attributes:
        content: of the photo.
        face: whose box is cut out; None where none is known, and there is no crop.
        copies: pictures of the file that are left out, since they are copies of this one.
    """

    content: Content
    face: Face | None
    copies: int = 0


def pictures_of(file: File) -> list[Picture]:
    """Give the pictures of a file that may be looked at, in the order in which they came.

    They are read once for one object of a file: one page asks for them up to three times.
    """
    read_pictures((file,))
    kept: list[Picture] = vars(file)["_pictures"]
    return kept


def read_pictures(files: Iterable[File]) -> None:
    """Read the pictures of several files at once, for `pictures_of`; it takes no more questions."""
    wanted = {one.pk: one for one in files if "_pictures" not in vars(one)}
    if not wanted:
        return
    holds = Hold.objects.filter(file__in=wanted).current().order_by()
    held = set(holds.values_list("file", "photo"))
    rows = Content.objects.filter(file__in=wanted, looked_at__isnull=False, unreadable="")
    every = [
        one
        for one in rows.select_related("photo").order_by("photo__made_at", "pk")
        if held.isdisjoint({(one.file_id, None), (one.file_id, one.pk)})
    ]
    # Of all at once: asked one by one took half.
    apart = may_live({one.digest for one in every}) if every else set()
    contents = [one for one in every if one.digest not in apart]
    faces: dict[UUID, list[Face]] = {one.pk: [] for one in contents}
    for face in Face.objects.filter(content__in=faces):
        faces[face.content_id].append(face)
    read: dict[UUID, list[Picture]] = {one: [] for one in wanted}
    for one in contents:
        one.file = wanted[one.file_id]
        one.photo.file = wanted[one.photo.file_id]
        read[one.file_id].append(Picture(one, taken(faces[one.pk])))
    for id, file in wanted.items():
        vars(file)["_pictures"] = _once(read[id])


def _once(pictures: list[Picture]) -> list[Picture]:
    """Leave out copies of a picture that is there; one with a face stands before one without."""
    faced = {one.content.pk for one in pictures if one.face is not None}
    out = copies_among((one.content for one in pictures), faced)
    times = Counter(kept.pk for kept in out.values())
    return [
        replace(one, copies=times[one.content.pk]) for one in pictures if one.content.pk not in out
    ]


def file_of(examination: Examination, side: str) -> File:
    """Give the file whose picture stands on a side."""
    pair = examination.pair
    return pair.body if side == BODY else pair.person


def sign(examination: Examination, side: str, place: int, part: str, user: UUID) -> str:
    """Give the sign of an opening that is in the ledger; it names neither file nor photo."""
    return signing.dumps([examination.pk.hex, side, place, part, user.hex], salt=_SALT)


def opened(text: str, examination: Examination, side: str, user: object) -> tuple[int, str] | None:
    """Give place and part that a sign opens on a side, for this person, of a moment ago."""
    who: UUID | None = getattr(user, "pk", None)
    try:
        one, at, place, part, whose = signing.loads(text, salt=_SALT, max_age=AGE)
    except (signing.BadSignature, ValueError):
        return None
    if who is None or [one, at, whose] != [examination.pk.hex, side, who.hex]:
        return None
    return place, part


def drawn(picture: Picture, part: str) -> bytes | None:
    """Give the bytes of a picture, the face cut out or whole; None where it was not made yet.

    Raises:
        StoreError: the vault does not give it.
    """
    made = _made(picture)
    if made is None:
        return None
    pixels = door().open(vault().read(made.digest)).pixels
    left, top, right, bottom = _edges(picture, part, pixels.shape[1], pixels.shape[0])
    return rendition(pixels[top:bottom, left:right].copy(), quality=90)


def _made(picture: Picture) -> Rendition | None:
    return Rendition.objects.filter(content=picture.content, kind="page").first()


def _edges(picture: Picture, part: str, width: int, height: int) -> tuple[int, int, int, int]:
    """Give left, top, right and bottom of what is shown, in pixels of a rendition of this size."""
    face, content = picture.face, picture.content
    if part != CROP or face is None or not content.width:
        return 0, 0, width, height
    share = width / content.width
    around = AROUND * max(face.right - face.left, face.bottom - face.top)
    left, top = (max(0, int((edge - around) * share)) for edge in (face.left, face.top))
    right, bottom = (int((edge + around) * share) + 1 for edge in (face.right, face.bottom))
    right, bottom = min(right, width), min(bottom, height)
    if left >= right or top >= bottom:
        return 0, 0, width, height
    return left, top, right, bottom


def cut_of(picture: Picture, part: str) -> tuple[int, int, int, int]:
    """Give where the shown part lies in the whole picture: its edges, in shares of `WHOLE_SIDE`."""
    made = _made(picture)
    if made is None:
        return 0, 0, WHOLE_SIDE, WHOLE_SIDE
    sides = (made.width, made.height) * 2
    edges = _edges(picture, part, made.width, made.height)
    left, top, right, bottom = (
        round(edge * WHOLE_SIDE / side) for edge, side in zip(edges, sides, strict=True)
    )
    return left, top, right, bottom


def points_of(picture: Picture) -> tuple[tuple[int, int], ...]:
    """Give the five points that the finder put on the face, in shares of `WHOLE_SIDE`.

    Outer and inner corner of the eye on the right of the picture, outer and inner corner of the
    other eye, base of the nose; nothing where the finder put none.
    """
    face, content = picture.face, picture.content
    given = face.facts.get("points", ()) if face is not None else ()
    if len(given) != POINTS or not content.width or not content.height:
        return ()
    width, height = content.width, content.height
    return tuple((round(x * WHOLE_SIDE / width), round(y * WHOLE_SIDE / height)) for x, y in given)
