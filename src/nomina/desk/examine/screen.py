"""The comparison screen: the pictures that are due, where their points lie, and the steps.

A place in a picture is a whole number: a share of its width or height, see `pictures.WHOLE_SIDE`.
Points go out with an opened picture alone; what is veiled says nothing of itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.http import HttpRequest
from django.urls import reverse

from nomina.desk.examine import tools
from nomina.desk.examine.models import Examination
from nomina.desk.examine.pictures import (
    BODY,
    CROP,
    WHOLE,
    Picture,
    cut_of,
    file_of,
    pictures_of,
    points_of,
)
from nomina.desk.files.spare import spared
from nomina.desk.look import shapes
from nomina.desk.people.standing import standing_for
from nomina.desk.people.text import NOTE
from nomina.desk.policy import predicates
from nomina.words import ntr, tr


@dataclass(frozen=True, slots=True)
class Opened:
    """The picture that was opened just now.

    Attributes:
        side, place: which one.
        part: the face alone, or the whole picture.
        source: its address, good for a moment.
    """

    side: str = ""
    place: int = 0
    part: str = CROP
    source: str = ""


NOTHING = Opened()


@dataclass(frozen=True, slots=True)
class Side:
    """One picture.

    Attributes:
        whole: where more than the face is asked for, once that was seen.
        crop: where the face alone is asked for again.
        side, place: which picture it is.
        cut: left, top, right and bottom of what is shown, once it is; numbers with spaces.
        points: the five points of the face, x and y each, once it is shown; or nothing.
    """

    template: ClassVar[str] = "examine/side.html"
    photo: shapes.Photo
    whole: str = ""
    crop: str = ""
    side: str = ""
    place: int = 0
    cut: str = ""
    points: str = ""


@dataclass(frozen=True, slots=True)
class Sides:
    """Pictures beside each other, a column a side, with what one may do to look at them."""

    template: ClassVar[str] = "examine/pictures.html"
    columns: tuple[tuple[Side, ...], ...]
    tools: tuple[tools.Group, ...] = ()
    points: tuple[str, ...] = ()
    mark: str = ""
    longest: int = NOTE


@dataclass(frozen=True, slots=True)
class Steps:
    """How far an examination is: each step with a word on where it stands."""

    template: ClassVar[str] = "examine/steps.html"
    at: int
    steps: tuple[tuple[int, str], ...]
    says: str = ""


def steps_of(at: int) -> Steps:
    """Draw the steps of an examination that is at a stage."""
    names = (tr("Describe"), tr("Compare"), tr("Conclude"), tr("See the rest"))
    hidden = tr(
        "You do not see names, place and degree of the lead or another's view until you have"
        " concluded."
    )
    return Steps(at, tuple(enumerate(names, 1)), "" if at == 4 else hidden)


def sides_of(request: HttpRequest, one: Examination, side: str, opened: Opened) -> list[Side]:
    """Draw the pictures of one side: where they come from is told by nothing."""
    file = file_of(one, side)
    name = tr("Picture of the body") if side == BODY else tr("Picture to compare with")
    if not predicates.SEE_PHOTO(standing_for(request), file.thing()):
        return [_none(side, name, tr("You may not open it; leave this one to somebody else."))]
    if spared(request.user, file):
        return [_none(side, name, tr("You chose not to be shown such pictures."))]
    found = pictures_of(file)
    if not found:
        return [_none(side, name, tr("There is no picture to look at."))]
    show, hide = (reverse(f"examine:{act}_{side}", args=[one.pk]) for act in ("show", "hide"))
    sides = []
    for n, picture in enumerate(found):
        mine = opened if opened.source and (opened.side, opened.place) == (side, n) else None
        photo = shapes.Photo(
            id=f"{side}-{n}",
            label=f"{name} {n + 1}" if len(found) > 1 else name,
            facts=_copies(picture.copies),
            show=f"{show}?n={n}",
            hide=f"{hide}?n={n}",
            source=mine.source if mine else "",
        )
        if mine is None:
            sides.append(Side(photo, side=side, place=n))
        else:
            sides.append(_shown(photo, picture, mine, f"{show}?n={n}"))
    return sides


def _copies(n: int) -> str:
    if not n:
        return ""
    return ntr("{n} copy of it is left out", "{n} copies of it are left out", n).format(n=n)


def _shown(photo: shapes.Photo, picture: Picture, opened: Opened, show: str) -> Side:
    cropped = opened.part == CROP and picture.face is not None
    return Side(
        photo,
        whole=f"{show}&part={WHOLE}" if cropped else "",
        crop=show if opened.part == WHOLE and picture.face is not None else "",
        side=opened.side,
        place=opened.place,
        cut=" ".join(map(str, cut_of(picture, opened.part))),
        points=" ".join(str(x) for point in points_of(picture) for x in point),
    )


def _none(side: str, name: str, why: str) -> Side:
    return Side(shapes.Photo(id=f"{side}-0", label=name, why_not=why), side=side)
