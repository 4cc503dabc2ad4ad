"""The marks of an examination, as its page lists them; the list is what the screen draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from nomina.desk.examine.actions.examining import stage
from nomina.desk.examine.models import Examination, Mark
from nomina.desk.examine.models.marks import ELLIPSE, FREE, LINE, POINT
from nomina.desk.examine.pictures import BODY, REFERENCE, file_of, pictures_of
from nomina.words import ntr, tr


@dataclass(frozen=True, slots=True)
class Line:
    """One mark.

    Attributes:
        side, place: the picture that it lies on; no side where that cannot be shown.
        points: numbers with spaces; none where it is not drawn.
        says: shape and picture, in words, and what happened to it.
        struck: whether it is struck through.
        mine: whether it can be struck.
    """

    id: str
    number: int
    words: str
    says: str
    side: str = ""
    place: int = 0
    shape: str = ""
    points: str = ""
    struck: bool = False
    mine: bool = True


@dataclass(frozen=True, slots=True)
class Marks:
    """All marks that may be read at a stage."""

    template: ClassVar[str] = "examine/marks.html"
    lines: tuple[Line, ...]
    strike: str
    says: str = ""


def shape_name(shape: str) -> str:
    """Give the name of a shape in the language of the reader."""
    return {
        POINT: tr("Point"),
        LINE: tr("Line"),
        ELLIPSE: tr("Ellipse"),
        FREE: tr("Free line"),
    }.get(shape, shape)


def marks_of(request: HttpRequest, one: Examination) -> Marks:
    """Draw the marks of an examination, and after its conclusion those of others on the pair.

    Args:
        one: one's own examination, as `policy.guard` gave it; its marks are one's own.
    """
    at = stage(one)
    mine = list(Mark.objects.filter(examination=one).select_related("struck", "photo"))
    where = _where(one, (BODY,) if at == 1 else (BODY, REFERENCE)) if mine else {}
    lines = [_line(mark, one, where) for mark in mine]
    if at == 4:
        seen = Mark.objects.visible_to(request.user).filter(examination__pair=one.pair_id)
        others = seen.exclude(examination=one).select_related(
            "struck", "photo", "examination__examiner"
        )
        lines += [_line(mark, one, {}) for mark in others.order_by("examination", "number")]
    late = sum(mark.late + (_struck(mark) and mark.struck.late) for mark in mine)
    count = ntr(
        "{n} change to the marks was made after the rest was seen.",
        "{n} changes to the marks were made after the rest was seen.",
        late,
    )
    says = count.format(n=late) if late else ""
    return Marks(tuple(lines), reverse("examine:strike_mark", args=[one.pk]), says)


def _where(one: Examination, sides: tuple[str, ...]) -> dict[UUID, tuple[str, int]]:
    """Give side and place of every picture that is due."""
    return {
        picture.content.pk: (side, n)
        for side in sides
        for n, picture in enumerate(pictures_of(file_of(one, side)))
    }


def _struck(mark: Mark) -> bool:
    return hasattr(mark, "struck")


def _line(mark: Mark, one: Examination, where: dict[UUID, tuple[str, int]]) -> Line:
    mine, struck = mark.examination_id == one.pk, _struck(mark)
    body = mark.photo.file_id == one.pair.body_id
    said = [
        shape_name(mark.shape),
        tr("Picture of the body") if body else tr("Picture to compare with"),
    ]
    if not mine:
        said.append(mark.examination.examiner.name)
    if mark.late:
        said.append(tr("drawn after the rest was seen"))
    if struck:
        late = mark.struck.late
        said.append(tr("struck after the rest was seen") if late else tr("struck"))
    side, place = where.get(mark.photo_id, ("", 0))
    drawn = bool(side) and not struck
    return Line(
        mark.pk.hex,
        mark.number,
        mark.words,
        " · ".join(said),
        side=side if drawn else "",
        place=place,
        shape=mark.shape,
        points=" ".join(map(str, mark.points)) if drawn else "",
        struck=struck,
        mine=mine and not struck,
    )
