"""Faces in photos: drawn where none was found, and said whose they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nomina.desk.acts import Action, Actor, Reference, Refused, Said
from nomina.desk.files import signals
from nomina.desk.files.models import Content, Face, File, Photo
from nomina.desk.policy import predicates
from nomina.desk.policy.standing import Thing
from nomina.words import tr

LEAST = 8
"""Pixels that a side of a box has at least."""


def _content(photo: Photo) -> Content:
    # Who adds the same bytes again, and only refers to the row, does not have to wait.
    found = Content.objects.select_for_update(no_key=True).filter(pk=photo.pk).first()
    if found is None:
        raise Refused(tr("this photo was removed"))
    return found


@dataclass(frozen=True, kw_only=True)
class DrawFace(Action[Face]):
    """Say where the face of the person or body is, in pixels of the upright original.

    Attributes:
        left, top, right, bottom: the box, around forehead, chin and ears.
        turn: degrees by which the face is turned clockwise, -180 to 180.
    """

    photo: Photo
    left: int
    top: int
    right: int
    bottom: int
    turn: float = 0.0

    kind = "face.draw"
    permission = predicates.MARK_FACE

    def thing(self) -> Thing:
        """Give the file."""
        return self.photo.thing()

    def check(self, by: Actor) -> None:
        """Refuse a box that is not of this photo."""
        content = _content(self.photo)
        if content.width is None or content.height is None or content.unreadable:
            raise Refused(tr("this photo could not be opened, so there is nothing to draw on"))
        if self.right - self.left < LEAST or self.bottom - self.top < LEAST:
            raise Refused(tr("the box is smaller than {n} pixels").format(n=LEAST))
        if not -180 <= self.turn <= 180:
            raise Refused(tr("a turn is from -180 to 180 degrees"))
        across = min(self.right, content.width) - max(self.left, 0)
        down = min(self.bottom, content.height) - max(self.top, 0)
        area = (self.right - self.left) * (self.bottom - self.top)
        if across <= 0 or down <= 0 or 2 * across * down < area:
            raise Refused(
                tr("more than half of the box lies outside of the photo"),
                todo=tr("The photo has {width} by {height} pixels").format(
                    width=content.width, height=content.height
                ),
            )

    def effect(self, by: Actor) -> Face:
        """Add the face; it is the one that is compared from now on."""
        Face.objects.filter(content=self.photo.pk).update(of_file=False)
        face = Face.objects.create(
            content_id=self.photo.pk,
            left=self.left,
            top=self.top,
            right=self.right,
            bottom=self.bottom,
            turn=self.turn,
            by=by.user,
            of_file=True,
            made_at=by.at,
        )
        _changed(self.photo.file)
        return face

    def on(self, done: Face) -> tuple[Reference, ...]:
        """Give the photo and the file."""
        return (Reference("photo", self.photo.pk), Reference("file", self.photo.file_id))

    def said(self, done: Face) -> Mapping[str, Said]:
        """Give the box."""
        return {"face": done.pk, **_box(done)}


@dataclass(frozen=True, kw_only=True)
class ChooseFace(Action[Face | None]):
    """Say which face of a photo is that of the person or body of the file; None for none."""

    photo: Photo
    face: int | None

    kind = "face.choose"
    permission = predicates.MARK_FACE

    def thing(self) -> Thing:
        """Give the file."""
        return self.photo.thing()

    def effect(self, by: Actor) -> Face | None:
        """Mark one, and the others as of someone else.

        Raises:
            Refused: there is no such face in this photo.
        """
        _content(self.photo)
        faces = Face.objects.filter(content=self.photo.pk)
        chosen = None if self.face is None else faces.filter(pk=self.face).first()
        if self.face is not None and chosen is None:
            raise Refused(tr("there is no such face in this photo"))
        faces.update(of_file=False)
        if chosen is not None:
            chosen.of_file = True
            chosen.save(update_fields=["of_file"])
        _changed(self.photo.file)
        return chosen

    def on(self, done: Face | None) -> tuple[Reference, ...]:
        """Give the photo and the file."""
        return (Reference("photo", self.photo.pk), Reference("file", self.photo.file_id))

    def said(self, done: Face | None) -> Mapping[str, Said]:
        """Give the box that was chosen."""
        return {"face": None if done is None else done.pk, **({} if done is None else _box(done))}


def _box(face: Face) -> dict[str, Said]:
    edges = (face.left, face.top, face.right, face.bottom)
    return {"box": edges, "turn": f"{face.turn:g}"}


def _changed(file: File) -> None:
    signals.changed.send(File, file=file)
