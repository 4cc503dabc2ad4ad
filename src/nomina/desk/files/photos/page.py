"""What pages share on photos: one veiled photo, what holds for all of a file, and faces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.urls import reverse
from django.utils import timezone

from nomina.desk.files.fields import AM, PUI
from nomina.desk.files.models import Consent, Content, Face, File, Hold, Photo, PhotoEnd
from nomina.desk.files.models.consents import COMPARE_FACES
from nomina.desk.files.photos import words
from nomina.desk.look import shapes
from nomina.desk.people.policies import policies
from nomina.words import tr


def notices(file: File, at: datetime | None = None) -> tuple[shapes.Notice, ...]:
    """Say why no photo of a file is compared; nothing where they may be."""
    said = []
    if file.kind == PUI:
        said.append(tr("Photos of the living are kept apart and never compared."))
    elif not policies(file.operation.policies).face_comparison:
        said.append(tr("In this operation photographs of faces are not compared."))
    if file.kind == AM and not allowed(file, at):
        said.append(
            tr("No consent for comparing faces is in force, so these photos are not compared.")
        )
    whole = Hold.objects.filter(file=file, photo=None).current().first()
    if whole is not None:
        said.append(tr("The whole file is held back from comparison: {why}").format(why=whole.why))
    return tuple(shapes.Notice(text, shapes.Way.UNSURE) for text in said)


def allowed(file: File, at: datetime | None = None) -> bool:
    """Say whether a consent for comparing faces is in force."""
    consents = Consent.objects.filter(file=file, purpose=COMPARE_FACES)
    return consents.current(at or timezone.now()).exists()


def content_of(photo: Photo) -> Content | None:
    """Give what a photo holds; None for a tombstone."""
    found: Content | None = getattr(photo, "content", None)
    return found


def end_of(photo: Photo) -> PhotoEnd | None:
    """Give the end of a photo, where there is one."""
    found: PhotoEnd | None = getattr(photo, "end", None)
    return found


def number_of(photo: Photo) -> int:
    """Give the place of a photo among those that its file ever had, from 1."""
    keys = list(Photo.objects.filter(file=photo.file_id).values_list("pk", flat=True))
    return keys.index(photo.pk) + 1


def veiled(
    photo: Photo,
    number: int,
    faces: int,
    source: str = "",
    *,
    closed: bool = False,
    spare: bool = False,
) -> shapes.Photo:
    """Draw a photo: hidden, or with the address of its picture where that was opened.

    Args:
        closed: it may show someone alive, and who asks does not see the living.
        spare: who asks does not want to be given such a body.
    """
    content, end = content_of(photo), end_of(photo)
    why_not = ""
    if content is None:
        why_not = words.gone(end) if end is not None else tr("removed")
    elif content.unreadable:
        why_not = words.state_of(content, 0)
    elif closed:
        why_not = tr("It may show someone alive, and your role does not open such photos.")
    elif spare and not source:
        why_not = tr("You chose not to be shown such pictures.")
    elif content.looked_at is None:
        why_not = tr("There is no picture of it to look at yet.")
    facts = words.state_of(content, faces) if content is not None and not why_not else ""
    return shapes.Photo(
        id=photo.pk.hex,
        label=tr("Photo {n}").format(n=number),
        facts=facts,
        show="" if why_not else reverse("files:show_photo", args=[photo.pk]),
        hide=reverse("files:hide_photo", args=[photo.pk]),
        source=source,
        why_not=why_not,
    )


@dataclass(frozen=True, slots=True)
class FaceLine:
    """One face of a photo, and what can be said of it."""

    id: int
    box: str
    says: str
    whose: str
    of_file: bool


@dataclass(frozen=True, slots=True)
class Faces:
    """The faces of a photo, and the choice whose they are.

    Attributes:
        post: where a choice is posted to; empty for who may not choose.
        draw: the page on which a box is drawn.
        none_of_them: whether it was said that none is of this file.
    """

    template: ClassVar[str] = "files/faces.html"
    lines: tuple[FaceLine, ...]
    post: str = ""
    draw: str = ""
    none_of_them: bool = False


def taken(faces: list[Face]) -> Face | None:
    """Give the face that is compared: the one that a person chose, else the finder's choice.

    None where there is none, or where a person said that none is of this file.
    """
    for face in faces:
        if face.of_file:
            return face
    open_ = [face for face in faces if face.of_file is None]
    return next((face for face in open_ if face.facts.get("chosen")), None)


def faces_of(photo: Photo, *, may: bool) -> Faces:
    """Give the faces of a photo; ``may`` is whether who asks may say whose they are."""
    rows = list(Face.objects.filter(content=photo.pk).select_related("by"))
    used = taken(rows)
    lines = tuple(
        FaceLine(
            face.pk,
            f"{face.left}, {face.top} – {face.right}, {face.bottom} · {face.turn:g}°",
            words.face_says(face),
            words.whose(face, taken=face is used),
            bool(face.of_file),
        )
        for face in rows
    )
    return Faces(
        lines,
        reverse("files:choose_face", args=[photo.pk]) if may else "",
        reverse("files:draw_face", args=[photo.pk]) if may else "",
        bool(rows) and all(face.of_file is False for face in rows),
    )
