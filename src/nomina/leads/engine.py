"""One photo in, all that is kept of it out: opening, finding, choosing, templates, a small crop.

Which face of a photo is compared: of the faces that the detector is sure of, the largest; where
others are nearly as large (four fifths of its area), the one of these nearest the middle of the
photo. Where it is sure of none, the surest. A box given by hand comes before all this.
"""

from __future__ import annotations

import hashlib
import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

import nomina
from nomina.errors import ImageRefused, InputError
from nomina.faces.geometry import Box, Similarity, cut
from nomina.faces.manifest import Manifest
from nomina.faces.strength import Calibration
from nomina.faces.types import Face
from nomina.images import Photo, rendition
from nomina.leads.intake import HandBox

Pixels = NDArray[np.uint8]
Template = NDArray[np.float32]

SETTINGS = "2"
"""Raised whenever the same photo would give another result, so that old work is not taken up."""
MAX_SIDE = 2048
"""Photos are opened at most this large: faces hardly gain from more, and memory stays small."""
_NEARLY = 0.8
_CROP_SIDE, _CROP_REACH = 176, 1.9
_PASSING = frozenset({"too-slow", "decoder-died", "memory", "unreadable", "not-found"})


class FinderLike(Protocol):
    """What is needed of `nomina.faces.Finder`."""

    def find(self, pixels: Pixels, *, thorough: bool = True) -> list[Face]:
        """Find the faces of a photo, surest first."""

    def at(self, pixels: Pixels, box: Box, roll: float = 0.0) -> Face:
        """Take a face where a person has drawn a box."""


class RecogniserLike(Protocol):
    """What is needed of `nomina.faces.Recogniser`."""

    def template(self, pixels: Pixels, face: Face) -> Template:
        """Give the template of a face."""


class PackLike(Protocol):
    """What is needed of `nomina.faces.Pack`."""

    @property
    def manifest(self) -> Manifest:
        """What the pack says of itself."""

    @property
    def digest(self) -> str:
        """SHA-256 of all that decides what a template is."""

    @property
    def dim(self) -> int:
        """How many numbers a template has."""

    def recogniser(self, threads: int = 1) -> RecogniserLike:
        """Start the recogniser."""

    def calibration(self, condition: str) -> Calibration:
        """Give the calibration of a condition."""


class DoorLike(Protocol):
    """What is needed of `nomina.images.Door`."""

    def open(self, data: bytes, *, max_side: int | None = None) -> Photo:
        """Open one photo."""


@dataclass(frozen=True, slots=True)
class Work:
    """What one photo gave: plain facts, a template a pack, a crop; ``passing`` is not kept."""

    facts: dict[str, Any]
    templates: tuple[Template, ...] = ()
    crop: bytes = b""
    passing: bool = False


@dataclass(frozen=True, slots=True)
class _Tools:
    finder: FinderLike
    recognisers: tuple[RecogniserLike, ...]


