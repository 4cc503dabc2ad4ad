"""Drawing marks on a picture that is due, and striking them through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nomina.desk.acts import Actor, Refused, Said
from nomina.desk.examine.actions.examining import Staged
from nomina.desk.examine.models import Mark, MarkStruck
from nomina.desk.examine.models.marks import MOST, SHAPES, SIDE
from nomina.desk.files.models import Photo
from nomina.desk.people.text import NOTE
from nomina.errors import InputError
from nomina.words import tr

MANY = 200
"""Marks of one examination."""


def sound(shape: str, points: Sequence[int]) -> list[int]:
    """Give the places of a mark as they are kept.

    Raises:
        InputError: the shape is none, or these are not its places.
    """
    fewest, most = SHAPES.get(shape, (1, 0))
    whole = all(isinstance(one, int) and 0 <= one <= SIDE for one in points)
    if len(points) % 2 or not fewest <= len(points) // 2 <= most or not whole:
        raise InputError(tr("this is no mark on a picture"))
    return list(points)


@dataclass(frozen=True, kw_only=True)
class PutMark(Staged):
    """Draw a mark on a picture of the pair, on that of the body alone until it is described.

    What is drawn after the conclusion is marked as that.
    """

    photo: Photo
    shape: str
    points: Sequence[int]
    words: str = ""
    number: int

    kind = "examination.mark"

    def effect(self, by: Actor) -> Mark:
        """Write it.

        Raises:
            InputError: it is no mark, is on no picture of the pair, or its number is taken there.
            Refused: the picture is not due yet.
        """
        points, words = sound(self.shape, self.points), self.words.strip()
        if len(words) > NOTE:
            raise InputError(tr("this is longer than {n} characters").format(n=NOTE))
        if not 1 <= self.number <= MOST:
            raise InputError(tr("a mark has a number from 1 to {n}").format(n=MOST))
        at, one = self._stage(by), self.examination
        if self.photo.file_id not in {one.pair.body_id, one.pair.person_id}:
            raise InputError(tr("this is no picture of the pair"))
        if at == 1 and self.photo.file_id != one.pair.body_id:
            raise Refused(tr("nothing is described yet"))
        mine = Mark.objects.filter(examination=one)
        if mine.count() >= MANY:
            raise Refused(tr("there are {n} marks already").format(n=MANY))
        side = mine.standing().filter(photo__file=self.photo.file_id)
        if side.filter(number=self.number).exists():
            raise InputError(
                tr("another mark on this side has the number {n}").format(n=self.number)
            )
        done = Mark(
            examination=one,
            photo=self.photo,
            shape=self.shape,
            points=points,
            words=words,
            number=self.number,
            late=at == 4,
            made_at=by.at,
        )
        done.save(force_insert=True)
        return done

    def said(self, done: Mark) -> Mapping[str, Said]:
        """Give the mark."""
        return {
            "mark": done.pk.hex,
            "photo": done.photo_id.hex,
            "shape": done.shape,
            "points": tuple(done.points),
            "words": done.words,
            "number": done.number,
            "late": done.late,
        }


@dataclass(frozen=True, kw_only=True)
class StrikeMark(Staged):
    """Strike a mark through; it stays in the list."""

    mark: Mark

    kind = "examination.strike"

    def effect(self, by: Actor) -> MarkStruck:
        """Write it.

        Raises:
            Refused: it is of another examination, or struck already.
        """
        at = self._stage(by)
        mine = Mark.objects.filter(examination=self.examination).standing()
        if not mine.filter(pk=self.mark.pk).exists():
            raise Refused(tr("there is no such mark to strike"))
        done = MarkStruck(mark=self.mark, late=at == 4, made_at=by.at)
        done.save(force_insert=True)
        return done

    def said(self, done: MarkStruck) -> Mapping[str, Said]:
        """Give which."""
        return {"mark": done.mark_id.hex, "late": done.late}
