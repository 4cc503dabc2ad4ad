"""Finding faces as they lie: upright or turned, large or small, one or several.

Photos are looked at where faces usually are first: upright and a third to half of the photo wide.
Only when nothing sure is found there are other sizes, other turns, faces that fill the photo and
enlarged copies looked at, so that a plain portrait costs one look and a hard photo is searched
thoroughly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from PIL import Image

from nomina.errors import InputError
from nomina.faces.condition import assess, roll
from nomina.faces.embedded import weights
from nomina.faces.embedded.detector import WINDOW, Candidate, Detector, suppress
from nomina.faces.geometry import Box, Pixels, Points, Similarity, cut
from nomina.faces.runtime import session
from nomina.faces.types import Condition, Face
from nomina.faces.upright import righted

SURE = 0.7
"""A score that plain faces reach in two neighbouring sizes at least, and other things hardly."""

_USUAL = (205, 142, 99, 295)
_FILLING = (96, 72)
"""For a photo cropped to its face: 0.85 to 1.4 times as wide as the detector's window on it."""
_FINER = (425, 612, 881, 1270, 1829)
_QUARTERS = (180, 90, 270)
_EIGHTHS = (45, 315, 135, 225)
_SPACING = 1.44
"""A face is seen over a range of at least 1.46 in size, so looks this far apart leave no gap."""
_ENLARGE = 2.0
_FRAME = 56
"""Room left around a photo that a face may fill, in pixels of the copy."""
_MARGIN = 24
"""Room left in a thorough search, for faces that the edge of the photo cuts off; whole steps of the
detector, so that it sees the rest of the photo through the same windows as without."""
_GROUND = (123, 117, 104)
"""Colour of that room. The detector takes it for nothing: it subtracts this very colour. With it
149 of 150 faces cropped to the window were sure, with the photo's edge drawn out 146, with black
14."""
_HALF_AS_LARGE = 0.5
_RESIDUAL_ROLL = 20.0
_PLACING_SIDE = 160
_EDGE_SHARE = 0.75


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at a photo: its longer side in pixels, the turn to bring faces upright, and how
    much room is left around it."""

    side: int
    turn: int
    room: int = 0


@dataclass(frozen=True, slots=True)
class _Seen:
    """A candidate in photo pixels with the turn under which it was seen."""

    candidate: Candidate
    turn: int


class Finder:
    """Finds faces in photos. Safe to share between threads; cheapest with one for each.

    Args:
        threads: how many threads one look may use.
    """

    def __init__(self, threads: int = 1) -> None:
        self._detector = Detector(session(weights.detector(), threads))
        self._landmarks = weights.landmarks()

    def find(self, pixels: Pixels, *, thorough: bool = True) -> list[Face]:
        """Find the faces of a photo.

        Args:
            pixels: the photo (H, W, 3), RGB, of any size.
            thorough: also look for faces half as large as the largest sure one, and for those
                that the edge cuts off. Without it those about as large are found, and smaller
                ones only where nothing larger is sure.

        Returns:
            The faces, surest first; a box may reach beyond the photo. An empty list says that no
            face was found, not that there is none, and never who it is not.

        Raises:
            InputError: ``pixels`` is not a photo.
        """
        if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8:
            raise InputError(f"pixels of shape {pixels.shape} and type {pixels.dtype}")
        seen = self._search(pixels, thorough)
        return [self._face(pixels, one) for one in seen]

    def at(self, pixels: Pixels, box: Box, roll: float = 0.0) -> Face:
        """Take a face where a person has drawn a box.

        Args:
            pixels: the photo (H, W, 3).
            box: drawn around forehead, chin and ears, in photo pixels.
            roll: how far the face is turned clockwise, in degrees, where the person says so.

        Raises:
            InputError: the box is empty or lies outside of the photo.
        """
        rows, columns = pixels.shape[:2]
        if box.width < 1 or box.height < 1 or not box.overlap(Box(0, 0, columns, rows)):
            raise InputError(
                f"the box {box.left:g}, {box.top:g}, {box.right:g}, {box.bottom:g} is not in the "
                f"photo of {columns} x {rows} pixels",
                todo="Give left, top, right and bottom in pixels of the upright photo",
            )
        landmarks = self._place(pixels, _square(box), roll)
        return _as_face(pixels, box, 0.0, landmarks, by_hand=True)

    def _search(self, pixels: Pixels, thorough: bool) -> list[_Seen]:
        """Look until something sure is found; then, if asked, once more at half its size."""
        copies = _Copies(pixels)
        seen: list[_Seen] = []
        for looks in _plan(copies.longest, _MARGIN if thorough else 0):
            for look in looks:
                seen += self._look(copies, look)
            if any(one.candidate.score >= SURE for one in seen):
                break
        sure = [one for one in seen if one.candidate.score >= SURE]
        if thorough and sure:
            largest = self._righted(pixels, max(sure, key=lambda one: one.candidate.box.width))
            for look in _smaller(copies.longest, largest):
                seen += self._look(copies, look)
        # again once they are righted: what lay apart may turn out to be one face
        return _apart([self._righted(pixels, one) for one in _apart(seen)])

    def _righted(self, pixels: Pixels, seen: _Seen) -> _Seen:
        return _Seen(*righted(self._detector, pixels, seen.candidate, seen.turn))

    def _look(self, copies: _Copies, look: _Look) -> list[_Seen]:
        """Look once and give what was seen in photo pixels."""
        copy, scale = copies.resized(look.side)
        turned, back = _turned(_framed(copy, look.room), look.turn)
        found = []
        for candidate in self._detector.look(turned):
            x, y = (back.apply(np.array([candidate.box.centre]))[0] - look.room) * scale
            half = WINDOW * scale / 2
            box = Box(float(x - half), float(y - half), float(x + half), float(y + half))
            found.append(_Seen(Candidate(box, candidate.score), look.turn))
        return found

    def _face(self, pixels: Pixels, seen: _Seen) -> Face:
        box = seen.candidate.box
        landmarks = self._place(pixels, box, -float(seen.turn))
        turned = roll(landmarks)
        if abs(_wrapped(turned + seen.turn)) > _RESIDUAL_ROLL:
            landmarks = self._place(pixels, box, turned)
        return _as_face(pixels, box, seen.candidate.score, landmarks, by_hand=False)

    def _place(self, pixels: Pixels, box: Box, turned: float) -> Points:
        """Place landmarks in a box whose face is turned clockwise by so many degrees."""
        if turned == 0.0:
            corners = (box.left, box.top, box.right - 1, box.bottom - 1)
            return self._landmarks.place(pixels, corners)
        side = _PLACING_SIDE
        scale, angle = 1.6 * box.width / side, np.radians(turned)
        a, b = scale * float(np.cos(angle)), scale * float(np.sin(angle))
        half, (x, y) = side / 2, box.centre
        crop = Similarity(a, b, x - (a - b) * half, y - (a + b) * half)
        low, high = half - side / 3.2, half + side / 3.2
        upright = self._landmarks.place(cut(pixels, crop, side), (low, low, high - 1, high - 1))
        return crop.apply(upright)


def _apart(seen: Sequence[_Seen]) -> list[_Seen]:
    """Keep the surest of those that lie on one another, the surest first."""
    turns = {id(one.candidate): one.turn for one in seen}
    kept = suppress([one.candidate for one in seen])
    return [_Seen(candidate, turns[id(candidate)]) for candidate in kept]


class _Copies:
    """A photo in the sizes it is looked at, each made once and from the nearest larger one."""

    def __init__(self, pixels: Pixels) -> None:
        self.longest = max(pixels.shape[:2])
        self._made = {self.longest: Image.fromarray(pixels)}

    def resized(self, side: int) -> tuple[Pixels, float]:
        """Give the photo with its longer side at ``side``, and how many times larger it was."""
        if side not in self._made:
            near = min((s for s in self._made if s >= side), default=self.longest)
            source = self._made[near]
            size = [max(round(length * side / near), 1) for length in source.size]
            self._made[side] = source.resize(
                (size[0], size[1]), Image.Resampling.BILINEAR, reducing_gap=2.0
            )
        return np.asarray(self._made[side]), self.longest / side


def _plan(longest: int, margin: int = 0) -> Iterator[list[_Look]]:
    """Give the looks in the order in which faces are to be expected, those of a list together.

    Args:
        longest: longer side of the photo.
        margin: room to leave around it in the first looks.
    """
    most = longest * _ENLARGE
    near = [side for side in _USUAL if side <= most] or [min(_USUAL)]
    filling = [side for side in _FILLING if side <= most]
    far = [side for side in _FINER if side <= most]
    for side in near:
        yield [_Look(side, 0, margin)]
    yield _looks(_QUARTERS, near[:2])
    for side in filling:
        yield [_Look(side, 0, _FRAME)]
    yield _looks(_QUARTERS, filling, _FRAME)
    yield _looks(_EIGHTHS, near[:2])
    yield _looks(_QUARTERS, [side for side in near[2:] if side > min(near)])
    for side in far:
        yield [_Look(side, 0)]
    yield _looks(_QUARTERS, far[:2])


def _looks(turns: Sequence[int], sides: Sequence[int], room: int = 0) -> list[_Look]:
    return [_Look(side, turn, room) for turn in turns for side in sides]


def _smaller(longest: int, largest: _Seen) -> Iterator[_Look]:
    """Give the looks that find faces between as large as the largest sure one and half of it."""
    size = largest.candidate.box.width
    nominal = WINDOW * longest / size
    least = nominal / _HALF_AS_LARGE
    side = nominal * _SPACING
    while side / np.sqrt(_SPACING) < least and side <= min(longest * _ENLARGE, _FINER[-1]):
        yield _Look(round(side), largest.turn)
        side *= _SPACING


def _framed(pixels: Pixels, room: int) -> Pixels:
    """Lay a photo on a ground that reaches so many pixels further on every side."""
    if room == 0:
        return pixels
    rows, columns = pixels.shape[:2]
    out = np.empty((rows + 2 * room, columns + 2 * room, 3), dtype=np.uint8)
    out[:] = _GROUND
    out[room:-room, room:-room] = pixels
    return out


def _turned(pixels: Pixels, turn: int) -> tuple[Pixels, Similarity]:
    """Turn a photo clockwise; also give the similarity from the result back to it."""
    if turn == 0:
        return pixels, Similarity(1.0, 0.0, 0.0, 0.0)
    rows, columns = pixels.shape[:2]
    angle = np.radians(turn)
    a, b = float(np.cos(angle)), -float(np.sin(angle))
    width = abs(a) * columns + abs(b) * rows
    height = abs(b) * columns + abs(a) * rows
    c = (columns - a * width + b * height) / 2
    d = (rows - b * width - a * height) / 2
    back = Similarity(a, b, c, d)
    if turn % 90 == 0:
        return np.ascontiguousarray(np.rot90(pixels, -turn // 90)), back
    size = (round(width), round(height))
    image = Image.fromarray(pixels).transform(
        size,
        Image.Transform.AFFINE,
        (a, -b, c, b, a, d),
        Image.Resampling.BILINEAR,
        fillcolor=_GROUND,
    )
    return np.asarray(image), back


def _square(box: Box) -> Box:
    """Give the square of the same area around the same centre, as the predictor expects."""
    x, y = box.centre
    half = float(np.sqrt(box.area)) / 2
    return Box(x - half, y - half, x + half, y + half)


def _wrapped(degrees: float) -> float:
    return (degrees + 180.0) % 360.0 - 180.0


def _as_face(pixels: Pixels, box: Box, score: float, landmarks: Points, *, by_hand: bool) -> Face:
    rows, columns = pixels.shape[:2]
    inside = box.overlap(Box(0, 0, columns, rows)) / box.area
    condition: Condition = assess(pixels, landmarks, unsure=score < SURE, edge=inside < _EDGE_SHARE)
    source: Literal["detector", "hand"] = "hand" if by_hand else "detector"
    return Face(box, score, roll(landmarks), landmarks, source, condition)