@dataclass(slots=True)
class Engine:
    """Everything a photo goes through. Safe to share between threads.

    Attributes:
        packs: the packs whose templates are made, in the order they were asked for.
        finder: makes a finder; called once a thread.
        door: opens photos.
        mark: words written into the pixels of every crop.
        found_by: digest of what finds faces.
    """

    packs: tuple[PackLike, ...]
    finder: Callable[[], FinderLike]
    door: DoorLike
    mark: str
    found_by: str
    _local: threading.local = field(default_factory=threading.local)

    @property
    def digest(self) -> str:
        """Digest of all that decides what a photo gives."""
        parts = [SETTINGS, nomina.__version__, str(MAX_SIDE), self.found_by]
        parts += [pack.digest for pack in self.packs]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def _tools(self) -> _Tools:
        if not hasattr(self._local, "tools"):
            recognisers = tuple(pack.recogniser(threads=1) for pack in self.packs)
            self._local.tools = _Tools(self.finder(), recognisers)
        tools: _Tools = self._local.tools
        return tools

    def work(self, data: bytes, box: HandBox | None) -> Work:
        """Do all the work on one photo; what cannot be done is a status, not an error."""
        try:
            photo = self.door.open(data, max_side=MAX_SIDE)
        except ImageRefused as refused:
            reason = refused.reason
            return Work({"status": "refused", "reason": reason}, passing=reason in _PASSING)
        facts: dict[str, Any] = {
            "format": photo.format,
            "width": photo.width,
            "height": photo.height,
            "notes": list(photo.notes),
            "faces_found": 0,
        }
        tools = self._tools()
        if box is None:
            found = tools.finder.find(photo.pixels)
            facts["faces_found"] = counted(found)
            if not found:
                return Work({**facts, "status": "no-face"})
            face = chosen(found, photo.pixels.shape[1], photo.pixels.shape[0])
        else:
            if not _inside(box, photo):
                return Work({**facts, "status": "box-outside"})
            drawn = Box(box.left, box.top, box.right, box.bottom).scaled(photo.scale)
            face = tools.finder.at(photo.pixels, drawn, box.roll)
            facts["faces_found"] = 1
        try:
            templates = tuple(each.template(photo.pixels, face) for each in tools.recognisers)
        except InputError:
            return Work({**facts, "status": "no-face"})
        facts |= {"status": "face", "face": _face_facts(face, photo.scale)}
        return Work(facts, templates, crop_of(photo.pixels, face, self.mark))


def _inside(box: HandBox, photo: Photo) -> bool:
    """Half of a box at least must lie in the photo, else its numbers are of another photo."""
    drawn = Box(box.left, box.top, box.right, box.bottom)
    return drawn.overlap(Box(0, 0, photo.width, photo.height)) >= drawn.area / 2


def _sure(faces: Sequence[Face]) -> list[Face]:
    return [face for face in faces if "unsure" not in face.condition.flags]


def counted(faces: Sequence[Face]) -> int:
    """Count the faces a person should know of: the sure ones, else 1 where there is any."""
    return len(_sure(faces)) or min(len(faces), 1)


def chosen(faces: Sequence[Face], width: int, height: int) -> Face:
    """Choose the face that is compared; see the rule at the top of this module.

    Args:
        faces: at least one, surest first.
        width: of the photo.
        height: of the photo.
    """
    sure = _sure(faces)
    if not sure:
        return faces[0]
    largest = max(face.box.area for face in sure)
    near = [face for face in sure if face.box.area >= _NEARLY * largest]

    def place(face: Face) -> tuple[float, float, float]:
        x, y = face.box.centre
        return (math.hypot(x - width / 2, y - height / 2), -face.score, x)

    return min(near, key=place)


def _face_facts(face: Face, scale: float) -> dict[str, Any]:
    """Give a face as plain values, its places in pixels of the full photo."""
    seen = face.condition
    edges = (face.box.left, face.box.top, face.box.right, face.box.bottom)
    return {
        "box": [round(float(edge) / scale, 2) for edge in edges],
        "roll": round(float(face.roll), 2),
        "score": round(float(face.score), 4),
        "source": face.source,
        "landmarks": [
            [round(float(x) / scale, 2), round(float(y) / scale, 2)] for x, y in face.landmarks
        ],
        "eye_distance": round(float(seen.eye_distance), 2),
        "sharpness": _share(seen.sharpness),
        "exposure": _share(seen.exposure),
        "clipped": _share(seen.clipped),
        "yaw": round(float(seen.yaw), 1),
        "flags": list(seen.flags),
    }


def _share(value: float) -> float:
    return round(min(1.0, max(0.0, float(value))), 4)


def crop_of(pixels: Pixels, face: Face, mark: str) -> bytes:
    """Cut the face upright with some of its surroundings, marked in its pixels, as JPEG."""
    side = _CROP_SIDE
    scale = _CROP_REACH * max(face.box.width, face.box.height, 1.0) / side
    angle = math.radians(face.roll)
    a, b = scale * math.cos(angle), scale * math.sin(angle)
    (x, y), half = face.box.centre, side / 2
    placed = Similarity(a, b, x - (a - b) * half, y - (a + b) * half)
    return rendition(cut(pixels, placed, side), quality=80, mark=mark)
